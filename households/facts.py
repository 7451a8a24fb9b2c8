"""What each fact is called on a page, its unit, its code list, and where it stands in the paper form (DOMAIN 2.2, 2.3).

Forms, the card and the history of changes read this; a fact that is missing here has no place on any of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal

from core.dictionaries import selectors as dictionaries
from core.web import formats
from households.rules import POVERTY_FACTS

Kind = Literal[
    "code", "codes", "yes", "have", "amount", "whole", "year", "text", "long", "date", "day", "area", "phone"
]
NOT_FILLED: Final = "未填"


@dataclass(frozen=True)
class Fact:
    """One fact. ``list`` is the code list of the kinds code and codes; ``digits`` the most digits of an amount.

    A ``date`` may be known to the month or year, a ``day`` not; ``area`` is a code of 12 digits; ``phone`` is sealed.
    """

    name: str
    label: str
    kind: Kind
    list: str = ""
    unit: str = ""
    digits: int = 14

    def words(self, value: Any, year: int | None = None) -> str:
        """The value as a person reads it, without unit; 未填 for None and blank."""
        if value is None or value == "" or value == []:
            return NOT_FILLED
        if self.kind == "code":
            return dictionaries.label(self.list, value, year)
        if self.kind == "codes":
            return "、".join(dictionaries.label(self.list, code, year) for code in value)
        if self.kind in ("yes", "have"):
            return ("是", "否")[not value] if self.kind == "yes" else ("有", "无")[not value]
        if self.kind == "area":
            return f"{value:012d}"
        if isinstance(value, Decimal):
            return formats.decimal_text(value)
        if isinstance(value, (date, datetime)):
            return formats.full_date(value)
        return str(value)


@dataclass(frozen=True)
class Section:
    """A part of the paper form; ``hint`` stands beside its title."""

    key: str
    title: str
    hint: str
    facts: tuple[Fact, ...]


def _yes(name: str, label: str) -> Fact:
    return Fact(name, label, "yes")


def _code(name: str, label: str, code_list: str) -> Fact:
    return Fact(name, label, "code", code_list)


def _yuan(name: str, label: str) -> Fact:
    return Fact(name, label, "amount", unit="元")


def _mu(name: str, label: str) -> Fact:
    return Fact(name, label, "amount", unit="亩", digits=10)


PERMANENT: Final = (
    Fact("group_name", "村民小组", "text"),
    Fact("address", "家庭住址", "text"),
    Fact("phone", "联系电话", "text"),
    Fact("bank_name", "开户银行", "text"),
    Fact("bank_account", "银行卡号", "text"),
    Fact("first_identified_on", "首次识别时间", "date"),
)

BASIC: Final = Section(
    "basic",
    "一、基本情况",
    "与登记表同序",
    (
        _code("household_attr", "户属性", "household_attr"),
        _code("cause_main", "主要致贫原因", "cause"),
        Fact("causes_other", "其他致贫原因", "codes", "cause"),
        _code("poverty_status", "脱贫状态", "poverty_status"),
        Fact("exit_year", "脱贫年度", "year", unit="年"),
        Fact("planned_exit_year", "计划脱贫年度", "year", unit="年"),
        _code("identify_standard", "识别标准", "identify_standard"),
        Fact("relapse_year", "返贫年度", "year", unit="年"),
        _code("relapse_cause", "返贫原因", "cause"),
        Fact("members_start", "年初人口数", "whole", unit="人"),
        Fact("members_end", "年底人口数", "whole", unit="人"),
        _yes("is_martyr_family", "是否军烈属"),
        _yes("is_one_child", "独生子女户"),
        _yes("is_two_daughter", "双女户"),
        _yes("is_family_planning", "计划生育户"),
    ),
)
INCOME: Final = Section(
    "income",
    "二、年度收入",
    "单位：元；前 10 项要么全填，要么全空，其余不计入纯收入",
    (
        _yuan("wage_income", "工资性收入"),
        _yuan("business_income", "生产经营性收入"),
        _yuan("property_income", "财产性收入"),
        _yuan("family_planning_grant", "计划生育金"),
        _yuan("subsistence_allowance", "低保金"),
        _yuan("destitute_allowance", "特困供养金"),
        _yuan("pension_income", "养老保险金"),
        _yuan("eco_compensation", "生态补偿金"),
        _yuan("transfer_other", "其他转移性收入"),
        _yuan("business_cost", "生产经营性支出"),
        _yuan("asset_dividend", "其中：资产分红"),
        _yuan("property_other", "其中：其他财产"),
        _yuan("claim_income", "理赔收入"),
        _yuan("compliant_self_paid", "合规自付支出"),
        _yuan("monitor_ref_income", "监测参考收入"),
        _yuan("monitor_ref_per_head", "监测人均参考"),
    ),
)
LIVING: Final = Section(
    "living",
    "三、住房与生活",
    "“未填”不等于“否”",
    (
        _yes("no_worry_food", "不愁吃"),
        _yes("no_worry_clothing", "不愁穿"),
        _yes("safe_water_solved", "安全饮用水"),
        _yes("water_difficult", "饮水是否困难"),
        _yes("water_safe", "饮水是否安全"),
        _yes("has_power", "通生活用电"),
        _yes("has_tv", "通广播电视"),
        Fact("has_income_path", "增收门路", "have"),
        _yes("is_dangerous_house", "是否危房户"),
        _code("danger_level", "危房级别", "danger_level"),
        Fact("housing_m2", "住房面积", "amount", unit="平方米", digits=8),
        _code("house_structure", "住房结构", "house_structure"),
        Fact("house_built_year", "建房时间", "year", unit="年"),
        Fact("renovated_year", "危改年度", "year", unit="年"),
        _code("access_road_type", "入户路类型", "access_road"),
        _yes("access_road_hard", "入户路已硬化"),
        Fact("km_to_main_road", "距村主干路", "amount", unit="公里", digits=8),
        _code("main_fuel", "主要燃料类型", "main_fuel"),
        Fact("sanitary_toilet", "卫生厕所", "have"),
        _yes("toilet_usable", "厕所能正常用"),
    ),
)
PRODUCTION: Final = Section(
    "production",
    "四、生产条件",
    "面积单位：亩",
    (
        _mu("farmland_mu", "耕地面积"),
        _mu("irrigated_mu", "有效灌溉面积"),
        _mu("woodland_mu", "林地面积"),
        _mu("forest_return_mu", "退耕还林面积"),
        _mu("orchard_mu", "林果面积"),
        _mu("pasture_mu", "牧草地面积"),
        _mu("water_mu", "水面面积"),
        _yes("has_production_power", "通生产用电"),
        _yes("in_cooperative", "加入合作社"),
        _yes("led_by_enterprise", "龙头企业带动"),
        _yes("led_by_entrepreneur", "致富带头人带动"),
        Fact("household_industry_types", "到户产业帮扶", "codes", "household_industry"),
    ),
)
RELOCATION: Final = Section(
    "relocation",
    "五、易地搬迁与备注",
    "",
    (
        _yes("relocation_will", "有搬迁意愿"),
        _yes("is_relocation", "易地搬迁户"),
        _code("relocation_mode", "搬迁方式", "relocation_mode"),
        Fact("resettle_site", "安置地", "text"),
        _yes("lives_in_site", "住集中安置区"),
        Fact("relocation_difficulties", "搬迁困难", "text"),
        Fact("remark", "备注", "long"),
    ),
)
FILLING: Final = Section(
    "filling",
    "六、填表与签字",
    "照纸质登记表末尾",
    (
        Fact("filled_by", "填表人", "text"),
        Fact("filled_phone", "填表人电话", "phone"),
        Fact("filled_on", "填表时间", "day"),
        _yes("head_signature", "户主已签字"),
        Fact("head_signed_on", "签字日期", "day"),
    ),
)
HOUSEHOLD_SECTIONS: Final = (BASIC, INCOME, LIVING, PRODUCTION, RELOCATION, FILLING)
# The same for an ordinary household: nothing that is said only of the registered poor.
ORDINARY_BASIC: Final = replace(BASIC, facts=tuple(fact for fact in BASIC.facts if fact.name not in POVERTY_FACTS))
ORDINARY_SECTIONS: Final = (ORDINARY_BASIC, *HOUSEHOLD_SECTIONS[1:])

PERSON: Final = (
    Fact("name", "姓名", "text"),
    Fact("id_number", "证件号码", "text"),
    _code("sex", "性别", "sex"),
    _code("ethnicity", "民族", "ethnicity"),
    Fact("phone", "联系电话", "text"),
    Fact("identified_on", "人员识别时间", "date"),
)
MEMBER_BASIC: Final = Section(
    "person",
    "一、基本情况",
    "",
    (
        _code("relation_to_head", "与户主关系", "relation"),
        _code("political_status", "政治面貌", "political_status"),
        Fact("health", "健康状况", "codes", "health"),
        _code("disability_kind", "残疾类别", "disability_kind"),
        _code("disability_grade", "残疾等级", "disability_grade"),
        Fact("disability_cert_year", "残疾证办证年度", "year", unit="年"),
        _yes("is_serving", "是否现役军人"),
        _yes("speaks_putonghua", "会讲普通话"),
        _yes("is_relocated_person", "易地搬迁人口"),
    ),
)
MEMBER_SCHOOL: Final = Section(
    "school",
    "二、教育与劳动能力",
    "在校的填在校生状况，不在校的填文化程度",
    (
        _code("education", "文化程度", "education"),
        _code("school_status", "在校生状况", "school_status"),
        _code("dropout_reason", "失学辍学原因", "dropout_reason"),
        _code("labour_skill", "劳动技能", "labour_skill"),
        _yes("skill_trained", "参加技能培训"),
    ),
)
MEMBER_WORK: Final = Section(
    "work",
    "三、务工与公益性岗位",
    "所在地代码填省、市、县、乡镇或村的行政区划代码",
    (
        _code("migrant_area", "务工状况", "migrant_area"),
        Fact("work_months", "务工时间", "whole", unit="月"),
        Fact("work_region", "务工地点", "text"),
        Fact("work_area", "所在地代码", "area"),
        _yes("works_abroad", "国外务工"),
        Fact("work_employer", "务工企业", "text"),
        _code("work_industry", "所属行业", "work_industry"),
        _code("job_channel", "就业渠道", "job_channel"),
        Fact("monthly_wage", "月收入", "amount", unit="元", digits=10),
        _yes("point_to_point", "点对点输送"),
        Fact("work_start", "开始时间", "day"),
        Fact("work_end", "结束时间", "day"),
        _code("public_post", "公益性岗位", "public_post"),
        Fact("public_post_months", "公岗月数", "whole", unit="月"),
    ),
)
MEMBER_SECURITY: Final = Section(
    "security",
    "四、保障",
    "“未填”不等于“否”",
    (
        _yes("ins_resident_medical", "居民医保"),
        _yes("ins_employee_medical", "职工医保"),
        _yes("ins_serious_illness", "大病保险"),
        _yes("ins_commercial_medical", "商业补充医保"),
        _yes("medical_aid", "接受医疗救助"),
        _yes("other_health_aid", "其他健康扶贫"),
        _yes("ins_resident_pension", "居民养老保险"),
        _yes("ins_employee_pension", "职工养老保险"),
        _yes("accident_insurance_subsidy", "意外保险补贴"),
        _code("dibao", "享受低保", "dibao"),
        _code("destitute", "享受特困供养", "destitute"),
        Fact("special_groups", "特殊对象", "codes", "special_group"),
        Fact("remark", "备注", "long"),
    ),
)
MEMBER_SECTIONS: Final = (MEMBER_BASIC, MEMBER_SCHOOL, MEMBER_WORK, MEMBER_SECURITY)


def by_name(groups: Iterable[Iterable[Fact]]) -> dict[str, Fact]:
    return {fact.name: fact for group in groups for fact in group}


HOUSEHOLD_BY_NAME: Final = by_name([PERMANENT, *(section.facts for section in HOUSEHOLD_SECTIONS)])
MEMBER_BY_NAME: Final = by_name([PERSON, *(section.facts for section in MEMBER_SECTIONS)])
