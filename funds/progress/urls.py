"""The address of the monthly report, below /funds/."""

from django.urls import path

from funds.progress import views

urlpatterns = [path("progress/", views.Progress.as_view(), name="fund-progress")]
