"""REST addresses of the project library."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from projects.library.api import views

urlpatterns = [
    path("projects/", views.ProjectCollection.as_view(), name="project-list"),
    path("projects/<number:code>/", views.ProjectItem.as_view(), name="project-detail"),
    path("projects/<number:code>/cases/", views.ProjectCases.as_view(), name="project-cases"),
]
