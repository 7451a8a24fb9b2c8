"""The subjects of the matrix that an office plans: a milestone and a task book at each of the four villages."""

from __future__ import annotations

from datetime import date

from assessment.models import Milestone, SampleStratum, SampleSurvey, SampleUnit, TaskBook
from tests.matrix.world import PLACES, Subject, World


def at_milestones(world: World) -> list[Subject]:
    """One milestone a village."""
    found = []
    for label, area in PLACES.items():
        row, _ = Milestone.all_rows.get_or_create(area=area, year=2018, title="公示", due_on=date(2018, 7, 31))
        found.append(Subject(label, {"pk": row.pk}, area))
    return found


def at_books(world: World) -> list[Subject]:
    """One task book a village."""
    found = []
    for label, area in PLACES.items():
        row, _ = TaskBook.all_rows.get_or_create(area=area, year=2018, persons=1)
        found.append(Subject(label, {"pk": row.pk}, area))
    return found


def at_items(world: World) -> list[Subject]:
    """The item of the scorecard that lists the households without a helper, at each of the four villages."""
    return [Subject(label, {"code": area, "item": "people"}, area) for label, area in PLACES.items()]


def _survey(area: int) -> SampleSurvey:
    survey, _ = SampleSurvey.all_rows.get_or_create(
        area=area,
        year=2018,
        title="抽查",
        unit="household",
        purpose="spot",
        method="fixed",
        size=1,
        seed="1",
        state="open",
    )
    return survey


def at_surveys(world: World) -> list[Subject]:
    """One survey a village, open for entry."""
    return [Subject(label, {"pk": _survey(area).pk}, area) for label, area in PLACES.items()]


def at_units(world: World) -> list[Subject]:
    """The village's household as a drawn unit; its place decides who may enter it."""
    found = []
    for label, area in PLACES.items():
        survey, row = _survey(area), world.household(area)
        stratum, _ = SampleStratum.objects.get_or_create(
            survey=survey, order=1, label="全部", population=1, size=1, frame=[row.code], digest=""
        )
        unit, _ = SampleUnit.all_rows.get_or_create(
            survey=survey, stratum=stratum, number=1, sample_no=f"{survey.pk}-0001", code=row.code,
            household_id=row.pk, area=area,
        )  # fmt: skip
        found.append(Subject(label, {"pk": unit.pk}, area))
    return found
