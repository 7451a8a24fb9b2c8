"""Photovoltaic stations (L24): what an asset of that sort adds, and what each month brought and was spent on.

The owner, place, investment and term are the asset's; a month's money is an income of it, so L25 counts it once.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.accounts.scope import OfficeOnly
from core.audit.history import kept
from core.audit.models import Dated, Sourced
from core.dictionaries.fields import amount, day
from projects.models.assets import Asset, AssetIncome
from projects.models.sectors.base import text


@kept()
class SolarStation(Sourced, OfficeOnly):
    """A station: its type, power in kW, the day it was connected, and the decision on how its income is used."""

    class Kind(models.TextChoices):
        VILLAGE = "village", "村级电站"
        JOINT = "joint", "联村电站"
        HOUSEHOLD = "household", "户用电站"

    asset = models.OneToOneField(Asset, on_delete=models.PROTECT, related_name="station")
    area = models.BigIntegerField("所在区划")
    kind = models.CharField("电站类型", max_length=10, choices=Kind)
    capacity_kw = models.DecimalField("装机容量", max_digits=10, decimal_places=3)
    connected_on = day("并网日期")
    distribution_plan = text("分配方案", 200)

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "光伏电站"
        constraints = [models.CheckConstraint(condition=Q(capacity_kw__gt=0), name="solar_capacity")]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.capacity_kw} kW"


@kept()
class SolarMonth(Dated, OfficeOnly):
    """A month of a station. ``income`` is electricity fee plus subsidy; the four uses are yuan, ``kwh`` the yield."""

    income = models.OneToOneField(AssetIncome, on_delete=models.PROTECT, related_name="solar")
    area = models.BigIntegerField("所在区划")
    month = models.SmallIntegerField("月份")
    kwh = amount("发电量", 12)
    fee = models.DecimalField("电费", max_digits=12, decimal_places=2)
    subsidy = models.DecimalField("补贴", max_digits=12, decimal_places=2)
    posts = models.DecimalField("公益岗支出", max_digits=12, decimal_places=2)
    works = models.DecimalField("小型公益支出", max_digits=12, decimal_places=2)
    rewards = models.DecimalField("奖补支出", max_digits=12, decimal_places=2)
    other = models.DecimalField("其他支出", max_digits=12, decimal_places=2)

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "光伏电站月收益"
        constraints = [
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="solar_month"),
            models.CheckConstraint(
                condition=Q(fee__gte=0, subsidy__gte=0, posts__gte=0, works__gte=0, rewards__gte=0, other__gte=0)
                & (Q(kwh__isnull=True) | Q(kwh__gte=0)),
                name="solar_month_amounts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.income_id} {self.month}"
