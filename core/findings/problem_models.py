"""Findings that a person writes down: what an audit, an inspection or a complaint found, and how it was put right.

Beside the findings of rules (core.findings.models): those open and close with the data, these by what persons do.
Whoever reports the rectification, or answers for it, never closes it.
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from core.accounts.scope import OfficeOnly
from core.audit.history import kept, refuse_truncate


@kept()
class Problem(OfficeOnly):
    """One problem. ``origin`` is the record it came from (an audit's id); ``subject_type`` and ``subject_id`` name
    what it is about, if it is one thing. Written by the services alone, each change with its step.
    """

    class Source(models.TextChoices):
        AUDIT = "audit", "审计"
        INSPECTION = "inspection", "督查"
        COMPLAINT = "complaint", "投诉举报"

    class State(models.TextChoices):
        OPEN = "open", "整改中"
        REPORTED = "reported", "待核查"
        CLOSED = "closed", "已销号"

    source = models.CharField("来源", max_length=10, choices=Source)
    origin = models.BigIntegerField("来源记录", null=True)
    subject_type = models.CharField("对象类型", max_length=20, blank=True, default="")
    subject_id = models.BigIntegerField("对象", null=True)
    area = models.BigIntegerField("区划")
    year = models.SmallIntegerField("年度")
    found_on = models.DateField("发现日期")
    content = models.CharField("问题", max_length=500)
    amount = models.DecimalField("涉及金额", max_digits=16, decimal_places=2, null=True)
    unit = models.CharField("责任单位", max_length=60)
    person_id = models.BigIntegerField("责任人账号", null=True)
    person = models.CharField("责任人", max_length=30)
    due_on = models.DateField("整改期限")
    state = models.CharField("状态", max_length=8, choices=State, default=State.OPEN)
    escalated_on = models.DateField("上报督办日期", null=True)
    opened_by = models.BigIntegerField("提出人")
    reported_by = models.BigIntegerField("报告整改人", null=True)
    closed_by = models.BigIntegerField("销号人", null=True)
    closed_on = models.DateField("销号日期", null=True)

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "问题整改"
        constraints = [
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gte=0), name="problem_amount"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_by__isnull=False, closed_on__isnull=False)
                | ~Q(state="closed") & Q(closed_by__isnull=True, closed_on__isnull=True),
                name="problem_closed",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True)
                | ~Q(closed_by=F("reported_by")) & (Q(person_id__isnull=True) | ~Q(closed_by=F("person_id"))),
                name="problem_two_persons",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "year", "state"], name="problem_area"),
            models.Index(fields=["source", "origin"], name="problem_origin"),
        ]

    def __str__(self) -> str:
        return self.content[:40]


class ProblemStep(OfficeOnly):
    """What happened to a problem, by whom and when; append-only."""

    class What(models.TextChoices):
        OPENED = "opened", "提出"
        REPORTED = "reported", "报告整改"
        RETURNED = "returned", "退回整改"
        EXTENDED = "extended", "延长期限"
        ESCALATED = "escalated", "上报督办"
        CLOSED = "closed", "核查销号"

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="steps")
    area = models.BigIntegerField("区划")
    at = models.DateTimeField("时间", db_default=Now())
    what = models.CharField("事项", max_length=10, choices=What)
    note = models.CharField("说明", max_length=500)
    actor_id = models.BigIntegerField("办理人", null=True)
    actor_name = models.CharField("办理人姓名", max_length=60)

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "整改记录"
        indexes = [models.Index(fields=["problem", "-id"], name="problem_step")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.problem_id} {self.what}"
