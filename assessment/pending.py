"""What is still to be computed around a place, in the words of a page: how many villages, and since when."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Min, Q
from django.utils import timezone

from core.changes.models import Change
from core.regions.codes import Level, ancestor, ancestors, area_range
from villages.models import VillageCheck

# A queue that has not come to a mark in this time is late, and the page says since when.
LATE = timedelta(seconds=60)


@dataclass(frozen=True)
class Waiting:
    """Marks of a year in a place: its ``villages``, the ``sums`` of regions, and ``wide`` marks that concern all.

    A wide mark (a standard, a line, a county's average) concerns every village below its region.
    """

    villages: frozenset[int] = frozenset()
    sums: frozenset[int] = frozenset()
    wide: frozenset[int] = frozenset()
    oldest: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.villages or self.sums or self.wide)

    @property
    def count(self) -> int:
        return len(self.villages) or len(self.wide) or len(self.sums)

    @property
    def unit(self) -> str:
        return "个村" if self.villages else "个区域"

    @property
    def late_since(self) -> datetime | None:
        """Since when the oldest waits, once that is longer than ``LATE``."""
        return self.oldest if self.oldest and timezone.now() - self.oldest > LATE else None

    def concerns_village(self, area: int) -> bool:
        """Whether a village's own verdict will be computed again."""
        return area in self.villages or any(region in self.wide for region in ancestors(area))

    def concerns(self, area: int) -> bool:
        """Whether the verdict of a village or of a region may change: also by whatever lies below it."""
        low, high = area_range(area)
        inside: Iterable[int] = self.villages | self.sums | self.wide
        return any(low <= place < high for place in inside) or any(region in self.wide for region in ancestors(area))


def checked_at(area: int, year: int) -> datetime | None:
    """Since when every village of a place has been computed at the latest: the oldest check among them."""
    low, high = area_range(area)
    rows = VillageCheck.objects.filter(area__gte=low, area__lt=high, year=year, exists_in_year=True)
    found: datetime | None = rows.aggregate(at=Min("checked_at"))["at"]
    return found


def waiting(area: int, year: int) -> Waiting:
    """What is pending in ``area`` and, of wide marks, above it; one query."""
    low, high = area_range(area)
    above = [region for region in ancestors(area) if region != area]
    marks = (
        Change.objects.filter(Q(year=year) | Q(year__isnull=True))
        .filter(Q(area__gte=low, area__lt=high) | Q(area__in=above, alone=False))
        .values("area", "alone")
        .annotate(oldest=Min("at"))
        .order_by(F("oldest"))
        .values_list("area", "alone", "oldest")
    )
    found = list(marks)
    villages = frozenset(place for place, _, _ in found if place % 1000)
    sums = frozenset(place for place, alone, _ in found if not place % 1000 and alone)
    wide = frozenset(place for place, alone, _ in found if not place % 1000 and not alone)
    return Waiting(villages, sums, wide, found[0][2] if found else None)


def awaited(areas: Collection[int], year: int) -> set[int]:
    """Those of the villages or counties whose verdict will be computed again; one query a county."""
    found = set()
    for county in {ancestor(area, Level.COUNTY) for area in areas}:
        marks = waiting(county, year)
        if marks:
            found |= {area for area in areas if ancestor(area, Level.COUNTY) == county and marks.concerns(area)}
    return found
