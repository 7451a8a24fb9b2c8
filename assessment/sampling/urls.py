"""Addresses of the sampling kit, below /surveys/."""

from django.urls import path

from assessment.sampling.views import surveys, units
from core.web import converters  # noqa: F401  (registers the key forms)

urlpatterns = [
    path("", surveys.SurveyStart.as_view(), name="survey-start"),
    path("at/<area:code>/", surveys.SurveyList.as_view(), name="survey-list"),
    path("at/<area:code>/new/", surveys.SurveyNew.as_view(), name="survey-new"),
    path("<id:pk>/", surveys.SurveyPage.as_view(), name="survey-page"),
    path("<id:pk>/step/", surveys.SurveyStep.as_view(), name="survey-step"),
    path("<id:pk>/units/", units.UnitList.as_view(), name="survey-units"),
    path("<id:pk>/form/", units.BlindForm.as_view(), name="survey-form"),
    path("units/<id:pk>/", units.UnitEntry.as_view(), name="survey-unit"),
]
