"""Addresses of the asset ledger, below /assets/."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from projects.assets import solar_views, views

urlpatterns = [
    path("", views.AssetList.as_view(), name="asset-list"),
    path("new/", views.AssetNew.as_view(), name="asset-new"),
    path("<id:pk>/", views.AssetPage.as_view(), name="asset-page"),
    path("<id:pk>/edit/", views.AssetEdit.as_view(), name="asset-edit"),
    path("<id:pk>/income/", views.IncomeAdd.as_view(), name="asset-income"),
    path("<id:pk>/station/", solar_views.StationEdit.as_view(), name="solar-station"),
    path("<id:pk>/station/month/", solar_views.MonthAdd.as_view(), name="solar-month"),
    path("incomes/<id:pk>/distribute/", views.Distribute.as_view(), name="asset-distribute"),
]
