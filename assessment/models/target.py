"""The roadmap as data (A-05, A-06, A-43, B-05, B-64): yearly targets, the plan of a region, milestones, task books.

What was reached is never stored here: it is counted from the facts (assessment.targets.progress).
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from assessment.models.placed import Placed
from core.audit.history import kept, refuse_truncate
from core.audit.models import Sourced
from core.dictionaries.fields import coded, whole


@kept()
class ReductionTarget(Placed, Sourced):
    """What a region is to reach in a year: persons, households, villages and counties that leave. NULL: no target.

    ``set_from`` is the region whose office set it: nobody below may change it.
    """

    year = models.SmallIntegerField("年度")
    persons = whole("脱贫人口")
    households = whole("脱贫户数")
    villages = whole("出列贫困村")
    counties = whole("摘帽县")
    set_from = models.BigIntegerField("下达单位", default=0, db_default=0)

    class Meta(Placed.Meta):
        verbose_name = verbose_name_plural = "年度减贫目标"
        constraints = [
            models.UniqueConstraint(fields=["area", "year"], name="reduction_target"),
            models.CheckConstraint(
                condition=Q(persons__gte=0, households__gte=0, villages__gte=0, counties__gte=0),
                name="reduction_target_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year}"


@kept()
class RegionPlan(Placed, Sourced):
    """When a county or village is to leave, what kind of poor county it is, and when it did leave.

    ``left_year`` is the recorded exit of a county (a village's is a yearly fact of its own). A household's target
    year is 计划脱贫年度 of its yearly record.
    """

    county_type = coded("贫困县类型")
    exit_year = models.SmallIntegerField("计划退出年度", null=True, blank=True)
    left_year = models.SmallIntegerField("已退出年度", null=True, blank=True)
    document = models.CharField("依据文件", max_length=120, blank=True, default="", db_default="")

    class Meta(Placed.Meta):
        verbose_name = verbose_name_plural = "退出计划"
        constraints = [models.UniqueConstraint(fields=["area"], name="region_plan")]

    def __str__(self) -> str:
        return f"{self.area} {self.exit_year}"


@kept()
class PlanPhase(Placed):
    """A part of a region's calendar: 集中攻坚 2015–2018, 巩固提升 2019–2020."""

    name = models.CharField("阶段", max_length=30)
    first_year = models.SmallIntegerField("起始年度")
    last_year = models.SmallIntegerField("终止年度")

    class Meta(Placed.Meta):
        verbose_name = verbose_name_plural = "规划阶段"
        constraints = [models.CheckConstraint(condition=Q(first_year__lte=F("last_year")), name="plan_phase_years")]

    def __str__(self) -> str:
        return f"{self.name} {self.first_year}–{self.last_year}"


@kept()
class Milestone(Placed):
    """A step of a year's work with its deadline. Overdue and at risk are computed from the day, never stored."""

    year = models.SmallIntegerField("年度")
    title = models.CharField("事项", max_length=60)
    due_on = models.DateField("完成时限")
    responsible = models.CharField("责任单位或责任人", max_length=60, blank=True, default="", db_default="")
    done_on = models.DateField("完成日期", null=True, blank=True)
    done_note = models.CharField("完成情况", max_length=200, blank=True, default="", db_default="")
    made_by = models.BigIntegerField("制定人", null=True, blank=True)
    done_by = models.BigIntegerField("登记人", null=True, blank=True)

    class Meta(Placed.Meta):
        verbose_name = verbose_name_plural = "里程碑"
        indexes = [models.Index(fields=["year", "area", "due_on"], name="milestone_due")]

    def __str__(self) -> str:
        return f"{self.area} {self.title} {self.due_on}"


@kept()
class TaskBook(Placed):
    """减贫任务书: a region's task of a year, as issued. Its numbers are those of the day of issue."""

    class State(models.TextChoices):
        ISSUED = "issued", "已下达"
        FILED = "filed", "已备案"
        ACCEPTED = "accepted", "已验收"
        STRUCK = "struck", "已销号"

    year = models.SmallIntegerField("年度")
    state = models.CharField("状态", max_length=10, choices=State, default=State.ISSUED)
    persons = whole("脱贫人口")
    households = whole("脱贫户数")
    villages = whole("出列贫困村")
    counties = whole("摘帽县")

    class Meta(Placed.Meta):
        verbose_name = verbose_name_plural = "减贫任务书"
        constraints = [models.UniqueConstraint(fields=["area", "year"], name="task_book")]

    def __str__(self) -> str:
        return f"{self.area} {self.year} {self.state}"


class TaskBookStep(models.Model):
    """One step of a task book: what, when, who, by which document; append-only.

    ``done_*`` is what the facts said on that day (acceptance and strike-off). An acceptance that was not passed is
    a step too; the book then stays filed.
    """

    class Kind(models.TextChoices):
        ISSUE = "issue", "下达"
        FILE = "file", "备案"
        ACCEPT = "accept", "验收通过"
        REJECT = "reject", "验收未通过"
        STRIKE = "strike", "销号"

    book = models.ForeignKey(TaskBook, on_delete=models.PROTECT, related_name="steps")
    area = models.BigIntegerField("代码")
    kind = models.CharField("环节", max_length=10, choices=Kind)
    on = models.DateField("日期")
    person = models.CharField("经办人", max_length=60)
    user_id = models.BigIntegerField("用户", null=True)
    post_id = models.BigIntegerField("岗位", null=True)
    document = models.CharField("文号", max_length=80, blank=True, default="", db_default="")
    note = models.CharField("说明", max_length=200, blank=True, default="", db_default="")
    done_persons = models.BigIntegerField("完成人口", null=True)
    done_households = models.BigIntegerField("完成户数", null=True)
    done_villages = models.IntegerField("完成村数", null=True)
    done_counties = models.IntegerField("完成县数", null=True)
    at = models.DateTimeField("登记时间", db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "任务书环节"
        indexes = [models.Index(fields=["book", "id"], name="task_book_step")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.book_id} {self.kind} {self.on}"


@kept()
class Admonition(Placed):
    """诫勉谈话 with the main leader of a region whose yearly task is unfinished (B-67)."""

    year = models.SmallIntegerField("年度")
    talked_on = models.DateField("谈话日期")
    leader = models.CharField("谈话对象", max_length=60)
    talked_by = models.CharField("谈话人", max_length=60)
    document = models.CharField("文号", max_length=80, blank=True, default="", db_default="")
    note = models.CharField("谈话要点", max_length=400)
    made_by = models.BigIntegerField("登记人", null=True, blank=True)
    made_at = models.DateTimeField("登记时间", db_default=Now())

    class Meta(Placed.Meta):
        verbose_name = verbose_name_plural = "诫勉谈话"

    def __str__(self) -> str:
        return f"{self.area} {self.year} {self.leader}"
