"""A measure (帮扶措施): what is done for a household or one of its members in a year (CL-28, DOMAIN 5.5)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from core.accounts.scope import ScopedManager
from core.audit.history import kept
from core.audit.models import Sourced
from core.changes.marks import marks
from core.dictionaries.fields import amount, coded, day, yes_no
from households.models import Household, Member, Pairing
from projects.models.library import Project


@kept(by_area=True)
class Measure(Sourced):
    """One measure. Money in yuan; ``quantity`` counts ``unit``; NULL is not filled.

    ``member`` NULL: for the whole household. ``kind`` is a code of ``measure_kind``; ``pathway`` is the code of a
    pathway chosen by hand, NULL: by the kind, as the scheme of place and year says. ``sector`` names the typed
    details that hang on it (projects.measures.sectors), "" for none. The household's area follows by a composite key.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", "计划"
        DOING = "doing", "实施中"
        DONE = "done", "已完成"
        STOPPED = "stopped", "已终止"

    household = models.ForeignKey(
        Household, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    area = models.BigIntegerField("行政村")
    year = models.SmallIntegerField("年度")
    kind = models.CharField("措施大类", max_length=8)
    sector = models.CharField("专项", max_length=12, blank=True, default="", db_default="")
    pathway = coded("帮扶路径")
    name = models.CharField("措施名称", max_length=60)
    started_on = day("开始日期")
    ended_on = day("结束日期")
    quantity = amount("数量", 12)
    unit = models.CharField("计量单位", max_length=10, blank=True, default="", db_default="")
    amount = amount("金额")
    provider = models.CharField("实施单位", max_length=60, blank=True, default="", db_default="")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    fund_source = models.CharField("资金来源", max_length=60, blank=True, default="", db_default="")
    status = models.CharField(
        "状态", max_length=8, choices=Status, default=Status.PLANNED, db_default=Status.PLANNED.value
    )
    stop_reason = models.CharField("终止原因", max_length=100, blank=True, default="", db_default="")
    result = models.CharField("成效", max_length=200, blank=True, default="", db_default="")
    signed_by_head = yes_no("户主是否签字")
    remark = models.CharField("备注", max_length=200, blank=True, default="", db_default="")

    objects = ScopedManager()
    all_rows = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "帮扶措施"
        base_manager_name = "all_rows"
        constraints = [
            models.UniqueConstraint(fields=["id", "area"], name="measure_id_area"),
            models.UniqueConstraint(
                fields=["household", "year", "kind", "sector", "member", "name", "started_on"],
                name="measure_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(started_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="measure_dates",
            ),
            models.CheckConstraint(
                condition=(Q(quantity__isnull=True) | Q(quantity__gte=0)) & (Q(amount__isnull=True) | Q(amount__gte=0)),
                name="measure_amounts",
            ),
            models.CheckConstraint(condition=~Q(status="stopped") | ~Q(stop_reason=""), name="measure_stopped"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["area", "year", "kind"], name="measure_area_year")]
        # Measures decide whether a household takes part in an income project.
        triggers = marks("area, year::int", name="measure")

    def __str__(self) -> str:
        return f"{self.household_id} {self.year} {self.name}"

    @classmethod
    def paired_to(cls, rows: models.QuerySet[Measure], helper_id: int, day: date) -> models.QuerySet[Measure]:
        return rows.filter(household_id__in=Pairing.households_of(helper_id, day))
