"""REST addresses of households and members."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from households.api import findings, views

urlpatterns = [
    path("findings/", findings.FindingCollection.as_view(), name="finding-list"),
    path("households/", views.HouseholdCollection.as_view(), name="household-list"),
    path("households/<number:code>/", views.HouseholdItem.as_view(), name="household-detail"),
    path("members/", views.MemberCollection.as_view(), name="member-list"),
    path("members/<number:code>/", views.MemberItem.as_view(), name="member-detail"),
]
