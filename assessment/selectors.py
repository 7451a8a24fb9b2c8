"""Released standards and poverty lines, and which of them is the nearest for a place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.db import connection

from assessment.models import Criterion, PovertyLine, Standard
from core.regions.codes import Level, ancestors, area_range

Item = TypeVar("Item")

# The levels of standards and the levels of the region tree.
LEVEL_OF: dict[str, Level] = {
    "village": Level.VILLAGE,
    "township": Level.TOWNSHIP,
    "county": Level.COUNTY,
    "city": Level.CITY,
}


@dataclass(frozen=True)
class Rule:
    """One criterion as it decides: the content of a ``Criterion`` row, without its identity."""

    indicator: str
    kind: str
    operator: str = ""
    threshold: Decimal | None = None
    threshold_from: str = ""
    label: str = ""


@dataclass(frozen=True)
class StandardVersion:
    """A released standard with its criteria in order. Equal content compiles to equal SQL."""

    id: int
    code: str
    version: int
    level: str
    region: int
    document: str
    rules: tuple[Rule, ...]


def rule_of(row: Criterion) -> Rule:
    """A criterion's content; its threshold without trailing zeros, so that 2 and 2.0000 are the same."""
    threshold = None if row.threshold is None else row.threshold.normalize()
    return Rule(row.indicator, row.kind, row.operator, threshold, row.threshold_from, row.label)


def standard_versions(ids: Iterable[int]) -> dict[int, StandardVersion]:
    """Standards by id, whatever their state: stored verdicts keep naming a retired version."""
    return {item.id: item for item in _with_rules(list(Standard.objects.filter(pk__in=set(ids))))}


def has_standards() -> bool:
    """Whether any standard is stored, in whatever state."""
    return Standard.objects.exists()


def released(year: int, levels: Iterable[str]) -> dict[str, dict[int, StandardVersion]]:
    """The released standards of a year: level → region → standard.

    Two of one level and region are refused at release; should a repair in psql make two, the newer one holds.
    """
    rows = Standard.objects.filter(
        state=Standard.State.RELEASED, level__in=list(levels), first_year__lte=year, last_year__gte=year
    ).order_by("id")
    found: dict[str, dict[int, StandardVersion]] = {level: {} for level in levels}
    for item in _with_rules(list(rows)):
        if item.rules:
            found[item.level][item.region] = item
    return found


def _with_rules(rows: list[Standard]) -> list[StandardVersion]:
    rules: dict[int, list[Rule]] = {row.pk: [] for row in rows}
    for criterion in Criterion.objects.filter(standard_id__in=rules).order_by("standard_id", "order"):
        rules[criterion.standard_id].append(rule_of(criterion))
    return [
        StandardVersion(row.pk, row.code, row.version, row.level, row.region, row.document, tuple(rules[row.pk]))
        for row in rows
    ]


def lines(year: int, purpose: str = "exit") -> dict[int, Decimal]:
    """The poverty lines of a year and purpose: region → yuan per head."""
    return dict(PovertyLine.objects.filter(year=year, purpose=purpose).values_list("region", "amount"))


def nearest(area: int, by_region: Mapping[int, Item]) -> Item | None:
    """What the place itself or its nearest ancestor has; the country (0) is the last of them."""
    for region in ancestors(area):
        if region in by_region:
            return by_region[region]
    return None


# Over r(low, high): whatever exists, has households or still has a row (a retired village's verdict must go).
PLACES_BELOW = """
    SELECT g.code AS area FROM regions_region g WHERE g.code >= r.low AND g.code < r.high
    UNION SELECT h.area FROM households_household h WHERE h.area >= r.low AND h.area < r.high
    UNION SELECT v.area FROM households_householdverdict v WHERE v.area >= r.low AND v.area < r.high
    UNION SELECT v.area FROM villages_regionverdict v WHERE v.area >= r.low AND v.area < r.high
    UNION SELECT c.area FROM villages_villagecheck c WHERE c.area >= r.low AND c.area < r.high"""
_WITHIN = f"""
SELECT x.area FROM unnest(%s::bigint[], %s::bigint[]) AS r(low, high) CROSS JOIN LATERAL ({PLACES_BELOW}) AS x"""


def places_within(areas: Iterable[int]) -> list[int]:
    """Every region and village at or below some areas that exists or has rows, in code order."""
    ranges = [area_range(area) for area in areas]
    with connection.cursor() as cursor:
        cursor.execute(_WITHIN, [[low for low, _ in ranges], [high for _, high in ranges]])
        return sorted({row[0] for row in cursor.fetchall()})


def villages_within(areas: Iterable[int]) -> list[int]:
    """The villages among ``places_within``; villages themselves are taken as they are."""
    known = set(areas)
    wide = {area for area in known if area % 1000 == 0}
    below = {place for place in places_within(wide) if place % 1000} if wide else set()
    return sorted((known - wide) | below)
