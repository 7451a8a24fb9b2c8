"""Addresses of the money of projects and of payment orders, below /funds/."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from funds.money import views

urlpatterns = [
    path("projects/<id:pk>/", views.ProjectMoneyPage.as_view(), name="fund-project"),
    path("projects/<id:pk>/contract/", views.ContractNew.as_view(), name="fund-contract-new"),
    path("projects/<id:pk>/contracts/<id:contract>/add/", views.ContractAdd.as_view(), name="fund-contract-add"),
    path("projects/<id:pk>/allocations/<id:allocation>/reduce/", views.Reduce.as_view(), name="fund-reduce"),
    path("projects/<id:pk>/order/", views.OrderNew.as_view(), name="fund-order-new"),
    path("orders/", views.OrderList.as_view(), name="fund-orders"),
    path("orders/<id:pk>/", views.OrderPage.as_view(), name="fund-order"),
    path("orders/<id:pk>/decide/", views.OrderDecide.as_view(), name="fund-order-decide"),
]
