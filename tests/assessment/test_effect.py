"""The effect of facts that are not stored yet: the same SQL over pg_temp, and nothing else is touched."""

import pytest
from django.db import connection, transaction

from assessment.effect import ChangedSubject, effect, effect_of
from core.changes.models import Change
from core.ledgers import hooks
from households.models import HouseholdVerdict, HouseholdYear
from tests import factories
from tests.assessment.scene import drain, edit, good_household, household_outcomes, line, release
from tests.cast import JIACUNGUAN, TONGJIANG, XIANRENQIAN
from villages.models import RegionVerdict, VillageCheck

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(places):
    release("household", ["income_above_line", "food", "income_half_local_average"])
    release("village", ["assessed_incidence"])
    line(2995)
    factories.county_year(TONGJIANG, rural_income_per_head=10000)
    for area in (JIACUNGUAN, XIANRENQIAN):
        factories.village_year(area, rural_population=100)
    found = [good_household(JIACUNGUAN, head=f"王{number}", code=f"H{number}") for number in range(3)]
    found.append(good_household(XIANRENQIAN, head="仙", code="H9"))
    drain()
    return found


def stored():
    return (
        list(HouseholdVerdict.all_rows.order_by("id").values()),
        list(RegionVerdict.objects.order_by("id").values()),
        list(VillageCheck.objects.order_by("id").values()),
        Change.objects.count(),
    )


def lay_over(table, change, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE {table} (LIKE public.{table} INCLUDING ALL) ON COMMIT DROP")
        cursor.execute(f"INSERT INTO pg_temp.{table} SELECT * FROM public.{table}")
        cursor.execute(f"{change}", parameters)


def test_shadowed_facts_change_nothing_that_is_stored(rows):
    before = stored()
    with transaction.atomic():
        lay_over(
            "households_householdyear",
            "UPDATE households_householdyear SET no_worry_food = CASE household_id WHEN %s THEN FALSE END "
            "WHERE household_id IN (%s, %s)",
            rows[0].pk,
            rows[0].pk,
            rows[1].pk,
        )
        found = effect([JIACUNGUAN], 2018)
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE pg_temp.households_householdyear")
    assert found.counts == {
        "household": {"met_to_not_met": 1, "met_to_unknown": 1},
        "village": {"met_to_unknown": 1},
    }
    assert found.households == [
        ChangedSubject("H0", "王0", JIACUNGUAN, "met", "not_met"),
        ChangedSubject("H1", "王1", JIACUNGUAN, "met", "unknown"),
    ]
    assert found.villages == [ChangedSubject("511921119200", "贾村观村民委员会", JIACUNGUAN, "met", "unknown")]
    assert stored() == before


def test_marks_made_after_a_preview_are_real(rows):
    effect_of([JIACUNGUAN], 2018)
    edit(rows[0], no_worry_food=False)
    assert Change.objects.filter(area=JIACUNGUAN, year=2018).exists()
    drain()
    assert household_outcomes(rows[0])[""] is False


def test_a_wide_area_is_its_villages(rows):
    with transaction.atomic():
        lay_over("villages_countyyear", "UPDATE villages_countyyear SET rural_income_per_head = 50000")
        counts = effect_of([TONGJIANG], 2018)
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE pg_temp.villages_countyyear")
    assert counts["household"] == {"met_to_not_met": 4}


def test_new_moved_and_vanished_subjects(rows):
    good_household(XIANRENQIAN)
    HouseholdYear.all_rows.filter(household=rows[0]).update(no_worry_food=False)
    rows[1].delete()
    type(rows[2]).all_rows.filter(pk=rows[2].pk).update(area=XIANRENQIAN)
    counts = effect_of([JIACUNGUAN, XIANRENQIAN], 2018)
    # A cascade has already taken the vanished household's verdict; a move changes no outcome.
    assert counts["household"] == {"met_to_not_met": 1, "new_to_met": 1}
    assert effect_of([], 2018) == {"household": {}, "village": {}}


def test_config_connects_it_to_the_imports(rows):
    assert hooks.effect_of([JIACUNGUAN], 2018) == {"household": {}, "village": {}}
