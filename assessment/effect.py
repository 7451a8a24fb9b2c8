"""What a change of facts would do to verdicts: counts for the preview of an import, and the subjects concerned.

The caller has laid the new facts over the stored ones as ``pg_temp`` tables of the same names in the current
transaction, or has written them in it; the stored verdicts are the "before".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from assessment.compute import compute_villages
from assessment.selectors import villages_within
from assessment.shadow import shadows


def _outcome(row: str, none: str) -> str:
    return (
        f"CASE WHEN {row}.year IS NULL THEN '{none}' WHEN {row}.outcome THEN 'met' "
        f"WHEN NOT {row}.outcome THEN 'not_met' ELSE 'unknown' END"
    )


BEFORE_AFTER = f"{_outcome('s', 'new')} AS before, {_outcome('n', 'gone')} AS after"


@dataclass(frozen=True)
class ChangedSubject:
    """``subject`` is 户编号 or the region's 12-digit code; ``before`` may be ``new``, ``after`` may be ``gone``."""

    subject: str
    name: str
    area: int
    before: str
    after: str


@dataclass(frozen=True)
class Effect:
    """``counts``: level → ``met_to_not_met`` and the like → number; unchanged outcomes are left out."""

    counts: dict[str, dict[str, int]]
    households: list[ChangedSubject] = field(default_factory=list)
    villages: list[ChangedSubject] = field(default_factory=list)


def effect_of(areas: Sequence[int], year: int) -> dict[str, dict[str, int]]:
    """The counts of ``effect``; this is what ``config`` connects to the imports."""
    return effect(areas, year, limit=0).counts


def effect(areas: Sequence[int], year: int, *, limit: int = 200) -> Effect:
    """The verdicts of the villages (those below, for a larger area) and their households against the stored ones.

    ``limit`` subjects a level are listed, those that would lose their outcome first.
    """
    places = villages_within(areas)
    with shadows() as schema:
        compute_villages(places, year)
        households = _compare(
            f"""
            SELECT COALESCE(n.household_id, s.household_id) AS id, COALESCE(n.area, s.area) AS area,
              {BEFORE_AFTER}
            FROM (SELECT * FROM pg_temp.households_householdverdict WHERE year = %(year)s) n
            FULL JOIN (
              SELECT v.* FROM "{schema}".households_householdverdict v WHERE v.year = %(year)s
                AND (v.area = ANY(%(areas)s::bigint[])
                  OR v.household_id IN (SELECT household_id FROM pg_temp.households_householdverdict))
            ) s ON s.household_id = n.household_id""",
            "SELECT c.*, h.code, h.head_name FROM d AS c LEFT JOIN households_household h ON h.id = c.id",
            places,
            year,
            limit,
        )
        villages = _compare(
            f"""
            SELECT COALESCE(n.area, s.area) AS id, COALESCE(n.area, s.area) AS area,
              {BEFORE_AFTER}
            FROM (SELECT * FROM pg_temp.villages_regionverdict WHERE year = %(year)s) n
            FULL JOIN (
              SELECT v.* FROM "{schema}".villages_regionverdict v
              WHERE v.year = %(year)s AND v.area = ANY(%(areas)s::bigint[])) s ON s.area = n.area""",
            "SELECT c.*, lpad(c.id::text, 12, '0'), r.official_name "
            "FROM d AS c LEFT JOIN regions_region r ON r.code = c.id",
            places,
            year,
            limit,
        )
    return Effect({"household": households[0], "village": villages[0]}, households[1], villages[1])


def _compare(
    pairs: str, named: str, areas: list[int], year: int, limit: int
) -> tuple[dict[str, int], list[ChangedSubject]]:
    parameters: dict[str, Any] = {"areas": areas, "year": year, "limit": limit}
    changed = f"WITH c AS ({pairs}), d AS (SELECT * FROM c WHERE before <> after)"
    with connection.cursor() as cursor:
        cursor.execute(f"{changed} SELECT before || '_to_' || after, count(*) FROM d GROUP BY 1 ORDER BY 1", parameters)
        counts = dict(cursor.fetchall())
        if not limit or not counts:
            return counts, []
        order = "array_position(ARRAY['not_met', 'unknown', 'gone', 'met'], q.after), q.area, q.id"
        cursor.execute(
            f"{changed} SELECT * FROM ({named}) q ORDER BY {order} LIMIT %(limit)s",
            parameters,
        )
        return counts, [
            ChangedSubject(code or "", name or "", area, before, after)
            for _, area, before, after, code, name in cursor.fetchall()
        ]
