"""Ordinary households (一般农户) stand in the register and enter no verdict, no count and no sum."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.replay.clocks import KNOWN, TRUE, replayed
from assessment.sampling.frame import strata_of
from assessment.scorecards.counts import counted
from assessment.targets.progress import planned_households, reached
from assessment.verify import verify
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import SYSTEM
from core.changes.models import Change, YearInUse
from core.regions.codes import Level, area_range
from households.models import Household, HouseholdVerdict, HouseholdYear
from households.selectors.register import subjects, summary
from households.services import household_take_in
from tests import factories
from tests.assessment import registry
from tests.assessment.oracle import differences
from tests.assessment.scene import drain, good_household, line, region_bounds, region_outcomes, release
from tests.cast import JIACUNGUAN, TONGJIANG
from villages.models import RegionVerdict, VillageCheck

YEAR = 2018
VERDICT = ("household__code", "year", "members", "standard", "income", "line", "outcome", "outcomes", "values")
NEVER = {"id", "changed_at", "checked_at", "inserted_at"}
POOR = {"no_worry_food": False, "poverty_status": "0"}


@pytest.fixture
def village(transactional_db: Any, places: dict[int, str]) -> int:
    release("household", ["income_above_line", "food"])
    release("village", ["assessed_incidence", "official_incidence"])
    line(2995)
    factories.village_year(JIACUNGUAN, rural_population=100)
    return JIACUNGUAN


def moment() -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def counts() -> tuple[int | None, ...]:
    row = VillageCheck.objects.get(area=JIACUNGUAN, year=YEAR)
    return (row.households_met, row.households_not_met, row.persons_met, row.persons_not_met, row.official_poor)


def test_an_ordinary_household_has_no_verdict_and_enters_no_incidence(village: int) -> None:
    good_household(village, facts={"poverty_status": "1"})
    good_household(village, registered_from=None, facts=POOR)
    drain()
    assert HouseholdVerdict.all_rows.count() == 1
    assert counts() == (1, 0, 1, 0, 0)
    # none of a hundred, although the ordinary one would be poor
    assert region_bounds(village) == {"assessed_incidence": (0, 0), "official_incidence": (0, 0)}
    assert differences(YEAR) == []
    assert verify(YEAR).different == 0


def test_taking_it_in_marks_the_village_and_its_verdict_comes_from_that_year_on(village: int) -> None:
    row = good_household(village, registered_from=None, facts=POOR)
    HouseholdYear.all_rows.create(household=row, area=village, year=2019, **POOR)
    line(2995, year=2019)
    drain()
    Household.all_rows.filter(pk=row.pk).update(registered_from=2019)
    assert Change.objects.filter(area=village, year__isnull=True).exists()
    drain()
    assert [v.year for v in HouseholdVerdict.all_rows.all()] == [2019]
    assert HouseholdVerdict.all_rows.get().outcome is False
    Household.all_rows.filter(pk=row.pk).update(registered_from=YEAR)
    drain()
    assert sorted(v.year for v in HouseholdVerdict.all_rows.all()) == [YEAR, 2019]
    # one person of a hundred
    assert region_bounds(village)["assessed_incidence"] == (1, 1)
    assert counts() == (0, 1, 0, 1, 1)
    Household.all_rows.filter(pk=row.pk).update(registered_from=None)
    drain()
    assert HouseholdVerdict.all_rows.count() == 0
    assert region_bounds(village)["assessed_incidence"] == (0, 0)
    assert region_outcomes(village)[""] is True


def test_replay_sees_the_household_as_it_stood(village: int) -> None:
    row = good_household(village, registered_from=None, facts=POOR)
    drain()
    before = moment()
    Household.all_rows.filter(pk=row.pk).update(registered_from=YEAR)
    drain()
    after = moment()
    with replayed(KNOWN, before, [village], YEAR):
        assert HouseholdVerdict.all_rows.count() == 0
        assert region_bounds(village)["assessed_incidence"] == (0, 0)
    for clock, at in ((KNOWN, after), (TRUE, before), (TRUE, after)):
        with replayed(clock, at, [village], YEAR):
            assert HouseholdVerdict.all_rows.get().outcome is False
            assert region_bounds(village)["assessed_incidence"] == (1, 1)


def test_nothing_else_counts_it(village: int) -> None:
    """Targets, scorecards, sampling frames and the register, by hand: one registered household of one person."""
    low, high = area_range(TONGJIANG)
    facts = {"poverty_status": "0", "planned_exit_year": YEAR, "cause_main": "1"}
    mine = good_household(village, facts=facts)
    for status, left in (("0", None), ("1", YEAR)):
        good_household(village, registered_from=None, facts={**facts, "poverty_status": status, "exit_year": left})
    good_household(village, registered_from=2019, facts=facts)
    drain()
    assert planned_households(low, high, YEAR) == (1, 1)
    found = reached(low, high, Level.VILLAGE, YEAR)
    assert found[village].recorded == {}
    assert found[village].ready["households"] == 1
    groups = strata_of(unit="household", area=TONGJIANG, year=YEAR, by_township=False, by_poor=False, by_status=False)
    assert [(group.population, group.persons, group.frame) for group in groups] == [(1, 1, [mine.code])]
    cards = counted(low, high, 1, YEAR, timezone.localdate())
    assert cards[village].subjects == 1
    assert list(subjects(SYSTEM_SCOPE, YEAR)) == [mine]
    assert summary(scope=SYSTEM_SCOPE, year=YEAR, area=village).households == 1


def add_ordinary(rnd: Random, area: int) -> None:
    """A household as random as any other, with records of both years, that is not registered in either."""
    row = registry.add_household(rnd, area)
    Household.all_rows.filter(pk=row.pk).update(registered_from=rnd.choice([None, None, max(registry.YEARS) + 1]))


def everything() -> tuple[Any, ...]:
    """Every verdict and every count of every year, without keys and times."""
    households = list(HouseholdVerdict.all_rows.order_by("household__code", "year").values_list(*VERDICT))
    regions = [
        list(model.objects.order_by("area", "year").values_list(*_columns(model)))
        for model in (RegionVerdict, VillageCheck)
    ]
    return households, *regions


def _columns(model: Any) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if field.attname not in NEVER]


@pytest.mark.django_db
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.integers(0, 2**32), st.integers(0, 5), st.integers(1, 6))
def test_any_number_of_ordinary_households_changes_no_verdict_and_no_count(
    seed: int, households: int, ordinary: int
) -> None:
    rnd = Random(seed)
    with transaction.atomic():
        registry.build(rnd, households)
        YearInUse.objects.bulk_create([YearInUse(year=year) for year in registry.YEARS])
        drain()
        without = everything()
        for _ in range(ordinary):
            add_ordinary(rnd, rnd.choice(registry.VILLAGES))
        drain()
        assert everything() == without
        for year in registry.YEARS:
            assert differences(year) == []
        transaction.set_rollback(True)


def test_taking_in_by_the_service_gives_the_verdict_of_its_facts(village: int) -> None:
    row = good_household(
        village,
        registered_from=None,
        facts={"poverty_status": None, "household_attr": None, "cause_main": None, "wage_income": 2000},
    )
    drain()
    assert HouseholdVerdict.all_rows.count() == 0
    facts = {"household_attr": "01", "cause_main": "1", "identify_standard": "1"}
    household_take_in(actor=SYSTEM, household=row, year=YEAR, facts=facts, reason="村民代表大会评议通过")
    drain()
    verdict = HouseholdVerdict.all_rows.get()
    # 2,000 a head is not above 2,995; food is met
    assert (verdict.year, verdict.outcome, verdict.outcomes) == (YEAR, False, [False, True])
    # 未脱贫 by both counts: one person of a hundred
    assert region_bounds(village) == {"assessed_incidence": (1, 1), "official_incidence": (1, 1)}
    assert differences(YEAR) == []
