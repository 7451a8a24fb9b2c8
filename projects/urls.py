"""Addresses of pathways, measures, projects and assets, included at the root."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
