"""What is true of a village and of a county in a year (DOMAIN 2.7, CONTRACT 3). NULL is not filled, never 0 or no."""

from __future__ import annotations

from django.db import models

from core.accounts.scope import ScopedManager
from core.audit.history import kept
from core.audit.models import Sourced
from core.changes.marks import marks
from core.dictionaries.fields import amount, coded, whole, yes_no
from core.regions.models import Region


class RegionFacts(Sourced):
    """Base of the yearly facts of a region; a helper reaches none of them."""

    area = models.BigIntegerField("代码")
    year = models.SmallIntegerField("年度")

    objects = ScopedManager()

    class Meta:
        abstract = True
        base_manager_name = "all_rows"
        default_manager_name = "objects"

    all_rows = models.Manager()

    @classmethod
    def paired_to(cls, rows: models.QuerySet, helper_id: int, day: object) -> models.QuerySet:  # type: ignore[type-arg]
        return rows.none()


@kept(exclude=["region"], by_area=True)
class VillageYear(RegionFacts):
    """One village in one year. Money in yuan, areas in mu, distances in km."""

    # A join without a column: a village's facts may be older than the edition that names it.
    region = models.ForeignObject(
        Region, models.DO_NOTHING, from_fields=["area"], to_fields=["code"], related_name="village_years", null=True
    )

    is_poor = yes_no("是否贫困村")
    # Basics
    village_attr = coded("村属性")
    is_delisted = yes_no("是否出列")
    delist_year = models.SmallIntegerField("出列年度", null=True, blank=True)
    leader = models.CharField("村负责人", max_length=30, blank=True, default="", db_default="")
    office_phone = models.CharField("村办公电话", max_length=20, blank=True, default="", db_default="")
    terrain = models.CharField("地形地貌", max_length=30, blank=True, default="", db_default="")
    dev_direction = models.CharField("发展方向", max_length=100, blank=True, default="", db_default="")
    longitude = amount("经度", 9, 6)
    latitude = amount("纬度", 9, 6)
    elevation = amount("高程（米）", 6, 1)
    group_count = whole("村民小组数")
    # Population
    households = whole("总户数")
    population = whole("总人口数")
    rural_population = whole("农业户籍人口数")
    dibao_households = whole("低保户数")
    dibao_persons = whole("低保人口")
    destitute_households = whole("特困户数")
    destitute_persons = whole("特困人口")
    disabled = whole("残疾人口数")
    labour = whole("劳动力人数")
    migrants = whole("外出务工人数")
    minority_population = whole("少数民族人口")
    college_officials = whole("大学生村官人数")
    party_members = whole("中共党员人数")
    # Land
    farmland_mu = amount("耕地面积", 12)
    irrigated_mu = amount("有效灌溉面积", 12)
    woodland_mu = amount("林地面积", 12)
    forest_return_mu = amount("退耕还林面积", 12)
    orchard_mu = amount("林果面积", 12)
    pasture_mu = amount("牧草地面积", 12)
    water_mu = amount("水面面积", 12)
    # Economy
    income_per_head = amount("农民人均可支配收入")
    collective_income = amount("村集体经济收入")
    below_well_off_households = whole("未达小康收入户数")
    has_industry = yes_no("是否有致富增收产业")
    coops = whole("农民专业合作社个数")
    mutual_fund = yes_no("有无互助资金组织")
    main_industry = models.CharField("主导产业", max_length=60, blank=True, default="", db_default="")
    # Roads
    hard_road = yes_no("是否通硬化路")
    paved_to_town = yes_no("到乡镇是否通沥青（水泥）路")
    unpaved_km = amount("未通里程", 8)
    unreached_groups = whole("未通路自然村数")
    bus = yes_no("是否通客运班车")
    # Water and power
    unsafe_water_households = whole("饮水不安全户数")
    difficult_water_households = whole("饮水困难户数")
    groups_with_power = whole("通生产用电自然村数")
    unpowered_households = whole("未通生活用电户数")
    power = yes_no("是否通生活用电")
    # Households outside the register that lack one of the four (户户四有); those of the register are counted.
    other_lacking_four_households = whole("非建档立卡户未达户户四有户数")
    # Housing
    dangerous_households = whole("危房户数")
    # Health
    clinics = whole("卫生室个数")
    doctors = whole("村医人数")
    public_toilets = whole("公共卫生厕所个数")
    waste_points = whole("垃圾集中堆放点个数")
    insured_medical = whole("参加医保人数")
    insured_pension = whole("参加养老保险人数")
    # Culture, education, information
    culture_rooms = whole("文化室个数")
    schools = whole("村小学个数")
    tv = yes_no("是否通广播电视")
    tv_households = whole("通广播电视户数")
    broadband = yes_no("是否通宽带")
    broadband_households = whole("通宽带户数")
    info_officer = models.CharField("信息员", max_length=30, blank=True, default="", db_default="")
    # Tourism
    tourism_households = whole("开展乡村旅游户数")
    tourism_workers = whole("乡村旅游从业人员")
    farm_inns = whole("农家乐户数")
    farm_inn_income = amount("农家乐户均年收入")
    remark = models.CharField("备注", max_length=200, blank=True, default="", db_default="")

    class Meta(RegionFacts.Meta):
        verbose_name = verbose_name_plural = "村年度资料"
        constraints = [models.UniqueConstraint(fields=["area", "year"], name="village_year")]
        triggers = marks("area, year::int", name="village_year")

    def __str__(self) -> str:
        return f"{self.area} {self.year}"


@kept(by_area=True)
class CountyYear(RegionFacts):
    """A county's exit survey of a year (sheet 县): counts of persons and households, the average in yuan."""

    sampled_exited = whole("抽样脱贫人口数")
    wrong_exits = whole("错退人口数")
    sampled_unregistered = whole("抽样非建档立卡人口数")
    omitted = whole("漏评人口数")
    surveyed_households = whole("调查户数")
    approving_households = whole("认可户数")
    rural_income_per_head = amount("农村居民人均可支配收入")

    class Meta(RegionFacts.Meta):
        verbose_name = verbose_name_plural = "县年度资料"
        constraints = [models.UniqueConstraint(fields=["area", "year"], name="county_year")]
        # The average feeds every household below, so the mark is the county itself: a wide one.
        triggers = marks("area, year::int", name="county_year")

    def __str__(self) -> str:
        return f"{self.area} {self.year}"
