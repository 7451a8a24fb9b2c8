"""Addresses of the benefit of projects, below /benefits/."""

from django.urls import path

from assessment.benefit import views
from core.web import converters  # noqa: F401  (registers the key forms)

urlpatterns = [
    path("", views.BenefitList.as_view(), name="benefit-list"),
    path("<id:pk>/", views.BenefitPage.as_view(), name="benefit-page"),
]
