"""Yearly audits of own-level poverty funds (A-41): who audited what, in which year, with which report."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.accounts.scope import OfficeOnly
from core.audit.history import kept
from core.audit.models import Sourced
from core.dictionaries.fields import day


@kept()
class Audit(Sourced, OfficeOnly):
    """One audit of the funds of ``area`` in ``year``; concluded when its report is there (``finished_on``)."""

    class FundLevel(models.TextChoices):
        OWN = "own", "本级资金"
        ABOVE = "above", "上级资金"
        ALL = "all", "全部资金"

    area = models.BigIntegerField("审计区划")
    year = models.SmallIntegerField("年度")
    title = models.CharField("审计事项", max_length=80)
    level = models.CharField("资金范围", max_length=6, choices=FundLevel, default=FundLevel.OWN)
    office = models.CharField("审计机关", max_length=60)
    started_on = models.DateField("开始日期")
    finished_on = day("办结日期")
    report_no = models.CharField("报告文号", max_length=40, blank=True, default="", db_default="")
    note = models.CharField("备注", max_length=200, blank=True, default="", db_default="")

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "资金审计"
        constraints = [
            models.UniqueConstraint(fields=["area", "year", "title"], name="audit"),
            models.CheckConstraint(
                condition=Q(finished_on__isnull=True) | Q(finished_on__gte=F("started_on")) & ~Q(report_no=""),
                name="audit_finished",
            ),
        ]
        indexes = [models.Index(fields=["area", "year"], name="audit_area")]

    def __str__(self) -> str:
        return self.title
