"""The address of a document's outcome; included by ``assessment.urls``."""

from django.urls import path

from assessment.trace import views

urlpatterns = [path("<id:pk>/outcome/", views.DocumentTrace.as_view(), name="fund-outcome")]
