"""A region's development plan as data: workstreams, items, planned quantities by place; and what a village has.

What was achieved is never stored in the plan: projects report it, or a counter reads it from the facts
(projects.plans.counters).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.accounts.scope import OfficeOnly
from core.audit.history import kept
from core.audit.models import Sourced
from core.dictionaries.fields import amount, day


class InPlace(OfficeOnly):
    """``area`` is any region."""

    area = models.BigIntegerField("代码", db_index=True)

    class Meta(OfficeOnly.Meta):
        abstract = True


@kept()
class Plan(InPlace):
    """A plan document of a region, its years inclusive."""

    code = models.CharField("编号", max_length=30, unique=True)
    title = models.CharField("规划", max_length=80)
    document = models.CharField("依据文件", max_length=120, blank=True, default="", db_default="")
    first_year = models.SmallIntegerField("起始年度")
    last_year = models.SmallIntegerField("终止年度")

    class Meta(InPlace.Meta):
        verbose_name = verbose_name_plural = "规划"
        constraints = [
            models.CheckConstraint(condition=Q(first_year__lte=models.F("last_year")), name="plan_years"),
        ]

    def __str__(self) -> str:
        return self.title


class Workstream(models.Model):
    """One of the "1 + 6" of a plan."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="workstreams")
    code = models.CharField("编号", max_length=10)
    label = models.CharField("专项", max_length=40)
    order = models.SmallIntegerField("次序")

    class Meta:
        verbose_name = verbose_name_plural = "规划专项"
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="workstream")]

    def __str__(self) -> str:
        return self.label


@kept()
class PlanItem(InPlace):
    """One figure of a plan: what is counted, in which unit, by when.

    ``area`` repeats the plan's. ``heading`` is the project that several figures belong to (16 座, 307 延米, 2,456 万元
    of one 渡汉桥工程). ``year_lost``: the document says a year that cannot be read. ``counter`` names the counter of
    the facts that says what was achieved; "" : the projects linked to the item do.
    """

    class Kind(models.TextChoices):
        TOTAL = "total", "累计"
        YEARLY = "yearly", "每年"
        NORM = "norm", "每村标准"
        YEARLY_NORM = "yearnorm", "每村每年"
        RATIO = "ratio", "比率"
        MILESTONE = "step", "节点"
        DUTY = "duty", "工作要求"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="items")
    workstream = models.ForeignKey(Workstream, on_delete=models.PROTECT, related_name="items")
    code = models.CharField("编号", max_length=30)
    row = models.CharField("规划条目", max_length=10)
    heading = models.CharField("项目", max_length=40)
    label = models.CharField("指标", max_length=60)
    unit = models.CharField("单位", max_length=12, blank=True, default="", db_default="")
    kind = models.CharField("口径", max_length=8, choices=Kind)
    start_year = models.SmallIntegerField("启动年度", null=True, blank=True)
    due_year = models.SmallIntegerField("完成年度", null=True, blank=True)
    year_lost = models.BooleanField("年度未给出", default=False, db_default=False)
    counter = models.CharField("统计口径", max_length=40, blank=True, default="", db_default="")
    note = models.CharField("说明", max_length=200, blank=True, default="", db_default="")
    order = models.SmallIntegerField("次序")

    class Meta(InPlace.Meta):
        verbose_name = verbose_name_plural = "规划指标"
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="plan_item")]

    def __str__(self) -> str:
        return f"{self.heading} {self.label}"


@kept()
class PlanQuantity(InPlace, Sourced):
    """The planned number of an item in a place: the plan's own region, or one village.

    ``planned`` NULL: not given, and ``missing`` says why (the document lost the figure, or names the village without
    dividing the total). An office may enter it later (``source`` = form); ``missing`` then stays, so that everybody
    sees whose number it is. ``upper`` closes a span (3–5 次). ``phase`` 0 is the whole plan.
    """

    class Missing(models.TextChoices):
        NONE = "", "规划给出"
        LOST = "lost", "规划未给出"
        SHARE = "share", "点名未分解"

    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="quantities")
    phase = models.SmallIntegerField("期", default=0, db_default=0)
    year = models.SmallIntegerField("年度", null=True, blank=True)
    planned = amount("计划数", 16)
    upper = amount("上限", 16)
    missing = models.CharField("缺项", max_length=6, choices=Missing, blank=True, default="", db_default="")

    class Meta(InPlace.Meta):
        verbose_name = verbose_name_plural = "规划数量"
        constraints = [
            models.UniqueConstraint(fields=["item", "area", "phase"], name="plan_quantity"),
            models.CheckConstraint(condition=Q(planned__gte=0), name="plan_quantity_positive"),
            models.CheckConstraint(condition=Q(planned__isnull=False) | ~Q(missing=""), name="plan_quantity_missing"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.area} {self.planned}"


@kept()
class VillageRecord(InPlace, Sourced):
    """Something that a village or township has, or did: a facility, a large breeder, a leader, an event.

    ``kind`` is of the code list village_record: 1xx stands from ``year`` until ``ended_year`` (exclusive), 2xx happened
    in ``year``. ``quantity`` in the unit of the kind.
    """

    kind = models.CharField("种类", max_length=8)
    year = models.SmallIntegerField("年度")
    ended_year = models.SmallIntegerField("终止年度", null=True, blank=True)
    on = day("日期")
    name = models.CharField("名称", max_length=60, blank=True, default="", db_default="")
    quantity = models.DecimalField("数量", max_digits=14, decimal_places=2, default=1, db_default=1)
    note = models.CharField("说明", max_length=200, blank=True, default="", db_default="")

    class Meta(InPlace.Meta):
        verbose_name = verbose_name_plural = "村设施与活动"
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="village_record_quantity"),
            models.CheckConstraint(
                condition=Q(ended_year__isnull=True) | Q(ended_year__gt=models.F("year")), name="village_record_ended"
            ),
        ]
        indexes = [models.Index(fields=["kind", "area", "year"], name="village_record_kind")]

    def __str__(self) -> str:
        return f"{self.area} {self.kind} {self.year}"
