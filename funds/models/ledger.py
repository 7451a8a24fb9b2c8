"""The one table of money: every movement an entry, for ever; a mistake is undone by a counter-entry.

``amount`` is yuan to the fen, positive; only a counter-entry is negative. Triggers keep the balances of document,
allocation and contract and refuse what they cannot bear, for every writer alike (funds/sql.py).
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.accounts.scope import OfficeOnly
from core.audit.history import refuse_truncate
from funds.models.documents import FundDocument
from funds.models.money import Allocation, Contract
from funds.models.orders import PaymentOrder
from funds.sql import BOOKED, CHECKED
from households.models import Household
from projects.models import Measure, Project


class FundEntry(OfficeOnly):
    """One movement on one ``day``. ``key`` makes a repetition harmless; ``cancels`` names what it undoes, once."""

    class Kind(models.TextChoices):
        ISSUE = "issue", "指标下达"
        DISTRIBUTE = "distribute", "下拨"
        ALLOCATE = "allocate", "分配到项目"
        REDUCE = "reduce", "调减项目资金"
        PAY = "pay", "支付"
        REFUND = "refund", "退款"
        OFFICE = "office", "拨到单位"
        OFFICE_PAY = "office_pay", "单位支付"
        OFFICE_BACK = "office_back", "单位退回"
        HOLD = "hold", "扣留质保金"
        RELEASE = "release", "支付质保金"
        RETURN = "return", "收回"
        CARRY = "carry", "结转"
        CONTRACT = "contract", "签订合同"

    class Payee(models.TextChoices):
        BUILDER = "builder", "施工（供货）单位"
        BENEFICIARY = "beneficiary", "受益人"
        OFFICE = "office", "部门或乡镇"

    class Stage(models.TextChoices):
        ADVANCE = "advance", "预付款"
        PROGRESS = "progress", "进度款"
        FINAL = "final", "结算款"
        SUBSIDY = "subsidy", "到户补助"

    area = models.BigIntegerField("区划", default=0)
    kind = models.CharField("事项", max_length=12, choices=Kind)
    stage = models.CharField("款项", max_length=8, choices=Stage, blank=True, default="", db_default="")
    amount = models.DecimalField("金额", max_digits=16, decimal_places=2)
    day = models.DateField("日期")
    document = models.ForeignKey(FundDocument, on_delete=models.PROTECT, null=True, related_name="entries")
    to_document = models.ForeignKey(FundDocument, on_delete=models.PROTECT, null=True, related_name="entries_in")
    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, null=True, related_name="entries")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, related_name="fund_entries")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, null=True, related_name="entries")
    payee_kind = models.CharField("收款方类型", max_length=12, choices=Payee, blank=True, default="", db_default="")
    payee = models.CharField("收款单位（人）", max_length=80, blank=True, default="", db_default="")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, null=True, related_name="+")
    voucher = models.CharField("凭证号", max_length=40, blank=True, default="", db_default="")
    note = models.CharField("摘要", max_length=200, blank=True, default="", db_default="")
    order = models.ForeignKey(PaymentOrder, on_delete=models.PROTECT, null=True, related_name="entries")
    cancels = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="cancelled_by")
    key = models.CharField("防重键", max_length=80, unique=True)
    by_id = models.BigIntegerField("经办人", null=True)
    by_name = models.CharField("经办人姓名", max_length=60)
    at = models.DateTimeField("登记时间", db_default=Now())

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "资金流水"
        constraints = [
            models.CheckConstraint(
                condition=Q(cancels__isnull=True, amount__gt=0) | Q(cancels__isnull=False, amount__lt=0),
                name="entry_sign",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["issue", "carry"], document__isnull=False, to_document__isnull=True)
                & Q(allocation__isnull=True, contract__isnull=True)
                | Q(kind="distribute", document__isnull=False, to_document__isnull=False)
                & Q(allocation__isnull=True, contract__isnull=True)
                | Q(kind="return", document__isnull=False, allocation__isnull=True, contract__isnull=True)
                | Q(kind__in=["allocate", "reduce"], allocation__isnull=False, to_document__isnull=True)
                & Q(contract__isnull=True)
                | Q(kind__in=["office", "office_back"], allocation__isnull=False, to_document__isnull=True)
                & Q(contract__isnull=True)
                | Q(kind__in=["pay", "refund", "office_pay"], allocation__isnull=False, to_document__isnull=True)
                | Q(kind__in=["hold", "release"], allocation__isnull=False, contract__isnull=False)
                & Q(to_document__isnull=True)
                | Q(kind="contract", contract__isnull=False, allocation__isnull=True, document__isnull=True)
                & Q(to_document__isnull=True),
                name="entry_shape",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["pay", "refund", "office_pay", "release"])
                & Q(payee_kind__in=["builder", "beneficiary"])
                | Q(kind__in=["office", "office_back"], payee_kind="office")
                | ~Q(kind__in=["pay", "refund", "office_pay", "release", "office", "office_back"]) & Q(payee_kind=""),
                name="entry_payee",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "-id"], name="fund_entry_area"),
            models.Index(fields=["document", "day"], name="fund_entry_document"),
            models.Index(fields=["project", "day"], name="fund_entry_project"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="checked", operation=pgtrigger.Insert, when=pgtrigger.Before, func=CHECKED,
                declare=[("a", "RECORD"), ("w", "RECORD")],
            ),
            pgtrigger.Trigger(
                name="booked", operation=pgtrigger.Insert, when=pgtrigger.After, func=BOOKED,
                declare=[("f", "RECORD"), ("b", "RECORD"), ("free", "NUMERIC"), ("asked", "NUMERIC")],
            ),
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate(),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.amount}"
