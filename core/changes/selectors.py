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


def pending_for(area: int, year: int) -> bool:
    """Whether a mark concerns this village or region in a year: its own, or a wider one above it."""
    above = {area // 10**digits * 10**digits for digits in (0, 3, 6, 8, 10)} | {0}
    return Change.objects.filter(Q(year=year) | Q(year__isnull=True), area__in=above).exists()
