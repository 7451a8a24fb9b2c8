"""What releasing a draft would change: the engine's own statements over ``pg_temp`` copies (DESIGN 4.7).

Inside one snapshot the standards (or lines) are laid over as they would be after the release, whatever the draft or
a pending mark touches is computed again, the rest is borrowed from the stored verdicts, and both are compared.
Nothing is written but the list of what differs, which the caller keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from assessment.compute import compute_regions, compute_villages, village_verdicts
from assessment.effect import BEFORE_AFTER
from assessment.models import LineDraft, PovertyLine, Standard
from assessment.selectors import lines, nearest, places_within, released
from assessment.shadow import WRITTEN, shadows, snapshot
from core.changes.models import Change
from core.regions.codes import Level, ancestors

HOUSEHOLD_LEVEL = 6
# One piece of work between two beats of a progress bar; the size makes no difference to the time.
VILLAGES_AT_ONCE = 600
_STANDARDS = ("assessment_standard", "assessment_criterion")
_LINES = ("assessment_povertyline",)
Draft = Standard | LineDraft


@dataclass
class Simulated:
    """How much was looked at, how many places were pending, and the flips by level: ``before_to_after`` → number."""

    households: int = 0
    villages: int = 0
    regions: int = 0
    pending: int = 0
    as_of: datetime | None = None
    totals: dict[str, dict[str, int]] = field(default_factory=dict)


def jurisdiction(draft: Draft) -> list[int]:
    """The regions whose verdicts a release decides: the draft's own, and that of the version it retires."""
    regions = {draft.region}
    if isinstance(draft, Standard):
        regions |= set(_retired_by(draft).values_list("region", flat=True))
    return sorted(region for region in regions if not any(above in regions for above in ancestors(region)[1:]))


def _retired_by(draft: Standard) -> QuerySet[Standard]:
    return Standard.objects.filter(code=draft.code, state=Standard.State.RELEASED).exclude(pk=draft.pk)


def simulate(
    draft: Draft, year: int, simulation: int, *, progress: Callable[[int, int], None] = lambda _done, _total: None
) -> Simulated:
    """Compute what the release would flip in its jurisdiction and keep the list under the id ``simulation``."""
    found = Simulated()
    with snapshot():
        areas = jurisdiction(draft)
        places = places_within(areas)
        villages = [place for place in places if place % 1000]
        regions = [place for place in places if place % 1000 == 0]
        # Before the shadows: they hide the marks too.
        waiting = _pending(villages, year)
        found.pending = len(waiting) + _pending_sums(regions, year)
        before = _deciding(villages, year)
        with shadows((*WRITTEN, *(_STANDARDS if isinstance(draft, Standard) else _LINES))) as schema:
            _lay_over(schema, draft)
            after = _deciding(villages, year)
            again = sorted(waiting | {area for area in villages if before[0][area] != after[0][area]})
            rest = sorted(set(villages) - set(again))
            for start in range(0, len(again), VILLAGES_AT_ONCE):
                progress(start, len(villages))
                found.households += compute_villages(
                    again[start : start + VILLAGES_AT_ONCE], year, empty=True
                ).households
            _borrow(schema, rest, year)
            judged = [area for area in rest if before[1][area] != after[1][area]]
            village_verdicts(judged, year)
            if regions:
                _analyze("villages_villagecheck", "villages_regionverdict")
                found.regions = compute_regions(regions, year).regions
            found.villages = len(again) + len(judged)
            _keep(schema, again, places, year, simulation)
        with connection.cursor() as cursor:
            cursor.execute("SELECT now()")
            found.as_of = cursor.fetchone()[0]
            found.totals = _totals(cursor, simulation)
    return found


def _pending(villages: Sequence[int], year: int) -> set[int]:
    """The villages that will be computed anyway: marked themselves, or by a wide mark above them."""
    marks = Change.objects.filter(year__isnull=True) | Change.objects.filter(year=year)
    marked = set(marks.filter(alone=False).values_list("area", flat=True).distinct())
    return {area for area in villages if not marked.isdisjoint(ancestors(area))} if marked else set()


def _pending_sums(regions: Sequence[int], year: int) -> int:
    marks = Change.objects.filter(year__isnull=True) | Change.objects.filter(year=year)
    return len(set(marks.filter(alone=True, area__in=regions).values_list("area", flat=True)))


def _deciding(villages: Iterable[int], year: int) -> tuple[Mapping[int, Any], Mapping[int, Any]]:
    """By village: what decides its households (standard and line), and what decides the village itself."""
    standards, amounts = released(year, ["household", "village"]), lines(year)
    households, own = {}, {}
    for area in villages:
        households[area] = (nearest(area, standards["household"]), nearest(area, amounts))
        own[area] = nearest(area, standards["village"])
    return households, own


def _lay_over(schema: str, draft: Draft) -> None:
    """The standards or lines as they would be after the release, as ``pg_temp`` rows."""
    with connection.cursor() as cursor:
        for table in _STANDARDS if isinstance(draft, Standard) else _LINES:
            cursor.execute(f'INSERT INTO pg_temp.{table} SELECT * FROM "{schema}".{table}')
    # From here on the names of these tables mean the copies.
    if isinstance(draft, Standard):
        _retired_by(draft).update(state=Standard.State.RETIRED)
        Standard.objects.filter(pk=draft.pk).update(state=Standard.State.RELEASED)
        return
    PovertyLine.objects.update_or_create(
        region=draft.region, year=draft.year, purpose=draft.purpose, defaults={"amount": draft.amount}
    )


def _borrow(schema: str, villages: list[int], year: int) -> None:
    """The stored counts and verdicts of villages whose households are decided as before."""
    with connection.cursor() as cursor:
        for table in ("villages_villagecheck", "villages_regionverdict"):
            cursor.execute(
                f'INSERT INTO pg_temp.{table} SELECT * FROM "{schema}".{table} '
                "WHERE area = ANY(%s::bigint[]) AND year = %s",
                [villages, year],
            )


def _analyze(*tables: str) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ANALYZE pg_temp.{table}")


_KEEP = """
INSERT INTO assessment_simulatedflip (simulation_id, level, area, household_id, before, after)
SELECT %(simulation)s, d.level, d.area, d.household_id, d.before, d.after FROM (
  SELECT {level} AS level, COALESCE(n.area, s.area) AS area, {household} AS household_id, {before_after}
  FROM (SELECT * FROM pg_temp.{table} WHERE year = %(year)s) n
  FULL JOIN (SELECT * FROM "{schema}".{table} WHERE year = %(year)s AND area = ANY(%(areas)s::bigint[])) s
    ON s.{key} = n.{key}) AS d
WHERE d.before <> d.after
ORDER BY d.level, d.area, d.household_id"""


def _keep(schema: str, computed: list[int], places: list[int], year: int, simulation: int) -> None:
    tables = (
        ("households_householdverdict", "household_id", str(HOUSEHOLD_LEVEL), computed),
        ("villages_regionverdict", "area", "COALESCE(n.level, s.level)", places),
    )
    with connection.cursor() as cursor:
        for table, key, level, areas in tables:
            household = "COALESCE(n.household_id, s.household_id)" if key == "household_id" else "NULL::bigint"
            query = _KEEP.format(
                level=level, household=household, before_after=BEFORE_AFTER, table=table, schema=schema, key=key
            )
            cursor.execute(query, {"simulation": simulation, "year": year, "areas": areas})


_NAMES = {
    Level.PROVINCE: "province", Level.CITY: "city", Level.COUNTY: "county", Level.TOWNSHIP: "township",
    Level.VILLAGE: "village", HOUSEHOLD_LEVEL: "household",
}  # fmt: skip


def _totals(cursor: Any, simulation: int) -> dict[str, dict[str, int]]:
    cursor.execute(
        "SELECT level, before || '_to_' || after, count(*) FROM assessment_simulatedflip WHERE simulation_id = %s "
        "GROUP BY 1, 2 ORDER BY 1, 2",
        [simulation],
    )
    found: dict[str, dict[str, int]] = {}
    for level, kind, number in cursor.fetchall():
        found.setdefault(_NAMES[level], {})[kind] = number
    return found


def size_of(draft: Draft) -> int:
    """How many villages the jurisdiction has: more than a township's is a job."""
    return sum(1 for place in places_within(jurisdiction(draft)) if place % 1000)
