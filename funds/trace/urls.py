"""Addresses of 到户资金; included by ``funds.urls``."""

from django.urls import path

from funds.trace import views

urlpatterns = [
    path("reach/", views.MoneyReach.as_view(), name="money-reach"),
    path("reach/without/", views.MoneyWithout.as_view(), name="money-without"),
]
