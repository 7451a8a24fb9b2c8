"""REST addresses of micro-credit."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from funds.credit.api import views

urlpatterns = [
    path("credit/ratings/", views.RatingCollection.as_view(), name="credit-rating-list"),
    path("credit/ratings/<id:pk>/", views.RatingItem.as_view(), name="credit-rating-detail"),
    path("credit/lines/", views.LineCollection.as_view(), name="credit-line-list"),
    path("credit/lines/<id:pk>/", views.LineItem.as_view(), name="credit-line-detail"),
    path("credit/loans/", views.LoanCollection.as_view(), name="loan-list"),
    path("credit/loans/<id:pk>/", views.LoanItem.as_view(), name="loan-detail"),
    path("credit/entries/", views.EntryCollection.as_view(), name="loan-entry-list"),
]
