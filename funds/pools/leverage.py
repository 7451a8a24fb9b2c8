"""What the pools stand behind: loans owed in their region for each yuan in the pool (A-31)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import Q, Sum

from core.accounts.scope import Scope
from core.regions.codes import area_range
from funds.models import FundPool, Loan


def supported(scope: Scope, rows: Sequence[FundPool]) -> Mapping[int, Decimal]:
    """Compensation fund → principal owed on the loans of its region now, in one query; other pools are missing.

    A region without a loan in the register is missing too: that nobody borrowed is not known.
    """
    parts = {}
    for row in rows:
        if row.kind == FundPool.Kind.COMPENSATION:
            low, high = area_range(row.area)
            parts[f"pool_{row.pk}"] = Sum("balance", filter=Q(area__gte=low, area__lt=high))
    if not parts:
        return {}
    found = Loan.objects.within(scope).aggregate(**parts)
    return {int(name.removeprefix("pool_")): total for name, total in found.items() if total is not None}


def leverage(loans: Decimal | None, left: Decimal) -> Decimal | None:
    """Loans ÷ pool; None where either is not known or the pool is empty."""
    return None if loans is None or left <= 0 else loans / left
