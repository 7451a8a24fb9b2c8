"""REST addresses of the problems that audits found."""

from django.urls import path

from funds.audits.api import views

urlpatterns = [path("problems/", views.ProblemCollection.as_view(), name="problem-list")]
