"""Addresses of verdicts, standards and the start page."""

from django.urls import include, path

from assessment.freshness.views import FreshnessPage
from assessment.monitoring.views.clues import ClueNew
from assessment.recognition import views as recognition
from assessment.scorecards.views import LoweringPage, ScorecardPage
from assessment.views import changes, home, household_exits, households, regions, replay, standards, tables
from assessment.views import household_exit_papers as papers
from core.web import converters  # noqa: F401  (registers the key forms)

urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("todo/", home.TodoList.as_view(), name="todo-list"),
    path("overview/table/", tables.HomeTable.as_view(), name="home-export"),
    path("overview/incomes/", tables.IncomeTable.as_view(), name="home-incomes"),
    path("overview/criteria/", tables.CriterionTable.as_view(), name="home-criteria"),
    path("assessment/", regions.RegionOverview.as_view(), name="region-overview"),
    path("assessment/villages/", regions.RegionList.as_view(), name="region-list"),
    path("assessment/changes/", changes.ChangeList.as_view(), name="change-list"),
    path("assessment/regions/<area:code>/", regions.RegionVerdictPage.as_view(), name="region-verdict"),
    path("assessment/regions/<area:code>/blocking/", tables.BlockingTable.as_view(), name="region-blocking"),
    path("households/<number:code>/verdict/", households.HouseholdVerdictPage.as_view(), name="household-verdict"),
    path("assessment/regions/<area:code>/replay/", replay.RegionReplay.as_view(), name="region-replay"),
    path("households/<number:code>/replay/", replay.HouseholdReplay.as_view(), name="household-replay"),
    path("households/<number:code>/badges/", households.HouseholdBadge.as_view(), name="household-badges"),
    path("funds/documents/", include("assessment.trace.urls")),
    path("targets/", include("assessment.targets.urls")),
    path("monitoring/", include("assessment.monitoring.urls")),
    path("households/<number:code>/clues/new/", ClueNew.as_view(), name="monitor-clue-new"),
    path("benefits/", include("assessment.benefit.urls")),
    path("surveys/", include("assessment.sampling.urls")),
    path("region-exits/", include("assessment.exits.regions.urls")),
    path("scorecards/<area:code>/", ScorecardPage.as_view(), name="scorecard"),
    path("scorecards/<area:code>/<slug:item>/", LoweringPage.as_view(), name="scorecard-households"),
    path("exits/households/", household_exits.ReadyList.as_view(), name="household-exits"),
    path("exits/households/flagged/", household_exits.FlaggedList.as_view(), name="household-flagged"),
    path("exits/households/rounds/<id:pk>/sheets/", papers.RoundSheets.as_view(), name="household-exit-sheets"),
    path(
        "exits/households/rounds/<id:pk>/confirmations/",
        papers.RoundConfirmations.as_view(),
        name="household-exit-confirmations",
    ),
    path("exits/households/cases/<id:pk>/sheet/", papers.CaseSheets.as_view(), name="household-exit-sheet"),
    path(
        "exits/households/cases/<id:pk>/confirmation/",
        papers.CaseConfirmation.as_view(),
        name="household-exit-confirmation",
    ),
    path("freshness/", FreshnessPage.as_view(), name="freshness"),
    path("recognitions/", recognition.RecognitionList.as_view(), name="recognition-list"),
    path("recognitions/<id:pk>/", recognition.RecognitionPage.as_view(), name="recognition-page"),
    path(
        "households/<number:code>/recognitions/new/",
        recognition.ProposeHousehold.as_view(),
        name="recognition-household",
    ),
    path(
        "assessment/regions/<area:code>/recognitions/new/",
        recognition.ProposeRegion.as_view(),
        name="recognition-region",
    ),
    path("standards/", standards.StandardList.as_view(), name="standard-list"),
    path("standards/", include("assessment.standards.urls")),
]
