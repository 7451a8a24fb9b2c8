"""Addresses of obligations, below /obligations/."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from funds.obligations import views

urlpatterns = [
    path("", views.ObligationList.as_view(), name="obligation-list"),
    path("fiscal/<area:code>/", views.FiscalEdit.as_view(), name="fiscal-edit"),
]
