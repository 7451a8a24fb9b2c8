"""Villages, townships, counties and cities by hand: intervals, sums, shares, rates, and who is a subject."""

from datetime import date
from decimal import Decimal

import pytest

from assessment.models import Standard, VerdictChange
from core.regions.models import RegionSpan
from households.models import HouseholdVerdict, HouseholdYear
from tests import factories
from tests.assessment.scene import (
    GOOD_VILLAGE,
    NUMBERS,
    add_member,
    drain,
    edit,
    good_household,
    line,
    region_bounds,
    region_outcomes,
    release,
)
from tests.cast import BAZHONG, JIACUNGUAN, NUOJIANG_VILLAGE, TONGJIANG, XIANRENQIAN, YANGBAI
from villages.models import CountyYear, RegionVerdict, VillageCheck, VillageYear

pytestmark = pytest.mark.django_db
T, F, U = True, False, None


@pytest.fixture(autouse=True)
def _scene(places):
    release("household", ["food"])
    line(2995)


def households(area, met=0, not_met=0, unknown=0):
    for food, number in ((T, met), (F, not_met), (U, unknown)):
        for _ in range(number):
            good_household(area, facts={"no_worry_food": food})


@pytest.mark.parametrize(
    ("counts", "rural", "expected", "bounds"),
    [
        ((5, 1, 0), 100, T, (1, 1)),
        ((5, 2, 0), 100, F, (2, 2)),  # strictly less
        ((5, 1, 1), 100, U, (1, 2)),
        ((5, 2, 1), 100, F, (2, 3)),
        ((5, 0, 1), 100, T, (0, 1)),
        ((0, 0, 0), 100, T, (0, 0)),
        ((5, 1, 0), 0, U, (None, None)),
        ((5, 1, 0), None, U, (None, None)),
        ((5, 1, 0), 300, T, ("0.333333333333", "0.333333333333")),
    ],
)
def test_assessed_incidence_is_an_interval(counts, rural, expected, bounds):
    release("village", ["assessed_incidence"])
    households(JIACUNGUAN, *counts)
    factories.village_year(JIACUNGUAN, rural_population=rural)
    drain()
    assert region_outcomes(JIACUNGUAN) == {"": expected, "assessed_incidence": expected}
    wanted = tuple(None if bound is None else Decimal(bound) for bound in bounds)
    assert region_bounds(JIACUNGUAN)["assessed_incidence"] == wanted


def test_persons_are_counted_not_households():
    release("village", ["assessed_incidence"])
    row = good_household(JIACUNGUAN, facts={"no_worry_food": False})
    add_member(row)
    factories.village_year(JIACUNGUAN, rural_population=50)
    drain()
    assert region_bounds(JIACUNGUAN)["assessed_incidence"] == (4, 4)


def test_a_household_without_a_verdict_counts_as_unknown():
    Standard.objects.filter(level="household").update(state="retired")
    release("village", ["assessed_incidence"])
    households(JIACUNGUAN, met=3)
    factories.village_year(JIACUNGUAN, rural_population=100)
    drain()
    assert not HouseholdVerdict.all_rows.exists()
    assert region_bounds(JIACUNGUAN)["assessed_incidence"] == (0, 3)
    assert VillageCheck.objects.get(area=JIACUNGUAN, year=2018).households_unknown == 3


@pytest.mark.parametrize(
    ("statuses", "expected", "value"),
    [("0134", F, 2), ("14", T, 0), ("0", T, 1), ("03", F, 2), (["1", None], U, None)],
)
def test_official_incidence_counts_the_registered_status(statuses, expected, value):
    release("village", ["official_incidence"])
    for status in statuses:
        good_household(JIACUNGUAN, facts={"poverty_status": status})
    factories.village_year(JIACUNGUAN, rural_population=100)
    drain()
    assert region_outcomes(JIACUNGUAN)["official_incidence"] is expected
    assert region_bounds(JIACUNGUAN)["official_incidence"] == (value, value)


def test_a_household_without_a_record_makes_the_official_incidence_unknown():
    release("village", ["official_incidence"])
    row = good_household(JIACUNGUAN)
    factories.village_year(JIACUNGUAN, rural_population=100)
    HouseholdYear.all_rows.filter(household=row).delete()
    drain()
    assert region_outcomes(JIACUNGUAN)["official_incidence"] is None


@pytest.mark.parametrize(
    ("facts", "code", "expected"),
    [
        *(
            ({field: value}, code, value)
            for field, code in [
                ("hard_road", "hard_road"),
                ("power", "power"),
                ("tv", "tv"),
                ("broadband", "broadband"),
                ("bus", "bus"),
                ("has_industry", "industry"),
            ]
            for value in (T, F, U)
        ),
        ({"dangerous_households": 0}, "dangerous_houses", T),
        ({"dangerous_households": 1}, "dangerous_houses", F),
        ({"dangerous_households": U}, "dangerous_houses", U),
        ({"unsafe_water_households": 3}, "unsafe_water_households", F),
        ({"clinics": 2}, "clinic", T),
        ({"clinics": 0}, "clinic", F),
        ({"clinics": U}, "clinic", U),
        ({"clinics": 0, "doctors": U}, "clinic_with_doctor", F),
        ({"clinics": U, "doctors": 0}, "clinic_with_doctor", F),
        ({"clinics": U, "doctors": 1}, "clinic_with_doctor", U),
        ({"clinics": 1, "doctors": 2}, "clinic_with_doctor", T),
        ({"culture_rooms": 0}, "culture_facility", F),
        ({"collective_income": "0.99"}, "collective_income", F),
        ({"collective_income": 1}, "collective_income", T),
        ({"collective_income": U}, "collective_income", U),
    ],
)
def test_a_village_fact(facts, code, expected):
    release("village")
    factories.village_year(JIACUNGUAN, **{**GOOD_VILLAGE, **facts})
    drain()
    outcomes = region_outcomes(JIACUNGUAN)
    assert outcomes[code] is expected
    known = next(iter(facts.values()))
    bound = None if code not in NUMBERS or known is None else Decimal(known)
    assert region_bounds(JIACUNGUAN)[code] == (bound, bound)


def test_without_a_record_of_the_year_a_village_is_unknown():
    release("village")
    drain()
    assert set(region_outcomes(JIACUNGUAN).values()) == {None}


def test_sums_above_run_over_all_villages_of_the_year():
    release("county", ["assessed_incidence"])
    households(JIACUNGUAN, met=1, not_met=2)
    households(NUOJIANG_VILLAGE, unknown=1)
    for area, rural in ((JIACUNGUAN, 100), (XIANRENQIAN, 0), (NUOJIANG_VILLAGE, 50)):
        factories.village_year(area, rural_population=rural)
    drain()
    assert region_bounds(TONGJIANG)["assessed_incidence"] == (Decimal("1.333333333333"), 2)
    VillageYear.all_rows.filter(area=XIANRENQIAN).update(rural_population=None)
    drain()
    assert region_outcomes(TONGJIANG)["assessed_incidence"] is None
    assert region_bounds(TONGJIANG)["assessed_incidence"] == (None, None)
    VillageYear.all_rows.update(rural_population=0)
    drain()
    assert region_outcomes(TONGJIANG)["assessed_incidence"] is None


def test_every_level_is_summed_and_counted():
    for level in ("township", "county", "city"):
        release(level, ["assessed_incidence"])
    households(JIACUNGUAN, not_met=1)
    for area in (JIACUNGUAN, XIANRENQIAN, NUOJIANG_VILLAGE):
        factories.village_year(area, rural_population=10)
    drain()
    assert region_bounds(YANGBAI)["assessed_incidence"] == (5, 5)
    for area in (TONGJIANG, BAZHONG):
        assert region_bounds(area)["assessed_incidence"] == (Decimal("3.333333333333"),) * 2
    check = VillageCheck.objects.get(area=BAZHONG, year=2018)
    assert (check.households_not_met, check.persons_not_met, check.rural_population) == (1, 1, 30)
    edit(HouseholdVerdict.all_rows.get().household, no_worry_food=True)
    drain()
    assert region_bounds(BAZHONG)["assessed_incidence"] == (0, 0)


@pytest.mark.parametrize(
    ("roads", "expected", "bounds"),
    [
        ((T, T, T), T, (100, 100)),
        ((T, F, T), F, (50, 50)),
        ((T, U, F), U, (50, 100)),
        ((F, U, T), F, (0, 50)),
    ],
)
def test_poor_villages_met(roads, expected, bounds):
    release("village", ["hard_road"])
    release("county", ["poor_villages_met"])
    for area, road, poor in zip((JIACUNGUAN, XIANRENQIAN, NUOJIANG_VILLAGE), roads, (T, T, F), strict=True):
        factories.village_year(area, hard_road=road, is_poor=poor)
    drain()
    assert region_outcomes(TONGJIANG)["poor_villages_met"] is expected
    assert region_bounds(TONGJIANG)["poor_villages_met"] == bounds


def test_no_poor_village_is_a_hundred_percent_and_an_unrecorded_one_is_unknown():
    release("county", ["poor_villages_met"])
    for area in (JIACUNGUAN, XIANRENQIAN, NUOJIANG_VILLAGE):
        factories.village_year(area)
    drain()
    assert region_bounds(TONGJIANG)["poor_villages_met"] == (100, 100)
    VillageYear.all_rows.filter(area=XIANRENQIAN).delete()
    drain()
    assert region_outcomes(TONGJIANG)["poor_villages_met"] is None
    assert region_bounds(TONGJIANG)["poor_villages_met"] == (None, None)
    RegionSpan.objects.filter(code__gt=TONGJIANG, code__lt=TONGJIANG + 10**6).delete()
    drain()
    assert region_bounds(TONGJIANG)["poor_villages_met"] == (100, 100)


def test_poor_villages_without_a_verdict_are_open():
    release("county", ["poor_villages_met"])
    for area in (JIACUNGUAN, XIANRENQIAN, NUOJIANG_VILLAGE):
        factories.village_year(area, is_poor=True)
    drain()
    assert region_bounds(TONGJIANG)["poor_villages_met"] == (0, 100)


@pytest.mark.parametrize(
    ("code", "fields", "cases"),
    [
        ("wrong_exit_rate", ("wrong_exits", "sampled_exited"), [(1, 100, T), (2, 100, F), (0, 0, U), (U, 9, U)]),
        ("omission_rate", ("omitted", "sampled_unregistered"), [(19, 1000, T), (20, 1000, F), (1, U, U)]),
        ("recognition_rate", ("approving_households", "surveyed_households"), [(9, 10, T), (89, 100, F), (1, 0, U)]),
    ],
)
def test_survey_rates(code, fields, cases):
    release("county", [code])
    for part, whole, expected in cases:
        CountyYear.all_rows.filter(area=TONGJIANG).delete()
        factories.county_year(TONGJIANG, **dict(zip(fields, (part, whole), strict=True)))
        drain()
        assert region_outcomes(TONGJIANG)[code] is expected
        known = None if expected is None else round(Decimal(part) * 100 / whole, 12)
        assert region_bounds(TONGJIANG)[code] == (known, known)


def test_a_residents_committee_is_a_subject_only_with_a_record():
    community = YANGBAI + 1
    factories.regions({**_names(), community: "社区居委会"}, date(2018, 11, 1))
    release("village", ["hard_road"])
    release("township", ["assessed_incidence"])
    for area in (JIACUNGUAN, XIANRENQIAN):
        factories.village_year(area, rural_population=10)
    drain()
    assert not RegionVerdict.objects.filter(area=community).exists()
    assert region_bounds(YANGBAI)["assessed_incidence"] == (0, 0)
    factories.village_year(community, hard_road=True)
    drain()
    assert region_outcomes(community)[""] is True
    assert region_outcomes(YANGBAI)["assessed_incidence"] is None  # its rural population is blank
    VillageYear.all_rows.filter(area=community).delete()
    drain()
    assert not RegionVerdict.objects.filter(area=community).exists()
    assert region_bounds(YANGBAI)["assessed_incidence"] == (0, 0)


def _names():
    from core.regions.models import Region

    return dict(
        Region.objects.filter(code__gte=TONGJIANG, code__lt=TONGJIANG + 10**6).values_list("code", "official_name")
    )


def test_a_village_retired_within_the_year_is_no_subject_and_enters_no_sum():
    release("village", ["hard_road"])
    release("county", ["assessed_incidence"])
    households(XIANRENQIAN, not_met=1)
    for area in (JIACUNGUAN, XIANRENQIAN, NUOJIANG_VILLAGE):
        factories.village_year(area, rural_population=10)
    drain()
    assert region_bounds(TONGJIANG)["assessed_incidence"][0] > 0
    RegionSpan.objects.filter(code=XIANRENQIAN).update(valid_to=date(2018, 12, 31))
    drain()
    assert not RegionVerdict.objects.filter(area=XIANRENQIAN, year=2018).exists()
    assert HouseholdVerdict.all_rows.filter(area=XIANRENQIAN).count() == 1
    assert region_bounds(TONGJIANG)["assessed_incidence"] == (0, 0)
    RegionSpan.objects.filter(code=XIANRENQIAN).update(valid_to=date(2019, 1, 1))
    drain()
    assert region_bounds(TONGJIANG)["assessed_incidence"][0] > 0


def test_a_region_without_a_standard_has_no_verdict_but_counts():
    households(JIACUNGUAN, met=2)
    drain()
    assert not RegionVerdict.objects.exists()
    assert VillageCheck.objects.get(area=YANGBAI, year=2018).households_met == 2


def test_the_nearest_standard_holds_and_a_retired_one_gives_way():
    release("village", ["power"])
    near = release("village", ["hard_road"], region=YANGBAI)
    factories.village_year(JIACUNGUAN, power=True, hard_road=False)
    factories.village_year(NUOJIANG_VILLAGE, power=True, hard_road=False)
    drain()
    assert region_outcomes(JIACUNGUAN) == {"": False, "hard_road": False}
    assert region_outcomes(NUOJIANG_VILLAGE) == {"": True, "power": True}
    Standard.objects.filter(pk=near.pk).update(state="retired")
    drain()
    assert region_outcomes(JIACUNGUAN) == {"": True, "power": True}
    Standard.objects.filter(level="village").update(last_year=2017)
    drain()
    assert not RegionVerdict.objects.filter(year=2018).exists()
    last = VerdictChange.objects.filter(area=JIACUNGUAN, year=2018).latest("id")
    assert (last.old_outcome, last.new_standard, last.new_outcomes) == (True, None, None)
