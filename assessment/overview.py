"""The numbers of a region for the start page and the region page: set-based, in scope, each counted once.

Everything here counts stored verdicts; nothing is judged a second time. Order of every triple: met, not met, unknown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from django.db.models import Count, F, IntegerField, Q, Value
from django.db.models.functions import Cast, Ceil

from assessment.explain.words import criterion_name
from assessment.pending import Waiting, waiting
from assessment.selectors import lines, nearest, standard_versions
from core.accounts.scope import Scope
from core.regions.codes import Level, ancestor, area_range, level_of
from core.regions.models import Region
from core.regions.selectors import COUNTRY_NAME, name_of
from core.web.charts import Bin, Tile, line_bins
from households.models import HouseholdVerdict
from villages.models import RegionVerdict, VillageCheck

STEP = 500


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

    def take(self, met: int, not_met: int, unknown: int) -> None:
        """Add three counts at once."""
        self.met, self.not_met, self.unknown = self.met + met, self.not_met + not_met, self.unknown + unknown

    @property
    def total(self) -> int:
        return self.met + self.not_met + self.unknown

    @property
    def met_share(self) -> float:
        """Percent met; a region without subjects sorts last."""
        return 100 * self.met / self.total if self.total else 101.0


@dataclass
class Row:
    """One region: its households, persons and villages by outcome, its own verdict, and a tile a village.

    ``judged``: there is a verdict of its level. ``poor`` are the villages that are 贫困村; ``unrecorded`` villages
    have no record of the year, so nobody knows whether they are.
    """

    code: int
    name: str
    households: Triple = field(default_factory=Triple)
    persons: Triple = field(default_factory=Triple)
    villages: Triple = field(default_factory=Triple)
    poor: Triple = field(default_factory=Triple)
    unrecorded: int = 0
    rural_population: int | None = None
    tiles: list[Tile] = field(default_factory=list)
    outcome: bool | None = None
    judged: bool = False
    pending: bool = False

    def add(self, check: VillageCheck) -> None:
        """Add the counts of one region."""
        self.households.take(check.households_met, check.households_not_met, check.households_unknown)
        self.persons.take(check.persons_met, check.persons_not_met, check.persons_unknown)
        self.villages.take(check.villages_met, check.villages_not_met, check.villages_unknown)
        self.poor.take(check.poor_villages_met, check.poor_villages_not_met, check.poor_villages_unknown)
        self.unrecorded += check.villages_unrecorded
        self.rural_population = check.rural_population


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
    waiting: Waiting

    @property
    def below(self) -> Level:
        """The level of the rows."""
        return Level(min(self.level + 1, Level.VILLAGE))


def overview(*, scope: Scope, area: int, year: int) -> Overview:
    """The region's totals and one row for each region directly below it, the lowest share met first.

    The counts are those that the engine keeps for every region of every level, so nothing is counted again. A place
    outside the scope has no row.
    """
    low, high = scope.meets(*area_range(area)) if scope.helper_id is None else (0, 0)
    level = level_of(area)
    region = Region.objects.filter(code=area).first()
    total = Row(area, region.name if region else COUNTRY_NAME)
    rows, as_of = _rows(total, low, high, Level(min(level + 1, Level.VILLAGE)), year)
    pending = waiting(area, year)
    verdicts = RegionVerdict.objects.filter(area__in=[*rows, area], year=year)
    for place, outcome in verdicts.values_list("area", "outcome"):
        row = total if place == area else rows[place]
        row.outcome, row.judged = outcome, True
    for row in rows.values():
        row.pending = pending.concerns(row.code)
    if level == Level.COUNTY:
        _tiles(rows, low, high, year, pending)
    shown = sorted(rows.values(), key=lambda row: (row.households.met_share, row.code))
    return Overview(region, level, year, total, shown, as_of, pending)


def _rows(total: Row, low: int, high: int, below: Level, year: int) -> tuple[dict[int, Row], datetime | None]:
    """The rows by code with their names, the total filled; and when the total was computed.

    The country has no counts of its own: there the provinces are added up.
    """
    found = VillageCheck.objects.filter(area__gte=low, area__lt=high, year=year)
    checks = {check.area: check for check in found.filter(Q(level=below) | Q(area=total.code)).order_by("area")}
    own = checks.pop(total.code, None)
    living = {code: check for code, check in checks.items() if check.exists_in_year}
    names = name_of(living)
    rows = {code: Row(code, names.get(code, str(code))) for code in living}
    for code, check in living.items():
        rows[code].add(check)
        if own is None:
            total.add(check)
    if own is not None:
        total.add(own)
    computed = [own.checked_at] if own else [check.checked_at for check in living.values()]
    return rows, min(computed, default=None)


def _tiles(rows: Mapping[int, Row], low: int, high: int, year: int, pending: Waiting) -> None:
    """A tile a village, in code order, to the townships that are rows."""
    verdicts = RegionVerdict.objects.filter(level=Level.VILLAGE, year=year, area__gte=low, area__lt=high)
    outcomes = dict(verdicts.values_list("area", "outcome"))
    villages = VillageCheck.objects.filter(
        level=Level.VILLAGE, year=year, area__gte=low, area__lt=high, exists_in_year=True
    )
    codes = list(villages.order_by("area").values_list("area", flat=True))
    names = name_of(codes)
    for code in codes:
        row = rows.get(ancestor(code, Level.TOWNSHIP))
        if row is not None:
            tile = Tile(names.get(code, str(code)), outcomes.get(code), pending.concerns_village(code))
            row.tiles.append(tile)


def income_bins(*, scope: Scope, area: int, year: int) -> tuple[Decimal | None, list[Bin], int]:
    """The line, households by net income per head in steps of 500 yuan anchored at the line, and how many have none.

    A bin is (low, high]: an income exactly at the line lies below it, because the comparison is strict.
    """
    low, high = area_range(area)
    line = nearest(area, lines(year))
    rows = HouseholdVerdict.objects.within(scope).filter(area__gte=low, area__lt=high, year=year)
    if line is None:
        return None, [], rows.filter(income__isnull=True).count()
    steps = Cast(Ceil((F("income") / F("members") - Value(line)) / Value(Decimal(STEP))), IntegerField())
    counts = rows.annotate(step=steps).values("step").annotate(count=Count("id")).values_list("step", "count")
    counted: Counter[int | None] = Counter(dict(counts))
    missing = counted.pop(None, 0)
    edges = line_bins(line, step=STEP)
    bins = [Bin(None, edges[0], _between(counted, line, None, edges[0]))]
    bins += [Bin(a, b, _between(counted, line, a, b)) for a, b in pairwise(edges)]
    bins.append(Bin(edges[-1], None, _between(counted, line, edges[-1], None)))
    return line, bins, missing


def _between(counted: Mapping[int | None, int], line: Decimal, low: Decimal | None, high: Decimal | None) -> int:
    first = -(10**9) if low is None else int((low - line) / STEP) + 1
    last = 10**9 if high is None else int((high - line) / STEP)
    return sum(count for step, count in counted.items() if step is not None and first <= step <= last)


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
        CriterionShare(versions[standard].document, criterion_name("household", rule), rule.kind, triple)
        for standard, triples in found.items()
        for rule, triple in zip(versions[standard].rules, triples, strict=True)
    ]
    return sorted(shares, key=lambda share: (share.standard, share.counts.met_share))


__all__ = ["CriterionShare", "Overview", "Row", "Triple", "criterion_shares", "income_bins", "overview"]
