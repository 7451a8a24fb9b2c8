"""Random registries for the oracle and the burst: two counties, blanks everywhere, and every kind of later change."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pgtrigger

from assessment.models import PovertyLine, Standard
from core.regions.models import RegionSpan
from households.models import Household, HouseholdYear, Member, MemberYear
from projects.models import Measure, Project, ProjectBeneficiary
from tests import factories
from tests.assessment.scene import INCOME, add_project, criteria_of, release
from tests.cast import BAOKANG, CHENGGUAN, CHENGGUAN_VILLAGE, JIACUNGUAN, PLACES, TONGJIANG, XIANRENQIAN, YANGBAI
from villages.models import CountyYear, VillageYear

YEARS = (2017, 2018)
COMMUNITY, OTHER_COMMUNITY = YANGBAI + 1, CHENGGUAN + 2
ALL_PLACES = {**PLACES, COMMUNITY: "社区居委会", OTHER_COMMUNITY: "西街居委会"}
VILLAGES = [code for code in ALL_PLACES if code % 1000]
# On, just before and just after the birthdays that matter in either year.
BIRTHS: list[date | None] = [
    *(date(year - age, 9, day) for year in YEARS for age in (6, 16, 36, 60) for day in (1, 2)),
    date(2010, 5, 5),
    date(1960, 1, 1),
    date(2018, 12, 1),
    None,
]
MONEY: list[Any] = [None, 0, 0, 1, 2995, "2995.01", 8985, 5000, 20000, -100]
YES_NO = [None, True, False, True]
HOUSEHOLD_FLAGS = (
    "no_worry_food", "no_worry_clothing", "safe_water_solved", "has_power", "has_tv", "has_income_path",
    "is_dangerous_house",
)  # fmt: skip
MEMBER_FLAGS = (
    "is_serving", "skill_trained", "ins_resident_medical", "ins_employee_medical", "ins_resident_pension",
    "ins_employee_pension",
)  # fmt: skip


def household_facts(rnd: Random) -> dict[str, Any]:
    blank = rnd.random() < 0.2
    income = {name: (rnd.choice(MONEY) if blank else rnd.choice(MONEY[1:])) for name in INCOME}
    flags = {name: rnd.choice(YES_NO) for name in HOUSEHOLD_FLAGS}
    if rnd.random() < 0.4:
        flags = dict.fromkeys(HOUSEHOLD_FLAGS, True)
    return {
        **income,
        **flags,
        "danger_level": rnd.choice([None, "A", "B", "C", "D"]),
        "poverty_status": rnd.choice(["0", "1", "3", "4", None]),
    }


def member_facts(rnd: Random) -> dict[str, Any]:
    return {
        **{name: rnd.choice(YES_NO) for name in MEMBER_FLAGS},
        "school_status": rnd.choice([None, "00", "01", "02", "03", "09"]),
        "dropout_reason": rnd.choice([None, None, "1", "2", "3", "9"]),
        "education": rnd.choice([None, None, "1", "2", "3", "6"]),
        "labour_skill": rnd.choice([None, "1", "1", "2", "3", "4", "5"]),
        "dibao": rnd.choice([None, "0", "0", "1", "2"]),
        "destitute": rnd.choice([None, "0", "0", "0", "1"]),
    }


def village_facts(rnd: Random) -> dict[str, Any]:
    return {
        "is_poor": rnd.choice([True, False, True, None]),
        "rural_population": rnd.choice([None, 0, 10, 100, 1000, 1000]),
        **{name: rnd.choice(YES_NO) for name in ("hard_road", "power", "tv", "broadband", "bus", "has_industry")},
        **{name: rnd.choice([None, 0, 1, 3]) for name in ("clinics", "doctors", "culture_rooms")},
        **{name: rnd.choice([None, 0, 1]) for name in ("dangerous_households", "unsafe_water_households")},
        "collective_income": rnd.choice([None, 0, "0.99", 1, 5000]),
        "income_per_head": rnd.choice([None, 0, "9999.99", 10000]),
        "below_well_off_households": rnd.choice([None, 0, 0, 1]),
        "other_lacking_four_households": rnd.choice([None, 0, 0, 2]),
    }


def county_facts(rnd: Random) -> dict[str, Any]:
    counts = [None, 0, 1, 2, 90, 100, 1000]
    names = (
        "sampled_exited", "wrong_exits", "sampled_unregistered", "omitted", "surveyed_households",
        "approving_households",
    )  # fmt: skip
    return {
        **{name: rnd.choice(counts) for name in names},
        "rural_income_per_head": rnd.choice([None, 0, 5990, 10000]),
    }


def add_household(rnd: Random, area: int) -> Household:
    row = factories.household(
        area, year=None, closed_year=rnd.choice([None] * 6 + [2017, 2018, 2019]),
        registered_from=rnd.choice([0] * 6 + [None, 2018, 2019]),
    )  # fmt: skip
    Member.all_rows.filter(household=row).update(birth_date=rnd.choice(BIRTHS), joined_year=rnd.choice([2014, 2018]))
    for _ in range(rnd.choice([0, 1, 2])):
        factories.member(
            row, year=None, born=rnd.choice(BIRTHS[:-1]), joined_year=rnd.choice([2016, 2018, 2019]),
            left_year=rnd.choice([None, None, 2018, 2017]),
        )  # fmt: skip
    for year in YEARS:
        if rnd.random() < 0.85:
            HouseholdYear.all_rows.create(household=row, area=area, year=year, **household_facts(rnd))
        for person in Member.all_rows.filter(household=row):
            if rnd.random() < 0.85:
                MemberYear.all_rows.create(member=person, household=row, area=area, year=year, **member_facts(rnd))
    for year in YEARS:
        for _ in range(rnd.choice([0, 0, 1, 2])):
            try_measure(rnd, row, year)
    if rnd.random() < 0.3:
        link(rnd, row)
    return row


def try_measure(rnd: Random, row: Household, year: int) -> Measure:
    kind, status = rnd.choice(["01", "02", "04", "07"]), rnd.choice(["planned", "doing", "done", "stopped"])
    why = {"stop_reason": "不干了"} if status == "stopped" else {}
    found: Measure = Measure.all_rows.get_or_create(
        household=row, area=row.area, year=year, kind=kind, sector=rnd.choice(["", "training"]), member=None, name="x",
        started_on=None, defaults={"status": status, **why},
    )[0]  # fmt: skip
    return found


def link(rnd: Random, row: Household) -> ProjectBeneficiary:
    state, category = rnd.choice(["draft", "funded", "contracted", "struck_off"]), rnd.choice(["101", "111", "201"])
    project = add_project(state, category, year=rnd.choice(YEARS))
    made: ProjectBeneficiary = ProjectBeneficiary.all_rows.create(project=project, household=row, area=row.area)
    return made


def _advance(**changes: Any) -> None:
    with pgtrigger.ignore("projects.Project:state_of_case"):
        Project.all_rows.update(**changes)


def build(rnd: Random, households: int) -> None:
    """A registry of ``households`` with standards of every level, lines, surveys, village records."""
    factories.regions(ALL_PLACES, date(2017, 6, 1))
    if rnd.random() < 0.9:
        release("household")
    if rnd.random() < 0.5:
        release("household", ["income_above_line", "food", "pension"], region=rnd.choice([TONGJIANG, YANGBAI]))
    for level in ("village", "township", "county", "city"):
        if rnd.random() < 0.9:
            release(level, region=rnd.choice([0, 0, TONGJIANG]))
        if level == "village" and rnd.random() < 0.5:
            release(level, ["hard_road", "official_incidence"], region=JIACUNGUAN)
    for year in YEARS:
        for region in (0, TONGJIANG, JIACUNGUAN):
            if rnd.random() < 0.6:
                PovertyLine.objects.create(region=region, year=year, purpose="exit", amount=rnd.choice([2995, 5000]))
        for county in (TONGJIANG, BAOKANG):
            if rnd.random() < 0.8:
                CountyYear.all_rows.create(area=county, year=year, **county_facts(rnd))
        for village in VILLAGES:
            if rnd.random() < 0.8:
                VillageYear.all_rows.create(area=village, year=year, **village_facts(rnd))
    for _ in range(households):
        add_household(rnd, rnd.choice(VILLAGES))


def change(rnd: Random) -> None:
    """One random change of any kind, by plain queries."""
    household = rnd.choice(list(Household.all_rows.order_by("id")) or [None])
    person = rnd.choice(list(Member.all_rows.order_by("id")) or [None])
    year = rnd.choice(YEARS)
    key = household.pk if household else 0
    actions = [
        lambda: HouseholdYear.all_rows.filter(household=key, year=year).update(**household_facts(rnd)),
        lambda: HouseholdYear.all_rows.filter(household=key, year=year).delete(),
        lambda: MemberYear.all_rows.filter(member=person, year=year).update(**member_facts(rnd)),
        lambda: MemberYear.all_rows.filter(member=person, year=year).delete(),
        lambda: Household.all_rows.filter(pk=key).update(area=rnd.choice(VILLAGES)),
        lambda: Household.all_rows.filter(pk=key).update(closed_year=rnd.choice([None, 2018])),
        lambda: Household.all_rows.filter(pk=key).update(registered_from=rnd.choice([None, 0, 2018, 2019])),
        lambda: Household.all_rows.filter(pk=key).delete(),
        lambda: Member.all_rows.filter(pk=person.pk if person else 0).update(left_year=rnd.choice([2018, 2019])),
        lambda: Member.all_rows.filter(pk=person.pk if person else 0).update(birth_date=rnd.choice(BIRTHS)),
        lambda: add_household(rnd, rnd.choice(VILLAGES)),
        lambda: VillageYear.all_rows.filter(area=rnd.choice(VILLAGES), year=year).update(**village_facts(rnd)),
        lambda: VillageYear.all_rows.filter(area=rnd.choice(VILLAGES), year=year).delete(),
        lambda: CountyYear.all_rows.filter(area=rnd.choice([TONGJIANG, BAOKANG])).update(**county_facts(rnd)),
        lambda: PovertyLine.objects.filter(year=year).update(amount=rnd.choice([1000, 2995, 20000])),
        lambda: PovertyLine.objects.filter(region=rnd.choice([0, TONGJIANG]), year=year).delete(),
        lambda: Standard.objects.filter(level=rnd.choice(["household", "village"])).update(state="retired"),
        lambda: Standard.objects.filter(level="county").update(last_year=2017),
        lambda: RegionSpan.objects.filter(code__in=[XIANRENQIAN, CHENGGUAN_VILLAGE]).update(valid_to=date(2018, 6, 1)),
        lambda: release("village", ["power"], region=XIANRENQIAN, code="late"),
        lambda: Standard.objects.filter(level="village").delete() and None,
        lambda: _tighten(),
        lambda: try_measure(rnd, household, year) if household else None,
        lambda: Measure.all_rows.filter(household=key, year=year).update(status=rnd.choice(["planned", "done"])),
        lambda: Measure.all_rows.filter(household=key, year=year).delete(),
        lambda: link(rnd, household) if household else None,
        lambda: ProjectBeneficiary.all_rows.filter(household=key).delete(),
        lambda: _advance(state=rnd.choice(["funded", "building", "withdrawn"])),
        lambda: _advance(year=rnd.choice(YEARS)),
    ]
    rnd.choice(actions)()


def _tighten() -> None:
    """A repair in psql: the threshold of a released criterion."""
    from assessment.models import Criterion

    Criterion.objects.filter(indicator="assessed_incidence").update(threshold=5)


__all__ = ["ALL_PLACES", "VILLAGES", "YEARS", "build", "change", "criteria_of"]
