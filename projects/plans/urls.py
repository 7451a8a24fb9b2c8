"""Addresses of the plan's progress, a village's records and the coverage."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from projects.plans.views import coverage, progress, records

urlpatterns = [
    path("plans/", progress.PlanStart.as_view(), name="plan-start"),
    path("plans/<area:code>/", progress.PlanPage.as_view(), name="plan-progress"),
    path("plans/<area:code>/villages/", progress.PlanVillages.as_view(), name="plan-villages"),
    path("plans/<area:code>/years/", progress.PlanYears.as_view(), name="plan-years"),
    path("plans/<area:code>/norms/", progress.PlanNorms.as_view(), name="plan-norms"),
    path("plans/<area:code>/idle/", progress.PlanIdle.as_view(), name="plan-idle"),
    path("plans/<area:code>/items/<slug:item>/", progress.PlanItemPage.as_view(), name="plan-item"),
    path("plans/<area:code>/records/", records.Records.as_view(), name="plan-records"),
    path("plans/quantities/<id:pk>/", progress.QuantityEnter.as_view(), name="plan-quantity"),
    path("plans/records/<id:pk>/", records.RecordChange.as_view(), name="plan-record"),
    path("coverage/<area:code>/", coverage.Coverage.as_view(), name="coverage"),
    path(
        "coverage/<area:code>/<slug:item>/<slug:state>/",
        coverage.CoverageHouseholds.as_view(),
        name="coverage-households",
    ),
]
