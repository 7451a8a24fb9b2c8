"""What the plan obliges governments and helpers to give (A-23, A-27, A-28, A-41), as data, and the fiscal facts of it.

A blank figure is unknown, never 0. All money is in yuan.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.accounts.scope import OfficeOnly
from core.audit.history import kept
from core.audit.models import Sourced
from core.dictionaries.fields import amount
from funds.models.contributions import HelperKind


@kept()
class ObligationRule(models.Model):
    """One obligation of a region, from a year on.

    ``growth``: the region's own special funds of a year are at least ``rate`` percent of the increment of its local
    revenue; ``basis`` says whether the year's budget or its increase is compared. ``minimum``: each helper of
    ``helper_kind`` at or below the region brings at least ``minimum`` yuan a year (of several rules that of the
    nearest region holds). ``audit``: the region audits its own-level funds every year. [``region``, ``high``) is the
    region's range; ``last_year`` NULL: still in force.
    """

    class Kind(models.TextChoices):
        GROWTH = "growth", "专项资金增长"
        MINIMUM = "minimum", "帮扶投入"
        AUDIT = "audit", "年度审计"

    class Basis(models.TextChoices):
        BUDGET = "budget", "本年预算"
        INCREASE = "increase", "比上年增加"

    kind = models.CharField("责任", max_length=8, choices=Kind)
    region = models.BigIntegerField("区域")
    high = models.BigIntegerField()
    helper_kind = models.CharField("帮扶类型", max_length=12, choices=HelperKind, blank=True, default="")
    rate = models.DecimalField("比例（%）", max_digits=5, decimal_places=2, null=True)
    minimum = models.DecimalField("每年最低（元）", max_digits=14, decimal_places=2, null=True)
    basis = models.CharField("比较口径", max_length=8, choices=Basis, blank=True, default="")
    first_year = models.SmallIntegerField("起始年度")
    last_year = models.SmallIntegerField("终止年度", null=True)
    document = models.CharField("依据", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "资金责任标准"
        constraints = [
            models.UniqueConstraint(fields=["kind", "region", "helper_kind", "first_year"], name="obligation_rule"),
            models.CheckConstraint(
                condition=Q(kind="growth", rate__gt=0, minimum__isnull=True, helper_kind="") & ~Q(basis="")
                | Q(kind="minimum", minimum__gt=0, rate__isnull=True, basis="") & ~Q(helper_kind="")
                | Q(kind="audit", minimum__isnull=True, rate__isnull=True, helper_kind="", basis=""),
                name="obligation_rule_kind",
            ),
            models.CheckConstraint(
                condition=Q(last_year__isnull=True) | Q(last_year__gte=F("first_year")), name="obligation_rule_years"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.region} {self.first_year}"


@kept()
class FiscalYear(Sourced, OfficeOnly):
    """A county's or city's own money of a year: local revenue, and its own-level special fund budget."""

    area = models.BigIntegerField("区划")
    year = models.SmallIntegerField("年度")
    revenue = amount("地方财政收入", 16)
    special_budget = amount("本级专项扶贫资金预算", 16)
    note = models.CharField("数据来源", max_length=100, blank=True, default="", db_default="")

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "财政年度资料"
        constraints = [
            models.UniqueConstraint(fields=["area", "year"], name="fiscal_year"),
            models.CheckConstraint(
                condition=(Q(revenue__isnull=True) | Q(revenue__gte=0))
                & (Q(special_budget__isnull=True) | Q(special_budget__gte=0)),
                name="fiscal_year_amounts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year}"
