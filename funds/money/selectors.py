"""Reads of a project's money, and of the orders that wait for a second person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from core.accounts.scope import Scope
from core.regions.codes import area_range
from funds.models import Allocation, Contract, FundEntry, Invoice, OrderLine, PaymentOrder
from projects.models import Project


@dataclass(frozen=True)
class ProjectMoney:
    """Everything about the money of one project; sums in yuan."""

    allocations: Sequence[Allocation]
    contracts: Sequence[Contract]
    orders: Sequence[PaymentOrder]
    amount: Decimal
    spent: Decimal
    office: Decimal
    held: Decimal

    @property
    def left(self) -> Decimal:
        return self.amount - self.spent - self.office - self.held


def money_of(project: Project, *, orders: bool = True) -> ProjectMoney:
    """The money of a project that the caller found inside the scope; its contracts and orders where wanted."""
    allocations = list(Allocation.all_rows.filter(project=project).select_related("balance", "document").order_by("id"))
    balances = [row.balance for row in allocations]
    return ProjectMoney(
        allocations,
        list(Contract.all_rows.filter(project=project).select_related("balance").order_by("id")) if orders else [],
        list(PaymentOrder.all_rows.filter(allocation__project=project).order_by("-id")[:20]) if orders else [],
        sum((item.amount for item in balances), Decimal(0)),
        sum((item.spent for item in balances), Decimal(0)),
        sum((item.office for item in balances), Decimal(0)),
        sum((item.held for item in balances), Decimal(0)),
    )


def entries_of(project: Project) -> QuerySet[FundEntry]:
    """Every movement of a project that the caller found inside the scope, newest first."""
    rows: QuerySet[FundEntry] = FundEntry.all_rows.filter(project=project)
    return rows.select_related("document", "contract", "household", "cancelled_by").order_by("-day", "-id")


def orders(scope: Scope, area: int, state: str = "") -> QuerySet[PaymentOrder]:
    """Orders of a region's projects, and those that its documents pay for; newest first."""
    low, high = area_range(area)
    rows = PaymentOrder.objects.within(scope).filter(area__gte=low, area__lt=high)
    if state:
        rows = rows.filter(state=state)
    return rows.select_related("allocation__project", "allocation__document", "contract").order_by("-id")


def order_of(scope: Scope, pk: int) -> PaymentOrder | None:
    """An order inside the scope: of an own project or paid from an own document."""
    here = Q(area__gte=scope.low, area__lt=scope.high)
    paid = Q(allocation__document__area__gte=scope.low, allocation__document__area__lt=scope.high)
    if scope.helper_id is not None:
        return None
    row: PaymentOrder | None = (
        PaymentOrder.all_rows.filter(here | paid, pk=pk)
        .select_related("allocation__project", "allocation__document", "allocation__balance", "contract__balance")
        .first()
    )
    return row


def invoices_of(order: PaymentOrder) -> Sequence[Invoice]:
    return list(Invoice.all_rows.filter(order=order).order_by("id"))


def lines_of(order: PaymentOrder) -> Sequence[OrderLine]:
    return list(OrderLine.all_rows.filter(order=order).select_related("household").order_by("id"))
