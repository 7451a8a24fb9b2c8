"""Addresses of funds, credit, contributions and audits, included at the root."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
