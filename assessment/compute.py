"""Verdicts in sets: households of some villages, the villages themselves, and the regions above.

The caller holds the places' locks and has deleted their marks (``claims``), or works on ``pg_temp`` copies
(``shadow``); every function is a few statements whatever the number of rows, and a replay writes no verdict.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from assessment.compile import compiled
from assessment.selectors import LEVEL_OF, StandardVersion, lines, nearest, released
from assessment.statements import (
    CHECK_REMOVAL,
    HOUSEHOLD_REMOVAL,
    HOUSEHOLD_UPSERT,
    PARENT_MARKS,
    REGION_COUNTS,
    REGION_REMOVAL,
    REGION_UPSERT,
    VILLAGE_COUNTS,
)
from core.regions.codes import Level, ancestor, area_range
from villages.models import CountyYear, VillageCheck

LEVEL_NAME = {level: name for name, level in LEVEL_OF.items()}


@dataclass
class Computed:
    """How many subjects were looked at, how many verdict rows changed, appeared or vanished, and of how many places."""

    households: int = 0
    villages: int = 0
    regions: int = 0
    changed: int = 0
    places: int = 0

    def add(self, other: Computed) -> None:
        self.households += other.households
        self.villages += other.villages
        self.regions += other.regions
        self.changed += other.changed
        self.places += other.places


def compute_villages(areas: Sequence[int], year: int, *, bulk: bool = False, empty: bool = False) -> Computed:
    """Compute the households of villages and then the villages; marks what is above where something changed.

    ``empty``: no verdict is there yet (a copy), so none can be left over.
    """
    places = sorted(set(areas))
    standards = released(year, ["household", "village"])
    with connection.cursor() as cursor:
        changed, judged = _households(cursor, places, year, standards["household"])
        if not empty:
            cursor.execute(HOUSEHOLD_REMOVAL, {"areas": places, "year": year, "judged": judged})
            changed += cursor.fetchone()[0]
        bare = sorted(set(places) - set(judged))
        cursor.execute(VILLAGE_COUNTS, {"areas": places, "year": year, "bare": bare})
        rows = cursor.fetchall()
        stirred = {area for area, moved, _ in rows if moved}
        stirred |= _remove_checks(cursor, places, year, [area for area, _, _ in rows])
        verdicts = _verdicts(cursor, Level.VILLAGE, places, year, standards["village"])
        stirred |= verdicts
        if stirred:
            cursor.execute(PARENT_MARKS, {"areas": sorted(stirred), "year": year, "bulk": bulk})
    return Computed(sum(row[2] for row in rows), len(rows), 0, changed + len(verdicts))


def village_verdicts(areas: Sequence[int], year: int) -> int:
    """Judge villages again by counts that stand already; the number of rows that changed."""
    standards = released(year, ["village"])["village"]
    with connection.cursor() as cursor:
        return len(_verdicts(cursor, Level.VILLAGE, sorted(set(areas)), year, standards))


def compute_regions(areas: Sequence[int], year: int) -> Computed:
    """Compute townships, counties, cities and provinces from the counts of their villages."""
    places = sorted(set(areas))
    standards = released(year, ["township", "county", "city"])
    ranges = [area_range(area) for area in places]
    with connection.cursor() as cursor:
        cursor.execute(
            REGION_COUNTS,
            {"areas": places, "lows": [low for low, _ in ranges], "highs": [high for _, high in ranges], "year": year},
        )
        kept = [row[0] for row in cursor.fetchall()]
        _remove_checks(cursor, places, year, kept)
        levels: dict[int, list[int]] = defaultdict(list)
        found = VillageCheck.objects.filter(area__in=kept, year=year).values_list("area", "level")
        for area, level in found:
            levels[level].append(area)
        changed = len(_remove_verdicts(cursor, sorted(set(places) - set(kept)), year, []))
        for level, members in levels.items():
            name = LEVEL_NAME.get(Level(level))
            changed += len(_verdicts(cursor, level, members, year, standards.get(name or "", {})))
    return Computed(regions=len(kept), changed=changed)


def _households(
    cursor: CursorWrapper, areas: list[int], year: int, standards: Mapping[int, StandardVersion]
) -> tuple[int, list[int]]:
    """Upserts; the number of rows written, and the areas that have a standard."""
    changed, judged = 0, []
    amounts = lines(year)
    averages = _Averages(areas, year)
    groups = _grouped(
        areas,
        standards,
        lambda area, standard: (
            nearest(area, amounts),
            averages.of(area) if "average" in compiled(standard.level, standard.rules).slots else None,
        ),
    )
    for (standard, (line, average)), members in groups.items():
        judged += members
        select = compiled("household", standard.rules).select
        cursor.execute(
            HOUSEHOLD_UPSERT.replace("{select}", select),
            {"year": year, "areas": members, "standard": standard.id, "line": line, "average": average},
        )
        changed += cursor.rowcount
    return changed, judged


class _Averages:
    """The counties' averages of a year, read when the first standard asks for one."""

    def __init__(self, areas: list[int], year: int) -> None:
        self.counties = {ancestor(area, Level.COUNTY) for area in areas}
        self.year = year
        self.known: dict[int, Decimal | None] | None = None

    def of(self, area: int) -> Decimal | None:
        if self.known is None:
            rows = CountyYear.all_rows.filter(area__in=self.counties, year=self.year)
            self.known = dict(rows.values_list("area", "rural_income_per_head"))
        return self.known.get(ancestor(area, Level.COUNTY))


def _grouped(
    areas: Iterable[int],
    standards: Mapping[int, StandardVersion],
    further: Callable[[int, StandardVersion], Any] = lambda _area, _standard: None,
) -> dict[tuple[StandardVersion, Any], list[int]]:
    """The areas by their nearest standard and whatever else their statement needs."""
    groups: dict[tuple[StandardVersion, Any], list[int]] = defaultdict(list)
    for area in areas:
        standard = nearest(area, standards)
        if standard is not None:
            groups[standard, further(area, standard)].append(area)
    return groups


def _verdicts(
    cursor: CursorWrapper, level: int, areas: list[int], year: int, standards: Mapping[int, StandardVersion]
) -> set[int]:
    """Store the verdicts of regions of one level; the areas whose row changed, appeared or vanished."""
    changed: set[int] = set()
    judged: list[int] = []
    for (standard, _), members in _grouped(areas, standards).items():
        judged += members
        cursor.execute(
            REGION_UPSERT.replace("{select}", compiled(standard.level, standard.rules).select),
            {"year": year, "areas": members, "standard": standard.id, "level": int(level)},
        )
        changed |= {row[0] for row in cursor.fetchall()}
    return changed | _remove_verdicts(cursor, areas, year, judged)


def _remove_verdicts(cursor: CursorWrapper, areas: list[int], year: int, judged: list[int]) -> set[int]:
    if not areas:
        return set()
    cursor.execute(REGION_REMOVAL, {"areas": areas, "year": year, "judged": judged})
    return {row[0] for row in cursor.fetchall()}


def _remove_checks(cursor: CursorWrapper, areas: list[int], year: int, kept: list[int]) -> set[int]:
    cursor.execute(CHECK_REMOVAL, {"areas": areas, "year": year, "kept": kept})
    return {row[0] for row in cursor.fetchall()}
