"""Addresses of pathways; included by ``projects.urls``."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from projects.pathways.views import pages

urlpatterns = [
    path("pathways/", pages.PathwayStart.as_view(), name="pathway-start"),
    path("pathways/<area:code>/", pages.PathwayProgress.as_view(), name="pathway-progress"),
    path("pathways/<area:code>/targets/", pages.PathwayTargets.as_view(), name="pathway-targets"),
]
