"""Addresses of the asset ledger, below /assets/."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from projects.assets import views

urlpatterns = [
    path("", views.AssetList.as_view(), name="asset-list"),
    path("new/", views.AssetNew.as_view(), name="asset-new"),
    path("<id:pk>/", views.AssetPage.as_view(), name="asset-page"),
    path("<id:pk>/edit/", views.AssetEdit.as_view(), name="asset-edit"),
    path("<id:pk>/income/", views.IncomeAdd.as_view(), name="asset-income"),
    path("incomes/<id:pk>/distribute/", views.Distribute.as_view(), name="asset-distribute"),
]
