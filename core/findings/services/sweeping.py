"""Sweeps: of what has changed, and of everything in a year.

One sweep at a time (an advisory lock of its transaction): lock, forget the marks, ask. Each is a statement of its own
under READ COMMITTED, so a fact is either seen or its mark is still there afterwards (DESIGN 4.3).
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from django.db import connection
from django.utils import timezone

from core.audit.trail import SYSTEM, recorded
from core.changes.selectors import years_in_use
from core.findings.ask import hits
from core.findings.registry import rules, sources
from core.findings.rulings import Rulings
from core.findings.upsert import Swept, upsert
from core.regions.codes import COUNTRY, Level, ancestor, area_range

logger = logging.getLogger(__name__)

# Above every area code and apart from the locks of the verdicts' places.
LOCK = 8 * 10**12
# A sweep holds about so many villages' findings; a township of thirty takes well under a second.
VILLAGES = 300
MARKS = 5000


def sweep(
    year: int, area: int = COUNTRY, *, today: date | None = None, progress: Callable[[str], None] = lambda _text: None
) -> Swept:
    """Ask every rule of every place below ``area`` that has facts or findings of ``year``."""
    done = Swept()
    for piece in _pieces(_places(area, year)):
        with recorded(SYSTEM.at_door("task"), reason="疑点排查"):
            _lock(wait=True)
            done.add(_swept(piece, year, today))
        progress(f"{done.places} places, {done.hits} hits")
    return done


def sweep_pending(*, seconds: float = 60.0, today: date | None = None) -> Swept:
    """Work off the marks, oldest first, for about ``seconds``; another process that sweeps is left to it."""
    done, until = Swept(), time.monotonic() + seconds
    while time.monotonic() < until and pending():
        with recorded(SYSTEM.at_door("task"), reason="疑点排查"):
            if not _lock(wait=False):
                return done
            marked = _forget()
            if not marked:
                return done
            for year, areas in _by_year(marked).items():
                done.add(_swept(areas, year, today))
    return done


def pending() -> int:
    """How many marks wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM findings_doubtmark")
        return int(cursor.fetchone()[0])


def mark(area: int, year: int) -> None:
    """Have everything below ``area`` checked again: a rule's setting has changed."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO findings_doubtmark (area, year) VALUES (%s, %s)", [area, year])


def _swept(areas: Sequence[int], year: int, today: date | None) -> Swept:
    rulings = Rulings(year)
    with hits(year, areas):
        asked = [rule.code for rule in rules() if any(r.active for r in rulings.groups(rule, areas))]
        return upsert(year, areas, today or timezone.localdate(), asked)


def _lock(*, wait: bool) -> bool:
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


# A village's marks go whole, however many; of a region's, one village after the other would lose the rest.
_FORGET = """
DELETE FROM findings_doubtmark WHERE area IN (
  SELECT area FROM (SELECT id, area FROM findings_doubtmark ORDER BY id LIMIT %s) AS first
  GROUP BY area ORDER BY min(id) LIMIT %s) RETURNING area, year"""


def _forget() -> set[tuple[int, int | None]]:
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [MARKS, VILLAGES])
        return set(cursor.fetchall())


def _by_year(marked: Iterable[tuple[int, int | None]]) -> dict[int, list[int]]:
    """Year in use → villages. A wide mark becomes marks of its villages, which the next round finds."""
    years = years_in_use()
    found: dict[int, set[int]] = defaultdict(set)
    for area, year in marked:
        for each in years if year is None else [year] if year in years else []:
            if area % 1000:
                found[each].add(area)
            else:
                found[each].update(_spread(area, each))
    return {year: sorted(areas) for year, areas in found.items()}


def _spread(area: int, year: int) -> list[int]:
    """Mark the villages of a region; the regions above the village that have rows of their own are given back.

    Those are swept at once: a mark of theirs would be spread again, for ever.
    """
    places = _places(area, year)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO findings_doubtmark (area, year) SELECT a, %s FROM unnest(%s::bigint[]) AS a",
            [year, [place for place in places if place % 1000]],
        )
    return [place for place in places if not place % 1000]


def _places(area: int, year: int) -> list[int]:
    """Every place at or below ``area`` with rows to check or findings that are not closed, in code order."""
    low, high = area_range(area)
    parts = [source.places for source in sources()]
    parts.append(
        "SELECT area FROM findings_finding WHERE area >= %(low)s AND area < %(high)s AND year = %(year)s "
        "AND state <> 'closed'"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT area FROM ({' UNION '.join(parts)}) AS p ORDER BY area", {"low": low, "high": high, "year": year}
        )
        return [row[0] for row in cursor.fetchall()]


def _pieces(places: Sequence[int]) -> Iterator[list[int]]:
    """A county's villages at a time, a large county's in parts."""
    piece: list[int] = []
    for place in places:
        if piece and (len(piece) >= VILLAGES or ancestor(piece[-1], Level.COUNTY) != ancestor(place, Level.COUNTY)):
            yield piece
            piece = []
        piece.append(place)
    if piece:
        yield piece
