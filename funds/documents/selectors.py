"""Reads of issue documents: lists with their balances, where each yuan of one went, its entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from core.accounts.scope import Scope
from core.regions.codes import area_range
from funds.models import Allocation, FundDocument, FundEntry

SUMS = ("received", "distributed", "allocated", "returned", "spent")


@dataclass(frozen=True)
class Asked:
    """What the list shows: a region and below, a year (None: all), class, level, a word of number or title."""

    area: int
    year: int | None
    kind: str = ""
    level: str = ""
    word: str = ""


def documents(scope: Scope, asked: Asked) -> QuerySet[FundDocument]:
    low, high = area_range(asked.area)
    rows = FundDocument.objects.within(scope).filter(area__gte=low, area__lt=high).select_related("balance")
    if asked.year is not None:
        rows = rows.filter(year=asked.year)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.level:
        rows = rows.filter(level=asked.level)
    if asked.word:
        rows = rows.filter(Q(number__icontains=asked.word) | Q(title__icontains=asked.word))
    return rows


def figures(rows: QuerySet[FundDocument]) -> dict[str, Decimal]:
    """Sums in yuan over documents; money handed down inside the set counts once, where it lies now."""
    sums = rows.order_by().aggregate(
        **{name: Sum(f"balance__{name}", default=Decimal(0)) for name in SUMS},
        down=Sum("balance__received", filter=Q(parent__in=rows.order_by().values("pk")), default=Decimal(0)),
    )
    sums["issued"] = sums["received"] - sums["down"]
    return sums


def document_of(scope: Scope, pk: int) -> FundDocument | None:
    row: FundDocument | None = (
        FundDocument.objects.within(scope).select_related("balance", "parent").filter(pk=pk).first()
    )
    return row


def children_of(scope: Scope, row: FundDocument) -> Sequence[FundDocument]:
    return list(FundDocument.objects.within(scope).filter(parent=row).select_related("balance").order_by("area", "id"))


def allocations_of(scope: Scope, row: FundDocument) -> Sequence[Allocation]:
    """The projects of a document, the largest first."""
    rows = Allocation.objects.within(scope).filter(document=row).select_related("balance", "project")
    return list(rows.order_by("-balance__amount", "id"))


def entries_of(scope: Scope, row: FundDocument) -> QuerySet[FundEntry]:
    """Everything that moved of a document, newest first; those to and from it too."""
    rows = FundEntry.objects.within(scope).filter(Q(document=row) | Q(to_document=row))
    return rows.select_related("project", "contract", "to_document", "cancelled_by").order_by("-day", "-id")


def entry_of(scope: Scope, pk: int) -> FundEntry | None:
    row: FundEntry | None = FundEntry.objects.within(scope).select_related("document").filter(pk=pk).first()
    return row


def entries(scope: Scope, area: int, year: int) -> QuerySet[FundEntry]:
    """Every movement of money of a year's documents in a region and below."""
    low, high = area_range(area)
    rows = FundEntry.objects.within(scope).filter(area__gte=low, area__lt=high, document__year=year)
    return rows.select_related("project")
