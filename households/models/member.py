"""A person of a household: a permanent identity, and what is true of them in a year (DOMAIN 2.3)."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now

from core.accounts.scope import ScopedManager
from core.audit.history import kept
from core.audit.models import Dated, Sourced
from core.changes.marks import marks
from core.dictionaries.fields import amount, area_code, coded, codes, day, whole, yes_no
from households.models.household import Characters, Household


@kept(by_area=True)
class Member(Dated):
    """A person; ``code`` is 人编号.

    The ID number is sealed; ``id_index`` is the blind index of its first 18 characters (unique among all present
    persons), ``id_kind`` 1 ID card or 2 disability certificate. Birth date and sex are derived from the number.
    A member of year y has joined_year <= y and (left_year is NULL or left_year > y).
    """

    code = models.CharField("人编号", max_length=32, unique=True)
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="members", db_constraint=False)
    area = models.BigIntegerField("行政村")
    name = models.CharField("姓名", max_length=50)
    id_kind = models.CharField("证件类型", max_length=2, default="1", db_default="1")
    id_sealed = models.BinaryField("证件号码", null=True)
    id_index = models.BinaryField(null=True)
    birth_date = models.DateField("出生日期", null=True)
    sex = coded("性别")
    ethnicity = coded("民族")
    phone_sealed = models.BinaryField("联系电话", null=True)
    identified_on = models.DateField("人员识别时间", null=True, blank=True)
    identified_precision = models.CharField(max_length=5, blank=True, default="", db_default="")
    joined_year = models.SmallIntegerField("加入年度")
    joined_on = models.DateField("增加日期", null=True, blank=True)
    join_reason = coded("增加原因")
    left_year = models.SmallIntegerField("离开年度", null=True, blank=True)
    left_on = models.DateField("减少日期", null=True, blank=True)
    leave_reason = coded("减少原因")
    updated_by = models.BigIntegerField("修改人", null=True, blank=True)
    updated_at = models.DateTimeField("修改时间", db_default=Now())
    version = models.IntegerField("版本", default=1, db_default=1)

    objects = ScopedManager()
    all_rows = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "家庭成员"
        base_manager_name = "all_rows"
        constraints = [
            models.UniqueConstraint(fields=["id_index"], condition=Q(left_year__isnull=True), name="member_id_present"),
        ]
        indexes = [
            models.Index(fields=["area", "code"], name="member_area_code"),
            models.Index(fields=["id_index"], name="member_id_index"),
            GinIndex(Characters(F("name"), Value(None, output_field=models.TextField())), name="member_name_chars"),
        ]
        triggers = marks("area, NULL::int", name="member")

    def __str__(self) -> str:
        return f"{self.name} {self.code}"

    @classmethod
    def paired_to(cls, rows: models.QuerySet[Member], helper_id: int, day: date) -> models.QuerySet[Member]:
        from households.models.pairing import Pairing

        return rows.filter(household_id__in=Pairing.households_of(helper_id, day))


@kept(by_area=True)
class MemberYear(Sourced):
    """What is true of a member in a year. A member without such a row is a member all the same; facts are unknown."""

    # Both are the first column of an index below; indexes of their own would only slow imports.
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="years", db_index=False)
    household = models.ForeignKey(
        Household, on_delete=models.CASCADE, related_name="member_years", db_constraint=False, db_index=False
    )
    area = models.BigIntegerField("行政村")
    year = models.SmallIntegerField("年度")
    relation_to_head = coded("与户主关系")
    political_status = coded("政治面貌")
    education = coded("文化程度")
    school_status = coded("在校生状况")
    dropout_reason = coded("失学或辍学原因")
    health = ArrayField(models.CharField(max_length=8), verbose_name="健康状况", null=True, blank=True)
    disability_kind = coded("残疾类别")
    disability_grade = coded("残疾等级")
    disability_cert_year = models.SmallIntegerField("残疾证办证年度", null=True, blank=True)
    labour_skill = coded("劳动技能")
    skill_trained = yes_no("是否参加技能培训")
    migrant_area = coded("务工状况")
    work_months = whole("务工时间（月）")
    work_region = models.CharField("务工地点", max_length=60, blank=True, default="", db_default="")
    work_area = area_code("务工所在地代码")
    works_abroad = yes_no("是否国外务工")
    work_employer = models.CharField("务工企业名称", max_length=60, blank=True, default="", db_default="")
    work_industry = coded("所属行业")
    job_channel = coded("就业渠道")
    monthly_wage = amount("务工月收入", 10)
    point_to_point = yes_no("是否点对点输送")
    work_start = day("务工开始时间")
    work_end = day("务工结束时间")
    public_post = coded("公益性岗位")
    public_post_months = whole("公益性岗位月数")
    is_serving = yes_no("是否现役军人")
    speaks_putonghua = yes_no("是否会讲普通话")
    ins_resident_medical = yes_no("是否参加城乡居民基本医疗保险")
    ins_employee_medical = yes_no("是否参加城镇职工基本医疗保险")
    ins_serious_illness = yes_no("是否参加大病保险")
    ins_commercial_medical = yes_no("是否参加商业补充医疗保险")
    accident_insurance_subsidy = yes_no("是否享受人身意外保险补贴")
    medical_aid = yes_no("是否接受医疗救助")
    other_health_aid = yes_no("是否接受其他健康扶贫")
    ins_resident_pension = yes_no("是否参加城乡居民基本养老保险")
    ins_employee_pension = yes_no("是否参加城镇职工基本养老保险")
    dibao = coded("享受低保政策情况")
    destitute = coded("享受特困供养政策情况")
    is_relocated_person = yes_no("是否易地扶贫搬迁人口")
    special_groups = codes("特殊对象类别")
    remark = models.CharField("备注", max_length=200, blank=True, default="", db_default="")

    objects = ScopedManager()
    all_rows = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "成员年度资料"
        base_manager_name = "all_rows"
        constraints = [models.UniqueConstraint(fields=["member", "year"], name="member_year")]
        indexes = [
            models.Index(fields=["area", "year"], name="member_year_area"),
            models.Index(fields=["household", "year"], name="member_year_household"),
        ]
        triggers = marks("area, year::int", name="member_year")

    def __str__(self) -> str:
        return f"{self.member_id} {self.year}"

    @classmethod
    def paired_to(cls, rows: models.QuerySet[MemberYear], helper_id: int, day: date) -> models.QuerySet[MemberYear]:
        from households.models.pairing import Pairing

        return rows.filter(household_id__in=Pairing.households_of(helper_id, day))
