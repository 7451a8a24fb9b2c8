"""Samples for spot checks and third-party evaluation: the frozen population, what was drawn, what was found."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from assessment.models.placed import Placed
from core.audit.history import kept, refuse_truncate
from core.audit.models import Sourced
from core.dictionaries.fields import whole, yes_no


@kept()
class SampleSurvey(Placed):
    """One stratified random sample of an area's households or villages.

    The draw is reproducible: the strata keep the whole population as it was (``SampleStratum.frame``), and
    assessment.sampling.draw says how seed and frame give the sample. ``figures`` are the counts by county that were
    proposed for villages.CountyYear.
    """

    class Unit(models.TextChoices):
        HOUSEHOLD = "household", "户"
        VILLAGE = "village", "村"

    class Purpose(models.TextChoices):
        SPOT = "spot", "抽查"
        THIRD = "third", "第三方评估"

    class Method(models.TextChoices):
        PROPORTIONAL = "proportional", "按比例"
        FIXED = "fixed", "每层固定"

    class State(models.TextChoices):
        DRAWN = "drawn", "已抽取，待确认"
        OPEN = "open", "已确认，录入中"
        CLOSED = "closed", "已提交"
        PROPOSED = "proposed", "待写入"
        WRITTEN = "written", "已写入县指标"

    year = models.SmallIntegerField("年度")
    title = models.CharField("名称", max_length=60)
    unit = models.CharField("抽样单位", max_length=10, choices=Unit)
    purpose = models.CharField("用途", max_length=6, choices=Purpose)
    method = models.CharField("分配", max_length=12, choices=Method)
    size = models.IntegerField("样本量")
    seed = models.CharField("随机种子", max_length=40)
    by_township = models.BooleanField("按乡镇分层", default=True)
    by_poor = models.BooleanField("按贫困村分层", default=True)
    by_status = models.BooleanField("按脱贫状态分层", default=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAWN)
    figures = models.JSONField("结果", default=dict, blank=True)
    drawn_by = models.BigIntegerField("抽取人", null=True)
    drawn_at = models.DateTimeField("抽取时间", db_default=Now())
    confirmed_by = models.BigIntegerField("确认人", null=True)
    confirmed_at = models.DateTimeField("确认时间", null=True)
    closed_by = models.BigIntegerField("提交人", null=True)
    closed_at = models.DateTimeField("提交时间", null=True)
    proposed_by = models.BigIntegerField("提请人", null=True)
    proposed_at = models.DateTimeField("提请时间", null=True)
    written_by = models.BigIntegerField("批准人", null=True)
    written_at = models.DateTimeField("写入时间", null=True)

    class Meta(Placed.Meta):
        verbose_name = verbose_name_plural = "抽样调查"
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("drawn_by")), name="survey_two_confirm"
            ),
            models.CheckConstraint(
                condition=Q(written_by__isnull=True) | ~Q(written_by=F("proposed_by")), name="survey_two_write"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SampleStratum(models.Model):
    """One stratum: who was in it (codes in order) when the sample was drawn, and how many were to be drawn.

    Append-only: the population is what a draw is proved by.
    """

    survey = models.ForeignKey(SampleSurvey, on_delete=models.CASCADE, related_name="strata")
    order = models.SmallIntegerField("顺序")
    label = models.CharField("层", max_length=80)
    population = models.IntegerField("总体数")
    persons = models.BigIntegerField("总体人口", default=0)
    size = models.IntegerField("样本数")
    frame = ArrayField(models.CharField(max_length=30), verbose_name="总体")
    digest = models.CharField("总体校验", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "抽样分层"
        constraints = [models.UniqueConstraint(fields=["survey", "order"], name="sample_stratum")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate(),
        ]

    def __str__(self) -> str:
        return self.label


ANSWERS = (
    "income_ok", "food_ok", "clothing_ok", "water_ok", "housing_ok", "education_ok", "medical_ok",
)  # fmt: skip


@kept()
class SampleUnit(Placed, Sourced):
    """A drawn household or village, and what the surveyors found there. NULL: not answered.

    ``members`` and ``exited`` are those of the day of the draw; no form that leaves the office shows them.
    """

    survey = models.ForeignKey(SampleSurvey, on_delete=models.CASCADE, related_name="units")
    stratum = models.ForeignKey(SampleStratum, on_delete=models.CASCADE, related_name="units")
    number = models.IntegerField("样本序号")
    sample_no = models.CharField("样本编号", max_length=20, unique=True)
    code = models.CharField("编号", max_length=30)
    household_id = models.BigIntegerField("户", null=True)
    members = models.IntegerField("人口", default=0)
    exited = models.BooleanField("已脱贫", default=False)
    reached = yes_no("是否入户")
    income_ok = yes_no("收入是否稳定超过标准")
    food_ok = yes_no("是否不愁吃")
    clothing_ok = yes_no("是否不愁穿")
    water_ok = yes_no("饮水是否安全")
    housing_ok = yes_no("住房是否安全")
    education_ok = yes_no("义务教育是否有保障")
    medical_ok = yes_no("基本医疗是否有保障")
    approves = yes_no("是否认可")
    unregistered_persons = whole("调查非建档立卡人口数")
    omitted_persons = whole("漏评人口数")
    surveyed_households = whole("调查户数")
    approving_households = whole("认可户数")
    surveyor = models.CharField("调查员", max_length=30, blank=True, default="", db_default="")
    note = models.CharField("说明", max_length=200, blank=True, default="", db_default="")

    class Meta(Placed.Meta):
        verbose_name = verbose_name_plural = "样本"
        constraints = [
            models.UniqueConstraint(fields=["survey", "code"], name="sample_unit"),
            models.CheckConstraint(
                condition=Q(omitted_persons__isnull=True) | Q(omitted_persons__lte=F("unregistered_persons")),
                name="sample_omitted",
            ),
            models.CheckConstraint(
                condition=Q(approving_households__isnull=True) | Q(approving_households__lte=F("surveyed_households")),
                name="sample_approving",
            ),
        ]

    def __str__(self) -> str:
        return self.sample_no

    @property
    def wrong(self) -> bool | None:
        """Wrongly exited: one guarantee is missing; None while none is but not all are answered, or not exited."""
        if not self.exited:
            return None
        answers = [getattr(self, name) for name in ANSWERS]
        if False in answers:
            return True
        return None if None in answers else False

    @property
    def answered(self) -> bool:
        """Complete: not reached with a note, or every question that belongs to the unit answered."""
        if self.household_id is None:
            return None not in (
                self.unregistered_persons, self.omitted_persons, self.surveyed_households, self.approving_households
            )  # fmt: skip
        if self.reached is False:
            return bool(self.note)
        return self.reached is True and None not in [self.approves, *(getattr(self, name) for name in ANSWERS)]
