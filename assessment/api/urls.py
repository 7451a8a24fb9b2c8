"""REST address of verdicts."""

from django.urls import path

from assessment.api import views

urlpatterns = [path("verdicts/", views.VerdictCollection.as_view(), name="verdict-list")]
