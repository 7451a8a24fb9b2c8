"""Where the money goes: allocations of documents to projects, and contracts with builders."""

from __future__ import annotations

from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import F, Q

from core.accounts.scope import OfficeOnly
from core.audit.history import kept, refuse_truncate
from core.audit.models import Dated
from funds.models.documents import FundDocument, balance_of, by_entry_alone, money
from projects.models import Project

# An allocation and a contract lie where their project lies.
_PLACE = "SELECT area INTO NEW.area FROM projects_project WHERE id = NEW.project_id; RETURN NEW;"


def _at_project() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(name="at_project", operation=pgtrigger.Insert, when=pgtrigger.Before, func=_PLACE)


class Allocation(Dated, OfficeOnly):
    """Money of one document for one project; how much is the sum of its entries."""

    document = models.ForeignKey(FundDocument, on_delete=models.PROTECT, related_name="allocations")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="allocations")
    area = models.BigIntegerField("所属区划", default=0)

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "项目资金分配"
        constraints = [models.UniqueConstraint(fields=["document", "project"], name="fund_allocation")]
        indexes = [models.Index(fields=["area", "id"], name="fund_allocation_area")]
        triggers = [
            _at_project(),
            balance_of("funds_allocationbalance", "allocation_id"),
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.project_id}"


class AllocationBalance(models.Model):
    """Sums of an allocation's entries; money that only reached an office and the quality deposit are not spent."""

    allocation = models.OneToOneField(Allocation, on_delete=models.PROTECT, primary_key=True, related_name="balance")
    amount = money("分配金额")
    spent = money("已支出")
    office = money("拨到单位未支出")
    held = money("质保金")

    class Meta:
        verbose_name = verbose_name_plural = "项目资金余额"
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0, spent__gte=0, office__gte=0, held__gte=0), name="allocation_balance_signs"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=F("spent") + F("office") + F("held")), name="allocation_not_overspent"
            ),
        ]
        triggers = by_entry_alone()

    def __str__(self) -> str:
        return f"{self.allocation_id} {self.amount}"

    @property
    def free(self) -> Decimal:
        """What may still be paid, transferred or withheld, in yuan."""
        return self.amount - self.spent - self.office - self.held


@kept()
class Contract(Dated, OfficeOnly):
    """What a builder was promised; the sum of its entries (the contract and its supplements)."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="contracts")
    area = models.BigIntegerField("所属区划", default=0)
    number = models.CharField("合同编号", max_length=60)
    builder = models.CharField("施工（供货）单位", max_length=80)
    signed_on = models.DateField("签订日期")
    note = models.CharField("备注", max_length=200, blank=True, default="", db_default="")

    class Meta(OfficeOnly.Meta):
        verbose_name = verbose_name_plural = "项目合同"
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="fund_contract")]
        indexes = [models.Index(fields=["area", "id"], name="fund_contract_area")]
        triggers = [
            _at_project(),
            balance_of("funds_contractbalance", "contract_id"),
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
            pgtrigger.Protect(name="project_stays", operation=pgtrigger.UpdateOf("project_id", "area")),  # type: ignore[no-untyped-call]
            refuse_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.builder}"


class ContractBalance(models.Model):
    """Sums of a contract's entries."""

    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, primary_key=True, related_name="balance")
    amount = money("合同金额")
    paid = money("已付")
    held = money("质保金")

    class Meta:
        verbose_name = verbose_name_plural = "合同余额"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0, paid__gte=0, held__gte=0), name="contract_balance_signs"),
            models.CheckConstraint(condition=Q(amount__gte=F("paid") + F("held")), name="contract_not_overspent"),
        ]
        triggers = by_entry_alone()

    def __str__(self) -> str:
        return f"{self.contract_id} {self.amount}"

    @property
    def free(self) -> Decimal:
        """What is still to be paid or withheld, in yuan."""
        return self.amount - self.paid - self.held
