"""Addresses of pathways, measures, projects and assets, included at the root."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("projects.gaps.urls")),
    path("", include("projects.measures.urls")),
    path("assets/", include("projects.assets.urls")),
    path("disasters/", include("projects.disasters.urls")),
    path("projects/", include("projects.library.urls")),
    path("", include("projects.pathways.urls")),
    path("", include("projects.plans.urls")),
]
