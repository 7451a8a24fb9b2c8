"""Many people at the same case at once: one step, one entry, one running case."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from core.procedures.models import Case, Entry, Round
from core.procedures.services import ProcedureError, cases_open
from households.models import Household
from tests.cast import JIACUNGUAN, Cast
from tests.core.procedures.scene import DAY, acting, loaded, opened, paper, step

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 8


def together(*acts: Callable[[], Any]) -> list[Any]:
    """All acts from threads of their own, let go at the same moment; a refusal is returned in place of a result."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        barrier.wait(timeout=20)
        try:
            return act()
        except ProcedureError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def cases(cast: Cast, households: dict[int, Household]) -> list[int]:
    loaded()
    around, found = opened(cast.village_clerk, JIACUNGUAN, [households[JIACUNGUAN].pk])
    paper("round", around.pk, "P01")
    return found


def test_one_form_sent_eight_times_is_one_step(cast: Cast, cases: list[int]) -> None:
    def send() -> list[int]:
        return step(cast.village_clerk, "appraise", cases, DAY, values={"votes": "30"}, key="one form")

    assert together(*[send] * AT_ONCE) == [cases] * AT_ONCE
    assert Entry.objects.filter(case=cases[0]).count() == 1


def test_eight_forms_for_one_case_are_one_step_and_seven_refusals(cast: Cast, cases: list[int]) -> None:
    def send(number: int) -> Callable[[], list[int]]:
        return lambda: step(cast.village_clerk, "appraise", cases, DAY, values={"votes": "30"}, key=f"form {number}")

    found = together(*[send(number) for number in range(AT_ONCE)])
    assert found.count(cases) == 1
    refusals = [str(answer) for answer in found if isinstance(answer, ProcedureError)]
    assert refusals == ["当前是“已评议”，不能办理“民主评议”"] * (AT_ONCE - 1)
    assert Entry.objects.filter(case=cases[0]).count() == 1


def test_a_household_taken_into_two_rounds_at_once_runs_in_one(cast: Cast, households: dict[int, Household]) -> None:
    loaded()
    rounds = [opened(cast.village_clerk, JIACUNGUAN, [])[0] for _ in range(4)]
    household = households[JIACUNGUAN].pk
    actor, post, scope = acting(cast.village_clerk)

    def take(around: Round) -> Callable[[], list[int]]:
        return lambda: cases_open(
            actor=actor, post=post, scope=scope, round_id=around.pk, subject_ids=[household], on=DAY
        )

    found = together(*[take(around) for around in rounds])
    assert sum(isinstance(answer, list) for answer in found) == 1
    assert Case.all_rows.filter(subject_id=household, end="").count() == 1
