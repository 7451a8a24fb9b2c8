"""Micro-credit (DOMAIN 5.4): rating, credit line, loan, and what happens to a loan. Money in yuan to the fen.

What happened is appended and never changed: a mistake is undone by a counter-entry of the same day. PostgreSQL keeps
what was drawn and what is owed beside the loan, and refuses a drawdown above the contract and a repayment above the
balance, also of a day in between and with many writers at once (the update of the loan's row queues them).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from core.accounts.scope import ScopedManager
from core.audit.history import kept, refuse_truncate
from core.audit.models import Sourced
from core.changes.doubts import doubt_marks
from core.dictionaries.fields import day as day_field
from households.models import Household, Member, Pairing


def text(label: str, longest: int) -> models.CharField[str, str]:
    """A short text; "" is not filled."""
    return models.CharField(label, max_length=longest, blank=True, default="", db_default="")


def money(label: str) -> models.DecimalField[Any, Any]:
    """Yuan to the fen."""
    return models.DecimalField(label, max_digits=12, decimal_places=2)


class OfHousehold(models.Model):
    """Base of what belongs to a household: ``area`` follows it by a composite key (a migration)."""

    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    area = models.BigIntegerField("行政村")

    objects = ScopedManager()
    all_rows = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "all_rows"
        default_manager_name = "objects"

    @classmethod
    def paired_to(cls, rows: models.QuerySet[Any], helper_id: int, day: date) -> models.QuerySet[Any]:
        return rows.filter(household_id__in=Pairing.households_of(helper_id, day))


@kept(by_area=True)
class CreditRating(Sourced, OfHousehold):
    """评级: the grade (list ``credit_grade``) that a village's rating group gave a household on a day."""

    rated_on = models.DateField("评级日期")
    grade = models.CharField("评级等级", max_length=8)
    rated_by = text("评级单位", 60)

    class Meta(OfHousehold.Meta):
        verbose_name = verbose_name_plural = "信用评级"
        constraints = [models.UniqueConstraint(fields=["household", "rated_on"], name="credit_rating_once")]
        indexes = [models.Index(fields=["area", "rated_on"], name="credit_rating_area")]

    def __str__(self) -> str:
        return f"{self.household_id} {self.rated_on} {self.grade}"


@kept(by_area=True)
class CreditLine(Sourced, OfHousehold):
    """授信: what a bank is ready to lend a household, from a day to a day (NULL: open end)."""

    bank = models.CharField("授信银行", max_length=60)
    amount = money("授信额度")
    granted_on = models.DateField("授信日期")
    expires_on = day_field("授信到期日")

    class Meta(OfHousehold.Meta):
        verbose_name = verbose_name_plural = "授信额度"
        constraints = [
            models.UniqueConstraint(fields=["household", "bank", "granted_on"], name="credit_line_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="credit_line_amount"),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("granted_on")), name="credit_line_dates"
            ),
        ]
        indexes = [models.Index(fields=["area", "granted_on"], name="credit_line_area")]

    def __str__(self) -> str:
        return f"{self.household_id} {self.bank} {self.amount}"


_IN_FORCE = """
    NEW.due_now := COALESCE((SELECT c.due_on FROM funds_loanchange c WHERE c.loan_id = NEW.id AND c.due_on IS NOT NULL
        AND c.counters_id IS NULL AND NOT EXISTS (SELECT 1 FROM funds_loanchange x WHERE x.counters_id = c.id)
        ORDER BY c.day DESC, c.id DESC LIMIT 1), NEW.due_on);
    NEW.rate_now := COALESCE((SELECT c.rate FROM funds_loanchange c WHERE c.loan_id = NEW.id AND c.rate IS NOT NULL
        AND c.counters_id IS NULL AND NOT EXISTS (SELECT 1 FROM funds_loanchange x WHERE x.counters_id = c.id)
        ORDER BY c.day DESC, c.id DESC LIMIT 1), NEW.rate);
    RETURN NEW;
"""


@kept(by_area=True)
class Loan(Sourced, OfHousehold):
    """A contract between a bank and a member of the household.

    ``rate`` is per cent a year, ``due_on`` the day of the contract; ``rate_now`` and ``due_now`` what holds after the
    latest change, ``drawn``, ``balance`` (principal owed) and ``compensated`` the sums of the entries: the database
    writes them. ``lost_from``: the first day without subsidy, for ``lost_reason``; lateness costs it by itself.
    """

    class DayCount(models.TextChoices):
        ACT_360 = "act360", "实际天数/360"
        ACT_365 = "act365", "实际天数/365"
        EURO_30 = "30e360", "30E/360"

    class Lost(models.TextChoices):
        FALSE_DATA = "false", "提供虚假资料"
        OTHER_USE = "use", "改变贷款用途"

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    relation = models.CharField("与户主关系", max_length=8, blank=True, default="", db_default="")
    bank = models.CharField("贷款银行", max_length=60)
    product = models.CharField("贷款产品", max_length=8)
    contract = models.CharField("合同号", max_length=40)
    purpose = models.CharField("贷款用途", max_length=8)
    purpose_note = text("用途说明", 100)
    amount = money("合同金额")
    signed_on = models.DateField("签订日期")
    due_on = models.DateField("合同到期日")
    rate = models.DecimalField("年利率", max_digits=7, decimal_places=4)
    day_count = models.CharField("计息天数", max_length=8, choices=DayCount)
    lost_from = day_field("停止贴息日期")
    lost_reason = models.CharField("停止贴息原因", max_length=8, choices=Lost, blank=True, default="", db_default="")
    note = text("备注", 200)
    drawn = models.DecimalField("已放款", max_digits=12, decimal_places=2, default=0, db_default=0)
    balance = models.DecimalField("贷款余额", max_digits=12, decimal_places=2, default=0, db_default=0)
    compensated = models.DecimalField("风险补偿", max_digits=12, decimal_places=2, default=0, db_default=0)
    due_now = models.DateField("到期日")
    rate_now = models.DecimalField("现行年利率", max_digits=7, decimal_places=4)

    class Meta(OfHousehold.Meta):
        verbose_name = verbose_name_plural = "小额信贷"
        constraints = [
            models.UniqueConstraint(fields=["bank", "contract"], name="loan_contract"),
            models.UniqueConstraint(fields=["id", "area"], name="loan_id_area"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="loan_amount"),
            models.CheckConstraint(condition=Q(due_on__gt=F("signed_on")), name="loan_dates"),
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lt=100), name="loan_rate"),
            models.CheckConstraint(condition=Q(drawn__gte=0, drawn__lte=F("amount")), name="loan_drawn"),
            models.CheckConstraint(condition=Q(balance__gte=0, balance__lte=F("drawn")), name="loan_balance"),
            models.CheckConstraint(
                condition=Q(compensated__gte=0, compensated__lte=F("drawn")), name="loan_compensated"
            ),
            models.CheckConstraint(
                condition=Q(lost_from__isnull=True, lost_reason="") | Q(lost_from__isnull=False) & ~Q(lost_reason=""),
                name="loan_lost",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["area", "signed_on"], name="loan_area"),
            models.Index(fields=["household"], name="loan_household"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="in_force",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=_IN_FORCE,
            ),
            *doubt_marks("area, NULL::int", name="loan"),
        ]

    def __str__(self) -> str:
        return f"{self.bank} {self.contract}"


class OfLoan(models.Model):
    """Base of what is appended to a loan. ``counters``: the row of the same loan that this one undoes."""

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    area = models.BigIntegerField("行政村")
    counters = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="countered_by"
    )
    note = text("说明", 200)
    source = models.CharField("来源", max_length=8, default="form", db_default="form")
    batch = models.BigIntegerField("导入批次", null=True, blank=True)
    row = models.IntegerField("行号", null=True, blank=True)
    made_by = models.BigIntegerField("登记人", null=True, blank=True)
    made_at = models.DateTimeField("登记时间", db_default=Now())

    objects = ScopedManager()
    all_rows = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "all_rows"
        default_manager_name = "objects"

    @classmethod
    def paired_to(cls, rows: models.QuerySet[Any], helper_id: int, day: date) -> models.QuerySet[Any]:
        return rows.filter(loan__household_id__in=Pairing.households_of(helper_id, day))


_ENTERED = """
    UPDATE funds_loan SET
        drawn = drawn + CASE NEW.kind WHEN 'draw' THEN NEW.principal ELSE 0 END,
        balance = balance + CASE NEW.kind WHEN 'draw' THEN NEW.principal WHEN 'repay' THEN -NEW.principal ELSE 0 END,
        compensated = compensated + CASE NEW.kind WHEN 'compensate' THEN NEW.principal ELSE 0 END
    WHERE id = NEW.loan_id;
    IF EXISTS (SELECT 1 FROM (
        SELECT sum(sum(CASE kind WHEN 'draw' THEN principal WHEN 'repay' THEN -principal ELSE 0 END))
            OVER (ORDER BY day) AS run FROM funds_loanentry WHERE loan_id = NEW.loan_id GROUP BY day) d
        WHERE d.run < 0) THEN
        RAISE EXCEPTION 'loan % would be repaid before it was drawn', NEW.loan_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'loan_balance_day';
    END IF;
    IF NEW.counters_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM funds_loanentry e WHERE e.id = NEW.counters_id
        AND e.counters_id IS NULL AND e.loan_id = NEW.loan_id AND e.kind = NEW.kind AND e.day = NEW.day
        AND e.principal = -NEW.principal AND e.interest = -NEW.interest) THEN
        RAISE EXCEPTION 'entry % is not the counter of %', NEW.id, NEW.counters_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'loan_entry_counter';
    END IF;
    RETURN NULL;
"""
_CHANGED = "UPDATE funds_loan SET note = note WHERE id = NEW.loan_id; RETURN NULL;"


class LoanEntry(OfLoan):
    """Money that moved: 放款, 还款 (principal and interest), 风险补偿 paid to the bank (the debt goes on)."""

    class Kind(models.TextChoices):
        DRAW = "draw", "放款"
        REPAY = "repay", "还款"
        COMPENSATE = "compensate", "风险补偿"

    kind = models.CharField("类型", max_length=10, choices=Kind)
    day = models.DateField("日期")
    principal = money("本金")
    interest = models.DecimalField("利息", max_digits=12, decimal_places=2, default=0, db_default=0)

    class Meta(OfLoan.Meta):
        verbose_name = verbose_name_plural = "信贷流水"
        constraints = [
            models.CheckConstraint(
                condition=Q(counters__isnull=True, principal__gte=0, interest__gte=0)
                | Q(counters__isnull=False, principal__lte=0, interest__lte=0),
                name="loan_entry_sign",
            ),
            models.CheckConstraint(condition=~Q(principal=0, interest=0), name="loan_entry_not_empty"),
            models.CheckConstraint(condition=Q(kind="repay") | Q(interest=0), name="loan_entry_interest"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["loan", "day"], name="loan_entry_day")]
        triggers = [
            pgtrigger.Trigger(name="sums", operation=pgtrigger.Insert, when=pgtrigger.After, func=_ENTERED),
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="no_change", exclude=["area"]),
            refuse_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.loan_id} {self.day} {self.kind} {self.principal}"


class LoanChange(OfLoan):
    """From a day on another rate, another due day, or both: 利率调整, 展期, 续贷."""

    class Kind(models.TextChoices):
        RATE = "rate", "利率调整"
        EXTEND = "extend", "展期"
        RENEW = "renew", "续贷"

    kind = models.CharField("类型", max_length=8, choices=Kind)
    day = models.DateField("生效日期")
    rate = models.DecimalField("新利率", max_digits=7, decimal_places=4, null=True, blank=True)
    due_on = day_field("新到期日")

    class Meta(OfLoan.Meta):
        verbose_name = verbose_name_plural = "信贷变更"
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="rate") & Q(due_on__gt=F("day")) | Q(kind="rate", rate__isnull=False, due_on=None),
                name="loan_change_filled",
            ),
            models.CheckConstraint(
                condition=Q(rate__isnull=True) | Q(rate__gte=0, rate__lt=100), name="loan_change_rate"
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Trigger(name="in_force", operation=pgtrigger.Insert, when=pgtrigger.After, func=_CHANGED),
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="no_change", exclude=["area"]),
            refuse_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.loan_id} {self.day} {self.kind}"
