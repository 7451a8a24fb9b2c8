"""REST addresses of issue documents and of the ledger of money."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from funds.documents.api import views

urlpatterns = [
    path("fund-documents/", views.DocumentCollection.as_view(), name="fund-document-list"),
    path("fund-documents/<id:pk>/", views.DocumentItem.as_view(), name="fund-document-detail"),
    path("fund-entries/", views.EntryCollection.as_view(), name="fund-entry-list"),
]
