"""The two clocks, by hand: what was known then, what is true by what is known now; old rows; rules of a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from assessment.models import PovertyLine, Standard
from assessment.replay.clocks import KNOWN, TRUE, replayed
from assessment.replay.images import household_area_at, villages_at
from households.models import Household, HouseholdVerdict
from tests import factories
from tests.assessment.scene import (
    drain,
    edit,
    good_household,
    household_outcomes,
    household_values,
    line,
    region_outcomes,
    release,
)
from tests.cast import JIACUNGUAN, NUOJIANG_VILLAGE, TONGJIANG, XIANRENQIAN
from villages.models import VillageYear

YEAR = 2018


@pytest.fixture
def row(transactional_db: Any, places: dict[int, str]) -> Household:
    release("household", ["income_above_line", "food"])
    release("village", ["assessed_incidence", "hard_road"])
    release("county", ["assessed_incidence"])
    line(2995)
    for area in (JIACUNGUAN, XIANRENQIAN, NUOJIANG_VILLAGE):
        factories.village_year(area, rural_population=100, hard_road=True)
    found = good_household(JIACUNGUAN)
    drain()
    return found


def now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment


def sql(statement: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def test_a_correction_changes_what_was_true_and_not_what_was_known(row: Household) -> None:
    before = now()
    edit(row, no_worry_food=False, wage_income=100)
    drain()
    with replayed(KNOWN, before, [TONGJIANG], YEAR):
        assert household_outcomes(row) == {"": True, "income_above_line": True, "food": True}
        assert household_values(row)["income_above_line"] == 20000
        assert region_outcomes(JIACUNGUAN)[""] is True
        assert region_outcomes(TONGJIANG)[""] is True
    with replayed(TRUE, before, [TONGJIANG], YEAR):
        assert household_outcomes(row) == {"": False, "income_above_line": False, "food": False}
        assert household_values(row)["income_above_line"] == 100
        # one person of a hundred
        assert region_outcomes(JIACUNGUAN)["assessed_incidence"] is True
    assert household_outcomes(row)[""] is False


def test_what_was_deleted_was_there_and_what_came_later_was_not(row: Household) -> None:
    before = now()
    sql("DELETE FROM households_household WHERE id = %s", row.pk)
    sql("DELETE FROM villages_villageyear")
    other = good_household(JIACUNGUAN)
    drain()
    with replayed(KNOWN, before, [JIACUNGUAN], YEAR):
        assert household_outcomes(row)[""] is True
        assert region_outcomes(JIACUNGUAN)["hard_road"] is True
        with pytest.raises(HouseholdVerdict.DoesNotExist):
            household_outcomes(other)
    with replayed(TRUE, before, [JIACUNGUAN], YEAR):
        assert household_outcomes(other)[""] is True
        assert region_outcomes(JIACUNGUAN)["hard_road"] is None


def test_a_move_is_seen_at_the_place_of_the_day(row: Household) -> None:
    before = now()
    Household.all_rows.filter(pk=row.pk).update(area=XIANRENQIAN)
    drain()
    assert (household_area_at(row.pk, before), household_area_at(row.pk, now())) == (JIACUNGUAN, XIANRENQIAN)
    with replayed(KNOWN, before, [JIACUNGUAN], YEAR):
        assert household_outcomes(row)[""] is True
    with replayed(KNOWN, now(), [XIANRENQIAN], YEAR):
        assert household_outcomes(row)[""] is True


def test_before_anything_was_stored_there_is_nothing(row: Household) -> None:
    long_ago = now() - timedelta(days=365)
    assert household_area_at(row.pk, long_ago) is None
    with replayed(KNOWN, long_ago, [TONGJIANG], YEAR), pytest.raises(HouseholdVerdict.DoesNotExist):
        household_outcomes(row)


def test_rows_older_than_the_column_are_dated_by_their_earliest_image(row: Household) -> None:
    """As after the migration: ``inserted_at`` is not known, in the row and in its images."""
    sql("UPDATE villages_villageyear SET inserted_at = NULL, updated_at = '2018-03-01', hard_road = true")
    VillageYear.all_rows.filter(area=JIACUNGUAN).update(hard_road=False, updated_at=now())
    sql("SET session_replication_role = replica")
    sql("UPDATE villages_villageyearevent SET inserted_at = NULL, updated_at = '2018-03-01'")
    sql("DELETE FROM villages_villageyearevent WHERE pgh_id < (SELECT max(pgh_id) FROM villages_villageyearevent)")
    sql("UPDATE villages_villageyearevent SET pgh_created_at = '2018-06-01'")
    for table in ("assessment_standard", "assessment_criterion", "regions_regionspan"):
        sql(f"UPDATE {table} SET inserted_at = NULL")
    sql("UPDATE assessment_standard SET created_at = '2018-01-01'")
    sql("RESET session_replication_role")
    for day, expected in ((date(2018, 4, 1), True), (date(2018, 7, 1), False)):
        with replayed(KNOWN, at(day), [JIACUNGUAN], YEAR):
            assert region_outcomes(JIACUNGUAN)["hard_road"] is expected
    with replayed(KNOWN, at(date(2018, 2, 1)), [JIACUNGUAN], YEAR):
        assert region_outcomes(JIACUNGUAN)["hard_road"] is None


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day).astimezone()


def test_true_then_takes_the_standard_that_applied_on_the_day(row: Household) -> None:
    first = Standard.objects.get(level="household")
    release("household", ["food"])
    second = Standard.objects.get(level="household", state="released")
    Standard.objects.filter(pk=first.pk).update(released_at=at(date(2017, 5, 1)), retired_at=at(date(2018, 5, 1)))
    Standard.objects.filter(pk=second.pk).update(released_at=at(date(2018, 5, 1)))
    edit(row, wage_income=0)
    drain()
    assert household_outcomes(row) == {"": True, "food": True}
    # before the first release, the first one holds
    for day in (date(2016, 1, 1), date(2017, 6, 1)):
        with replayed(TRUE, at(day), [JIACUNGUAN], YEAR):
            assert household_outcomes(row) == {"": False, "income_above_line": False, "food": True}
    with replayed(TRUE, at(date(2018, 6, 1)), [JIACUNGUAN], YEAR):
        assert household_outcomes(row) == {"": True, "food": True}


def test_a_line_corrected_later_was_known_as_it_was(row: Household) -> None:
    before = now()
    PovertyLine.objects.update(amount=Decimal(30000))
    drain()
    with replayed(KNOWN, before, [JIACUNGUAN], YEAR):
        assert household_outcomes(row)["income_above_line"] is True
    with replayed(TRUE, before, [JIACUNGUAN], YEAR):
        assert household_outcomes(row)["income_above_line"] is False


def test_a_village_that_an_edition_retired_later_was_known_to_exist(row: Household) -> None:
    before = now()
    factories.regions({510000000000: "四川省", 511900000000: "巴中市", TONGJIANG: "通江县", 511921119000: "杨柏镇",
                       XIANRENQIAN: "仙人嵌村民委员会"})  # fmt: skip
    drain()
    with replayed(KNOWN, before, [JIACUNGUAN], YEAR):
        assert region_outcomes(JIACUNGUAN)[""] is True
    assert JIACUNGUAN in villages_at(TONGJIANG, before)
