"""Addresses of micro-credit, below /credit/."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from funds.credit.views import claims, edit, lists

urlpatterns = [
    path("", lists.LoanList.as_view(), name="loan-list"),
    path("ratios/", lists.RatioPage.as_view(), name="credit-ratios"),
    path("growth/", lists.GrowthPage.as_view(), name="credit-growth"),
    path("warnings/", lists.WarningPage.as_view(), name="credit-warnings"),
    path("claims/", claims.ClaimList.as_view(), name="credit-claims"),
    path("claims/make/", claims.ClaimMake.as_view(), name="credit-claim-make"),
    path("claims/<id:pk>/", claims.ClaimPage.as_view(), name="credit-claim"),
    path("claims/<id:pk>/confirm/", claims.ClaimConfirm.as_view(), name="credit-claim-confirm"),
    path("households/<number:code>/rating/", edit.RatingEdit.as_view(), name="credit-rating-new"),
    path("households/<number:code>/line/", edit.LineEdit.as_view(), name="credit-line-new"),
    path("households/<number:code>/loan/", edit.LoanEdit.as_view(), name="loan-new"),
    path("ratings/<id:pk>/", edit.RatingEdit.as_view(), name="credit-rating-edit"),
    path("lines/<id:pk>/", edit.LineEdit.as_view(), name="credit-line-edit"),
    path("loans/<id:pk>/", lists.LoanPage.as_view(), name="loan-page"),
    path("loans/<id:pk>/edit/", edit.LoanEdit.as_view(), name="loan-edit"),
    path("loans/<id:pk>/entry/", edit.EntryNew.as_view(), name="loan-entry"),
    path("loans/<id:pk>/change/", edit.ChangeNew.as_view(), name="loan-change"),
    path("entries/<id:pk>/counter/", edit.EntryCounter.as_view(), name="loan-entry-counter"),
    path("changes/<id:pk>/counter/", edit.ChangeCounter.as_view(), name="loan-change-counter"),
]
