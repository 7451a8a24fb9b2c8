"""Every rule of measures and projects: its hit, and the neighbour that is none, both by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.findings.models import Finding
from core.findings.registry import rules
from core.findings.services import sweep
from core.findings.words import message_of
from households.models import Household, Member
from projects.measures.sectors import SECTORS
from projects.models import Measure, Project, ProjectVillage
from tests import factories
from tests.cast import BAOKANG, JIACUNGUAN, NUOJIANG_VILLAGE, TONGJIANG, XIANRENQIAN, YANGBAI
from tests.households.findings_examples import TEN

pytestmark = pytest.mark.django_db
Made = dict[str, Any]
Example = dict[str, Any]


def measure(kind: str, sector: str = "", *, person: bool = False, **values: Any) -> Made:
    """``person``: for the head; values of the sector's detail beside those of the measure."""
    return {"kind": kind, "sector": sector, "person": person, **values}


def example(*measures: Made, facts: Made | None = None, head: Made | None = None, **more: Any) -> Example:
    return {"measures": measures, "facts": facts or {}, "head": head or {}, **more}


def posts(number: int) -> list[Made]:
    return [measure("04", "post", person=True, name=f"岗位{n}") for n in range(number)]


def subsidy(item: str, **values: Any) -> Made:
    return measure("13", "farmsubsidy", farm_subsidy=item, **values)


def for_head(kind: str, sector: str, **values: Any) -> Made:
    return measure(kind, sector, person=True, **values)


REPAIR, MOVE, HOME = measure("05", "repair"), measure("12", "relocation"), measure("05", "newhome")
STOPPED = {**REPAIR, "status": "stopped", "stop_reason": "不需要"}
ALLOWANCE = for_head("10", "disability", living_allowance=80)
GRANT, TRAVEL = for_head("09", "yulu"), for_head("02", "work", travel_subsidy=300)
FOREST = {"name": "二", "returned_subsidy": 100}
EXAMPLES: list[tuple[str, Example, Example]] = [
    ("43", example(*posts(3)), example(*posts(2))),
    (
        "57C",
        example(measure("10", "dibao"), head={"dibao": "0"}),
        example(measure("10", "dibao"), head={"dibao": None}),
    ),
    ("57D", example(head={"dibao": "1"}), example(measure("10", "dibao"), head={"dibao": "1"})),
    (
        "58A",
        example(head={"disability_grade": "2"}),
        example(ALLOWANCE, head={"disability_grade": "2"}),
    ),
    ("58B", example(ALLOWANCE, head={"health": ["1"]}), example(ALLOWANCE, head={"health": ["4"]})),
    ("59A", example(GRANT, head={"school_status": "09"}), example(GRANT, head={"school_status": "10"})),
    ("60", example(TRAVEL, head={"migrant_area": "2"}), example(TRAVEL, head={"migrant_area": "3"})),
    (
        "76A",
        example(for_head("04", "post", status="doing"), facts=TEN | {"wage_income": 0}),
        example(for_head("02", "training", status="done"), facts=TEN | {"wage_income": 0}),
    ),
    (
        "76B",
        example(measure("01", "industry", status="done"), facts=TEN),
        example(measure("01", "industry", status="done"), facts=TEN | {"business_income": 1}),
    ),
    (
        "76C",
        example(measure("10", "dibao", status="doing"), facts=TEN),
        example(measure("10", "dibao", status="doing"), facts=TEN | {"transfer_other": 1}),
    ),
    (
        "81H",
        example(measure("05"), facts={"cause_main": "1"}),
        example(measure("05"), measure("07"), facts={"cause_main": "1"}),
    ),
    (
        "82A",
        example(measure("10"), head={"labour_skill": "1"}),
        example(measure("10"), head={"labour_skill": "3"}),
    ),
    (
        "82B",
        example(measure("01", started_on=date(2018, 10, 31))),
        example(measure("01", started_on=date(2018, 11, 1))),
    ),
    ("88A", example(measure("01"), closed=2018), example(measure("01"), closed=2019)),
    ("88B", example(for_head("02", "work"), left=2018), example(for_head("02", "work"), left=2019)),
    ("88C", example(for_head("02", "work"), moved=BAOKANG), example(for_head("02", "work"), moved=XIANRENQIAN)),
    ("88D", example(measure("01"), project=BAOKANG), example(measure("01"), project=YANGBAI)),
    ("106A", example(REPAIR, {**MOVE, "year": 2016}), example(STOPPED, MOVE)),
    ("106B", example(REPAIR, {**REPAIR, "year": 2015}), example(REPAIR)),
    ("106C", example(MOVE, {**MOVE, "year": 2015}), example(MOVE)),
    ("106D", example(HOME, {**HOME, "year": 2015}), example(HOME, {**HOME, "year": 2019})),
    ("106E", example(HOME, {**MOVE, "fund_new_home": 9000}), example(HOME, {**MOVE, "fund_repair": 9000})),
    (
        "106F",
        example(for_head("10", "dibao"), for_head("10", "destitute")),
        example(measure("10", "dibao"), for_head("10", "destitute")),
    ),
    (
        "106G",
        example(subsidy("1"), subsidy("1", name="二")),
        example(subsidy("1"), subsidy("2", name="二")),
    ),
    (
        "106H",
        example(measure("16", "ecology", returned_subsidy=100), measure("16", "ecology", **FOREST)),
        example(measure("16", "ecology", forest_subsidy=100), measure("16", "ecology", **FOREST)),
    ),
    (
        "106J",
        example(subsidy("5"), measure("16", "ecology", **FOREST)),
        example(subsidy("4"), measure("16", "ecology", **FOREST)),
    ),
]  # fmt: skip


def made(one: Example) -> Household:
    row = factories.household(JIACUNGUAN, facts=one["facts"], head_facts=one["head"], closed_year=one.get("closed"))
    head = Member.all_rows.get(household=row)
    for values in one["measures"]:
        written(row, head, dict(values), one.get("project"))
    if "left" in one:
        Member.all_rows.filter(pk=head.pk).update(left_year=one["left"])
    if "moved" in one:
        Member.all_rows.filter(pk=head.pk).update(
            area=one["moved"] if one["moved"] % 1000 else one["moved"] + 101001,
            household=factories.household(one["moved"] if one["moved"] % 1000 else one["moved"] + 101001),
        )
    return row


def written(row: Household, head: Member, values: Made, carrier: int | None) -> Measure:
    own = {field.name for field in Measure._meta.concrete_fields}
    person = head if values.pop("person") else None
    detail = {name: values.pop(name) for name in list(values) if name not in own}
    project = None
    if carrier is not None:
        project = Project.all_rows.create(code=f"X{row.pk}", name="道路", area=carrier, year=2018)
    values = {"year": 2018, "name": "措施", "project": project, **values}
    found: Measure = Measure.all_rows.create(household=row, area=row.area, member=person, **values)
    if found.sector:
        SECTORS[found.sector].model.all_rows.create(measure=found, area=row.area, **detail)
    return found


def test_each_rule_finds_its_hit_and_leaves_its_neighbour(places: object) -> None:
    of = {code: (made(bad).pk, made(good).pk) for code, bad, good in EXAMPLES}
    sweep(2018, today=date(2018, 12, 31))
    hits = set(Finding.all_rows.values_list("rule", "household_id"))
    missed = [code for code, (bad, _) in of.items() if (code, bad) not in hits]
    wrong = [code for code, (_, good) in of.items() if (code, good) in hits]
    assert (missed, wrong) == ([], [])


def test_every_rule_of_measures_has_an_example() -> None:
    own = {rule.code for rule in rules() if rule.source in ("aided", "supported", "measure")}
    assert own == {code for code, _, _ in EXAMPLES}


def test_a_measure_without_facts_of_the_year_is_doubted_for_nothing(places: object) -> None:
    row = factories.household(JIACUNGUAN, year=None)
    Measure.all_rows.create(household=row, area=row.area, year=2018, kind="10", sector="dibao", name="低保")
    sweep(2018)
    assert set(Finding.all_rows.filter(level="measure").values_list("rule", flat=True)) == set()
    assert not Finding.all_rows.filter(rule__startswith="76").exists()


def test_a_village_without_a_project_is_found_where_its_county_keeps_projects(places: object) -> None:
    for area in (JIACUNGUAN, XIANRENQIAN, NUOJIANG_VILLAGE):
        factories.village_year(area)
    sweep(2018)
    assert not Finding.all_rows.filter(rule="107").exists()
    road = Project.all_rows.create(code="X1", name="道路", area=TONGJIANG, year=2018)
    ProjectVillage.all_rows.create(project=road, area=XIANRENQIAN)
    Project.all_rows.create(code="X2", name="水池", area=JIACUNGUAN, year=2018)
    Project.all_rows.create(code="X3", name="水池", area=NUOJIANG_VILLAGE, year=2017)
    sweep(2018)
    found = Finding.all_rows.filter(rule="107")
    assert [row.area for row in found] == [NUOJIANG_VILLAGE]
    assert message_of(found[0]).endswith("本年度没有项目")


def test_the_messages_say_items_in_words(places: object) -> None:
    row = made(next(bad for code, bad, _ in EXAMPLES if code == "106G"))
    sweep(2018)
    assert message_of(Finding.all_rows.get(rule="106G")) == f"{row.head_name}户本年度的“耕地地力保护补贴”登记了 2 次"
