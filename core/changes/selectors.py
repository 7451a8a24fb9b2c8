"""How much is pending and since when; every page that shows a derived number asks here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from core.changes.models import Change, YearInUse


@dataclass(frozen=True)
class Pending:
    """``places`` with marks not yet worked off, and the wall-clock time of the oldest mark (None: nothing)."""

    places: int
    oldest: datetime | None


def pending_summary(low: int = 0, high: int = 10**12, above: Sequence[int] = ()) -> Pending:
    """What is pending in the area range [low, high) or at a region in ``above`` (a wide mark concerns all below)."""
    found = Change.objects.filter(Q(area__gte=low, area__lt=high) | Q(area__in=above)).aggregate(
        places=Count("area", distinct=True), oldest=Min("at")
    )
    return Pending(found["places"], found["oldest"])


def years_in_use() -> list[int]:
    """The years that have facts, newest first."""
    return list(YearInUse.objects.order_by("-year").values_list("year", flat=True))
