"""The household criteria of CONTRACT 4, each as one expression over a household's year and its members."""

from __future__ import annotations

from assessment.indicators.base import Indicator, Measure
from assessment.kleene import (
    AgedAtLeast,
    Always,
    And,
    Column,
    Compare,
    Every,
    Filled,
    Given,
    Literal,
    Minus,
    Not,
    Number,
    OneOf,
    Or,
    Plus,
    Slot,
    Source,
    Surely,
    Times,
    Truth,
)
from households.models import Household, HouseholdYear, Member, MemberYear

HOUSEHOLD = Source(Household, "h")
YEAR = Source(HouseholdYear, "hy")
MEMBER = Source(Member, "m")
MEMBER_YEAR = Source(MemberYear, "my")

MEMBERS = Column("f.members")
# The county's average of the year, given with the village group; blank where the county has none.
AVERAGE = Slot("average")
# The exit line of the nearest region, given with the village group.
LINE = Slot("line")

TRANSFERS = Plus(
    YEAR.number("family_planning_grant"),
    YEAR.number("subsistence_allowance"),
    YEAR.number("destitute_allowance"),
    YEAR.number("pension_income"),
    YEAR.number("eco_compensation"),
    YEAR.number("transfer_other"),
)
# A blank part makes the sum unknown: a blank is not a zero.
INCOME: Number = Minus(
    Plus(YEAR.number("wage_income"), YEAR.number("business_income"), YEAR.number("property_income"), *TRANSFERS.parts),
    YEAR.number("business_cost"),
)


def recorded(part: Truth) -> Truth:
    """Member criteria too are unknown when the household has no record of the year."""
    return Given(Filled(YEAR.code("id")), part)


def _positive(number: Number) -> Truth:
    return Compare(number, ">", Literal(0))


_NOT_IN_SCHOOL = ("00", "01")  # 非在校生, 学龄前儿童
_JUNIOR_OR_HIGHER = ("3", "4", "5", "6")
_ILL_OR_DISABLED = ("1", "2")

_school = MEMBER_YEAR.code("school_status")
_reason = MEMBER_YEAR.code("dropout_reason")
_education = MEMBER_YEAR.code("education")
BORN = MEMBER.code("birth_date")
_serving = Surely(MEMBER_YEAR.truth("is_serving"))

_in_school = And(Filled(_school), Not(Surely(OneOf(_school, _NOT_IN_SCHOOL))))
_of_school_age = And(AgedAtLeast(BORN, 6), Not(AgedAtLeast(BORN, 16)))
_excused = Or(
    _in_school,
    Surely(OneOf(_education, _JUNIOR_OR_HIGHER)),
    Surely(OneOf(_reason, _ILL_OR_DISABLED)),
)
# Whoever is not excused is out of school where a status or a reason says so; where neither is filled, unknown.
_schooled = Or(_excused, Given(Or(Filled(_school), Filled(_reason)), Always(value=False)))


def _insured(resident: str, employee: str) -> Truth:
    return Or(MEMBER_YEAR.truth(resident), MEMBER_YEAR.truth(employee))


def _yes(code: str, label: str, field: str) -> Indicator:
    return Indicator(code, "household", label, truth=YEAR.truth(field))


_grade = YEAR.code("danger_level")

# 户户四有: what every household of a village has.
FOUR_HAVES = And(
    YEAR.truth("safe_water_solved"), YEAR.truth("has_power"), YEAR.truth("has_tv"), YEAR.truth("has_income_path")
)

_ORDINARY, _SKILLED = "1", "2"  # 普通劳动力, 技能劳动力
NOT_FULLY_ABLE = ("3", "4", "5")  # 弱劳动力或半劳动力, 丧失劳动力, 无劳动力
SKILL = MEMBER_YEAR.code("labour_skill")
# Who is sixteen and neither in school nor in service; as for the pension, a blank school status is not in school.
NOT_AT_WORK = (_serving, _in_school, Not(AgedAtLeast(BORN, 16)))
# What social security pays whatever the household earns.
GUARANTEED: Number = Plus(
    YEAR.number("subsistence_allowance"), YEAR.number("destitute_allowance"), YEAR.number("pension_income")
)
_NO_AID = ("0",)
_not_guaranteed = And(OneOf(MEMBER_YEAR.code("dibao"), _NO_AID), OneOf(MEMBER_YEAR.code("destitute"), _NO_AID))

INDICATORS = [
    Indicator(
        "income_above_line",
        "household",
        "人均纯收入超过标准线",
        measure=Measure(low=INCOME, over=MEMBERS),
        unit="元",
        reference="poverty_line",
    ),
    Indicator(
        "income_half_local_average",
        "household",
        "人均纯收入占当地农民人均可支配收入比例",
        measure=Measure(low=INCOME, over=Times(MEMBERS, AVERAGE), times=100),
        unit="%",
    ),
    Indicator(
        "income_source",
        "household",
        "有稳定收入来源",
        truth=Or(
            _positive(YEAR.number("wage_income")),
            _positive(YEAR.number("business_income")),
            _positive(YEAR.number("property_income")),
            _positive(TRANSFERS),
        ),
    ),
    _yes("food", "不愁吃", "no_worry_food"),
    _yes("clothing", "不愁穿", "no_worry_clothing"),
    _yes("safe_water", "饮水安全", "safe_water_solved"),
    _yes("power", "通生活用电", "has_power"),
    _yes("tv", "通广播电视", "has_tv"),
    _yes("income_path", "有增收门路", "has_income_path"),
    Indicator(
        "safe_housing",
        "household",
        "住房安全",
        # The grade decides; 是否危房户 is read only where the grade is blank.
        truth=Or(
            And(Filled(_grade), OneOf(_grade, ("A", "B"))),
            And(Not(Filled(_grade)), Not(YEAR.truth("is_dangerous_house"))),
        ),
    ),
    Indicator(
        "compulsory_education",
        "household",
        "义务教育有保障",
        truth=recorded(Every("compulsory_education", Or(Not(_of_school_age), _schooled))),
    ),
    Indicator(
        "basic_medical",
        "household",
        "基本医疗有保障",
        truth=recorded(Every("basic_medical", Or(_serving, _insured("ins_resident_medical", "ins_employee_medical")))),
    ),
    Indicator(
        "pension",
        "household",
        "养老有保障",
        truth=recorded(
            Every(
                "pension",
                Or(
                    _serving,
                    _in_school,
                    Not(AgedAtLeast(BORN, 16)),
                    _insured("ins_resident_pension", "ins_employee_pension"),
                ),
            )
        ),
    ),
    Indicator(
        "able_skill",
        "household",
        "有劳动能力的成员掌握一项技能",
        # The grade decides: whoever has learnt a skill is 技能劳动力.
        truth=recorded(Every("able_skill", Or(*NOT_AT_WORK, AgedAtLeast(BORN, 60), Not(OneOf(SKILL, (_ORDINARY,)))))),
    ),
    Indicator(
        "young_training",
        "household",
        "16–35 岁劳动力接受技能培训",
        truth=recorded(
            Every(
                "young_training",
                Or(
                    *NOT_AT_WORK,
                    AgedAtLeast(BORN, 36),
                    OneOf(SKILL, (_SKILLED, *NOT_FULLY_ABLE)),
                    MEMBER_YEAR.truth("skill_trained"),
                ),
            )
        ),
    ),
    Indicator(
        "guaranteed_income",
        "household",
        "低保、特困户保障性人均收入",
        measure=Measure(low=GUARANTEED, over=MEMBERS),
        unit="元",
        reference="poverty_line",
        exempt=recorded(Every("guaranteed_income", _not_guaranteed)),
    ),
]
