"""Addresses of clues and monitored households, below /monitoring/."""

from django.urls import path

from assessment.monitoring.views import clues, objects
from core.web import converters  # noqa: F401  (registers the key forms)

urlpatterns = [
    path("", clues.ClueList.as_view(), name="monitor-clues"),
    path("suggestions/", clues.SuggestionList.as_view(), name="monitor-suggestions"),
    path("clues/<id:pk>/", clues.CluePage.as_view(), name="monitor-clue"),
    path("objects/", objects.ObjectList.as_view(), name="monitor-objects"),
    path("objects/<id:pk>/", objects.ObjectPage.as_view(), name="monitor-object"),
    path("objects/<id:pk>/measures/", objects.MeasureAdd.as_view(), name="monitor-measure"),
    path("objects/<id:pk>/visits/", objects.VisitAdd.as_view(), name="monitor-visit"),
]
