"""The rules between cells, each by a small case; ``_case`` says why."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from households import rules
from households.rules import Finding, Person

WHOLE = {"household_attr": "01", "poverty_status": "0", "cause_main": "1"}
FULL_INCOME = {
    "wage_income": Decimal("6400"),
    "business_income": Decimal("5200"),
    "property_income": Decimal("120"),
    "family_planning_grant": Decimal(0),
    "subsistence_allowance": Decimal(0),
    "destitute_allowance": Decimal(0),
    "pension_income": Decimal("1260"),
    "eco_compensation": Decimal("315"),
    "transfer_other": Decimal("938"),
    "business_cost": Decimal("3900"),
}
RELATIONS: dict[str, dict[str, Any]] = {
    "01": {"label": "户主", "at_most": 1, "generation": 0},
    "02": {"label": "配偶", "at_most": 1, "generation": 0},
    "03": {"label": "之子", "sex": "1", "generation": -1},
    "11": {"label": "之父", "sex": "1", "generation": 1, "at_most": 1},
    "99": {"label": "其他"},
}
HEAD = Person(1, "李国富", "01", "1", date(1967, 3, 17))


def named(findings, doubt=False):
    return {finding.field for finding in findings if finding.doubt is doubt}


def test_a_plain_household_has_no_findings():
    assert rules.household_findings(WHOLE, 2018) == []
    assert rules.household_findings(WHOLE | FULL_INCOME, 2018) == []


def test_net_income_is_the_sum_less_the_cost():
    # 6400 + 5200 + 120 + 1260 + 315 + 938 - 3900
    assert rules.net_income(FULL_INCOME) == Decimal("10333")
    assert rules.net_income(FULL_INCOME | {"property_income": None}) is None
    assert rules.net_income({}) is None


@pytest.mark.parametrize(
    ("facts", "errors", "doubts", "_case"),
    [
        ({"cause_main": None}, {"cause_main"}, set(), "required"),
        ({"household_attr": ""}, {"household_attr"}, set(), "required"),
        (FULL_INCOME | {"property_income": None}, {"property_income"}, set(), "nine of ten"),
        ({"wage_income": Decimal(0)}, set(rules.INCOME_FIELDS) - {"wage_income"}, set(), "one of ten, and it is 0"),
        (FULL_INCOME | {"wage_income": Decimal("-1")}, {"wage_income"}, set(), "negative"),
        (FULL_INCOME | {"asset_dividend": Decimal("121")}, set(), {"asset_dividend"}, "a part above its whole"),
        ({"causes_other": ["1"]}, set(), {"causes_other"}, "other cause is the main one"),
        ({"causes_other": ["2", "3", "4"]}, set(), {"causes_other"}, "three others"),
        ({"causes_other": ["2", "2"]}, set(), {"causes_other"}, "twice the same"),
        ({"causes_other": ["2", "3"]}, set(), set(), "two others"),
        ({"is_dangerous_house": True, "danger_level": "B"}, {"danger_level"}, set(), "dangerous and grade B"),
        ({"is_dangerous_house": True, "danger_level": "C"}, set(), set(), "dangerous and grade C"),
        ({"is_dangerous_house": False, "danger_level": "D"}, set(), {"danger_level"}, "the grade decides"),
        ({"is_dangerous_house": None, "danger_level": "A"}, set(), set(), "grade alone"),
        ({"poverty_status": "1"}, set(), {"exit_year"}, "out of poverty since when"),
        ({"poverty_status": "1", "exit_year": 2019}, set(), {"exit_year"}, "out of poverty in the future"),
        ({"poverty_status": "3"}, set(), {"relapse_year"}, "relapsed when"),
        ({"farmland_mu": Decimal(1), "irrigated_mu": Decimal(2)}, set(), {"irrigated_mu"}, "more water than land"),
    ],
)
def test_household_rules(facts, errors, doubts, _case):
    findings = rules.household_findings(WHOLE | facts, 2018)
    assert named(findings) == errors
    assert named(findings, doubt=True) == doubts


@pytest.mark.parametrize(
    ("facts", "errors", "doubts", "_case"),
    [
        ({}, set(), set(), "only the relation"),
        ({"relation_to_head": None}, {"relation_to_head"}, set(), "required"),
        ({"health": ["1", "4"]}, {"health"}, set(), "healthy excludes the others"),
        ({"health": ["2", "4"]}, set(), set(), "two illnesses"),
        ({"health": ["2"], "disability_kind": "4"}, set(), {"health"}, "certificate without the word"),
        ({"work_months": 13}, {"work_months"}, set(), "a year has twelve months"),
        ({"work_months": 12}, set(), set(), "whole year"),
        ({"public_post_months": 3}, set(), {"public_post"}, "months of no post"),
        ({"sex": "2"}, {"sex"}, set(), "the 17th digit says male"),
        ({"sex": "1"}, set(), set(), "agrees"),
        ({"school_status": "03", "dropout_reason": "3"}, set(), {"dropout_reason"}, "in school and out"),
        ({"school_status": "00", "dropout_reason": "3"}, set(), set(), "out of school"),
    ],
)
def test_member_rules(facts, errors, doubts, _case):
    findings = rules.member_findings({"relation_to_head": "01"} | facts, 2018, date(1967, 3, 17), "1")
    assert named(findings) == errors
    assert named(findings, doubt=True) == doubts


def test_a_child_who_works_is_a_doubt():
    findings = rules.member_findings({"relation_to_head": "03", "work_months": 2}, 2018, date(2003, 5, 1), "1")
    assert named(findings, doubt=True) == {"work_months"}


def test_one_head_and_nobody_else_is_a_family():
    assert rules.family_findings([HEAD], RELATIONS) == []


def test_no_head_is_refused():
    (found,) = rules.family_findings([Person(1, "李国富", "03", "1", None)], RELATIONS)
    assert found[0] is None
    assert found[1].field == "relation_to_head"
    assert not found[1].doubt


def test_two_heads_are_refused_at_both():
    found = rules.family_findings([HEAD, Person(2, "张三", "01", "1", None)], RELATIONS)
    assert [(key, finding.doubt) for key, finding in found] == [(1, False), (2, False)]


def test_a_daughter_cannot_be_a_son():
    found = rules.family_findings([HEAD, Person(2, "李小雨", "03", "2", date(2005, 6, 23))], RELATIONS)
    assert found == [(2, Finding("relation_to_head", "李小雨按证件号码是女性，与户主关系不能是「之子」"))]


def test_two_spouses_are_refused_two_fathers_doubted():
    spouses = [HEAD, Person(2, "甲", "02", "2", None), Person(3, "乙", "02", "2", None)]
    assert [(key, f.doubt) for key, f in rules.family_findings(spouses, RELATIONS)] == [(2, False), (3, False)]
    fathers = [HEAD, Person(2, "甲", "11", "1", None), Person(3, "乙", "11", "1", None)]
    assert [(key, f.doubt) for key, f in rules.family_findings(fathers, RELATIONS)] == [(2, True), (3, True)]


@pytest.mark.parametrize(
    ("relation", "sex", "born", "doubted"),
    [
        ("02", "1", None, True),
        ("02", "2", None, False),
        ("03", "1", date(1960, 1, 1), True),
        ("03", "1", date(1990, 1, 1), False),
        ("11", "1", date(1990, 1, 1), True),
        ("11", "1", date(1940, 1, 1), False),
    ],
)
def test_sexes_and_ages_beside_the_head(relation, sex, born, doubted):
    found = rules.family_findings([HEAD, Person(2, "甲", relation, sex, born)], RELATIONS)
    assert [finding.doubt for _, finding in found] == ([True] if doubted else [])
