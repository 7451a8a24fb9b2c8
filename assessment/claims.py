"""From marks to stored verdicts: claim, delete, compute, as separate statements of one READ COMMITTED transaction.

(1) try-lock pending places, (2) delete their marks, (3) compute. In this order a fact is either seen by (3) or its
mark is still there afterwards; in one statement, or with the deletion last, marks get lost (PROTOTYPE 3). Workers
pass each other at the try-lock, so whoever held a lock looks again after its commit.

Three units of work: a wide mark is expanded to the villages and regions below it, a batch of villages is computed,
a batch of regions is summed. Single edits go before bulk, and bulk gets a small batch after each of them.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import DataError, IntegrityError, InterfaceError, OperationalError, connection, transaction

from assessment.compute import Computed, compute_regions, compute_villages
from assessment.freshness.measure import pass_record
from assessment.indicators import UnknownIndicatorError
from assessment.kleene import NotCompilableError
from assessment.selectors import PLACES_BELOW
from core.changes.models import YearInUse
from core.regions.codes import ancestors, area_range, level_of

logger = logging.getLogger(__name__)

# Advisory locks of places: this much above the area, so that no other use of locks meets them.
LOCKS = 7 * 10**12
EXPANSION_LOCK = LOCKS - 1
INTERACTIVE_VILLAGES = 30
# Bulk batches are as large as an edit that arrives meanwhile can bear: so many households, so many empty villages.
BULK_VILLAGES = 1000
BULK_HOUSEHOLDS = 4000
BULK_HOUSEHOLDS_BESIDE_EDITS = 1000
REGIONS = 100
RETRY_SECONDS = 300.0
# Deadlock, serialization failure, a household deleted under its verdict.
_RETRIED = {"40P01", "40001", "23503"}

# The oldest pending places, as many as are looked at once; then the locks, in that order.
_CLAIM = """
SELECT area FROM (
  SELECT area FROM (
    SELECT id, area FROM changes_change WHERE {which} AND bulk = %(bulk)s AND area <> ALL(%(bad)s::bigint[])
    ORDER BY id LIMIT 20000) AS w
  GROUP BY area ORDER BY min(id) OFFSET 0) AS c
WHERE pg_try_advisory_xact_lock(%(locks)s + area) LIMIT %(limit)s"""
_VILLAGES = "area %% 1000 <> 0"
_REGIONS = "alone"
_WIDE = "area % 1000 = 0 AND NOT alone"

# The first of the claimed villages, up to a number of households; the rest stay pending.
_CUT = """
SELECT area FROM (
  SELECT area, place, sum(size) OVER (ORDER BY place) - size AS before FROM (
    SELECT a.area, a.place, (SELECT count(*) FROM households_household h WHERE h.area = a.area) AS size
    FROM unnest(%s::bigint[]) WITH ORDINALITY AS a(area, place)) AS z) AS s
WHERE before < %s ORDER BY place"""


def _claim(which: str, *, bulk: bool, limit: int, bad: Iterable[int] = ()) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM.format(which=which), {"bulk": bulk, "limit": limit, "locks": LOCKS, "bad": list(bad)})
        return [row[0] for row in cursor.fetchall()]


def _cut(areas: list[int], households: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_CUT, [areas, households])
        return [row[0] for row in cursor.fetchall()]


def _forget(
    areas: list[int], *, alone: bool, marks: list[tuple[datetime, bool]] | None = None
) -> dict[int | None, set[int]]:
    """Delete the marks of claimed places: year (None: every year) → places; ``marks`` collects their (at, bulk)."""
    condition = " AND alone" if alone else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM changes_change WHERE area = ANY(%s::bigint[]){condition} RETURNING year, area, at, bulk",
            [areas],
        )
        found: dict[int | None, set[int]] = defaultdict(set)
        for year, area, at, bulk in cursor.fetchall():
            found[year].add(area)
            if marks is not None:
                marks.append((at, bulk))
    return found


def _by_year(marked: dict[int | None, set[int]]) -> dict[int, set[int]]:
    """Years in use → places; a first fact brings a year into use."""
    years = set(YearInUse.objects.values_list("year", flat=True))
    every = marked.pop(None, set())
    for year in sorted(set(marked) - years):  # type: ignore[type-var]
        if year is not None and _has_facts(marked[year], year):
            use_year(year)
            years.add(year)
    return {year: places for year in years if (places := marked.get(year, set()) | every)}


def _has_facts(areas: Iterable[int], year: int) -> bool:
    """Whether some place below ``areas`` has a record of the year; a poverty line alone is none."""
    ranges = [area_range(area) for area in areas]
    tables = ("households_householdyear", "households_memberyear", "villages_villageyear", "villages_countyyear")
    query = " OR ".join(
        f"EXISTS (SELECT 1 FROM unnest(%(lows)s::bigint[], %(highs)s::bigint[]) AS r(low, high) "
        f"JOIN {table} t ON t.area >= r.low AND t.area < r.high AND t.year = %(year)s)"
        for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {query}", {"lows": [low for low, _ in ranges], "highs": [high for _, high in ranges], "year": year}
        )
        return bool(cursor.fetchone()[0])


def use_year(year: int) -> bool:
    """Bring a year into use: everything that exists in it is to be computed. False where it was in use."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO changes_yearinuse (year) VALUES (%s) ON CONFLICT DO NOTHING", [year])
        if cursor.rowcount:
            cursor.execute("INSERT INTO changes_change (area, year, bulk) VALUES (0, %s, TRUE)", [year])
        return bool(cursor.rowcount)


def village_batch(
    *, bulk: bool, villages: int = INTERACTIVE_VILLAGES, households: int = BULK_HOUSEHOLDS, bad: Iterable[int] = ()
) -> Computed | None:
    """One transaction over pending villages; None when there was nothing to claim."""
    with transaction.atomic():
        areas = _claim(_VILLAGES, bulk=bulk, limit=villages, bad=bad)
        if bulk and areas:
            areas = _cut(areas, households)
        return _computed(areas, lambda places, year: compute_villages(places, year, bulk=bulk), alone=False)


def region_batch(*, bulk: bool, bad: Iterable[int] = ()) -> Computed | None:
    """One transaction over regions whose sums have changed; None when there was nothing to claim."""
    with transaction.atomic():
        areas = _claim(_REGIONS, bulk=bulk, limit=REGIONS, bad=bad)
        return _computed(areas, compute_regions, alone=True)


def _computed(areas: list[int], compute: Callable[[list[int], int], Computed], *, alone: bool) -> Computed | None:
    """Forget the marks of locked places and compute them."""
    if not areas:
        return None
    done, marks = Computed(places=len(areas)), list[tuple[datetime, bool]]()
    try:
        for year, places in _by_year(_forget(areas, alone=alone, marks=marks)).items():
            done.add(compute(sorted(places), year))
        if not alone:
            pass_record(marks)
    except (DataError, NotCompilableError, UnknownIndicatorError) as error:
        raise UncomputableError(areas, str(error)) from error
    return done


class UncomputableError(RuntimeError):
    """Some place among ``areas`` cannot be computed: a fact or a standard written past every check."""

    def __init__(self, areas: list[int], reason: str) -> None:
        super().__init__(f"{areas[:5]}: {reason}")
        self.areas = areas


def expand() -> Computed | None:
    """Turn wide marks into marks of the villages and regions that exist below them; None when there are none."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [EXPANSION_LOCK])
        if not cursor.fetchone()[0]:
            return None
        # Without a year in use there is nothing to compute; the first one will mark the whole country.
        cursor.execute("DELETE FROM changes_change WHERE year IS NULL AND NOT EXISTS (SELECT 1 FROM changes_yearinuse)")
        cursor.execute(f"DELETE FROM changes_change WHERE {_WIDE} RETURNING year, area")
        marked: dict[int | None, set[int]] = defaultdict(set)
        for year, area in cursor.fetchall():
            marked[year].add(area)
        if not marked:
            return None
        every = marked.get(None, set())
        spread: dict[int | None, set[int]] = {None: every} if every else {}
        for year, places in _by_year({year: areas for year, areas in marked.items() if year is not None}).items():
            spread[year] = {place for place in places if not _covered(place, every)}
        for year, places in spread.items():
            _spread(cursor, sorted(place for place in places if not _covered(place, places)), year)
    return Computed()


def _covered(area: int, by: set[int]) -> bool:
    """Whether a region above is marked anyway."""
    return any(region in by for region in ancestors(area) if region != area)


# The places below the ranges, and the regions above them.
_SPREAD = f"""
INSERT INTO changes_change (area, year, bulk, alone)
SELECT x.area, %(year)s, TRUE, x.area %% 1000 = 0 FROM (
  SELECT p.area FROM unnest(%(lows)s::bigint[], %(highs)s::bigint[]) AS r(low, high)
  CROSS JOIN LATERAL ({PLACES_BELOW}) AS p
  UNION SELECT u.area FROM unnest(%(above)s::bigint[]) AS u(area)
) AS x WHERE x.area <> 0
ORDER BY x.area"""


def _spread(cursor: Any, areas: Sequence[int], year: int | None) -> None:
    if not areas:
        return
    ranges = [area_range(area) for area in areas]
    above = sorted({region for area in areas for region in ancestors(area) if level_of(region) > 0})
    cursor.execute(
        _SPREAD,
        {"lows": [low for low, _ in ranges], "highs": [high for _, high in ranges], "year": year, "above": above},
    )


class Worker:
    """Works marks off until nothing can be claimed. One process keeps one, for what it knows of bad places."""

    def __init__(self) -> None:
        self.done = Computed()
        self.rounds = 0
        self.villages = INTERACTIVE_VILLAGES
        # Places that failed alone → when they may be tried again. Their marks stay, so they show as pending.
        self.bad: dict[int, float] = {}

    def work(self, *, seconds: float = 60.0) -> bool:
        """Work for about ``seconds`` at most; True when time ran out before the queue was empty.

        Deadlocks, serialization failures and lost connections are tried again: the marks are still there.
        """
        until = time.monotonic() + seconds
        failures = 0
        while time.monotonic() < until:
            try:
                if not self.round():
                    return False
                failures = 0
            except (OperationalError, InterfaceError, IntegrityError) as error:
                failures += 1
                if failures > 20 or not is_passing(error):
                    raise
                logger.info("computing again after %s", type(error).__name__)
                if not connection.is_usable():
                    connection.close()
                time.sleep(0.01 * failures)
        return True

    def round(self) -> bool:
        """Everything once, single edits first; False when nothing could be claimed."""
        self.rounds += 1
        now = time.monotonic()
        self.bad = {area: until for area, until in self.bad.items() if until > now}
        edits = self._step(lambda bad: village_batch(bulk=False, bad=bad))
        edits |= self._step(lambda bad: region_batch(bulk=False, bad=bad))
        wide = self._step(lambda _bad: expand())
        most = BULK_HOUSEHOLDS_BESIDE_EDITS if edits else BULK_HOUSEHOLDS
        backlog = self._step(lambda bad: self._bulk_batch(most, bad))
        # While villages are still to come, their regions' sums are renewed now and then only.
        sums = (not backlog or self.rounds % 5 == 0) and self._step(lambda bad: region_batch(bulk=True, bad=bad))
        return edits or wide or backlog or sums

    def _bulk_batch(self, households: int, bad: list[int]) -> Computed | None:
        """As many villages as hold about so many households: the number found last time is the next guess."""
        result = village_batch(bulk=True, villages=self.villages, households=households, bad=bad)
        if result is not None:
            all_fitted = result.places >= self.villages
            self.villages = min(self.villages * 2 if all_fitted else result.places + 10, BULK_VILLAGES)
        return result

    def _step(self, batch: Callable[[list[int]], Computed | None]) -> bool:
        try:
            result = batch(list(self.bad))
        except UncomputableError as error:
            self._isolate(error.areas)
            return True
        if result is None:
            return False
        self.done.add(result)
        return True

    def _isolate(self, areas: list[int]) -> None:
        """Compute the places of a failed batch one by one; whoever fails alone waits."""
        for area in areas:
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCKS + area])
                    if cursor.fetchone()[0]:
                        compute = compute_villages if area % 1000 else compute_regions
                        self.done.add(_computed([area], compute, alone=area % 1000 == 0) or Computed())
            except UncomputableError:
                logger.exception("place %s cannot be computed", area)
                self.bad[area] = time.monotonic() + RETRY_SECONDS


def is_passing(error: Exception) -> bool:
    """Whether trying again can help."""
    code = getattr(error.__cause__, "pgcode", None)
    return code is None or code in _RETRIED or str(code).startswith(("08", "57"))
