"""Reading pools inside a scope: what is in them, what they stand behind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, DecimalField, F, Q, QuerySet, Sum, When

from core.accounts.scope import Scope
from core.regions.codes import area_range
from funds.models import FundPool, PoolEntry

_ZERO = Decimal(0)


def pools(scope: Scope, area: int, kind: str = "") -> QuerySet[FundPool]:
    low, high = area_range(area)
    rows: QuerySet[FundPool] = FundPool.objects.within(scope).filter(area__gte=low, area__lt=high)
    return rows.filter(kind=kind) if kind else rows


def pool_of(scope: Scope, pk: int) -> FundPool | None:
    return FundPool.objects.within(scope).filter(pk=pk).first()


def entry_of(scope: Scope, pk: int) -> PoolEntry | None:
    return PoolEntry.objects.within(scope).select_related("pool").filter(pk=pk).first()


def entries_of(scope: Scope, pool: FundPool) -> QuerySet[PoolEntry]:
    """Its entries, the latest day first."""
    rows: QuerySet[PoolEntry] = PoolEntry.objects.within(scope).filter(pool=pool)
    return rows.select_related("reversed_by")


@dataclass(frozen=True)
class Flow:
    """What moved up to a day, in yuan: in, recovered, out, compensated, and what is left."""

    paid_in: Decimal = _ZERO
    recovered: Decimal = _ZERO
    paid_out: Decimal = _ZERO
    compensated: Decimal = _ZERO

    @property
    def left(self) -> Decimal:
        return self.paid_in + self.recovered - self.paid_out - self.compensated


def flows(scope: Scope, ids: Iterable[int], on: date) -> Mapping[int, Flow]:
    """Pool → what moved up to and with ``on``."""
    rows = PoolEntry.objects.within(scope).filter(pool__in=list(ids), booked_on__lte=on).order_by()
    parts = {
        name: Sum("amount", filter=Q(kind=kind), default=_ZERO)
        for name, kind in (
            ("paid_in", "in"),
            ("recovered", "recovered"),
            ("paid_out", "out"),
            ("compensated", "compensated"),
        )
    }
    found = rows.values_list("pool_id").annotate(**parts)
    return {pool: Flow(*amounts) for pool, *amounts in found}


def left_of(pool: FundPool) -> Decimal:
    """What is in a pool now."""
    signed = Case(
        When(kind__in=("in", "recovered"), then=F("amount")), default=-F("amount"), output_field=DecimalField()
    )
    return Decimal(PoolEntry.all_rows.filter(pool=pool).aggregate(total=Sum(signed))["total"] or 0)
