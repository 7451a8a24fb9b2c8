"""Addresses of disasters, below /disasters/."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from projects.disasters import views

urlpatterns = [
    path("", views.DisasterList.as_view(), name="disaster-list"),
    path("new/", views.DisasterNew.as_view(), name="disaster-new"),
    path("<id:pk>/", views.DisasterCard.as_view(), name="disaster-card"),
    path("<id:pk>/edit/", views.DisasterEdit.as_view(), name="disaster-edit"),
    path("<id:pk>/households/add/", views.DamageAdd.as_view(), name="disaster-household-add"),
    path("households/<id:pk>/edit/", views.DamageEdit.as_view(), name="disaster-household-edit"),
    path("households/<id:pk>/remove/", views.DamageRemove.as_view(), name="disaster-household-remove"),
]
