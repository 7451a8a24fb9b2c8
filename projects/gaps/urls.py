"""Addresses of the lists of what is missing; included by ``projects.urls``."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from projects.gaps import views

urlpatterns = [
    path("measures/gaps/relocation/", views.RelocationGaps.as_view(), name="gap-relocation"),
    path(
        "measures/gaps/relocation/limits/<area:code>/", views.RelocationLimitSet.as_view(), name="gap-relocation-limit"
    ),
    path("measures/gaps/allowance/", views.AllowanceGaps.as_view(), name="gap-allowance"),
    path("measures/gaps/allowance/line/<area:code>/", views.AllowanceLineSet.as_view(), name="gap-allowance-line"),
    path("measures/screening/", views.ScreeningCoverage.as_view(), name="screening-coverage"),
    path("measures/homes/", views.HomeProgress.as_view(), name="home-progress"),
]
