"""REST addresses of households and members."""

from django.urls import path, register_converter

from core.web.api.converters import NumberConverter
from households.api import views

register_converter(NumberConverter, "number")
urlpatterns = [
    path("households/", views.HouseholdCollection.as_view(), name="household-list"),
    path("households/<number:code>/", views.HouseholdItem.as_view(), name="household-detail"),
    path("members/", views.MemberCollection.as_view(), name="member-list"),
    path("members/<number:code>/", views.MemberItem.as_view(), name="member-detail"),
]
