"""Addresses of the import and export pages."""

from __future__ import annotations

from django.urls import path

from core.ledgers.views import exports, imports

urlpatterns = [
    path("exports/", exports.ExportList.as_view(), name="export-list"),
    path("imports/", imports.ImportList.as_view(), name="import-list"),
    path("imports/template/<slug:kind>/", imports.ImportTemplate.as_view(), name="import-template"),
    path("imports/<int:pk>/", imports.ImportPage.as_view(), name="import-page"),
    path("imports/<int:pk>/confirm/", imports.ImportConfirm.as_view(), name="import-confirm"),
    path("imports/<int:pk>/drop/", imports.ImportDrop.as_view(), name="import-drop"),
    path("imports/<int:pk>/errors/", imports.ImportErrors.as_view(), name="import-errors"),
    path("imports/<int:pk>/doubts/", imports.ImportDoubts.as_view(), name="import-doubts"),
]
