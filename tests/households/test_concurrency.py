"""Two at once, on real connections: different numbers, one writer wins, a move and a pairing do not part."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from core.accounts.scope import SYSTEM_SCOPE
from households.models import Household, HouseholdYear, Pairing
from households.services import (
    PersonExistsError,
    StaleRecordError,
    Token,
    household_move,
    household_update,
    pairing_start,
)
from tests.households import cast as made
from tests.households.cast import ACTOR, NEXT_VILLAGE, YEAR, register

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Each work on a connection of its own, started together; its result or its refusal."""
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            start.wait(10)
            return work()
        except (StaleRecordError, PersonExistsError) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_households_registered_at_once_get_different_numbers() -> None:
    made.regions()
    found = at_once(*(lambda order=order: register(name="甲乙丙丁"[order], order=order) for order in range(4)))
    assert sorted(household.code[12:] for household in found) == ["0001", "0002", "0003", "0004"]


def test_a_person_registered_twice_at_once_is_registered_once() -> None:
    made.regions()
    found = at_once(register, lambda: register(NEXT_VILLAGE))
    assert sorted(type(result).__name__ for result in found) == ["Household", "PersonExistsError"]
    assert Household.all_rows.count() == 1


def test_of_two_saves_with_one_version_one_wins_and_the_other_is_told() -> None:
    made.regions()
    household = register()

    def save(amount: str) -> Any:
        return household_update(
            actor=ACTOR,
            household=household,
            year=YEAR,
            token=Token(1, 1),
            values={},
            facts={"wage_income": Decimal(amount)},
        )

    for round_ in range(5):
        HouseholdYear.all_rows.update(version=1, wage_income=Decimal(round_))
        found = at_once(lambda: save("7200"), lambda: save("6900"))
        assert sorted(type(result).__name__ for result in found) == ["StaleRecordError", "Token"]
        stored = HouseholdYear.all_rows.get().wage_income
        refused = next(result for result in found if isinstance(result, StaleRecordError))
        assert refused.fresh["wage_income"] == stored


def test_a_pairing_made_while_the_household_moves_moves_with_it() -> None:
    made.regions()
    people = made.cast()
    household = register()
    at_once(
        lambda: household_move(
            actor=ACTOR, scope=SYSTEM_SCOPE, household=household, area=NEXT_VILLAGE, group_name="", reason="搬迁"
        ),
        lambda: pairing_start(actor=ACTOR, household=household, helper=people.helper, starts_on=date(2018, 1, 1)),
    )
    assert Household.all_rows.get().area == NEXT_VILLAGE
    assert Pairing.all_rows.get().area == NEXT_VILLAGE
