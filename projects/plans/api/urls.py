"""REST addresses of the townships' plans."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from projects.plans.api import views

urlpatterns = [
    path("plans/", views.PlanCollection.as_view(), name="plan-list"),
    path("plans/<area:code>/", views.PlanDetail.as_view(), name="plan-detail"),
]
