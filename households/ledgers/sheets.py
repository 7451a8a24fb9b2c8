"""The sheets 户 and 人, declared once (CONTRACT 3; synonyms: national exports of 2021 and 2022, DOMAIN 2.2, 2.3)."""

from __future__ import annotations

from functools import partial

from core.dictionaries.selectors import spellings
from core.ledgers import cells
from core.ledgers.columns import LedgerField, LedgerResource
from core.ledgers.model_fields import model_field
from households.models import Household, HouseholdYear, Member, MemberYear

household = partial(model_field, Household)
fact = partial(model_field, HouseholdYear)
person = partial(model_field, Member)
personal = partial(model_field, MemberYear)


def money(name: str, *synonyms: str) -> LedgerField:
    """One of the ten income cells, in yuan or, where the heading says so, in 万元."""
    return fact(
        name, widget=cells.Money(), units={"万元": cells.Wan()}, synonyms=synonyms, unit="元", width=12, total=True
    )


def beside(name: str, *synonyms: str) -> LedgerField:
    """An amount beside the ten, in yuan; no sum below it."""
    return fact(name, synonyms=synonyms, widget=cells.Money(), unit="元", width=12)


class HouseholdSheet(LedgerResource):
    """One row a household: who it is, and what is true of it in the year."""

    title = "贫困户资料"
    sheet = "户"
    sheet_synonyms = ("户表", "贫困户", "户信息", "贫困户信息", "农户")
    notes = (
        "行政村填 12 位代码，或填县、乡、村三列名称。",
        "十项收入要么全部填写（没有的项填 0），要么全部留空。",
        "空单元格表示未填（清空原值），不是 0，也不是“否”；文件里没有的列不改变原值。",
    )

    household_no = LedgerField(
        "household_no", "户编号", cells.RegisterNo(max_length=30), required=True, synonyms=["户编码"], width=20
    )
    village_code = LedgerField(
        "village_code",
        "行政村代码",
        cells.AreaCode(),
        required=True,
        instead=["county_name", "town_name", "village_name"],
        synonyms=["村代码", "行政村编码", "区划代码"],
        width=16,
    )
    county_name = LedgerField(
        "county_name",
        "县(市、区)",
        cells.Text(max_length=80),
        synonyms=["县", "区县", "县(市、区、旗)", "县(区)"],
        width=12,
    )
    town_name = LedgerField(
        "town_name", "乡(镇)", cells.Text(max_length=80), synonyms=["乡镇", "乡", "镇", "乡(镇、街道)"], width=12
    )
    village_name = LedgerField(
        "village_name", "行政村", cells.Text(max_length=80), synonyms=["村", "行政村名称", "村名"], width=16
    )
    group_name = household(
        "group_name", synonyms=["自然村", "自然村(村民小组)", "自然村(村民小组/所在组)", "所在组", "组"]
    )
    address = household("address", width=20)
    head_name = household("head_name", widget=cells.Name(), required=True, synonyms=["户主", "户主名称"], width=10)
    phone = LedgerField(
        "phone", "联系电话", cells.Phone(), synonyms=["户联系电话", "户主联系电话"], width=14, masked="phone"
    )
    bank_name = household("bank_name", synonyms=["开户银行"], width=18)
    bank_account = LedgerField(
        "bank_account",
        "银行卡号",
        cells.BankCard(),
        synonyms=["银行账号", "银行卡(账)号"],
        width=22,
        masked="bank_card",
    )
    identify_standard = fact("identify_standard", codes="identify_standard")
    household_attr = fact(
        "household_attr",
        codes="household_attr",
        required=True,
        synonyms=["贫困户属性", "户类型", "贫困户类型"],
        width=14,
    )
    poverty_status = fact(
        "poverty_status", codes="poverty_status", required=True, synonyms=["脱贫标志", "脱贫属性"], width=18
    )
    exit_year = fact("exit_year", synonyms=["脱贫时间"])
    planned_exit_year = fact("planned_exit_year")
    first_identified = LedgerField(
        "first_identified", "首次识别时间", cells.Partial(), synonyms=["识别年度", "识别时间", "户识别时间"], width=14
    )
    cause_main = fact(
        "cause_main", codes="cause", required=True, synonyms=["致贫原因1", "致贫原因", "主要原因"], width=14
    )
    causes_other = fact("causes_other", codes="cause", synonyms=["其它致贫原因", "次要致贫原因"], width=16)
    relapse_year = fact("relapse_year")
    relapse_cause = fact("relapse_cause", codes="cause")
    members_start = fact("members_start")
    members_end = fact("members_end")
    is_martyr_family = fact("is_martyr_family")
    is_one_child = fact("is_one_child")
    is_two_daughter = fact("is_two_daughter")
    is_family_planning = fact("is_family_planning", synonyms=["计划生育户"])
    wage_income = money("wage_income")
    business_income = money("business_income", "家庭经营收入", "生产经营收入")
    property_income = money("property_income")
    family_planning_grant = money("family_planning_grant")
    subsistence_allowance = money("subsistence_allowance")
    destitute_allowance = money("destitute_allowance", "五保金")
    pension_income = money("pension_income", "养老金")
    eco_compensation = money("eco_compensation")
    transfer_other = money("transfer_other")
    business_cost = money("business_cost", "家庭经营支出", "生产经营支出")
    asset_dividend = fact("asset_dividend", "资产收益扶贫分红收入", widget=cells.Money(), unit="元", width=12)
    property_other = fact("property_other", "其他财产性收入", widget=cells.Money(), unit="元", width=12)
    claim_income = beside("claim_income")
    compliant_self_paid = beside("compliant_self_paid")
    monitor_ref_income = beside("monitor_ref_income", "收入参考范围")
    monitor_ref_per_head = beside("monitor_ref_per_head", "人均收入参考范围")
    no_worry_food = fact("no_worry_food")
    no_worry_clothing = fact("no_worry_clothing")
    safe_water_solved = fact("safe_water_solved", synonyms=["解决安全饮用水"])
    water_difficult = fact("water_difficult", synonyms=["饮水困难"])
    water_safe = fact("water_safe", synonyms=["饮水安全"])
    has_power = fact("has_power")
    has_tv = fact("has_tv")
    is_dangerous_house = fact("is_dangerous_house", synonyms=["危房户"])
    danger_level = fact("danger_level", codes="danger_level", synonyms=["危房等级"])
    housing_m2 = fact("housing_m2", unit="平方米")
    has_income_path = fact("has_income_path")
    house_structure = fact("house_structure", codes="house_structure", synonyms=["房屋主要结构"])
    house_built_year = fact("house_built_year")
    renovated_year = fact("renovated_year")
    access_road_type = fact("access_road_type", codes="access_road")
    access_road_hard = fact("access_road_hard", synonyms=["入户路是否硬化"])
    km_to_main_road = fact("km_to_main_road", unit="公里")
    farmland_mu = fact("farmland_mu", unit="亩")
    irrigated_mu = fact("irrigated_mu", unit="亩")
    woodland_mu = fact("woodland_mu", unit="亩")
    forest_return_mu = fact("forest_return_mu", unit="亩")
    orchard_mu = fact("orchard_mu", unit="亩")
    pasture_mu = fact("pasture_mu", unit="亩")
    water_mu = fact("water_mu", unit="亩")
    main_fuel = fact("main_fuel", codes="main_fuel")
    sanitary_toilet = fact("sanitary_toilet", synonyms=["是否有卫生厕所"])
    toilet_usable = fact("toilet_usable")
    has_production_power = fact("has_production_power")
    in_cooperative = fact("in_cooperative", synonyms=["是否加入农民专业合作组织"])
    led_by_enterprise = fact("led_by_enterprise")
    led_by_entrepreneur = fact("led_by_entrepreneur")
    household_industry_types = fact("household_industry_types", codes="household_industry", width=16)
    relocation_will = fact("relocation_will")
    is_relocation = fact("is_relocation", synonyms=["是否易地搬迁户"])
    relocation_mode = fact("relocation_mode", codes="relocation_mode")
    resettle_site = fact("resettle_site", synonyms=["搬迁地址"])
    lives_in_site = fact("lives_in_site", synonyms=["居住在易地扶贫搬迁集中安置区"])
    relocation_difficulties = fact("relocation_difficulties")
    filled_by = fact("filled_by", width=10)
    filled_phone = LedgerField("filled_phone", "填表人联系电话", cells.Phone(), width=14, masked="phone")
    filled_on = fact("filled_on", synonyms=["填表日期"], width=12)
    head_signature = fact("head_signature", synonyms=["户主签字", "户主已签字"])
    head_signed_on = fact("head_signed_on", width=12)
    remark = fact("remark", widget=cells.Text(max_length=200, multiline=True), width=20)


class MemberSheet(LedgerResource):
    """One row a member; all present members of each household of the file."""

    title = "家庭成员资料"
    sheet = "人"
    sheet_synonyms = ("人表", "成员", "家庭成员", "人口", "贫困人口", "人口信息")
    notes = (
        "每户的全部在册成员都要列出；已离开的成员请先在系统内登记减少。",
        "证件号码请用文本格式填写；残疾人证填 20 或 22 位。健康状况可填多项，用顿号隔开。",
    )

    household_no = LedgerField(
        "household_no", "户编号", cells.RegisterNo(max_length=30), required=True, synonyms=["户编码"], width=20
    )
    member_no = LedgerField(
        "member_no", "人编号", cells.RegisterNo(max_length=32), synonyms=["人口编号", "个人编号"], width=22
    )
    name = person("name", widget=cells.Name(), required=True, width=10)
    id_number = LedgerField(
        "id_number",
        "证件号码",
        cells.IdNumber(),
        required=True,
        synonyms=["身份证号码", "身份证号", "公民身份号码", "证件号"],
        width=22,
        masked="id_number",
    )
    relation_to_head = personal("relation_to_head", codes="relation", required=True)
    sex = person("sex", codes="sex", width=6)
    birth_date = person("birth_date", widget=cells.Date(), width=12)
    ethnicity = person("ethnicity", codes="ethnicity", width=8)
    identified = LedgerField("identified", "人员识别时间", cells.Partial(), width=14)
    political_status = personal("political_status", codes="political_status")
    education = personal("education", codes="education")
    school_status = personal("school_status", codes="school_status", synonyms=["在校生情况"], width=14)
    dropout_reason = personal("dropout_reason", codes="dropout_reason", synonyms=["义务教育阶段未上学原因"])
    health = personal("health", widget=cells.MultiCode(choices=partial(spellings, "health"), alone="健康"), width=16)
    disability_kind = personal("disability_kind", codes="disability_kind")
    disability_grade = personal("disability_grade", codes="disability_grade")
    disability_cert_year = personal("disability_cert_year")
    labour_skill = personal("labour_skill", codes="labour_skill", synonyms=["劳动能力"], width=16)
    skill_trained = personal("skill_trained", synonyms=["技能培训", "是否接受技能培训"])
    migrant_area = personal("migrant_area", codes="migrant_area", synonyms=["务工状况(区域)", "务工区域"], width=14)
    work_months = personal(
        "work_months", "务工时间(月)", widget=cells.Whole(high="12"), synonyms=["务工时间", "务工月数"]
    )
    work_region = personal("work_region", synonyms=["务工所在地"], width=16)
    work_area = personal("work_area", synonyms=["务工地点代码"], width=14)
    works_abroad = personal("works_abroad", synonyms=["国外务工"])
    work_employer = personal("work_employer", synonyms=["务工企业"], width=16)
    work_industry = personal("work_industry", codes="work_industry", synonyms=["从事行业", "务工行业"], width=14)
    job_channel = personal("job_channel", codes="job_channel", synonyms=["务工渠道"], width=12)
    monthly_wage = personal("monthly_wage", synonyms=["月收入"], unit="元")
    point_to_point = personal("point_to_point", synonyms=["点对点输送"])
    work_start = personal("work_start", synonyms=["开始务工时间", "务工开始日期"], width=12)
    work_end = personal("work_end", synonyms=["结束务工时间", "务工结束日期"], width=12)
    public_post = personal("public_post", codes="public_post", synonyms=["公益岗位", "公益性岗位(类型)"])
    public_post_months = personal(
        "public_post_months", widget=cells.Whole(high="12"), synonyms=["公益性岗位(月数)", "公益岗位月数"]
    )
    ins_resident_medical = personal("ins_resident_medical", synonyms=["是否参加新型农村合作医疗"])
    ins_employee_medical = personal("ins_employee_medical")
    ins_serious_illness = personal("ins_serious_illness")
    ins_commercial_medical = personal("ins_commercial_medical")
    accident_insurance_subsidy = personal("accident_insurance_subsidy")
    medical_aid = personal("medical_aid", synonyms=["是否接受大病医疗救助"])
    other_health_aid = personal("other_health_aid")
    ins_resident_pension = personal("ins_resident_pension", synonyms=["是否参加城乡居民社会养老保险"])
    ins_employee_pension = personal("ins_employee_pension")
    dibao = personal("dibao", codes="dibao", synonyms=["低保政策"])
    destitute = personal("destitute", codes="destitute", synonyms=["特困供养政策"])
    is_serving = personal("is_serving")
    speaks_putonghua = personal("speaks_putonghua")
    is_relocated_person = personal("is_relocated_person", synonyms=["是否易地扶贫搬迁(同步搬迁)人口"])
    special_groups = personal("special_groups", codes="special_group", synonyms=["兜底对象", "特殊对象"], width=14)
    phone = LedgerField(
        "phone", "联系电话", cells.Phone(), synonyms=["成员联系电话", "人联系电话"], width=14, masked="phone"
    )
    remark = personal("remark", widget=cells.Text(max_length=200, multiline=True), width=20)
