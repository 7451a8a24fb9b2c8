"""REST addresses of the asset ledger."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from projects.assets.api import money, views

urlpatterns = [
    path("assets/", views.AssetCollection.as_view(), name="asset-list"),
    path("assets/<number:code>/", views.AssetItem.as_view(), name="asset-detail"),
    path("assets/<number:code>/incomes/", money.AssetIncomes.as_view(), name="asset-incomes"),
    path("assets/<number:code>/incomes/<id:pk>/shares/", money.IncomeShares.as_view(), name="asset-shares"),
]
