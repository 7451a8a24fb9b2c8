"""Interest subsidy: the rules by region and period, and the claim sheets that were handed in (A-30)."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.accounts.scope import OfficeOnly
from core.audit.history import kept, refuse_truncate
from funds.models.credit import Loan, money


@kept()
class CreditRule(models.Model):
    """What a region (0: the country) sets from a day on; keys that are absent come from above (funds.credit.rules)."""

    region = models.BigIntegerField("地区")
    starts_on = models.DateField("起始日期")
    settings = models.JSONField("规定")
    basis = models.CharField("依据", max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = "信贷规定"
        constraints = [models.UniqueConstraint(fields=["region", "starts_on"], name="credit_rule")]

    def __str__(self) -> str:
        return f"{self.region} {self.starts_on}"


@kept()
class SubsidyClaim(OfficeOnly):
    """The sheet of a bank, a township and a quarter; who made it does not confirm it."""

    area = models.BigIntegerField("乡镇")
    bank = models.CharField("银行", max_length=60)
    year = models.SmallIntegerField("年度")
    quarter = models.SmallIntegerField("季度")
    made_by = models.BigIntegerField("制表人")
    made_name = models.CharField("制表人姓名", max_length=60)
    made_at = models.DateTimeField("制表时间", db_default=Now())
    claimed_by = models.BigIntegerField("审核人", null=True)
    claimed_name = models.CharField("审核人姓名", max_length=60, blank=True, default="", db_default="")
    claimed_at = models.DateTimeField("申报时间", null=True)

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "贴息申报表"
        constraints = [
            models.UniqueConstraint(fields=["area", "bank", "year", "quarter"], name="subsidy_claim"),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="subsidy_claim_quarter"),
            models.CheckConstraint(
                condition=Q(claimed_by__isnull=True) | ~Q(claimed_by=models.F("made_by")), name="subsidy_claim_two"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__claimed_at__isnull=False),
            ),
            refuse_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.bank} {self.year}Q{self.quarter}"


_OPEN = """
    IF (SELECT claimed_at FROM funds_subsidyclaim WHERE id = COALESCE(NEW.claim_id, OLD.claim_id)) IS NOT NULL THEN
        RAISE EXCEPTION 'the claim is handed in' USING ERRCODE = 'check_violation', CONSTRAINT = 'subsidy_claim_frozen';
    END IF;
    RETURN COALESCE(NEW, OLD);
"""


class SubsidyLine(OfficeOnly):
    """A loan's interest and subsidy of a quarter on a claim; of an earlier quarter the difference to what was claimed.

    ``parts``: level → yuan as text; they add up to ``subsidy``. ``area`` is the village when the sheet was made.
    """

    claim = models.ForeignKey(SubsidyClaim, on_delete=models.CASCADE, related_name="lines")
    area = models.BigIntegerField("行政村")
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField("所属年度")
    quarter = models.SmallIntegerField("所属季度")
    interest = money("应付利息")
    subsidy = money("贴息金额")
    parts = models.JSONField("分担")

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "贴息明细"
        constraints = [
            models.UniqueConstraint(fields=["claim", "loan", "year", "quarter"], name="subsidy_line"),
        ]
        indexes = [models.Index(fields=["loan", "year", "quarter"], name="subsidy_line_loan")]
        triggers = [
            pgtrigger.Trigger(
                name="frozen",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=_OPEN,
            ),
            refuse_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.loan_id} {self.subsidy}"
