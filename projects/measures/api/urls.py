"""REST addresses of measures."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from projects.measures.api import views

urlpatterns = [
    path("measures/", views.MeasureCollection.as_view(), name="measure-list"),
    path("measures/<id:pk>/", views.MeasureItem.as_view(), name="measure-detail"),
]
