"""Pools of money that stand behind credit and industry (A-31): what came in, what went out, what is left.

Entries are for ever and are taken back by a counter-entry; on no day is more gone than had come: the database itself
refuses. All money is in yuan to the fen.
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.accounts.scope import OfficeOnly
from core.audit.history import kept, refuse_truncate
from core.audit.models import Sourced

# The pool's row is locked, so that two hands at once are counted one after the other; a day's entries count together.
_NEVER_NEGATIVE = """
    PERFORM 1 FROM funds_fundpool WHERE id = NEW.pool_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM (
            SELECT sum(CASE WHEN kind IN ('in', 'recovered') THEN amount ELSE -amount END)
                OVER (ORDER BY booked_on) AS rest
            FROM funds_poolentry WHERE pool_id = NEW.pool_id
        ) b WHERE b.rest < 0
    ) THEN
        RAISE EXCEPTION 'pool % would be overdrawn', NEW.pool_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


@kept()
class FundPool(Sourced, OfficeOnly):
    """An industry development fund or a compensation fund for credit risk of a region."""

    class Kind(models.TextChoices):
        INDUSTRY = "industry", "产业发展基金"
        COMPENSATION = "compensation", "信贷风险补偿金"

    area = models.BigIntegerField("所属区划")
    kind = models.CharField("基金种类", max_length=12, choices=Kind)
    name = models.CharField("名称", max_length=60)
    keeper = models.CharField("管理单位或开户银行", max_length=60, blank=True, default="", db_default="")
    note = models.CharField("备注", max_length=200, blank=True, default="", db_default="")

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "基金"
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="fund_pool")]

    def __str__(self) -> str:
        return self.name


class PoolEntry(OfficeOnly):
    """One movement, for ever. ``reverses`` is the entry that this one takes back: same kind, the opposite amount."""

    class Kind(models.TextChoices):
        IN = "in", "注入"
        RECOVERED = "recovered", "追偿收回"
        OUT = "out", "支出"
        COMPENSATED = "compensated", "代偿"

    pool = models.ForeignKey(FundPool, on_delete=models.PROTECT, related_name="entries")
    area = models.BigIntegerField("所属区划")
    kind = models.CharField("事项", max_length=12, choices=Kind)
    booked_on = models.DateField("日期")
    amount = models.DecimalField("金额", max_digits=16, decimal_places=2)
    document = models.CharField("文号或凭证", max_length=60)
    purpose = models.CharField("说明", max_length=120, blank=True, default="")
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    by_id = models.BigIntegerField("登记人", null=True)
    by_name = models.CharField("登记人姓名", max_length=60)
    at = models.DateTimeField("登记时间", db_default=Now())

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "基金收支"
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, amount__gt=0) | Q(reverses__isnull=False, amount__lt=0),
                name="pool_entry_amount",
            )
        ]
        indexes = [models.Index(fields=["pool", "booked_on", "id"], name="pool_entry")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate(),
            pgtrigger.Trigger(
                name="never_negative", operation=pgtrigger.Insert, when=pgtrigger.After, func=_NEVER_NEGATIVE
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pool_id} {self.booked_on} {self.amount}"
