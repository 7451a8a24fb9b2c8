"""Procedures as rows: the policy, a round of cases, each case, its append-only log, public notices, objections."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from core.accounts.scope import OfficeOnly, ScopedManager
from core.audit.history import kept, refuse_truncate
from core.evidence.subjects import paired_with


@kept()
class Policy(models.Model):
    """A procedure as a region rules it for some years; the nearest ancestor's released one applies.

    ``definition`` is the checked JSON (core.procedures.definition); a running case stays under the version it began
    with. ``version`` counts the releases under one (code, region).
    """

    code = models.CharField("程序", max_length=30)
    title = models.CharField("名称", max_length=40)
    region = models.BigIntegerField("适用区域", default=0)
    first_year = models.SmallIntegerField("起始年度")
    last_year = models.SmallIntegerField("终止年度")
    version = models.SmallIntegerField("版本", default=1)
    document = models.CharField("依据文件", max_length=120)
    definition = models.JSONField("定义")
    released_at = models.DateTimeField("发布时间", db_default=Now())
    released_by = models.BigIntegerField("发布人", null=True)
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "程序规则"
        constraints = [
            models.UniqueConstraint(fields=["code", "region", "version"], name="policy_version"),
            models.CheckConstraint(condition=Q(first_year__lte=F("last_year")), name="policy_years"),
        ]

    def __str__(self) -> str:
        return f"{self.title} 第 {self.version} 版"


@kept()
class Round(OfficeOnly):
    """Cases that go together: a village's list of a year, one county's application. ``area`` is where it is run."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="rounds")
    code = models.CharField("程序", max_length=30)
    area = models.BigIntegerField("区划")
    year = models.SmallIntegerField("年度")
    number = models.SmallIntegerField("批次")
    opened_on = models.DateField("发起日期")
    opened_by = models.BigIntegerField("发起人", null=True)
    opened_name = models.CharField("发起人姓名", max_length=60)
    created_at = models.DateTimeField("建立时间", db_default=Now())

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "批次"
        constraints = [models.UniqueConstraint(fields=["code", "area", "year", "number"], name="round_number")]

    def __str__(self) -> str:
        return f"{self.code} {self.area} {self.year} 第 {self.number} 批"


@kept()
class Case(models.Model):
    """One subject on its way through a procedure; at most one runs a subject, procedure and year.

    ``ready_on`` is the first day on which a step onward may be taken (NULL: at once), ``due_on`` the deadline of the
    present state; both are told by the clocks when the state is entered and only serve lists, a step looks again.
    ``facts`` is what the appraisal rested on (Chinese label → value). ``end`` is done, refused or cancelled.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="cases")
    code = models.CharField("程序", max_length=30)
    subject_type = models.CharField("对象类型", max_length=20)
    subject_id = models.BigIntegerField("对象")
    area = models.BigIntegerField("区划")
    year = models.SmallIntegerField("年度")
    state = models.CharField("状态", max_length=30)
    opened_on = models.DateField("发起日期")
    entered_on = models.DateField("进入本状态")
    ready_on = models.DateField("可办理日", null=True, blank=True)
    due_on = models.DateField("办理期限", null=True, blank=True)
    end = models.CharField("结束方式", max_length=10, blank=True, default="")
    ended_on = models.DateField("结束日期", null=True, blank=True)
    facts = models.JSONField("评议时的事实", null=True, blank=True)
    facts_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()
    all_rows = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "办理事项"
        base_manager_name = "all_rows"
        constraints = [
            models.UniqueConstraint(
                fields=["code", "subject_type", "subject_id", "year"], condition=Q(end=""), name="case_running"
            ),
            models.CheckConstraint(
                condition=Q(end="", ended_on=None) | ~Q(end="") & Q(ended_on__isnull=False), name="case_ended"
            ),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-id"], name="case_subject"),
            models.Index(fields=["area", "code", "state"], name="case_area_state"),
            models.Index(fields=["round", "id"], name="case_round"),
            models.Index(fields=["due_on"], name="case_due", condition=Q(end="")),
        ]
        triggers = [pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.code} {self.subject_type} {self.subject_id} {self.state}"

    @classmethod
    def paired_to(cls, rows: QuerySet[Case], helper_id: int, day: date) -> QuerySet[Case]:
        """A helper sees the cases of the paired households."""
        return rows.filter(paired_with(helper_id, day, besides=["case"]))


class Notice(OfficeOnly):
    """A public list as it was posted: 公示 or 公告, where, from when to when; its photos are evidence of it.

    ``rows`` are [序号, 村民小组, 户主姓名, 家庭人口数] and nothing else; ``case_ids`` say whose. Never changed: what
    hung on the wall is a fact.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="notices")
    area = models.BigIntegerField("区划")
    step = models.CharField("步骤", max_length=30)
    kind = models.CharField("类别", max_length=4)
    title = models.CharField("标题", max_length=80)
    number = models.SmallIntegerField("次数")
    place = models.CharField("张贴地点", max_length=100)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("截止日期")
    days = models.SmallIntegerField("期限")
    rows = models.JSONField("名单")
    case_ids = models.JSONField("事项")
    posted_by = models.BigIntegerField("张贴人", null=True)
    posted_name = models.CharField("张贴人姓名", max_length=60)
    created_at = models.DateTimeField("登记时间", db_default=Now())

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "公示公告"
        indexes = [models.Index(fields=["area", "-id"], name="notice_area")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.starts_on}"


class Entry(models.Model):
    """One step of one case, for ever: who, in which post, when it took place and when it was entered, with what.

    ``on`` is the day of the act, ``at`` the moment of its entry. ``key`` makes the same form sent twice one step.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    step = models.CharField("步骤", max_length=30)
    label = models.CharField("步骤名称", max_length=40)
    source = models.CharField("原状态", max_length=30)
    target = models.CharField("新状态", max_length=30)
    decision = models.CharField("决定", max_length=8)
    on = models.DateField("办理日期")
    at = models.DateTimeField("登记时间", db_default=Now())
    actor_id = models.BigIntegerField("经办人", null=True)
    actor_name = models.CharField("经办人姓名", max_length=60)
    post_id = models.BigIntegerField("岗位", null=True)
    role = models.CharField("角色", max_length=12, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    values = models.JSONField("填写内容", default=dict)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, null=True, related_name="entries")
    papers = models.JSONField("依据材料", default=list)
    key = models.CharField(max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="entry_key")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.step} {self.on}"


@kept()
class Objection(OfficeOnly):
    """Somebody objects to a list (``case`` NULL) or to one case; open until it is answered.

    ``raised_by`` may be blank: anonymous. ``upheld`` True sends the case back or refuses it.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="objections")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="objections")
    area = models.BigIntegerField("区划")
    raised_on = models.DateField("提出日期")
    raised_by = models.CharField("提出人", max_length=60, blank=True)
    content = models.CharField("内容", max_length=500)
    recorded_by = models.BigIntegerField("登记人", null=True)
    recorded_name = models.CharField("登记人姓名", max_length=60)
    recorded_at = models.DateTimeField("登记时间", db_default=Now())
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField("调查与答复", max_length=500, blank=True)
    upheld = models.BooleanField("是否成立", null=True)
    answered_by = models.BigIntegerField("答复人", null=True)
    answered_name = models.CharField("答复人姓名", max_length=60, blank=True)

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "异议"
        triggers = [pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.round_id} {self.raised_on}"


class CalendarDay(models.Model):
    """A day whose being worked or free an office has entered itself; goes before the built-in calendar."""

    day = models.DateField("日期", primary_key=True)
    is_workday = models.BooleanField("上班")
    note = models.CharField("说明", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工作日历"

    def __str__(self) -> str:
        return f"{self.day} {'上班' if self.is_workday else '休息'}"
