"""The further criteria of the two plans by hand: what is met, not met, unknown, and in which words it is explained."""

from datetime import date
from decimal import Decimal

import pytest

from assessment.explain.household import explain_household
from assessment.explain.region import explain_region
from core.accounts.scope import SYSTEM_SCOPE
from households.models import HouseholdYear, Member, MemberYear
from tests import factories
from tests.assessment.scene import (
    GOOD_VILLAGE,
    YEAR,
    add_member,
    drain,
    edit,
    good_household,
    household_outcomes,
    household_values,
    line,
    region_bounds,
    region_outcomes,
    release,
)
from tests.cast import JIACUNGUAN
from villages.models import VillageYear

pytestmark = pytest.mark.django_db
T, F, U = True, False, None
ADULT = date(1990, 1, 1)  # 28 on 1 September 2018


def member_case(code, born, facts):
    release("household", [code])
    row = good_household(JIACUNGUAN)
    person = add_member(row, name="李小明", facts=facts)
    Member.all_rows.filter(pk=person.pk).update(birth_date=born)
    drain()
    return row


@pytest.mark.parametrize(
    ("born", "facts", "expected"),
    [
        (ADULT, {"labour_skill": "2"}, T),
        (ADULT, {"labour_skill": "1"}, F),
        (ADULT, {"labour_skill": "1", "skill_trained": T}, F),  # the grade decides
        (ADULT, {"labour_skill": "3"}, T),  # not fully able: nothing is asked
        (ADULT, {"labour_skill": "4"}, T),
        (ADULT, {"labour_skill": "5"}, T),
        (ADULT, {"labour_skill": U}, U),
        (ADULT, {"labour_skill": "1", "school_status": "20"}, T),
        (ADULT, {"labour_skill": "1", "school_status": U}, F),  # a blank means not in school
        (ADULT, {"labour_skill": "1", "is_serving": T}, T),
        (date(2002, 9, 1), {"labour_skill": "1"}, F),  # sixteen on the day
        (date(2002, 9, 2), {"labour_skill": "1"}, T),
        (date(1958, 9, 2), {"labour_skill": "1"}, F),  # fifty-nine
        (date(1958, 9, 1), {"labour_skill": "1"}, T),  # sixty on the day
        (U, {"labour_skill": "1"}, U),
        (U, {"labour_skill": "2"}, T),
    ],
)
def test_able_skill(born, facts, expected, places):
    assert household_outcomes(member_case("able_skill", born, facts))["able_skill"] is expected


@pytest.mark.parametrize(
    ("born", "facts", "expected"),
    [
        (ADULT, {"labour_skill": "1", "skill_trained": T}, T),
        (ADULT, {"labour_skill": "1", "skill_trained": F}, F),
        (ADULT, {"labour_skill": "1", "skill_trained": U}, U),
        (ADULT, {"labour_skill": U, "skill_trained": F}, U),
        (ADULT, {"labour_skill": U, "skill_trained": T}, T),
        (ADULT, {"labour_skill": "2", "skill_trained": F}, T),  # has the skill already
        (ADULT, {"labour_skill": "3", "skill_trained": F}, T),
        (date(1982, 9, 2), {"labour_skill": "1", "skill_trained": F}, F),  # thirty-five
        (date(1982, 9, 1), {"labour_skill": "1", "skill_trained": F}, T),  # thirty-six on the day
        (date(2002, 9, 2), {"labour_skill": "1", "skill_trained": F}, T),
        (ADULT, {"labour_skill": "1", "skill_trained": F, "school_status": "20"}, T),
    ],
)
def test_young_training(born, facts, expected, places):
    assert household_outcomes(member_case("young_training", born, facts))["young_training"] is expected


@pytest.mark.parametrize(
    ("cells", "aid", "expected", "value"),
    [
        ((0, 0, 0), ("0", "0"), T, None),  # nobody enjoys it: nothing is asked
        ((2995, 0, 0), ("1", "0"), F, "2995"),  # strictly more
        ((2000, 0, "995.01"), ("1", "0"), T, "2995.01"),
        ((0, 2996, 0), ("0", "1"), T, "2996"),
        ((0, 0, 0), ("2", U), F, "0"),  # one allowance is enough to be asked
        ((0, 0, 0), ("0", U), U, "0"),
        ((3000, 0, 0), (U, U), T, "3000"),  # whoever is unknown, the sum is enough
        ((U, 0, 0), ("1", "0"), U, None),
        ((U, 0, 0), ("0", "0"), T, None),
    ],
)
def test_guaranteed_income(cells, aid, expected, value, places):
    release("household", ["guaranteed_income"])
    line(2995)
    facts = dict(zip(("subsistence_allowance", "destitute_allowance", "pension_income"), cells, strict=True))
    row = good_household(JIACUNGUAN, facts=facts, head_facts={"dibao": aid[0], "destitute": aid[1]})
    drain()
    assert household_outcomes(row)["guaranteed_income"] is expected
    assert household_values(row)["guaranteed_income"] == (value and Decimal(value))


def test_without_a_record_of_the_year_nobody_knows_of_allowances(places):
    release("household", ["guaranteed_income", "able_skill", "young_training"])
    row = good_household(JIACUNGUAN)
    HouseholdYear.all_rows.filter(household=row).delete()
    drain()
    assert set(household_outcomes(row).values()) == {None}


@pytest.mark.parametrize(
    ("facts", "code", "expected"),
    [
        ({"income_per_head": "9999.99"}, "income_per_head", F),
        ({"income_per_head": 10000}, "income_per_head", T),
        ({"income_per_head": U}, "income_per_head", U),
        ({"below_well_off_households": 0}, "well_off_households", T),
        ({"below_well_off_households": 1}, "well_off_households", F),
        ({"below_well_off_households": U}, "well_off_households", U),
        ({"doctors": 1, "rural_population": 1000}, "doctors_per_thousand", T),
        ({"doctors": 1, "rural_population": 1001}, "doctors_per_thousand", F),
        ({"doctors": 0, "rural_population": 1000}, "doctors_per_thousand", F),
        ({"doctors": U, "rural_population": 1000}, "doctors_per_thousand", U),
        ({"doctors": 1, "rural_population": U}, "doctors_per_thousand", U),
        ({"doctors": 1, "rural_population": 0}, "doctors_per_thousand", U),
    ],
)
def test_village_numbers(facts, code, expected, places):
    release("village", [code])
    factories.village_year(JIACUNGUAN, **{**GOOD_VILLAGE, **facts})
    drain()
    assert region_outcomes(JIACUNGUAN)[code] is expected


@pytest.mark.parametrize(
    ("households", "others", "expected", "bounds"),
    [
        ([T, T], 0, T, (0, 0)),
        ([T, F], 0, F, (1, 1)),
        ([T, U], 0, U, (0, 1)),
        ([F, U], 0, F, (1, 2)),
        ([T], 2, F, (2, 2)),
        ([T], U, U, (None, None)),
        ([], 0, T, (0, 0)),
    ],
)
@pytest.mark.parametrize("standard", [True, False])
def test_four_haves_of_registered_and_other_households(households, others, expected, bounds, standard, places):
    if standard:
        release("household", ["food"])
    release("village", ["four_haves_households"])
    for water in households:
        good_household(JIACUNGUAN, facts={"safe_water_solved": water})
    factories.village_year(JIACUNGUAN, other_lacking_four_households=others)
    drain()
    assert region_outcomes(JIACUNGUAN)["four_haves_households"] is expected
    assert region_bounds(JIACUNGUAN)["four_haves_households"] == bounds


def test_a_missing_fourth_beats_an_unknown_one(places):
    release("village", ["four_haves_households"])
    good_household(JIACUNGUAN, facts={"safe_water_solved": U, "has_tv": F})
    factories.village_year(JIACUNGUAN, other_lacking_four_households=0)
    drain()
    assert region_bounds(JIACUNGUAN)["four_haves_households"] == (1, 1)


# What the pages say, and that doing it flips the verdict.


def explained(row):
    drain()
    found = explain_household(scope=SYSTEM_SCOPE, code=row.code, year=YEAR)
    assert found is not None
    return found


def test_the_member_without_a_skill_is_named(places):
    row = member_case("able_skill", ADULT, {"labour_skill": "1"})
    found = explained(row)
    assert found.sentence == "差一项：劳动力掌握技能：李小明 没有技能"
    assert found.remedies[0].title == "让 李小明 学会一项就业或创业技能，劳动技能改为“技能劳动力”"
    MemberYear.all_rows.filter(member__name="李小明").update(labour_skill="2")
    drain()
    assert household_outcomes(row)[""] is True


def test_a_blank_training_asks_for_the_person(places):
    row = member_case("young_training", ADULT, {"labour_skill": "1"})
    found = explained(row)
    assert found.sentence == "还判不了，一项未知：青年技能培训（缺：李小明 劳动技能或技能培训）"
    MemberYear.all_rows.filter(member__name="李小明").update(skill_trained=True)
    drain()
    assert household_outcomes(row)[""] is True


@pytest.mark.parametrize(("more", "met"), [(2990, False), (2991, True)])
def test_the_guaranteed_income_says_how_much_is_short_and_that_is_enough(more, met, places):
    release("household", ["guaranteed_income"])
    line(2995)
    row = good_household(JIACUNGUAN, facts={"subsistence_allowance": 3000}, head_facts={"dibao": "1"})
    add_member(row)
    found = explained(row)
    # 3,000 ÷ 2 = 1,500; above 2,995 × 2 = 5,990 the two need 5,991
    assert found.sentence == "差一项：保障性人均收入还差 1,496 元"
    (remedy,) = found.remedies
    assert remedy.title == "保障性收入再增 2,991 元"
    edit(row, subsistence_allowance=3000 + more)
    drain()
    assert household_outcomes(row)[""] is met


def test_nobody_with_an_allowance_is_said_as_such(places):
    release("household", ["guaranteed_income"])
    line(2995)
    row = good_household(JIACUNGUAN)
    assert [item.value for item in explained(row).rows] == ["无人享受低保、特困"]
    MemberYear.all_rows.update(destitute=None)
    found = explained(row)
    assert found.rows[0].gap.endswith("享受低保、特困情况")
    assert [item.outcome for item in found.remedies] == [None]


@pytest.mark.parametrize(
    ("code", "facts", "gap", "remedy", "change"),
    [
        ("doctors_per_thousand", {"rural_population": 2001}, "还差 2 人", "再配备 2 名村医", {"doctors": 3}),
        ("income_per_head", {"income_per_head": "9000.5"}, "还差 1,000 元", "农民人均可支配收入再增加 1,000 元",
         {"income_per_head": "10000.5"}),
        ("well_off_households", {"below_well_off_households": 3}, "多 3 户", "未达小康收入户数再减少 3 户",
         {"below_well_off_households": 0}),
        ("four_haves_households", {"other_lacking_four_households": 2}, "多 2 户",
         "再有 2 户补齐户户四有（未齐的：建档立卡 0 户、其他 2 户）", {"other_lacking_four_households": 0}),
        ("four_haves_households", {"other_lacking_four_households": None}, "缺：非建档立卡户未达户户四有户数",
         "补录非建档立卡户未达户户四有户数", {"other_lacking_four_households": 0}),
    ],
)  # fmt: skip
def test_a_village_says_what_is_short_and_that_change_flips_it(code, facts, gap, remedy, change, places):
    release("village", [code])
    factories.village_year(JIACUNGUAN, **{**GOOD_VILLAGE, **facts})
    drain()
    found = explain_region(scope=SYSTEM_SCOPE, area=JIACUNGUAN, year=YEAR)
    assert found is not None
    assert (found.rows[0].gap, found.remedies[0].title) == (gap, remedy)
    VillageYear.all_rows.update(**change)
    drain()
    assert region_outcomes(JIACUNGUAN)[""] is True
