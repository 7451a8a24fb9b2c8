"""The household: a permanent identity, and what is true of it in a year (DOMAIN 2.2). NULL is not filled."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Now

from core.accounts.scope import ScopedManager
from core.audit.history import kept
from core.audit.models import Dated, Sourced
from core.changes.marks import marks
from core.dictionaries.fields import amount, coded, codes, day, whole, yes_no


class Characters(Func):
    """The single characters of a name: the index that serves two-character searches (PERFORMANCE 5)."""

    function = "string_to_array"
    output_field = ArrayField(models.TextField())


@kept(by_area=True)
class Household(Dated):
    """A household of the register; exists once, whatever the year.

    ``code`` is 户编号. ``area`` is the village; every child row carries a copy that a composite foreign key keeps
    true. ``registered_from`` is the first year in which it is registered as poor (建档立卡): 0 since ever, NULL an
    ordinary household, which is never judged. ``closed_year`` is the first year in which it is no subject any more
    (清退, 自然消亡); NULL: open. Who is a subject of a year: households.standing.
    ``head_name`` repeats the head's name for lists and search. Phone and bank account
    are sealed (core.accounts.cipher).
    """

    code = models.CharField("户编号", max_length=30, unique=True)
    area = models.BigIntegerField("行政村")
    group_name = models.CharField("村民小组", max_length=30, blank=True, default="", db_default="")
    address = models.CharField("家庭住址", max_length=100, blank=True, default="", db_default="")
    head_name = models.CharField("户主姓名", max_length=50)
    phone_sealed = models.BinaryField("联系电话", null=True)
    bank_name = models.CharField("开户银行名称", max_length=60, blank=True, default="", db_default="")
    bank_account_sealed = models.BinaryField("银行卡号", null=True)
    first_identified_on = models.DateField("首次识别时间", null=True, blank=True)
    first_identified_precision = models.CharField(max_length=5, blank=True, default="", db_default="")
    registered_from = models.SmallIntegerField("建档立卡起始年度", null=True, blank=True, default=0, db_default=0)
    closed_year = models.SmallIntegerField("注销年度", null=True, blank=True)
    closed_on = models.DateField("注销日期", null=True, blank=True)
    closed_reason = models.CharField("注销原因", max_length=60, blank=True, default="", db_default="")
    created_at = models.DateTimeField("建档时间", db_default=Now())
    updated_by = models.BigIntegerField("修改人", null=True, blank=True)
    updated_at = models.DateTimeField("修改时间", db_default=Now())
    version = models.IntegerField("版本", default=1, db_default=1)

    objects = ScopedManager()
    all_rows = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "户"
        base_manager_name = "all_rows"
        constraints = [models.UniqueConstraint(fields=["id", "area"], name="household_id_area")]
        indexes = [
            models.Index(fields=["area", "code"], name="household_area_code"),
            GinIndex(
                Characters(F("head_name"), Value(None, output_field=models.TextField())),
                name="household_name_chars",
            ),
        ]
        triggers = marks("area, NULL::int", name="household")

    def __str__(self) -> str:
        return f"{self.head_name}户 {self.code}"

    def registered_in(self, year: int) -> bool:
        """Whether it is registered as poor in ``year``; an ordinary household is not, closed or open."""
        return self.registered_from is not None and self.registered_from <= year

    @classmethod
    def paired_to(cls, rows: models.QuerySet[Household], helper_id: int, day: date) -> models.QuerySet[Household]:
        from households.models.pairing import Pairing

        return rows.filter(id__in=Pairing.households_of(helper_id, day))


@kept(by_area=True)
class HouseholdYear(Sourced):
    """What is true of a household in a year. Money in yuan a year, land in mu, distance in km, housing in m².

    The filler's phone is sealed under the household's code (core.accounts.cipher).
    """

    # The unique key begins with the household; an index of its own would only slow imports.
    household = models.ForeignKey(
        Household, on_delete=models.CASCADE, related_name="years", db_constraint=False, db_index=False
    )
    area = models.BigIntegerField("行政村")
    year = models.SmallIntegerField("年度")
    identify_standard = coded("识别标准")
    household_attr = coded("户属性")
    poverty_status = coded("脱贫状态")
    exit_year = models.SmallIntegerField("脱贫年度", null=True, blank=True)
    planned_exit_year = models.SmallIntegerField("计划脱贫年度", null=True, blank=True)
    cause_main = coded("主要致贫原因")
    causes_other = ArrayField(models.CharField(max_length=8), verbose_name="其他致贫原因", null=True, blank=True)
    relapse_year = models.SmallIntegerField("返贫年度", null=True, blank=True)
    relapse_cause = coded("返贫原因")
    members_start = whole("年初家庭人口数")
    members_end = whole("年底家庭人口数")
    is_martyr_family = yes_no("是否军烈属")
    is_one_child = yes_no("是否独生子女户")
    is_two_daughter = yes_no("是否双女户")
    is_family_planning = yes_no("是否计划生育户")
    # Income
    wage_income = amount("工资性收入")
    business_income = amount("生产经营性收入")
    property_income = amount("财产性收入")
    family_planning_grant = amount("计划生育金")
    subsistence_allowance = amount("低保金")
    destitute_allowance = amount("特困供养金")
    pension_income = amount("养老保险金")
    eco_compensation = amount("生态补偿金")
    transfer_other = amount("其他转移性收入")
    business_cost = amount("生产经营性支出")
    asset_dividend = amount("其中：资产收益扶贫分红收入")
    property_other = amount("其中：其他财产性收入")
    # What monitoring asks beside the income; no part of the net income (DOMAIN 4.4).
    claim_income = amount("理赔收入")
    compliant_self_paid = amount("合规自付支出")
    monitor_ref_income = amount("纳入监测对象的收入参考范围")
    monitor_ref_per_head = amount("纳入监测对象的人均收入参考范围")
    # Two worries, housing, water, power
    no_worry_food = yes_no("不愁吃")
    no_worry_clothing = yes_no("不愁穿")
    safe_water_solved = yes_no("是否解决安全饮用水")
    water_difficult = yes_no("饮水是否困难")
    water_safe = yes_no("饮水是否安全")
    has_power = yes_no("是否通生活用电")
    has_tv = yes_no("是否通广播电视")
    is_dangerous_house = yes_no("是否危房户")
    danger_level = coded("危房级别")
    has_income_path = yes_no("有无增收门路")
    housing_m2 = amount("住房面积", 8)
    house_structure = coded("住房结构")
    house_built_year = models.SmallIntegerField("建房时间", null=True, blank=True)
    renovated_year = models.SmallIntegerField("危改年度", null=True, blank=True)
    access_road_type = coded("入户路类型")
    access_road_hard = yes_no("入户道路是否硬化")
    km_to_main_road = amount("与村主干路距离", 8)
    main_fuel = coded("主要燃料类型")
    sanitary_toilet = yes_no("有无卫生厕所")
    toilet_usable = yes_no("卫生厕所是否能正常使用")
    # Production
    farmland_mu = amount("耕地面积", 10)
    irrigated_mu = amount("有效灌溉面积", 10)
    woodland_mu = amount("林地面积", 10)
    forest_return_mu = amount("退耕还林面积", 10)
    orchard_mu = amount("林果面积", 10)
    pasture_mu = amount("牧草地面积", 10)
    water_mu = amount("水面面积", 10)
    has_production_power = yes_no("是否通生产用电")
    in_cooperative = yes_no("是否加入农民专业合作社")
    led_by_enterprise = yes_no("是否有龙头企业带动")
    led_by_entrepreneur = yes_no("是否有创业致富带头人带动")
    household_industry_types = codes("到户产业帮扶类型")
    # Relocation
    relocation_will = yes_no("是否有搬迁意愿")
    is_relocation = yes_no("是否易地扶贫搬迁户")
    relocation_mode = coded("搬迁方式")
    resettle_site = models.CharField("安置地", max_length=60, blank=True, default="", db_default="")
    lives_in_site = yes_no("是否居住在易地扶贫搬迁集中安置区")
    relocation_difficulties = models.CharField(
        "搬迁可能存在的困难", max_length=100, blank=True, default="", db_default=""
    )
    remark = models.CharField("备注", max_length=200, blank=True, default="", db_default="")
    # Who filled in the paper form, and whether the head signed it.
    filled_by = models.CharField("填表人", max_length=50, blank=True, default="", db_default="")
    filled_phone_sealed = models.BinaryField("填表人联系电话", null=True)
    filled_on = day("填表时间")
    head_signature = yes_no("户主是否签字")
    head_signed_on = day("户主签字日期")

    objects = ScopedManager()
    all_rows = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "户年度资料"
        base_manager_name = "all_rows"
        constraints = [models.UniqueConstraint(fields=["household", "year"], name="household_year")]
        indexes = [models.Index(fields=["area", "year"], name="household_year_area")]
        triggers = marks("area, year::int", name="household_year")

    def __str__(self) -> str:
        return f"{self.household_id} {self.year}"

    @classmethod
    def paired_to(
        cls, rows: models.QuerySet[HouseholdYear], helper_id: int, day: date
    ) -> models.QuerySet[HouseholdYear]:
        from households.models.pairing import Pairing

        return rows.filter(household_id__in=Pairing.households_of(helper_id, day))
