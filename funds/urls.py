"""Addresses of funds, credit, contributions and audits, included at the root."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("funds.contributions.urls")),
    path("credit/", include("funds.credit.urls")),
    path("funds/", include("funds.trace.urls")),
    path("pools/", include("funds.pools.urls")),
    path("audits/", include("funds.audits.urls")),
    path("obligations/", include("funds.obligations.urls")),
    path("funds/", include("funds.documents.urls")),
    path("funds/", include("funds.money.urls")),
    path("funds/", include("funds.progress.urls")),
]
