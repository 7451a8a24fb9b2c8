"""REST addresses of contributions."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from funds.contributions.api import views

urlpatterns = [
    path("contributions/", views.ContributionCollection.as_view(), name="contribution-list"),
    path("contributions/<id:pk>/", views.ContributionItem.as_view(), name="contribution-detail"),
]
