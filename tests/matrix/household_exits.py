"""Subjects of the exit's papers: in each of the four villages a round with the village's household."""

from __future__ import annotations

from typing import Any

from core.procedures.models import Case, Policy, Round
from core.procedures.selectors import policy_for
from tests.assessment.exits.scene import CODE, DAY, YEAR, policies
from tests.matrix.world import PLACES, Subject, Subjects, World


def _case(world: World, area: int) -> Case:
    if not Policy.objects.exists():
        policies()
    policy = policy_for(CODE, area, YEAR)
    assert policy is not None
    around = Round.all_rows.get_or_create(
        code=CODE,
        area=area,
        year=YEAR,
        number=1,
        defaults={"policy": policy, "opened_on": DAY, "opened_name": "村干部"},
    )[0]
    found: Case = Case.all_rows.get_or_create(
        round=around,
        code=CODE,
        subject_type="household",
        subject_id=world.household(area).pk,
        area=area,
        year=YEAR,
        defaults={"state": "listed", "opened_on": DAY, "entered_on": DAY},
    )[0]
    return found


def _subjects(number: Any, *, paired: bool) -> Subjects:
    def subjects(world: World) -> list[Subject]:
        return [
            Subject(label, {"pk": number(_case(world, area))}, area, world.household(area) if paired else None)
            for label, area in PLACES.items()
        ]

    return subjects


at_exit_rounds = _subjects(lambda case: case.round_id, paired=False)
at_exit_cases = _subjects(lambda case: case.pk, paired=True)
