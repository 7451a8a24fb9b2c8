"""The subjects of the matrix that an office plans: a milestone and a task book at each of the four villages."""

from __future__ import annotations

from datetime import date

from assessment.models import Milestone, TaskBook
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
