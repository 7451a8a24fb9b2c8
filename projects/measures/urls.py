"""Addresses of measures; included by ``projects.urls``."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from projects.measures.views import edit, lists

urlpatterns = [
    path("measures/", lists.MeasureList.as_view(), name="measure-list"),
    path("measures/new/<number:code>/", edit.MeasureNew.as_view(), name="measure-new"),
    path("measures/<id:pk>/", lists.MeasurePage.as_view(), name="measure-page"),
    path("measures/<id:pk>/edit/", edit.MeasureEdit.as_view(), name="measure-edit"),
    path("measures/<id:pk>/stop/", edit.MeasureStop.as_view(), name="measure-stop"),
    path("measures/<id:pk>/delete/", edit.MeasureDelete.as_view(), name="measure-delete"),
]
