"""Addresses of audits, below /audits/."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from funds.audits import views

urlpatterns = [
    path("", views.AuditList.as_view(), name="audit-list"),
    path("new/", views.AuditNew.as_view(), name="audit-new"),
    path("<id:pk>/", views.AuditPage.as_view(), name="audit-page"),
    path("<id:pk>/edit/", views.AuditEdit.as_view(), name="audit-edit"),
    path("<id:pk>/finish/", views.AuditFinish.as_view(), name="audit-finish"),
    path("<id:pk>/problem/", views.AuditProblem.as_view(), name="audit-problem"),
]
