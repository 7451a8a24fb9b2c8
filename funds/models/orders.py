"""Payment orders: what one person asks to pay, with invoices and households, and another person approves."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from core.accounts.scope import OfficeOnly
from core.audit.history import kept, refuse_truncate
from core.dictionaries.fields import day
from funds.models.money import Allocation, Contract
from households.models import Household
from projects.models import Measure


@kept()
class PaymentOrder(OfficeOnly):
    """One application for payment: by the treasury itself (direct) or a township's claim (报账).

    Approved, it has written its entries; refused, it wrote none. Nobody approves what he asked for.
    """

    class Way(models.TextChoices):
        DIRECT = "direct", "直接支付"
        CLAIM = "claim", "报账"

    class State(models.TextChoices):
        ASKED = "asked", "待审批"
        APPROVED = "approved", "已支付"
        REFUSED = "refused", "已退回"

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="orders")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, null=True, blank=True, related_name="orders")
    area = models.BigIntegerField("所属区划")
    way = models.CharField("方式", max_length=6, choices=Way)
    kind = models.CharField("事项", max_length=12)
    stage = models.CharField("款项", max_length=8, blank=True, default="", db_default="")
    amount = models.DecimalField("金额", max_digits=16, decimal_places=2)
    payee_kind = models.CharField("收款方类型", max_length=12, blank=True, default="", db_default="")
    payee = models.CharField("收款单位（人）", max_length=80, blank=True, default="", db_default="")
    voucher = models.CharField("凭证号", max_length=40, blank=True, default="", db_default="")
    note = models.CharField("用途说明", max_length=200, blank=True, default="", db_default="")
    state = models.CharField("状态", max_length=8, choices=State, default=State.ASKED, db_default=State.ASKED)
    asked_by = models.BigIntegerField("申请人", null=True)
    asked_name = models.CharField("申请人姓名", max_length=60)
    asked_at = models.DateTimeField("申请时间", db_default=Now())
    decided_by = models.BigIntegerField("审批人", null=True)
    decided_name = models.CharField("审批人姓名", max_length=60, blank=True, default="", db_default="")
    decided_at = models.DateTimeField("审批时间", null=True)
    words = models.CharField("审批意见", max_length=200, blank=True, default="", db_default="")
    paid_on = day("支付日期")
    key = models.CharField("防重键", max_length=80, unique=True)

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "用款申请"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_order_amount"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="payment_order_two_persons"
            ),
        ]
        indexes = [
            models.Index(fields=["area", "state", "-id"], name="payment_order_area"),
            models.Index(fields=["allocation", "-id"], name="payment_order_allocation"),
        ]
        triggers = [pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete), refuse_truncate()]

    def __str__(self) -> str:
        return f"{self.payee} {self.amount}"


class OrderLine(OfficeOnly):
    """What one household gets of an order; ``area`` is its village."""

    order = models.ForeignKey(PaymentOrder, on_delete=models.PROTECT, related_name="lines")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    area = models.BigIntegerField("行政村")
    amount = models.DecimalField("金额", max_digits=16, decimal_places=2)

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "到户明细"
        constraints = [
            models.UniqueConstraint(fields=["order", "household"], name="order_line"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="order_line_amount"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.household_id} {self.amount}"


@kept()
class Invoice(OfficeOnly):
    """One invoice of an order; the same invoice pays once. ``void``: its order was refused, it may come again."""

    order = models.ForeignKey(PaymentOrder, on_delete=models.PROTECT, related_name="invoices")
    area = models.BigIntegerField("所属区划")
    number = models.CharField("发票号码", max_length=30)
    seller = models.CharField("开票单位", max_length=80)
    issued_on = day("开票日期")
    amount = models.DecimalField("金额", max_digits=16, decimal_places=2)
    void = models.BooleanField("已作废", default=False, db_default=False)

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "发票"
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=Q(void=False), name="invoice_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="invoice_amount"),
        ]
        triggers = [pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete), refuse_truncate()]

    def __str__(self) -> str:
        return f"{self.number} {self.amount}"
