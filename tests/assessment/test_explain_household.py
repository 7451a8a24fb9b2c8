"""A household's verdict in words, by hand; and the smallest change really is one: applied, it flips the verdict."""

from datetime import date
from decimal import Decimal

import pytest

from assessment.explain.household import explain_household
from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.ledgers.models import Batch
from core.regions.codes import area_range
from households.models import HouseholdYear, Member, MemberYear
from tests import factories
from tests.assessment.scene import (
    INCOME,
    YEAR,
    add_member,
    drain,
    edit,
    good_household,
    household_outcomes,
    line,
    release,
)
from tests.cast import JIACUNGUAN, XIANRENQIAN

pytestmark = pytest.mark.django_db
CODES = ["income_above_line", "food", "clothing", "compulsory_education", "basic_medical", "safe_housing", "safe_water"]


@pytest.fixture(autouse=True)
def _scene(places):
    release("household", CODES)
    line(2995)


def explained(row):
    drain()
    found = explain_household(scope=SYSTEM_SCOPE, code=row.code, year=YEAR)
    assert found is not None
    return found


def of_four(**facts):
    """The household of the pictures: four persons with 10,333 yuan between them."""
    row = good_household(JIACUNGUAN, facts={**INCOME, "wage_income": 14233, "business_cost": 3900, **facts})
    for name in ("李秀兰", "李小明", "李小红"):
        add_member(row, name=name)
    return row


def criterion(found, code):
    return next(row for row in found.rows if row.code == code)


def test_the_shortfall_is_in_whole_yuan_from_the_total_not_from_the_rounded_head():
    found = explained(of_four())
    # 10,333 ÷ 4 = 2,583.25; strictly above 2,995: 412 a head, 11,981 − 10,333 = 1,648 for all
    assert found.sentence == "差一项：人均纯收入还差 412 元"
    assert found.detail == "其余 6 项达标。"
    row = criterion(found, "income_above_line")
    assert (row.value, row.threshold, row.gap) == ("2,583.25 元", "＞ 2,995 元", "还差 412 元")
    (remedy,) = found.remedies
    assert remedy.title == "全家纯收入再增 1,648 元"
    assert remedy.detail == "现 10,333.00 元 ÷ 4 人＝2,583.25 元；须超过 2,995 元，即全家至少 11,981 元"


@pytest.mark.parametrize(("more", "met"), [(1647, False), (1648, True)])
def test_the_smallest_sum_flips_the_verdict_and_one_yuan_less_does_not(more, met):
    row = of_four()
    explained(row)
    edit(row, wage_income=14233 + more)
    drain()
    assert household_outcomes(row)[""] is met


def test_exactly_at_the_line_one_yuan_is_missing():
    row = good_household(JIACUNGUAN, facts={"wage_income": 2995})
    found = explained(row)
    assert criterion(found, "income_above_line").gap == "还差 1 元"
    assert found.remedies[0].title == "全家纯收入再增 1 元"


def test_an_unknown_names_the_member_and_what_is_missing():
    row = of_four(wage_income=90000)
    MemberYear.all_rows.filter(member__name="李秀兰").update(ins_resident_medical=None)
    found = explained(row)
    assert found.sentence == "还判不了，一项未知：基本医疗（缺：李秀兰 医疗保险）"
    assert found.detail == "其余 6 项达标。"
    assert criterion(found, "basic_medical").value == "3 人已参保，1 人未填"
    (remedy,) = found.remedies
    assert (remedy.outcome, remedy.title) == (None, "补录 李秀兰 的医疗保险")
    assert remedy.plain == "问清李秀兰参没参加医保"


def test_short_and_unknown_together_need_both_changes():
    row = of_four()
    MemberYear.all_rows.filter(member__name="李秀兰").update(ins_resident_medical=None)
    found = explained(row)
    assert found.sentence == "差一项：人均纯收入还差 412 元"
    assert found.detail == "另有一项未知：基本医疗（缺：李秀兰 医疗保险）。其余 5 项达标。"
    assert [item.outcome for item in found.remedies] == [False, None]
    edit(row, wage_income=14233 + 1648)
    drain()
    assert household_outcomes(row)[""] is None
    MemberYear.all_rows.filter(member__name="李秀兰").update(ins_resident_medical=True)
    drain()
    assert household_outcomes(row)[""] is True


def test_one_member_out_and_one_unknown_are_two_changes():
    row = of_four(wage_income=90000)
    MemberYear.all_rows.filter(member__name="李秀兰").update(ins_resident_medical=False, ins_employee_medical=False)
    MemberYear.all_rows.filter(member__name="李小明").update(ins_resident_medical=None)
    found = explained(row)
    assert criterion(found, "basic_medical").gap == "李秀兰 未参保"
    assert [item.title for item in found.remedies] == [
        "为 李秀兰 办理基本医疗保险",
        "补录 李小明 的医疗保险",
    ]
    MemberYear.all_rows.filter(member__name__in=["李秀兰", "李小明"]).update(ins_resident_medical=True)
    drain()
    assert household_outcomes(row)[""] is True


def test_a_child_out_of_school_is_named():
    row = good_household(JIACUNGUAN)
    add_member(row, born=date(2008, 3, 1), name="王小妹", facts={"school_status": "00"})
    found = explained(row)
    assert found.sentence == "差一项：义务教育：王小妹 失学"
    assert criterion(found, "compulsory_education").value == "1 人失学"
    MemberYear.all_rows.filter(member__name="王小妹").update(school_status="04")
    drain()
    assert household_outcomes(row)[""] is True


def test_without_a_record_the_one_change_is_the_record():
    row = good_household(JIACUNGUAN)
    HouseholdYear.all_rows.filter(household=row).delete()
    found = explained(row)
    assert found.verdict.outcome is None
    assert [item.title for item in found.remedies] == ["补录年度资料"]
    assert criterion(found, "food").gap == "缺：年度资料"


def test_blank_income_says_how_much_is_blank():
    found = explained(good_household(JIACUNGUAN, facts=dict.fromkeys(INCOME)))
    assert criterion(found, "income_above_line").gap == "缺：年度收入"
    assert found.remedies[0].title == "补录年度收入（10 格）"
    found = explained(good_household(JIACUNGUAN, facts={"wage_income": None, "business_cost": None}))
    assert criterion(found, "income_above_line").gap == "缺：工资性收入、生产经营性支出"


@pytest.mark.parametrize(
    ("facts", "value", "gap"),
    [
        ({"danger_level": "C", "is_dangerous_house": None}, "C级", "是危房"),
        ({"danger_level": None, "is_dangerous_house": True}, "危房", "是危房"),
        ({"danger_level": None, "is_dangerous_house": None}, "未填", "缺：危房级别或是否危房户"),
    ],
)
def test_housing_is_explained_by_the_grade_first(facts, value, gap):
    row = criterion(explained(good_household(JIACUNGUAN, facts=facts)), "safe_housing")
    assert (row.value, row.gap) == (value, gap)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"safe_water_solved": False}, {"safe_water_solved": True}),
        ({"no_worry_food": None, "no_worry_clothing": False}, {"no_worry_food": True, "no_worry_clothing": True}),
        ({"danger_level": "D"}, {"danger_level": "B"}),
    ],
)
def test_each_named_change_and_no_other_flips_the_verdict(before, after):
    row = good_household(JIACUNGUAN, facts=before)
    found = explained(row)
    assert {item.fix for item in found.remedies} == set(after)
    edit(row, **after)
    drain()
    assert household_outcomes(row)[""] is True


def test_two_criteria_over_the_income_need_one_sum_the_larger():
    release("household", ["income_above_line", "income_half_local_average"], region=JIACUNGUAN, code="two")
    factories.county_year(511921000000, rural_income_per_head=10000)
    row = good_household(JIACUNGUAN, facts={**INCOME, "wage_income": 2000})
    found = explained(row)
    # the line: 2,996 − 2,000 = 996; half of 10,000: 5,000 − 2,000 = 3,000
    assert [item.title for item in found.remedies] == ["全家纯收入再增 3,000 元"]
    edit(row, wage_income=5000)
    drain()
    assert household_outcomes(row)[""] is True


def test_a_met_household_needs_nothing_and_is_said_in_plain_words():
    found = explained(good_household(JIACUNGUAN))
    assert (found.sentence, found.remedies) == ("7 项全部达标", [])
    assert found.plain_verdict == "这户已经达标"
    assert found.met_words[0] == "吃穿不愁（2 项）"
    assert "住房安全（非危房）" in found.met_words


def test_the_origin_names_who_when_and_the_row_of_the_file():
    clerk = factories.user("clerk", name="何俊")
    batch = Batch.objects.create(kind="households", year=YEAR, file_name="农户收入.xlsx", sha256="0", owner_name="周敏")
    facts = {"source": "import", "batch": batch.pk, "row": 37}
    origin = criterion(explained(good_household(JIACUNGUAN, facts={**facts, "updated_by": clerk.pk})), "food").origin
    assert (origin.who, origin.where) == ("年度资料 · 何俊", "农户收入.xlsx 户!37 行")
    origin = criterion(explained(good_household(JIACUNGUAN, facts=facts)), "food").origin
    assert origin.who == "年度资料 · 周敏"
    origin = criterion(explained(good_household(JIACUNGUAN)), "food").origin
    assert (origin.who, origin.where) == ("年度资料 · 系统", "表单录入")


def test_the_income_block_adds_up():
    found = explained(
        good_household(
            JIACUNGUAN,
            facts={
                "wage_income": Decimal("6400"), "business_income": 5200, "property_income": 120,
                "eco_compensation": 2000, "transfer_other": 513, "business_cost": 3900,
            },
        )
    )  # fmt: skip
    amounts = dict(found.incomes)
    assert amounts["转移性收入（6 项）"] == 2513
    assert amounts["减：生产经营性支出"] == -3900
    assert found.net_income == 10333


def test_pending_until_computed_and_then_not():
    row = good_household(JIACUNGUAN)
    before = explain_household(scope=SYSTEM_SCOPE, code=row.code, year=YEAR)
    assert before is not None
    assert (before.pending, before.verdict, before.sentence) == (True, None, "计算中")
    after = explained(row)
    assert (after.pending, after.verdict.outcome) == (False, True)


def test_a_closed_household_says_so():
    row = good_household(JIACUNGUAN, closed_year=2017)
    assert explained(row).sentence == "本户已于 2017 年注销，不再判定"


def test_outside_the_scope_there_is_no_household():
    row = good_household(JIACUNGUAN)
    sibling = Scope(*area_range(XIANRENQIAN))
    assert explain_household(scope=sibling, code=row.code, year=YEAR) is None
    assert Member.objects.within(sibling).count() == 0
