"""Addresses of verdicts, standards and the start page."""

from django.urls import path

from assessment.views import home, standards
from core.web import converters  # noqa: F401  (registers the key forms)

urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("standards/", standards.StandardList.as_view(), name="standard-list"),
]
