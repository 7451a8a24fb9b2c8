"""REST addresses of measures, projects and assets, included at ``/api/v1/``."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("projects.library.api.urls")),
    path("", include("projects.measures.api.urls")),
    path("", include("projects.assets.api.urls")),
    path("", include("projects.plans.api.urls")),
]
