"""What differs by region and year: whether a use may change, how many days there are, how much may lie idle."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.audit.history import kept


@kept()
class FundRule(models.Model):
    """One number of one region for a span of years; the nearest region upwards that has one holds.

    Loaded from data/funds.json. ``USE_MAY_CHANGE`` is 1 or 0: A-32 keeps nature and channel, B-55 also the use.
    """

    class Name(models.TextChoices):
        USE_MAY_CHANGE = "use_may_change", "资金用途可以调整"
        ALLOCATION_DAYS = "allocation_days", "上级资金分配到项目期限（天）"
        OWN_ALLOCATION_DAYS = "own_allocation_days", "本级资金分配到项目期限（天）"
        PUBLICITY_DAYS = "publicity_days", "公告公示期限（天）"
        IDLE_FIRST = "idle_first", "一年以内结转结余率上限（%）"
        IDLE_SECOND = "idle_second", "一至二年结转结余率上限（%）"
        IDLE_THIRD = "idle_third", "二年以上结转结余率上限（%）"
        ADVANCE_SHARE = "advance_share", "预付款上限（合同金额的%）"

    region = models.BigIntegerField("区划")
    year_from = models.SmallIntegerField("起始年度")
    year_to = models.SmallIntegerField("截止年度")
    name = models.CharField("规定", max_length=24, choices=Name)
    number = models.DecimalField("数值", max_digits=10, decimal_places=2)
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "资金规定"
        constraints = [
            models.UniqueConstraint(fields=["region", "name", "year_from"], name="fund_rule"),
            models.CheckConstraint(condition=Q(year_to__gte=F("year_from")), name="fund_rule_years"),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.name} {self.number}"
