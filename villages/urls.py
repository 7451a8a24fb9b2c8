"""Addresses of the villages' and counties' facts."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from villages.views import facts

app_name = "villages"
urlpatterns = [
    path("villages/<area:code>/", facts.VillagePage.as_view(), name="village-facts"),
    path("villages/<area:code>/edit/", facts.VillageEdit.as_view(), name="village-edit"),
    path("counties/<area:code>/", facts.CountyPage.as_view(), name="county-facts"),
    path("counties/<area:code>/edit/", facts.CountyEdit.as_view(), name="county-edit"),
]
