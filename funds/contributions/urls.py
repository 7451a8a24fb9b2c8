"""Addresses of contributions and helpers."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from funds.contributions.views import edit, lists

urlpatterns = [
    path("contributions/", lists.ContributionList.as_view(), name="contribution-list"),
    path("contributions/new/", edit.ContributionNew.as_view(), name="contribution-new"),
    path("contributions/<id:pk>/", lists.ContributionPage.as_view(), name="contribution-page"),
    path("contributions/<id:pk>/edit/", edit.ContributionEdit.as_view(), name="contribution-edit"),
    path("contributions/<id:pk>/households/", edit.ContributionHouseholds.as_view(), name="contribution-households"),
    path("contributions/<id:pk>/use/", edit.UseAdd.as_view(), name="contribution-use"),
    path("contributions/<id:pk>/notice/", edit.NoticeDone.as_view(), name="contribution-notice"),
    path("contributions/uses/<id:pk>/reverse/", edit.UseReverse.as_view(), name="contribution-reverse"),
    path("contributions/helpers/", lists.UnitList.as_view(), name="support-list"),
    path("contributions/helpers/new/", edit.UnitNew.as_view(), name="support-new"),
    path("contributions/helpers/<id:pk>/edit/", edit.UnitEdit.as_view(), name="support-edit"),
]
