"""Comparing replays with what was stored: the evidence of a place's verdicts in a form that can be held equal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from assessment.compile import HOUSEHOLD_COLUMNS, REGION_COLUMNS
from assessment.statements import COUNTS

Evidence = dict[tuple[str, int, int], tuple[Any, ...]]

_TABLES = (
    ("household", "households_householdverdict", "household_id", HOUSEHOLD_COLUMNS),
    ("region", "villages_regionverdict", "area", REGION_COLUMNS),
    ("counts", "villages_villagecheck", "area", f"level, exists_in_year, {COUNTS}"),
)


def evidence(year: int, areas: Sequence[int] | None = None) -> Evidence:
    """(kind, subject, year) → values, outcomes, standard and counts of the verdict rows as they are seen here.

    Inside a block of ``replayed`` these are the replayed ones. ``areas`` None: all.
    """
    found: Evidence = {}
    with connection.cursor() as cursor:
        for kind, table, key, columns in _TABLES:
            place = "" if areas is None else " AND area = ANY(%(areas)s::bigint[])"
            cursor.execute(
                f"SELECT {key} AS subject, {columns} FROM {table} WHERE year = %(year)s{place}",
                {"year": year, "areas": None if areas is None else list(areas)},
            )
            found |= {(kind, row[0], year): tuple(map(_plain, row[1:])) for row in cursor.fetchall()}
    return found


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
