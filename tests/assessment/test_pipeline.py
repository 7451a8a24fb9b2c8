"""Data in → stored verdict out, whatever way the data came; replays write nothing; every input has its triggers."""

import io

import pytest
from django.db import connection

from assessment.claims import Worker, expand
from assessment.indicators import INDICATORS
from assessment.models import Criterion, PovertyLine, Standard, VerdictChange
from core.changes.models import Change, YearInUse
from core.regions.models import RegionSpan
from households.models import Household, HouseholdVerdict, HouseholdYear, Member, MemberYear
from tests import factories
from tests.assessment.scene import drain, edit, good_household, household_outcomes, line, region_outcomes, release
from tests.cast import BAOKANG, CHENGGUAN_VILLAGE, JIACUNGUAN, PLACES, TONGJIANG, XIANRENQIAN, YANGBAI
from villages.models import CountyYear, RegionVerdict, VillageCheck, VillageYear

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(places):
    release("household", ["income_above_line", "food"])
    release("village", ["assessed_incidence", "hard_road"])
    release("county", ["assessed_incidence"])
    line(2995)
    factories.village_year(JIACUNGUAN, rural_population=100, hard_road=True)
    found = good_household(JIACUNGUAN)
    drain()
    return found


def sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


# How a fact may change.


def test_direct_sql_is_followed(row):
    sql("UPDATE households_householdyear SET no_worry_food = false WHERE household_id = %s", row.pk)
    drain()
    assert household_outcomes(row)[""] is False
    assert region_outcomes(JIACUNGUAN)["assessed_incidence"] is True
    sql("DELETE FROM households_householdyear WHERE household_id = %s", row.pk)
    drain()
    assert household_outcomes(row)[""] is None


def test_copy_is_followed(row):
    other = factories.household(XIANRENQIAN, year=None)
    drain()
    assert household_outcomes(other)["food"] is None
    with connection.cursor() as cursor:
        cursor.copy_expert(
            "COPY households_householdyear (household_id, area, year, no_worry_food) FROM STDIN",
            io.StringIO(f"{other.pk}\t{XIANRENQIAN}\t2018\tt\n"),
        )
    drain()
    assert household_outcomes(other)["food"] is True


def test_bulk_create_is_followed(row):
    other = factories.household(XIANRENQIAN, year=None)
    HouseholdYear.all_rows.bulk_create(
        [HouseholdYear(household=other, area=XIANRENQIAN, year=2018, no_worry_food=False)]
    )
    drain()
    assert household_outcomes(other)[""] is False


def test_truncate_is_followed(row):
    sql("TRUNCATE villages_villageyear")
    drain()
    assert region_outcomes(JIACUNGUAN) == {"": None, "assessed_incidence": None, "hard_road": None}


def test_a_move_is_followed_at_both_places(row):
    factories.village_year(XIANRENQIAN, rural_population=100, hard_road=True)
    edit(row, no_worry_food=False)
    drain()
    Household.all_rows.filter(pk=row.pk).update(area=XIANRENQIAN)
    drain()
    assert HouseholdVerdict.all_rows.get(household=row).area == XIANRENQIAN
    counts = dict(VillageCheck.objects.filter(level=5).values_list("area", "persons_not_met"))
    assert (counts[JIACUNGUAN], counts[XIANRENQIAN]) == (0, 1)


@pytest.mark.parametrize("by_sql", [True, False])
def test_a_deleted_household_takes_its_verdict_and_leaves_the_sums(row, by_sql):
    if by_sql:
        sql("DELETE FROM households_memberyear")
        sql("DELETE FROM households_household WHERE id = %s", row.pk)
    else:
        row.delete()
    drain()
    assert not HouseholdVerdict.all_rows.exists()
    assert VillageCheck.objects.get(area=TONGJIANG).households_met == 0


# Wide inputs.


def test_a_line_reaches_every_household_below(row):
    far = good_household(CHENGGUAN_VILLAGE)
    drain()
    PovertyLine.objects.update(amount=20000)
    drain()
    assert household_outcomes(row)["income_above_line"] is False
    assert household_outcomes(far)["income_above_line"] is False
    line(1000, BAOKANG)
    drain()
    assert household_outcomes(far)["income_above_line"] is True
    assert household_outcomes(row)["income_above_line"] is False


def test_a_criterion_changed_by_sql_is_followed(row):
    sql("UPDATE assessment_criterion SET threshold = 0 WHERE indicator = 'assessed_incidence'")
    drain()
    assert region_outcomes(JIACUNGUAN)["assessed_incidence"] is False
    Criterion.objects.filter(indicator="food").delete()
    drain()
    assert set(household_outcomes(row)) == {"", "income_above_line"}


def test_a_vanished_standard_takes_its_verdicts(row):
    Standard.objects.filter(level="household").delete()
    drain()
    assert not HouseholdVerdict.all_rows.exists()
    last = VerdictChange.objects.filter(household_id=row.pk).latest("id")
    assert (last.old_outcome, last.new_outcome, last.new_outcomes) == (True, None, None)


def test_the_old_verdict_stays_until_the_new_one_is_complete(row):
    before = HouseholdVerdict.all_rows.get().standard
    release("household", ["income_above_line", "food", "tv"])
    assert HouseholdVerdict.all_rows.get().standard == before
    drain()
    assert HouseholdVerdict.all_rows.get().standard != before


def test_wide_marks_are_expanded_to_what_exists(row):
    Change.objects.create(area=YANGBAI, year=2018)
    expand()
    marks = set(Change.objects.values_list("area", "year", "bulk", "alone"))
    villages = {(area, 2018, True, False) for area in (JIACUNGUAN, XIANRENQIAN)}
    regions = {(area, 2018, True, True) for area in (YANGBAI, TONGJIANG, 511900000000, 510000000000)}
    assert marks == villages | regions


# Years.


def test_the_first_fact_of_a_year_brings_it_into_use_everywhere(row):
    far = good_household(CHENGGUAN_VILLAGE)
    Member.all_rows.update(joined_year=2014)
    drain()
    assert not HouseholdVerdict.all_rows.filter(year=2016).exists()
    HouseholdYear.all_rows.create(household=row, area=JIACUNGUAN, year=2016, no_worry_food=True)
    drain()
    assert YearInUse.objects.filter(year=2016).exists()
    assert household_outcomes(row, 2016)["food"] is True
    assert household_outcomes(far, 2016)["food"] is None
    assert RegionVerdict.objects.filter(year=2016, level=5).count() == 5


def test_a_line_alone_brings_no_year_into_use(row):
    line(2800, year=2014)
    drain()
    assert not YearInUse.objects.filter(year=2014).exists()
    assert not RegionVerdict.objects.filter(year=2014).exists()


def test_a_survey_brings_its_year_into_use(row):
    factories.county_year(TONGJIANG, 2015, rural_income_per_head=1)
    drain()
    assert YearInUse.objects.filter(year=2015).exists()


# Replays and the log of changes.


def snapshot():
    return (
        list(HouseholdVerdict.all_rows.order_by("id").values()),
        list(RegionVerdict.objects.order_by("id").values()),
        VerdictChange.objects.count(),
    )


def test_a_replay_writes_nothing_but_the_check_time(row):
    before = snapshot()
    VillageCheck.objects.update(checked_at="2000-01-01T00:00Z")
    Change.objects.create(area=0, year=None)
    drain()
    assert snapshot() == before
    assert not VillageCheck.objects.filter(year=2018, checked_at__year=2000).exists()


def test_verdict_changes_appear_exactly_with_changes(row):
    VerdictChange.objects.all().delete()
    edit(row, wage_income=21000)  # another value, no other outcome
    drain()
    assert VerdictChange.objects.count() == 0
    edit(row, no_worry_food=None)
    drain()
    found = [
        (change.household_id, change.area, change.old_outcome, change.new_outcome, change.new_outcomes)
        for change in VerdictChange.objects.order_by("id")
    ]
    # The county is unknown before and after: its other villages have no record.
    assert found == [(row.pk, JIACUNGUAN, True, None, [True, None])]


def test_changed_verdicts_carry_their_time_and_unchanged_ones_keep_it(row):
    time = HouseholdVerdict.all_rows.get().changed_at
    edit(row, km_to_main_road=3)
    drain()
    assert HouseholdVerdict.all_rows.get().changed_at == time


# Order of work.


def test_single_edits_go_before_bulk(row):
    Change.objects.bulk_create([Change(area=area, year=2018, bulk=True) for area in PLACES if area % 1000])
    Change.objects.create(area=XIANRENQIAN, year=2018)
    from assessment.claims import village_batch

    village_batch(bulk=False)
    assert not Change.objects.filter(area=XIANRENQIAN).exists()
    assert Change.objects.filter(area=JIACUNGUAN, bulk=True).exists()
    assert drain() is not None


def test_a_place_that_cannot_be_computed_holds_up_nobody(row, caplog):
    far = good_household(CHENGGUAN_VILLAGE)
    standard = Standard.objects.create(
        code="bad", level="household", region=JIACUNGUAN, first_year=2018, last_year=2018, state="released"
    )
    Criterion.objects.create(standard=standard, order=1, indicator="nonsense", kind="veto")
    edit(row, no_worry_food=False)
    worker = Worker()
    worker.work(seconds=20)
    assert household_outcomes(far)[""] is True
    assert list(worker.bad) == [JIACUNGUAN]
    assert set(Change.objects.values_list("area", flat=True)) == {JIACUNGUAN}
    assert "cannot be computed" in caplog.text
    Standard.objects.filter(pk=standard.pk).delete()
    drain()
    assert household_outcomes(row)[""] is False


# What the indicators stand on.

STRUCTURE = {Household, Member, HouseholdYear, MemberYear, VillageYear, CountyYear, Standard, Criterion, PovertyLine,
             RegionSpan}  # fmt: skip


def test_every_table_behind_an_indicator_has_mark_triggers():
    models = STRUCTURE.union(*(item.sources() for item in INDICATORS.values())) - {VillageCheck}
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(
                "SELECT count(*), array_agg(t.tgtype) FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
                "WHERE t.tgrelid = %s::regclass AND NOT t.tgisinternal AND t.tgenabled = 'O' "
                "AND p.prosrc LIKE '%%INSERT INTO changes_change%%'",
                [model._meta.db_table],
            )
            assert cursor.fetchone()[0] == 4, model  # insert, update, delete, truncate


@pytest.mark.parametrize("key", sorted(INDICATORS))
def test_all_null_inputs_give_unknown(key, places):
    level, code = key
    release(level, [code])
    line(2995)
    if level == "household":
        found = factories.household(JIACUNGUAN, facts=dict.fromkeys(("poverty_status", "household_attr", "cause_main")))
        Member.all_rows.update(birth_date=None)
        drain()
        assert household_outcomes(found) == {"": None, code: None}
        return
    area = {"village": JIACUNGUAN, "township": YANGBAI, "county": TONGJIANG, "city": 511900000000}[level]
    factories.village_year(JIACUNGUAN, is_poor=None)
    factories.county_year(TONGJIANG)
    drain()
    assert region_outcomes(area) == {"": None, code: None}
