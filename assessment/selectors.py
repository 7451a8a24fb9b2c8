"""Released standards and poverty lines, and which of them is the nearest for a place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from assessment.models import Criterion, PovertyLine, Standard
from core.regions.codes import Level, ancestors

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
