"""The numbers of a region for the start page and the region page: set-based, in scope, each counted once.

Everything here counts stored verdicts; nothing is judged a second time. Order of every triple: met, not met, unknown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from django.db.models import Count, F, IntegerField, Sum, Value
from django.db.models.functions import Cast, Ceil

from assessment.indicators import indicator
from assessment.selectors import StandardVersion, lines, nearest, standard_versions
from core.accounts.scope import Scope
from core.changes.models import Change
from core.changes.selectors import Pending, pending_summary
from core.regions.codes import Level, ancestor, ancestors, area_range, level_of
from core.regions.models import Region
from core.web.charts import Bin, Tile, line_bins
from households.models import HouseholdVerdict
from villages.models import RegionVerdict, VillageCheck

STEP = 500
OUTCOMES: tuple[bool | None, ...] = (True, False, None)


@dataclass
class Triple:
    """Counts by outcome."""

    met: int = 0
    not_met: int = 0
    unknown: int = 0

    def add(self, outcome: bool | None, count: int) -> None:
        if outcome is None:
            self.unknown += count
        elif outcome:
            self.met += count
        else:
            self.not_met += count

    @property
    def total(self) -> int:
        return self.met + self.not_met + self.unknown

    @property
    def met_share(self) -> float:
        """Percent met; a region without subjects sorts last."""
        return 100 * self.met / self.total if self.total else 101.0


@dataclass
class Row:
    """One region below: its households, persons and villages by outcome, and a tile a village."""

    code: int
    name: str
    households: Triple = field(default_factory=Triple)
    persons: int = 0
    villages: Triple = field(default_factory=Triple)
    tiles: list[Tile] = field(default_factory=list)
    outcome: bool | None = None
    judged: bool = False
    pending: bool = False


@dataclass(frozen=True)
class CriterionShare:
    """One criterion of one standard over all households of the region."""

    standard: str
    label: str
    kind: str
    counts: Triple


@dataclass(frozen=True)
class Overview:
    """All of the start page's numbers; ``as_of`` is None where nothing was computed yet."""

    region: Region | None
    level: Level
    year: int
    total: Row
    rows: list[Row]
    as_of: datetime | None
    pending: Pending


def overview(*, scope: Scope, area: int, year: int) -> Overview:
    """The region's totals and one row for each region directly below it, the lowest share met first."""
    low, high = scope.meets(*area_range(area))
    level = level_of(area)
    below = Level(min(level + 1, Level.VILLAGE))
    names = dict(Region.objects.filter(level=below, code__gte=low, code__lt=high).values_list("code", "name"))
    region = Region.objects.filter(code=area).first()
    total = Row(area, region.name if region else "全国")
    rows = {code: Row(code, name) for code, name in names.items()}
    for place, outcome, count, persons in _households(scope, low, high, year):
        for row in _rows_of(rows, total, ancestor(place, below)):
            row.households.add(outcome, count)
            row.persons += persons
    pending_areas = _pending_areas(low, high)
    for place, name, outcome in _villages(low, high, year):
        for row in _rows_of(rows, total, ancestor(place, below)):
            row.villages.add(outcome, 1)
        if level == Level.COUNTY and ancestor(place, below) in rows:
            rows[ancestor(place, below)].tiles.append(Tile(name, outcome, place in pending_areas, _page(place)))
    for place, outcome in RegionVerdict.objects.filter(area__in=[*rows, area], year=year).values_list(
        "area", "outcome"
    ):
        row = total if place == area else rows[place]
        row.outcome, row.judged = outcome, True
    for row in rows.values():
        row.pending = any(ancestor(place, below) == row.code for place in pending_areas)
    shown = [row for row in rows.values() if row.households.total or row.villages.total]
    shown.sort(key=lambda row: (row.households.met_share, row.code))
    checked = VillageCheck.objects.filter(area=area, year=year).values_list("checked_at", flat=True).first()
    return Overview(region, level, year, total, shown, checked, pending_summary(low, high, ancestors(area)))


def _rows_of(rows: dict[int, Row], total: Row, code: int) -> Iterable[Row]:
    return (rows[code], total) if code in rows else (total,)


def _page(area: int) -> str:
    return f"/assessment/regions/{area}/"


def _households(scope: Scope, low: int, high: int, year: int) -> Iterable[tuple[int, bool | None, int, int]]:
    return (
        HouseholdVerdict.objects.within(scope)
        .filter(area__gte=low, area__lt=high, year=year)
        .values("area", "outcome")
        .annotate(count=Count("id"), persons=Sum("members"))
        .values_list("area", "outcome", "count", "persons")
    )


def _villages(low: int, high: int, year: int) -> list[tuple[int, str, bool | None]]:
    found = list(
        RegionVerdict.objects.filter(level=Level.VILLAGE, year=year, area__gte=low, area__lt=high)
        .order_by("area")
        .values_list("area", "outcome")
    )
    names = dict(Region.objects.filter(level=Level.VILLAGE, code__gte=low, code__lt=high).values_list("code", "name"))
    return [(area, names.get(area, str(area)), outcome) for area, outcome in found]


def _pending_areas(low: int, high: int) -> set[int]:
    return set(Change.objects.filter(area__gte=low, area__lt=high).values_list("area", flat=True).distinct())


def income_bins(*, scope: Scope, area: int, year: int) -> tuple[Decimal | None, list[Bin], int]:
    """The line, households by net income per head in steps of 500 yuan anchored at the line, and how many have none.

    A bin is (low, high]: an income exactly at the line lies below it, because the comparison is strict.
    """
    low, high = area_range(area)
    line = nearest(area, lines(year))
    rows = HouseholdVerdict.objects.within(scope).filter(area__gte=low, area__lt=high, year=year)
    missing = rows.filter(income__isnull=True).count()
    if line is None:
        return None, [], missing
    steps = Cast(Ceil((F("income") / F("members") - Value(line)) / Value(Decimal(STEP))), IntegerField())
    counted = Counter(
        dict(
            rows.filter(income__isnull=False)
            .annotate(step=steps)
            .values("step")
            .annotate(count=Count("id"))
            .values_list("step", "count")
        )
    )
    edges = line_bins(line, step=STEP)
    bins = [Bin(None, edges[0], _between(counted, line, None, edges[0]))]
    bins += [Bin(a, b, _between(counted, line, a, b)) for a, b in pairwise(edges)]
    bins.append(Bin(edges[-1], None, _between(counted, line, edges[-1], None)))
    return line, bins, missing


def _between(counted: Counter[int], line: Decimal, low: Decimal | None, high: Decimal | None) -> int:
    first = -(10**9) if low is None else int((low - line) / STEP) + 1
    last = 10**9 if high is None else int((high - line) / STEP)
    return sum(count for step, count in counted.items() if first <= step <= last)


def criterion_shares(*, scope: Scope, area: int, year: int) -> list[CriterionShare]:
    """Every criterion of the standards in force in the region, the least met first.

    Verdicts are grouped by their whole array of outcomes (some hundred distinct ones) and unfolded here: ten times
    fewer rows than unnesting in SQL.
    """
    low, high = area_range(area)
    patterns = (
        HouseholdVerdict.objects.within(scope)
        .filter(area__gte=low, area__lt=high, year=year)
        .values("standard", "outcomes")
        .annotate(count=Count("id"))
        .values_list("standard", "outcomes", "count")
    )
    found: dict[int, list[Triple]] = {}
    for standard, outcomes, count in patterns:
        triples = found.setdefault(standard, [Triple() for _ in outcomes])
        for triple, outcome in zip(triples, outcomes, strict=True):
            triple.add(outcome, count)
    versions = standard_versions(found)
    shares = [
        CriterionShare(versions[standard].code, _label(versions[standard], place), kind, triple)
        for standard, triples in found.items()
        for place, triple in enumerate(triples)
        if (kind := versions[standard].rules[place].kind)
    ]
    return sorted(shares, key=lambda share: (share.standard, share.counts.met_share))


def _label(version: StandardVersion, place: int) -> str:
    rule = version.rules[place]
    return rule.label or indicator(version.level, rule.indicator).label


__all__ = ["CriterionShare", "Overview", "Row", "Triple", "criterion_shares", "income_bins", "overview"]
