"""REST addresses of funds, credit and contributions."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("funds.contributions.api.urls")),
    path("", include("funds.documents.api.urls")),
    path("", include("funds.audits.api.urls")),
    path("", include("funds.credit.api.urls")),
]
