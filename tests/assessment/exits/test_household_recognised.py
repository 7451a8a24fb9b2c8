"""A recognised human decision stands in for the verdict at the steps of the exit, both ways, until it expires."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessment.exits.household_guards import verdict_met
from core.procedures.models import Case
from households.models import Household, HouseholdVerdict
from tests.assessment.exits.scene import DAY, YEAR, begun, policies, ready, standard
from tests.assessment.scene import drain, edit
from tests.cast import Cast
from villages.models import Recognition


@pytest.fixture
def case(cast: Cast) -> Case:
    """A listed household whose verdict is met."""
    policies()
    standard()
    row: Household = ready()[0]
    _, cases = begun(cast.village_clerk, [row.pk])
    return Case.all_rows.get(pk=cases[0])


def decided(case: Case, kind: str, until: date = date(2018, 12, 31), **fields: Any) -> None:
    Recognition.all_rows.create(
        household_id=case.subject_id, area=case.area, level=6, year=YEAR, kind=kind, reason="核查",
        document="通扶〔2018〕9 号",
        valid_until=until, state="approved", proposed_by=1, proposed_name="甲", proposed_at=timezone.now(),
        decided_by=2, decided_name="乙", decided_at=timezone.now(), **fields,
    )  # fmt: skip


def failing(case: Case) -> None:
    edit(Household.all_rows.get(pk=case.subject_id), no_worry_food=False)
    drain()


def test_a_decision_for_it_lets_a_failing_household_on_and_leaves_the_verdict(case: Case) -> None:
    failing(case)
    assert verdict_met([case], DAY) == {case.pk: ["判定没有达标：不愁吃未达标"]}
    decided(case, "met")
    assert verdict_met([case], DAY) == {}
    assert HouseholdVerdict.all_rows.get(household=case.subject_id).outcome is False


def test_a_decision_against_it_holds_a_household_whose_verdict_is_met(case: Case) -> None:
    decided(case, "deferred")
    assert verdict_met([case], DAY) == {case.pk: ["暂缓（通扶〔2018〕9 号，有效期至 2018-12-31）"]}


def test_an_expired_one_counts_no_more(case: Case) -> None:
    failing(case)
    decided(case, "met", until=DAY)
    assert verdict_met([case], DAY) == {}
    assert verdict_met([case], DAY + timedelta(days=1)) != {}


def test_one_of_a_single_criterion_is_not_one_of_the_whole(case: Case) -> None:
    failing(case)
    decided(case, "met", criterion="food")
    assert verdict_met([case], DAY) != {}
