"""What helpers bring (A-27, A-28, L28): who helps where, what was given in money or goods, and what became of it.

Money is in yuan to the fen; goods are valued in yuan beside their quantity, and a value that is not there yet is
blank, never 0. What was used of a contribution never exceeds it: the database itself refuses.
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from core.accounts.scope import OfficeOnly
from core.audit.history import kept, refuse_truncate
from core.audit.models import Sourced
from core.dictionaries.fields import amount as measure
from core.dictionaries.fields import day
from households.models import Household

# The contribution's row is locked, so that two hands at once are counted one after the other.
_WITHIN_CONTRIBUTION = """
    PERFORM 1 FROM funds_contribution WHERE id = {pk} FOR NO KEY UPDATE;
    IF (SELECT COALESCE(sum(amount), 0) FROM funds_contributionuse WHERE contribution_id = {pk})
       NOT BETWEEN 0 AND (SELECT COALESCE(amount, 0) FROM funds_contribution WHERE id = {pk}) THEN
        RAISE EXCEPTION 'uses exceed the contribution %', {pk} USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


class HelperKind(models.TextChoices):
    """Who helps (五帮, A-25), as far as the plan lays down what he brings."""

    TEAM = "team", "驻村工作队派出单位"
    ENTERPRISE = "enterprise", "帮扶企业"
    COOPERATION = "cooperation", "区域协作方"
    SOCIAL = "social", "社会力量"


@kept()
class SupportUnit(Sourced, OfficeOnly):
    """A helper in one place and for a time: a team's unit in its village, an enterprise, a region that cooperates.

    ``area`` is the place it helps; whatever it gives at or below it counts. ``home`` is the region that a cooperating
    helper comes from.
    """

    name = models.CharField("帮扶主体", max_length=60)
    kind = models.CharField("帮扶类型", max_length=12, choices=HelperKind)
    area = models.BigIntegerField("帮扶区划")
    home = models.BigIntegerField("协作方区划", null=True, blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = day("结束日期")
    contact = models.CharField("联系人", max_length=30, blank=True, default="", db_default="")
    note = models.CharField("备注", max_length=200, blank=True, default="", db_default="")

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "帮扶主体"
        constraints = [
            models.UniqueConstraint(fields=["area", "kind", "name", "starts_on"], name="support_unit"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="support_unit_term"
            ),
        ]
        indexes = [models.Index(fields=["area", "kind"], name="support_unit_area")]

    def __str__(self) -> str:
        return self.name


@kept()
class Contribution(Sourced, OfficeOnly):
    """One contribution or donation. ``area`` is the recipient's region; ``year`` that of ``received_on``."""

    class Donor(models.TextChoices):
        UNIT = "unit", "机关事业单位"
        ENTERPRISE = "enterprise", "企业"
        PERSON = "person", "个人"

    class Form(models.TextChoices):
        MONEY = "money", "资金"
        GOODS = "goods", "物资"

    area = models.BigIntegerField("受赠区划")
    year = models.SmallIntegerField("年度")
    helper = models.ForeignKey(SupportUnit, on_delete=models.PROTECT, null=True, related_name="contributions")
    helper_kind = models.CharField("帮扶类型", max_length=12, choices=HelperKind)
    donor_kind = models.CharField("捐赠方类型", max_length=10, choices=Donor)
    donor = models.CharField("捐赠方", max_length=60)
    form = models.CharField("形式", max_length=6, choices=Form)
    amount = measure("金额或折价")
    goods = models.CharField("物资名称", max_length=60, blank=True, default="", db_default="")
    quantity = measure("数量", 12)
    unit = models.CharField("计量单位", max_length=10, blank=True, default="", db_default="")
    received_on = models.DateField("接收日期")
    recipient = models.CharField("受赠方", max_length=60)
    for_households = models.BooleanField("是否到户", default=False, db_default=False)
    purpose = models.CharField("用途", max_length=120)
    receipt_no = models.CharField("票据号", max_length=40, blank=True, default="", db_default="")
    notice_due_on = models.DateField("应公示日期")
    notice_on = day("公示日期")
    note = models.CharField("备注", max_length=200, blank=True, default="", db_default="")

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "捐赠投入"
        constraints = [
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gt=0), name="contribution_amount"),
            models.CheckConstraint(
                condition=Q(form="money", amount__isnull=False, quantity__isnull=True, goods="", unit="")
                | Q(form="goods", quantity__gt=0) & ~Q(goods="") & ~Q(unit=""),
                name="contribution_form",
            ),
            models.CheckConstraint(condition=Q(received_on__year=F("year")), name="contribution_year"),
            models.CheckConstraint(condition=Q(notice_due_on__gte=F("received_on")), name="contribution_notice_due"),
            models.CheckConstraint(
                condition=Q(notice_on__isnull=True) | Q(notice_on__gte=F("received_on")), name="contribution_notice"
            ),
        ]
        indexes = [
            models.Index(fields=["area", "year"], name="contribution_area"),
            models.Index(fields=["year", "-received_on", "-id"], name="contribution_list"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="covers_uses",
                operation=pgtrigger.UpdateOf("amount"),  # type: ignore[no-untyped-call]
                when=pgtrigger.After,
                func=_WITHIN_CONTRIBUTION.format(pk="NEW.id"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.donor} {self.received_on}"


@kept()
class ContributionHousehold(OfficeOnly):
    """A household that a contribution is for. ``area`` follows the household by a composite key."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="households")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    area = models.BigIntegerField("行政村")

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "受赠户"
        constraints = [models.UniqueConstraint(fields=["contribution", "household"], name="contribution_household")]
        indexes = [models.Index(fields=["household"], name="contribution_of_household")]

    def __str__(self) -> str:
        return f"{self.contribution_id} {self.household_id}"


class ContributionUse(OfficeOnly):
    """What was used of a contribution, for ever. ``reverses`` is the entry that a counter-entry takes back."""

    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="uses")
    area = models.BigIntegerField("受赠区划")
    used_on = models.DateField("使用日期")
    amount = models.DecimalField("使用金额", max_digits=14, decimal_places=2)
    purpose = models.CharField("用于", max_length=120)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    by_id = models.BigIntegerField("登记人", null=True)
    by_name = models.CharField("登记人姓名", max_length=60)
    at = models.DateTimeField("登记时间", db_default=Now())

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "捐赠使用"
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, amount__gt=0) | Q(reverses__isnull=False, amount__lt=0),
                name="contribution_use_amount",
            )
        ]
        indexes = [models.Index(fields=["contribution", "id"], name="contribution_use")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate(),
            pgtrigger.Trigger(
                name="within_contribution",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                func=_WITHIN_CONTRIBUTION.format(pk="NEW.contribution_id"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id} {self.used_on} {self.amount}"
