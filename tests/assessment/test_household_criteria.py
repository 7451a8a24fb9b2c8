"""Every household criterion by hand: what is met, what is not, and what nobody knows."""

from datetime import date
from decimal import Decimal

import pytest

from households.models import HouseholdVerdict, HouseholdYear, Member, MemberYear
from tests import factories
from tests.assessment.scene import (
    INCOME,
    add_member,
    drain,
    good_household,
    household_outcomes,
    household_values,
    line,
    release,
)
from tests.cast import JIACUNGUAN, TONGJIANG

pytestmark = pytest.mark.django_db
T, F, U = True, False, None


@pytest.fixture(autouse=True)
def _scene(places):
    release("household")
    line(2995)
    factories.county_year(TONGJIANG, rural_income_per_head=10000)


def test_a_good_household_meets_everything():
    row = good_household(JIACUNGUAN)
    drain()
    assert set(household_outcomes(row).values()) == {True}
    verdict = HouseholdVerdict.all_rows.get(household=row)
    assert (verdict.members, verdict.income, verdict.line) == (1, Decimal(20000), Decimal(2995))
    assert household_values(row)["income_half_local_average"] == Decimal(200)


def test_without_a_record_of_the_year_everything_is_unknown():
    row = good_household(JIACUNGUAN)
    HouseholdYear.all_rows.filter(household=row).delete()
    drain()
    assert set(household_outcomes(row).values()) == {None}
    assert set(household_values(row).values()) == {None}


@pytest.mark.parametrize(
    ("facts", "others", "expected", "value"),
    [
        ({"wage_income": "2995"}, 0, F, "2995"),  # strictly more
        ({"wage_income": "2995.01"}, 0, T, "2995.01"),
        ({"wage_income": "8985"}, 2, F, "2995"),
        ({"wage_income": "8985.01"}, 2, T, "2995.003333333333"),
        ({"wage_income": "10000", "business_cost": "8000"}, 0, F, "2000"),
        ({"wage_income": "0", "transfer_other": "3000"}, 0, T, "3000"),
        ({"wage_income": None}, 0, U, None),
        ({"business_cost": None}, 0, U, None),
        ({"eco_compensation": None}, 0, U, None),
    ],
)
def test_income_above_line(facts, others, expected, value):
    row = good_household(JIACUNGUAN, facts=facts)
    for _ in range(others):
        add_member(row)
    drain()
    assert household_outcomes(row)["income_above_line"] is expected
    assert household_values(row)["income_above_line"] == (value and Decimal(value))


def test_without_a_line_the_income_is_unknown_but_its_value_is_known():
    row = good_household(JIACUNGUAN, year=2017)
    factories.member(row, year=2017)
    drain()
    assert household_outcomes(row, 2017)["income_above_line"] is None
    assert household_values(row, 2017)["income_above_line"] == Decimal(10000)


def test_the_nearest_line_counts():
    line(30000, TONGJIANG)
    row = good_household(JIACUNGUAN)
    drain()
    assert household_outcomes(row)["income_above_line"] is False


@pytest.mark.parametrize(
    ("average", "wage", "expected", "value"),
    [
        (10000, "5000", T, "50"),
        (10000, "4999.99", F, "49.9999"),
        (9000, "4500", T, "50"),
        (30000, "10000", F, "33.333333333333"),
        (0, "5000", U, None),
        (None, "5000", U, None),
        (10000, None, U, None),
    ],
)
def test_income_half_local_average(average, wage, expected, value):
    from villages.models import CountyYear

    CountyYear.all_rows.update(rural_income_per_head=average)
    row = good_household(JIACUNGUAN, facts={"wage_income": wage})
    drain()
    assert household_outcomes(row)["income_half_local_average"] is expected
    assert household_values(row)["income_half_local_average"] == (value and Decimal(value))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, T),
        ({"wage_income": 0}, F),
        ({"wage_income": 0, "property_income": 1}, T),
        ({"wage_income": 0, "pension_income": 1}, T),
        ({"wage_income": 0, "business_cost": -5}, F),
        ({"wage_income": 0, "business_income": None}, U),
        ({"wage_income": 5, "business_income": None}, T),
        ({"wage_income": 0, "subsistence_allowance": None}, U),
        (dict.fromkeys(INCOME), U),
    ],
)
def test_income_source(facts, expected):
    row = good_household(JIACUNGUAN, facts=facts)
    drain()
    assert household_outcomes(row)["income_source"] is expected


@pytest.mark.parametrize(
    ("code", "field"),
    [
        ("food", "no_worry_food"),
        ("clothing", "no_worry_clothing"),
        ("safe_water", "safe_water_solved"),
        ("power", "has_power"),
        ("tv", "has_tv"),
        ("income_path", "has_income_path"),
    ],
)
@pytest.mark.parametrize("fact", [T, F, U])
def test_a_yes_no_criterion_is_its_fact(code, field, fact):
    row = good_household(JIACUNGUAN, facts={field: fact})
    drain()
    outcomes = household_outcomes(row)
    assert outcomes[code] is fact
    assert outcomes[""] is fact
    assert household_values(row)[code] is None


@pytest.mark.parametrize(
    ("grade", "dangerous", "expected"),
    [
        ("A", T, T),
        ("B", U, T),
        ("C", F, F),
        ("D", U, F),
        (U, F, T),
        (U, T, F),
        (U, U, U),
    ],
)
def test_safe_housing_is_decided_by_the_grade(grade, dangerous, expected):
    row = good_household(JIACUNGUAN, facts={"danger_level": grade, "is_dangerous_house": dangerous})
    drain()
    assert household_outcomes(row)["safe_housing"] is expected


CHILD = date(2008, 3, 1)


@pytest.mark.parametrize(
    ("born", "facts", "expected"),
    [
        (CHILD, {"school_status": "03"}, T),
        (CHILD, {"school_status": "03", "dropout_reason": "3"}, T),  # whatever the reason cell says
        (CHILD, {"school_status": "02"}, T),
        (CHILD, {"school_status": "00"}, F),
        (CHILD, {"school_status": "01"}, F),
        (CHILD, {"school_status": "00", "dropout_reason": "1"}, T),
        (CHILD, {"school_status": "01", "dropout_reason": "2"}, T),
        (CHILD, {"school_status": "00", "dropout_reason": "3"}, F),
        (CHILD, {"school_status": "00", "education": "3"}, T),
        (CHILD, {"school_status": "00", "education": "2"}, F),
        (CHILD, {"school_status": U, "dropout_reason": "1"}, T),
        (CHILD, {"school_status": U, "dropout_reason": "9"}, F),
        (CHILD, {"school_status": U, "education": "6"}, T),
        (CHILD, {"school_status": U, "education": "1"}, U),
        (CHILD, {"school_status": U}, U),
        (date(2012, 9, 1), {}, F),  # six on the day
        (date(2012, 9, 2), {}, T),  # five
        (date(2002, 9, 2), {}, F),  # fifteen
        (date(2002, 9, 1), {}, T),  # sixteen on the day
        (None, {}, U),
        (None, {"school_status": "03"}, T),
        (None, {"education": "4"}, T),
    ],
)
def test_compulsory_education(born, facts, expected):
    row = good_household(JIACUNGUAN)
    child = add_member(row, facts=facts)
    Member.all_rows.filter(pk=child.pk).update(birth_date=born)
    drain()
    assert household_outcomes(row)["compulsory_education"] is expected


@pytest.mark.parametrize(
    ("serving", "resident", "employee", "expected"),
    [
        (U, T, U, T),
        (U, U, T, T),
        (F, T, F, T),
        (F, F, F, F),
        (U, F, F, F),
        (F, F, U, U),
        (U, U, U, U),
        (T, F, F, T),
        (T, U, U, T),
    ],
)
def test_medical_and_pension_insurance(serving, resident, employee, expected):
    facts = {"is_serving": serving, "ins_resident_medical": resident, "ins_employee_medical": employee}
    facts |= {"ins_resident_pension": resident, "ins_employee_pension": employee}
    row = good_household(JIACUNGUAN, head_facts=facts)
    drain()
    outcomes = household_outcomes(row)
    assert (outcomes["basic_medical"], outcomes["pension"]) == (expected, expected)


@pytest.mark.parametrize(
    ("born", "school", "expected"),
    [
        (date(2002, 9, 2), "00", T),  # fifteen
        (date(2002, 9, 1), "00", F),
        (date(2002, 9, 1), U, F),  # a blank means not in school
        (date(2002, 9, 1), "01", F),
        (date(2000, 1, 1), "08", T),
        (None, "00", U),
        (None, "08", T),
    ],
)
def test_pension_concerns_adults_out_of_school(born, school, expected):
    row = good_household(JIACUNGUAN)
    person = add_member(row, facts={"school_status": school, "ins_resident_pension": F, "ins_employee_pension": F})
    Member.all_rows.filter(pk=person.pk).update(birth_date=born)
    drain()
    assert household_outcomes(row)["pension"] is expected


@pytest.mark.parametrize(("first", "second", "expected"), [(F, U, F), (U, T, U), (F, T, F), (T, T, T)])
def test_one_member_decides_for_all(first, second, expected):
    row = good_household(JIACUNGUAN, head_facts={"ins_resident_medical": first, "ins_employee_medical": first})
    add_member(row, facts={"ins_resident_medical": second, "ins_employee_medical": second})
    drain()
    assert household_outcomes(row)["basic_medical"] is expected


def test_a_member_without_a_record_is_a_member_all_the_same():
    row = good_household(JIACUNGUAN)
    MemberYear.all_rows.filter(household=row).delete()
    drain()
    outcomes = household_outcomes(row)
    assert (outcomes["income_above_line"], outcomes["compulsory_education"]) == (True, True)
    assert (outcomes["basic_medical"], outcomes["pension"], outcomes[""]) == (None, None, None)


@pytest.mark.parametrize(("food", "water", "expected"), [(F, U, F), (U, T, U), (U, U, U), (T, T, T)])
def test_the_verdict_is_the_and_of_the_vetoes(food, water, expected):
    row = good_household(JIACUNGUAN, facts={"no_worry_food": food, "safe_water_solved": water})
    drain()
    assert household_outcomes(row)[""] is expected


def test_a_stretch_criterion_never_decides():
    release(
        "household",
        ["food"],
        region=TONGJIANG,
        criteria=[{"indicator": "food", "kind": "veto"}, {"indicator": "tv", "kind": "stretch"}],
    )
    row = good_household(JIACUNGUAN, facts={"has_tv": False})
    drain()
    assert household_outcomes(row) == {"": True, "food": True, "tv": False}


@pytest.mark.parametrize(
    ("joined", "left", "members"), [(2018, None, 2), (2019, None, 1), (2017, 2018, 1), (2017, 2019, 2)]
)
def test_members_of_the_year(joined, left, members):
    row = good_household(JIACUNGUAN)
    add_member(row, joined_year=joined, left_year=left)
    drain()
    assert HouseholdVerdict.all_rows.get(household=row, year=2018).members == members


@pytest.mark.parametrize(("closed", "exists"), [(2018, False), (2019, True), (2017, False), (None, True)])
def test_a_closed_household_is_no_subject_from_its_closing_year(closed, exists):
    row = good_household(JIACUNGUAN, closed_year=closed)
    drain()
    assert HouseholdVerdict.all_rows.filter(household=row, year=2018).exists() is exists


def test_a_household_without_members_is_no_subject():
    row = good_household(JIACUNGUAN)
    drain()
    Member.all_rows.filter(household=row).update(left_year=2018)
    drain()
    assert not HouseholdVerdict.all_rows.filter(household=row).exists()
