"""REST addresses of regions and villages."""

from django.urls import path, register_converter

from core.web.api.converters import AreaConverter
from villages.api import views

register_converter(AreaConverter, "area")
urlpatterns = [
    path("regions/", views.RegionCollection.as_view(), name="region-list"),
    path("regions/<area:code>/", views.RegionItem.as_view(), name="region-detail"),
    path("villages/", views.VillageCollection.as_view(), name="village-list"),
    path("villages/<area:code>/", views.VillageItem.as_view(), name="village-detail"),
]
