"""Addresses of pools, below /pools/."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from funds.pools import views

urlpatterns = [
    path("", views.PoolList.as_view(), name="pool-list"),
    path("new/", views.PoolNew.as_view(), name="pool-new"),
    path("<id:pk>/", views.PoolPage.as_view(), name="pool-page"),
    path("<id:pk>/edit/", views.PoolEdit.as_view(), name="pool-edit"),
    path("<id:pk>/entry/", views.PoolEntryAdd.as_view(), name="pool-entry"),
    path("entries/<id:pk>/reverse/", views.PoolEntryReverse.as_view(), name="pool-reverse"),
]
