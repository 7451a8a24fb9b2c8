"""Addresses of the import and export pages."""

from __future__ import annotations

from django.urls import path

from core.ledgers.views import exports, imports, record_changes, undo
from core.web import converters  # noqa: F401  (registers the key forms)

urlpatterns = [
    path("trail/changes/export/", record_changes.ChangeRecordsExport.as_view(), name="record-changes-export"),
    path("exports/", exports.ExportList.as_view(), name="export-list"),
    path("imports/", imports.ImportList.as_view(), name="import-list"),
    path("imports/template/<slug:kind>/", imports.ImportTemplate.as_view(), name="import-template"),
    path("imports/<id:pk>/", imports.ImportPage.as_view(), name="import-page"),
    path("imports/<id:pk>/confirm/", imports.ImportConfirm.as_view(), name="import-confirm"),
    path("imports/<id:pk>/drop/", imports.ImportDrop.as_view(), name="import-drop"),
    path("imports/<id:pk>/errors/", imports.ImportErrors.as_view(), name="import-errors"),
    path("imports/overseen/", undo.OverseenImports.as_view(), name="import-overseen"),
    path("imports/<id:pk>/undo/", undo.UndoPage.as_view(), name="import-undo"),
    path("imports/<id:pk>/undo/look/", undo.UndoLook.as_view(), name="import-undo-look"),
    path("imports/<id:pk>/doubts/", imports.ImportDoubts.as_view(), name="import-doubts"),
]
