"""The project library (DOMAIN 5.3): a project, where it works, what it builds, who pays, what it promises, for whom.

Money is in yuan to the fen. How many households and persons benefit is counted from the links, never typed.
"""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now

from core.accounts.scope import OfficeOnly, Scope, ScopedQuerySet
from core.audit.history import kept, refuse_truncate
from core.audit.models import Dated, Sourced
from core.changes.doubts import doubt_marks
from core.changes.marks import marks
from core.dictionaries.fields import coded, day
from core.procedures.models import Case
from households.models import Household
from households.models.household import Characters

# Nobody moves a project but its procedure: not a page, not an import, not a repair by hand.
_STATE_OF_CASE = """
    IF NEW.state IS DISTINCT FROM COALESCE(
        (SELECT c.state FROM procedures_case c
         WHERE c.id = NEW.case_id AND c.subject_type = 'project' AND c.subject_id = NEW.id), 'draft') THEN
        RAISE EXCEPTION 'project %: state % is not that of its procedure', NEW.code, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""
# A project decides for the households linked to it: their villages are marked for its year. The inner select leaves
# out the link's own id, so that ``id`` is the project's.
_BENEFICIARIES = (
    "unnest(ARRAY(SELECT b.area FROM (SELECT project_id, area FROM projects_projectbeneficiary) AS b "
    "WHERE b.project_id = id)), year::int"
)


class ProjectQuerySet(ScopedQuerySet["Project"]):
    """Projects of the own area, and those of an office above that work in one of its villages."""

    def within(self, scope: Scope) -> ProjectQuerySet:
        """The rows that ``scope`` may see; it may write only those whose ``area`` it covers."""
        if scope.helper_id is not None:
            inside = self.none()
        else:
            here = ProjectVillage.all_rows.filter(area__gte=scope.low, area__lt=scope.high).values("project_id")
            inside = self.filter(Q(area__gte=scope.low, area__lt=scope.high) | Q(pk__in=here))
        inside._scope = scope
        return inside


@kept()
class Project(Sourced):
    """One project of the library, once, from the village's proposal to its striking off.

    ``area`` is the village, township or county that carries it; ``year`` the planned year of implementation.
    ``state`` is written by the steps of its procedure alone (``draft``: not proposed yet). ``total`` is the planned
    investment, which the rows of ``ProjectInvestment`` must add up to. Helpers see no projects.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "未申报"
        PROPOSED = "proposed", "村级已申报"
        VILLAGE_NOTICE = "village_notice", "村级公示中"
        TOWN_REVIEWED = "town_reviewed", "乡镇已审核"
        TOWN_NOTICE = "town_notice", "乡镇公示中"
        DEPT_APPRAISED = "dept_appraised", "部门已论证"
        COUNTY_APPROVED = "county_approved", "县级已审定"
        IN_LIBRARY = "in_library", "已入库"
        PLANNED = "planned", "已列入年度计划"
        FUNDED = "funded", "资金已匹配"
        TENDERING = "tendering", "采购招标中"
        CONTRACTED = "contracted", "已签合同"
        BUILDING = "building", "建设中"
        ACCEPTED = "accepted", "已验收"
        SETTLED = "settled", "已报账决算审计"
        ANNOUNCED = "announced", "竣工公告中"
        ASSET_REGISTERED = "asset_registered", "资产已登记"
        STRUCK_OFF = "struck_off", "已销号"
        REFUSED = "refused", "不予通过"
        WITHDRAWN = "withdrawn", "已出库"

    class Nature(models.TextChoices):
        NEW = "new", "新建"
        REBUILT = "rebuilt", "改建"
        EXTENDED = "extended", "扩建"

    code = models.CharField("项目编码", max_length=40, unique=True)
    name = models.CharField("项目名称", max_length=120)
    area = models.BigIntegerField("所属区划")
    year = models.SmallIntegerField("计划实施年度")
    category = coded("项目类别")
    nature = models.CharField("建设性质", max_length=8, choices=Nature, blank=True, default="", db_default="")
    place = models.CharField("实施地点", max_length=200, blank=True, default="", db_default="")
    content = models.CharField("建设内容及规模", max_length=1000, blank=True, default="", db_default="")
    planned_start = day("计划开工")
    planned_end = day("计划完工")
    actual_start = day("实际开工")
    actual_end = day("实际完工")
    department = models.CharField("主管部门", max_length=60, blank=True, default="", db_default="")
    responsible_unit = models.CharField("责任单位", max_length=60, blank=True, default="", db_default="")
    implementing_unit = models.CharField("实施单位", max_length=60, blank=True, default="", db_default="")
    contact = models.CharField("实施单位联系人", max_length=30, blank=True, default="", db_default="")
    village_contact = models.CharField("村级联系人", max_length=30, blank=True, default="", db_default="")
    participation = models.CharField("群众参与", max_length=500, blank=True, default="", db_default="")
    mechanism = models.CharField("带贫减贫机制", max_length=500, blank=True, default="", db_default="")
    approval = models.CharField("批复文号", max_length=80, blank=True, default="", db_default="")
    for_households = models.BooleanField("到户项目", default=False, db_default=False)
    total = models.DecimalField("计划总投资", max_digits=14, decimal_places=2, null=True, blank=True)
    forbidden_confirmed = models.CharField("负面清单核实说明", max_length=200, blank=True, default="", db_default="")
    state = models.CharField("状态", max_length=20, choices=State, default=State.DRAFT, db_default=State.DRAFT)
    state_on = day("进入本状态")
    progress = models.DecimalField("进度", max_digits=5, decimal_places=2, default=0, db_default=0)
    settled = models.DecimalField("报账金额", max_digits=14, decimal_places=2, null=True, blank=True)
    note = models.CharField("备注", max_length=300, blank=True, default="", db_default="")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = models.Manager.from_queryset(ProjectQuerySet)()
    all_rows = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "项目"
        base_manager_name = "all_rows"
        default_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["id", "area"], name="project_id_area"),
            models.CheckConstraint(condition=Q(total__isnull=True) | Q(total__gte=0), name="project_total"),
            models.CheckConstraint(condition=Q(progress__gte=0, progress__lte=100), name="project_progress"),
            models.CheckConstraint(
                condition=Q(planned_end__isnull=True) | Q(planned_end__gte=F("planned_start")), name="project_planned"
            ),
            models.CheckConstraint(
                condition=Q(actual_end__isnull=True) | Q(actual_end__gte=F("actual_start")), name="project_actual"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="state_of_case",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state", "case_id"),  # type: ignore[no-untyped-call]
                when=pgtrigger.Before,
                func=_STATE_OF_CASE,
            ),
            *marks(_BENEFICIARIES, name="project"),
            # Whether a village has a project of the year; how far it is changes nothing of that.
            *doubt_marks("area, year::int", name="project", watched="id, name, area, year, state"),
        ]
        indexes = [
            models.Index(fields=["area", "year", "code"], name="project_area"),
            models.Index(fields=["year", "state"], name="project_state"),
            GinIndex(
                Characters(F("name"), Value(None, output_field=models.TextField())),
                name="project_name_chars",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.code}"

    @classmethod
    def paired_to(cls, rows: models.QuerySet[Project], helper_id: int, on: date) -> models.QuerySet[Project]:
        return rows.none()


class OfProject(OfficeOnly):
    """Base of a project's rows; gone with it, and only a project that was never proposed can go."""

    project: models.ForeignKey[Project, Project]

    class Meta(OfficeOnly.Meta):
        abstract = True


@kept()
class ProjectVillage(OfProject):
    """A village in which the project works."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="villages")
    area = models.BigIntegerField("行政村")

    class Meta(OfProject.Meta):
        verbose_name = verbose_name_plural = "项目村"
        constraints = [models.UniqueConstraint(fields=["project", "area"], name="project_village")]
        indexes = [models.Index(fields=["area"], name="project_village_area")]
        triggers = doubt_marks(
            "area, (SELECT p.year FROM projects_project p WHERE p.id = project_id)::int", name="project_village"
        )

    def __str__(self) -> str:
        return f"{self.project_id} {self.area}"


@kept()
class ProjectQuantity(OfProject):
    """What is built in one village: an item with its unit, planned and achieved. NULL achieved: not reported yet."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="quantities")
    area = models.BigIntegerField("行政村")
    item = models.CharField("建设任务", max_length=60)
    unit = models.CharField("单位", max_length=10)
    planned = models.DecimalField("计划数量", max_digits=14, decimal_places=2)
    achieved = models.DecimalField("完成数量", max_digits=14, decimal_places=2, null=True, blank=True)
    achieved_on = day("完成日期")
    # The figure of the township's plan that this row works off.
    plan_item = models.ForeignKey(
        "projects.PlanItem", on_delete=models.PROTECT, null=True, blank=True, related_name="project_quantities"
    )

    class Meta(OfProject.Meta):
        verbose_name = verbose_name_plural = "项目任务量"
        constraints = [
            models.UniqueConstraint(fields=["project", "area", "item", "unit"], name="project_quantity"),
            models.CheckConstraint(
                condition=Q(planned__gte=0) & (Q(achieved__isnull=True) | Q(achieved__gte=0)), name="project_quantities"
            ),
        ]
        indexes = [models.Index(fields=["area", "item"], name="project_quantity_area")]

    def __str__(self) -> str:
        return f"{self.project_id} {self.area} {self.item}"


@kept()
class ProjectInvestment(OfProject):
    """Planned money of one source: ``level`` of the list ``fund_level``, ``kind`` of ``fund_kind``."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="investments")
    area = models.BigIntegerField("所属区划")
    level = models.CharField("资金级次", max_length=8)
    kind = coded("资金类别")
    planned = models.DecimalField("计划金额", max_digits=14, decimal_places=2)
    note = models.CharField("说明", max_length=100, blank=True, default="", db_default="")

    class Meta(OfProject.Meta):
        verbose_name = verbose_name_plural = "项目资金来源"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "level", "kind"], nulls_distinct=False, name="project_investment"
            ),
            models.CheckConstraint(condition=Q(planned__gte=0), name="project_investment_planned"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.level} {self.planned}"


@kept()
class ProjectTarget(OfProject):
    """One performance target; target and actual are text: 「≥95」, 「明显改善」. ``weight`` in percent."""

    class Group(models.TextChoices):
        OUTPUT = "output", "产出"
        BENEFIT = "benefit", "效益"
        SATISFACTION = "satisfaction", "满意度"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="targets")
    area = models.BigIntegerField("所属区划")
    group = models.CharField("指标类", max_length=12, choices=Group)
    kind = models.CharField("指标类型", max_length=10, blank=True, default="", db_default="")
    name = models.CharField("指标名称", max_length=60)
    unit = models.CharField("单位", max_length=10, blank=True, default="", db_default="")
    target = models.CharField("目标值", max_length=40)
    actual = models.CharField("完成值", max_length=40, blank=True, default="", db_default="")
    weight = models.DecimalField("权重", max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta(OfProject.Meta):
        verbose_name = verbose_name_plural = "绩效目标"
        constraints = [
            models.UniqueConstraint(fields=["project", "group", "name"], name="project_target"),
            models.CheckConstraint(
                condition=Q(weight__isnull=True) | Q(weight__gte=0, weight__lte=100), name="project_target_weight"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.name}"


@kept()
class ProjectBeneficiary(Dated, OfProject):
    """A household that benefits. ``area`` is the household's village and follows its moves by a composite key."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="beneficiaries")
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    area = models.BigIntegerField("行政村")

    class Meta(OfProject.Meta):
        verbose_name = verbose_name_plural = "受益户"
        constraints = [models.UniqueConstraint(fields=["project", "household"], name="project_beneficiary")]
        indexes = [models.Index(fields=["area"], name="project_beneficiary_area")]
        triggers = marks(
            "area, (SELECT p.year FROM projects_project p WHERE p.id = project_id)::int", name="beneficiary"
        )

    def __str__(self) -> str:
        return f"{self.project_id} {self.household_id}"


class ProjectReport(OfProject):
    """One progress report, for ever: the day, how far the whole is in percent, in words, who reported."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="reports")
    area = models.BigIntegerField("所属区划")
    reported_on = models.DateField("报告日期")
    percent = models.DecimalField("进度", max_digits=5, decimal_places=2)
    content = models.CharField("进展情况", max_length=500)
    quantities = models.JSONField("完成数量", default=list)
    by_id = models.BigIntegerField("报告人", null=True)
    by_name = models.CharField("报告人姓名", max_length=60)
    at = models.DateTimeField("登记时间", db_default=Now())

    class Meta(OfProject.Meta):
        verbose_name = verbose_name_plural = "进度报告"
        constraints = [
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="project_report_percent")
        ]
        indexes = [models.Index(fields=["project", "-id"], name="project_report_project")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.reported_on} {self.percent}"
