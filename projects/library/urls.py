"""Addresses of the project library, below /projects/."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from projects.library import views

urlpatterns = [
    path("", views.ProjectList.as_view(), name="project-list"),
    path("new/", views.ProjectNew.as_view(), name="project-new"),
    path("<id:pk>/", views.ProjectCard.as_view(), name="project-card"),
    path("<id:pk>/edit/", views.ProjectEdit.as_view(), name="project-edit"),
    path("<id:pk>/open/", views.ProjectOpen.as_view(), name="project-open"),
    path("<id:pk>/households/", views.Beneficiaries.as_view(), name="project-households"),
    path("<id:pk>/report/", views.ProgressReport.as_view(), name="project-report"),
    path("<id:pk>/doubt/", views.DoubtConfirm.as_view(), name="project-doubt"),
]
