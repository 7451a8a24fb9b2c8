"""REST addresses of regions and villages."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from villages.api import views

urlpatterns = [
    path("regions/", views.RegionCollection.as_view(), name="region-list"),
    path("regions/<area:code>/", views.RegionItem.as_view(), name="region-detail"),
    path("villages/", views.VillageCollection.as_view(), name="village-list"),
    path("villages/<area:code>/", views.VillageItem.as_view(), name="village-detail"),
]
