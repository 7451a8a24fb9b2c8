"""Assets formed by projects (DOMAIN 5.6): what was built, who owns and runs it, what it earns and who gets it.

Money is in yuan to the fen. What is handed out of an income never exceeds it: the database itself refuses.
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from core.accounts.scope import OfficeOnly
from core.audit.history import kept
from core.audit.models import Sourced
from core.dictionaries.fields import day
from households.models import Household
from projects.models.library import Project

# The income's row is locked, so that two hands at once are counted one after the other.
_WITHIN_INCOME = """
    PERFORM 1 FROM projects_assetincome WHERE id = {income} FOR NO KEY UPDATE;
    IF (SELECT COALESCE(sum(amount), 0) FROM projects_assetdistribution WHERE income_id = {income})
       > (SELECT amount FROM projects_assetincome WHERE id = {income}) THEN
        RAISE EXCEPTION 'distributions exceed the income %', {income} USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


@kept()
class Asset(Sourced, OfficeOnly):
    """One asset: class, owner, value, who runs it until when, its condition and how it was disposed of."""

    class Kind(models.TextChoices):
        OPERATING = "operating", "经营性"
        PUBLIC = "public", "公益性"
        HOUSEHOLD = "household", "到户类"

    class Owner(models.TextChoices):
        COUNTY = "county", "县级"
        TOWN = "town", "乡镇"
        VILLAGE = "village", "村级"
        HOUSEHOLD = "household", "农户"

    class Condition(models.TextChoices):
        IN_USE = "in_use", "在用"
        IDLE = "idle", "闲置"
        DAMAGED = "damaged", "损毁"

    code = models.CharField("资产编码", max_length=40, unique=True)
    name = models.CharField("资产名称", max_length=120)
    area = models.BigIntegerField("所在区划")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, related_name="assets")
    kind = models.CharField("资产类别", max_length=10, choices=Kind)
    owner_level = models.CharField("权属级次", max_length=10, choices=Owner)
    owner = models.CharField("所有权人", max_length=60, blank=True, default="", db_default="")
    formed_on = day("形成（购置）日期")
    original_value = models.DecimalField("原值", max_digits=14, decimal_places=2)
    place = models.CharField("坐落", max_length=120, blank=True, default="", db_default="")
    manager = models.CharField("经营（使用）单位", max_length=60, blank=True, default="", db_default="")
    maintainer = models.CharField("管护责任人", max_length=30, blank=True, default="", db_default="")
    term_start = day("经营期开始")
    term_end = day("经营期结束")
    condition = models.CharField("状态", max_length=10, choices=Condition, default=Condition.IN_USE)
    disposal = models.CharField("处置决定", max_length=120, blank=True, default="", db_default="")
    disposal_amount = models.DecimalField("处置金额", max_digits=14, decimal_places=2, null=True, blank=True)
    disposed_on = day("处置日期")
    note = models.CharField("备注", max_length=200, blank=True, default="", db_default="")

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "扶贫资产"
        constraints = [
            models.CheckConstraint(condition=Q(original_value__gt=0), name="asset_value"),
            models.CheckConstraint(
                condition=Q(term_end__isnull=True) | Q(term_end__gte=F("term_start")), name="asset_term"
            ),
        ]
        indexes = [models.Index(fields=["area", "code"], name="asset_area")]

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


@kept()
class AssetIncome(OfficeOnly):
    """What an asset earned in a period of a year (全年, 上半年, 一季度 …)."""

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="incomes")
    area = models.BigIntegerField("所在区划")
    year = models.SmallIntegerField("年度")
    period = models.CharField("期间", max_length=10, default="全年")
    amount = models.DecimalField("收益", max_digits=14, decimal_places=2)
    received_on = day("到账日期")
    note = models.CharField("说明", max_length=100, blank=True, default="", db_default="")

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "资产收益"
        constraints = [
            models.UniqueConstraint(fields=["asset", "year", "period"], name="asset_income"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="asset_income_amount"),
        ]
        indexes = [models.Index(fields=["area", "year"], name="asset_income_area")]
        triggers = [
            pgtrigger.Trigger(
                name="covers_distributions",
                operation=pgtrigger.UpdateOf("amount"),  # type: ignore[no-untyped-call]
                when=pgtrigger.After,
                func=_WITHIN_INCOME.format(income="NEW.id"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.year} {self.period}"


@kept()
class AssetDistribution(OfficeOnly):
    """A household's share of an income (分红). ``area`` follows the household by a composite key."""

    income = models.ForeignKey(AssetIncome, on_delete=models.PROTECT, related_name="distributions")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    area = models.BigIntegerField("行政村")
    amount = models.DecimalField("金额", max_digits=12, decimal_places=2)
    paid_on = day("发放日期")

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "收益分配"
        constraints = [
            models.UniqueConstraint(fields=["income", "household"], name="asset_distribution"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="asset_distribution_amount"),
        ]
        indexes = [models.Index(fields=["household"], name="asset_distribution_household")]
        triggers = [
            pgtrigger.Trigger(
                name="within_income",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.After,
                func=_WITHIN_INCOME.format(income="NEW.income_id"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.income_id} {self.household_id} {self.amount}"
