"""The nightly check: recompute in shadow and compare with what is stored (DESIGN 4.6). Nothing is repaired here.

Each piece runs in one snapshot (REPEATABLE READ), in which the rule is exact: whatever differs must have a mark.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from assessment.compile import HOUSEHOLD_COLUMNS, REGION_COLUMNS
from assessment.compute import compute_regions, compute_villages
from assessment.selectors import places_within
from assessment.shadow import shadows, snapshot
from assessment.statements import COUNTS
from core.changes.models import Change
from core.regions.codes import Level, ancestor, ancestors, area_range, level_of

VILLAGES_AT_ONCE = 500
EXAMPLES = 20


@dataclass
class Verified:
    """Subjects compared, those that differ, those that were pending (compared with nothing), and some that differ."""

    checked: int = 0
    different: int = 0
    pending: int = 0
    examples: list[dict[str, Any]] = field(default_factory=list)


def verify(year: int, area: int = 0, *, progress: Callable[[str], None] = lambda _text: None) -> Verified:
    """Compare every verdict of a year at or below an area with a recomputation."""
    found = Verified()
    places = places_within([area])
    villages = [place for place in places if place % 1000]
    regions = [place for place in places if place % 1000 == 0 and place]
    for piece in _pieces(villages, VILLAGES_AT_ONCE):
        with snapshot():
            # Before the shadows: they hide the marks too.
            pending = _pending(piece, year, sums=False)
            with shadows() as schema:
                compute_villages(piece, year)
                _compare_households(found, schema, piece, year, pending)
                _compare_regions(found, schema, piece, year, pending)
        progress(f"{found.checked} checked, {found.different} different")
    for group in _families(regions):
        with snapshot():
            pending = _pending(group, year, sums=True)
            with shadows() as schema:
                _borrow_villages(schema, min(group, key=level_of), year)
                compute_regions(group, year)
                _compare_regions(found, schema, group, year, pending)
    return found


def _pieces(places: Sequence[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(places), size):
        yield list(places[start : start + size])


def _families(regions: Sequence[int]) -> list[list[int]]:
    """Each county with its townships; every region above alone, because its sums need all its villages at hand."""
    groups: dict[int, list[int]] = {}
    for region in regions:
        groups.setdefault(ancestor(region, Level.COUNTY) if level_of(region) >= Level.COUNTY else region, []).append(
            region
        )
    return list(groups.values())


def _pending(areas: list[int], year: int, *, sums: bool) -> list[int]:
    """The areas that have a mark for the year: their own, a wide one above, or for sums any below."""
    found = set()
    marks = Change.objects.filter(year__isnull=True) | Change.objects.filter(year=year)
    marked = set(marks.filter(alone=False).values_list("area", flat=True).distinct())
    alone = set(marks.filter(alone=True).values_list("area", flat=True).distinct())
    for area in areas:
        low, high = area_range(area)
        if not marked.isdisjoint(ancestors(area)) or (
            sums and (area in alone or any(low <= mark < high for mark in marked))
        ):
            found.add(area)
    return sorted(found)


def _borrow_villages(schema: str, region: int, year: int) -> None:
    """Lay the stored villages of a region under its sums: they were checked on their own."""
    low, high = area_range(region)
    with connection.cursor() as cursor:
        for table in ("villages_villagecheck", "villages_regionverdict"):
            cursor.execute(
                f'INSERT INTO pg_temp.{table} SELECT * FROM "{schema}".{table} '
                "WHERE area >= %s AND area < %s AND year = %s AND level = 5",
                [low, high, year],
            )


def _compare_households(found: Verified, schema: str, areas: list[int], year: int, pending: list[int]) -> None:
    _compare(found, schema, "households_householdverdict", "household_id", HOUSEHOLD_COLUMNS, areas, year, pending)


def _compare_regions(found: Verified, schema: str, areas: list[int], year: int, pending: list[int]) -> None:
    _compare(found, schema, "villages_regionverdict", "area", REGION_COLUMNS, areas, year, pending)
    # The counts are shown and summed, but they are no subject of their own.
    columns = f"area, level, exists_in_year, {COUNTS}"
    _compare(found, schema, "villages_villagecheck", "area", columns, areas, year, pending, subjects=False)


def _compare(
    found: Verified,
    schema: str,
    table: str,
    key: str,
    columns: str,
    areas: list[int],
    year: int,
    pending: list[int],
    *,
    subjects: bool = True,
) -> None:
    names = [name.strip() for name in columns.split(",")]
    stored, computed = (f"({', '.join(f'{row}.{name}' for name in names)})" for row in ("s", "n"))
    pairs = f"""
      SELECT COALESCE(s.{key}, n.{key}) AS id, s.{key} IS NULL AS missing, n.{key} IS NULL AS surplus,
        s.area = ANY(%(pending)s::bigint[]) IS TRUE OR n.area = ANY(%(pending)s::bigint[]) IS TRUE AS pending,
        {stored} IS DISTINCT FROM {computed} AS differs,
        {stored}::text AS stored, {computed}::text AS computed
      FROM (SELECT * FROM "{schema}".{table} WHERE area = ANY(%(areas)s::bigint[]) AND year = %(year)s) s
      FULL JOIN (SELECT * FROM pg_temp.{table} WHERE area = ANY(%(areas)s::bigint[]) AND year = %(year)s) n
        ON n.{key} = s.{key}"""
    most = EXAMPLES - len(found.examples)
    parameters: dict[str, Any] = {"areas": areas, "year": year, "pending": pending, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FILTER (WHERE NOT pending), count(*) FILTER (WHERE NOT pending AND differs), "
            f"count(*) FILTER (WHERE pending) FROM ({pairs}) AS p",
            parameters,
        )
        checked, different, waiting = cursor.fetchone()
        found.different += different
        if subjects:
            found.checked += checked
            found.pending += waiting
        if different and most > 0:
            cursor.execute(f"SELECT * FROM ({pairs}) AS p WHERE differs AND NOT pending LIMIT %(most)s", parameters)
            for identity, missing, surplus, _, _, was, now in cursor.fetchall():
                found.examples.append(
                    {
                        "table": table,
                        "id": identity,
                        "year": year,
                        "kind": "missing" if missing else "surplus" if surplus else "differs",
                        "stored": None if missing else was,
                        "computed": None if surplus else now,
                    }
                )
