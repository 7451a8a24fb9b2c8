"""Addresses of issue documents, below /funds/."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from funds.documents import views

urlpatterns = [
    path("documents/", views.DocumentList.as_view(), name="fund-documents"),
    path("documents/new/", views.DocumentNew.as_view(), name="fund-document-new"),
    path("documents/<id:pk>/", views.DocumentPage.as_view(), name="fund-document"),
    path("documents/<id:pk>/edit/", views.DocumentEdit.as_view(), name="fund-document-edit"),
    path("documents/<id:pk>/distribute/", views.Distribute.as_view(), name="fund-distribute"),
    path("documents/<id:pk>/allocate/", views.Allocate.as_view(), name="fund-allocate"),
    path("documents/<id:pk>/return/", views.GiveBack.as_view(), name="fund-return"),
    path("documents/<id:pk>/carry/", views.CarryOver.as_view(), name="fund-carry"),
    path("documents/<id:pk>/publish/", views.Publish.as_view(), name="fund-publish"),
    path("entries/<id:pk>/cancel/", views.EntryCancel.as_view(), name="fund-entry-cancel"),
]
