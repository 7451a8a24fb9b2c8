"""Findings as rows: what a rule found of a subject, its log, its exemption, a region's settings, places to check."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from core.accounts.scope import ScopedManager
from core.audit.history import kept, refuse_truncate
from core.evidence.subjects import kind_of


class Finding(models.Model):
    """What one rule says of one subject of a year; there is at most one, which opens and closes with the data.

    ``level`` and ``subject_id`` name the subject (a household's or member's id, a village's code); ``household_id``
    is its household (NULL for a village). ``values`` are what the message names, as text. ``due_on`` counts from
    ``opened_on``, the day it was last opened. Only a sweep opens and closes; only an exemption makes it exempt.
    """

    class State(models.TextChoices):
        OPEN = "open", "待处理"
        EXEMPT = "exempt", "已豁免"
        CLOSED = "closed", "已消除"

    rule = models.CharField("规则", max_length=8)
    level = models.CharField("级别", max_length=12)
    subject_id = models.BigIntegerField("对象")
    household_id = models.BigIntegerField("户", null=True)
    area = models.BigIntegerField("区划")
    year = models.SmallIntegerField("年度")
    severity = models.CharField("程度", max_length=1)
    values = models.JSONField("取值", default=dict)
    state = models.CharField("状态", max_length=8, choices=State, default=State.OPEN)
    opened_on = models.DateField("发现日期")
    due_on = models.DateField("处理期限")
    closed_on = models.DateField("消除日期", null=True, blank=True)
    closed_reason = models.CharField("消除原因", max_length=20, blank=True, default="")

    objects = ScopedManager()
    all_rows = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "疑点"
        base_manager_name = "all_rows"
        constraints = [models.UniqueConstraint(fields=["year", "rule", "subject_id"], name="finding")]
        indexes = [
            models.Index(fields=["area", "year", "state"], name="finding_area"),
            models.Index(fields=["household_id", "year"], name="finding_household"),
            # The list's order: what is due first.
            models.Index(fields=["year", "due_on", "id"], name="finding_due", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.level} {self.subject_id} {self.year}"

    @classmethod
    def paired_to(cls, rows: QuerySet[Finding], helper_id: int, day: date) -> QuerySet[Finding]:
        """A helper sees the findings of the paired households and their members."""
        households = kind_of("household").paired(helper_id, day)
        return rows.none() if households is None else rows.filter(household_id__in=households)


class FindingLog(models.Model):
    """What happened to a finding, by whom (NULL: the sweep) and when; append-only."""

    class What(models.TextChoices):
        OPENED = "opened", "发现"
        REOPENED = "reopened", "再次出现"
        CLOSED = "closed", "消除"
        CHANGED = "changed", "数值变化"
        PROPOSED = "proposed", "提出核实属实"
        APPROVED = "approved", "同意豁免"
        REJECTED = "rejected", "不同意豁免"
        EXPIRED = "expired", "豁免到期"
        WITHDRAWN = "withdrawn", "撤回豁免"

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="log", db_constraint=False)
    at = models.DateTimeField("时间", db_default=Now())
    what = models.CharField("事项", max_length=10, choices=What)
    note = models.CharField("说明", max_length=300, blank=True, default="", db_default="")
    actor_id = models.BigIntegerField("办理人", null=True)
    actor_name = models.CharField("办理人姓名", max_length=60, blank=True, default="", db_default="")

    class Meta:
        verbose_name = verbose_name_plural = "疑点记录"
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.what}"


@kept()
class Exemption(models.Model):
    """核实属实: the data is improbable and true. Proposed by one person, approved by another from above.

    ``values`` are the finding's values that were confirmed: when they change, the exemption ends. It counts through
    ``expires_on`` inclusive. ``evidence`` is an attachment of the subject's household, if there is one;
    ``area`` the finding's place when it was proposed.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "待审批"
        APPROVED = "approved", "已同意"
        REJECTED = "rejected", "未同意"
        WITHDRAWN = "withdrawn", "已撤回"
        CHANGED = "changed", "数值已变，自动撤回"
        EXPIRED = "expired", "已到期"

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="exemptions", db_constraint=False)
    area = models.BigIntegerField("区划")
    values = models.JSONField("核实的取值")
    reason = models.CharField("理由", max_length=300)
    evidence = models.BigIntegerField("佐证材料", null=True, blank=True)
    expires_on = models.DateField("有效期至")
    state = models.CharField("状态", max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.BigIntegerField("提出人")
    proposed_name = models.CharField("提出人姓名", max_length=60)
    proposed_at = models.DateTimeField("提出时间", db_default=Now())
    decided_by = models.BigIntegerField("审批人", null=True)
    decided_name = models.CharField("审批人姓名", max_length=60, blank=True, default="")
    decided_at = models.DateTimeField("审批时间", null=True)
    decided_note = models.CharField("审批意见", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "疑点豁免"
        constraints = [
            models.UniqueConstraint(
                fields=["finding"], condition=Q(state__in=["proposed", "approved"]), name="exemption_running"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")), name="exemption_two_persons"
            ),
        ]
        indexes = [models.Index(fields=["state", "expires_on"], name="exemption_expiry")]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.state}"


@kept()
class RuleSetting(models.Model):
    """What a region lays down about a rule from a year on; the nearest region's latest one applies.

    ``rule`` is a rule's code, or ``severity:E`` (W, I) for the days of all rules of that severity. ``parameters``
    name → number, those that are missing are the rule's own; ``days`` NULL: those of the severity.
    """

    rule = models.CharField("规则", max_length=12)
    region = models.BigIntegerField("区域", default=0)
    first_year = models.SmallIntegerField("起始年度")
    active = models.BooleanField("启用", default=True)
    parameters = models.JSONField("参数", default=dict, blank=True)
    days = models.SmallIntegerField("处理天数", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "疑点规则设置"
        constraints = [models.UniqueConstraint(fields=["rule", "region", "first_year"], name="rule_setting")]

    def __str__(self) -> str:
        return f"{self.rule} {self.region} {self.first_year}"


class DoubtMark(models.Model):
    """A place whose facts are newer than its findings (area 0: the country; year NULL: every year in use).

    Written by a trigger on the marks of core.changes, in the writer's own transaction; append-only like them, and
    worked off by a sweep of its own, so that verdicts never wait for findings.
    """

    area = models.BigIntegerField()
    year = models.SmallIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "待排查"

    def __str__(self) -> str:
        return f"{self.area} {self.year or '*'}"


from core.findings.problem_models import Problem, ProblemStep  # noqa: E402  (this app's too, in a file of their own)

__all__ = ["DoubtMark", "Exemption", "Finding", "FindingLog", "Problem", "ProblemStep", "RuleSetting"]
