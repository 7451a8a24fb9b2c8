"""The fact tables as they stood at a moment, as ``pg_temp`` tables of the same names.

A row's state at a moment is the first image that the history took of it after the moment, or, where there is none,
the row that is stored now; either way only if it was stored by then (``inserted_at``). A transaction counts from
its start, for the history as for ``inserted_at``: a moment never shows half of one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from assessment.indicators.participation import CATEGORIES
from assessment.shadow import real_schema
from core.regions.codes import Level, ancestor, ancestors, area_range


@dataclass(frozen=True)
class Table:
    """A fact table and which of its rows a replay needs: SQL over a row ``x`` with the parameters of ``_parameters``.

    ``since`` is the column that tells the age of a row that is older than ``inserted_at``; "": from ever.
    """

    name: str
    where: str
    since: str = ""


_VILLAGES = "x.area = ANY(%(villages)s::bigint[])"
_YEAR = "x.year = %(year)s"
_DECIDING = ", ".join(f"'{code}'" for code in CATEGORIES)
TABLES = (
    Table("households_household", _VILLAGES, "created_at"),
    Table("households_householdyear", f"{_VILLAGES} AND {_YEAR}", "updated_at"),
    Table("households_member", _VILLAGES, "updated_at"),
    Table("households_memberyear", f"{_VILLAGES} AND {_YEAR}", "updated_at"),
    Table("villages_villageyear", f"{_VILLAGES} AND {_YEAR}", "updated_at"),
    Table("villages_countyyear", f"x.area = ANY(%(counties)s::bigint[]) AND {_YEAR}", "updated_at"),
    Table("projects_measure", f"{_VILLAGES} AND {_YEAR}", "updated_at"),
    # A project is carried by any region; of the year's, those of the kinds that decide anything.
    Table("projects_project", f"{_YEAR} AND x.category IN ({_DECIDING})", "updated_at"),
    Table("projects_projectbeneficiary", _VILLAGES),
    Table("assessment_standard", "TRUE", "created_at"),
    Table("assessment_criterion", "TRUE"),
    Table("assessment_povertyline", _YEAR),
    Table("regions_regionspan", "x.code = ANY(%(places)s::bigint[])"),
)


def _events(table: str) -> str:
    return f"{table}event"


def _born(table: Table, row: str, key: str) -> str:
    """Since when a row is stored. The age column of the earliest image is older than any later one."""
    if not table.since:
        return f"COALESCE({row}.inserted_at, '-infinity')"
    earliest = f"(SELECT min(f.{table.since}) FROM {_events(table.name)} f WHERE f.pgh_obj_id = {row}.{key})"
    return f"COALESCE({row}.inserted_at, LEAST({row}.{table.since}, {earliest}), '-infinity')"


def state_at(table: Table, columns: str) -> str:
    """A SELECT of the rows of ``table`` as they stood at %(at)s, of those that ``table.where`` wants."""
    events = _events(table.name)
    picked = ", ".join(f"x.{name.strip()}" for name in columns.split(","))
    return f"""
SELECT {picked} FROM {table.name} x
WHERE {table.where} AND {_born(table, "x", "id")} <= %(at)s
  AND NOT EXISTS (SELECT 1 FROM {events} e WHERE e.pgh_obj_id = x.id AND e.pgh_created_at > %(at)s)
UNION ALL
SELECT {picked} FROM {events} x
WHERE {table.where} AND x.pgh_created_at > %(at)s AND {_born(table, "x", "pgh_obj_id")} <= %(at)s
  AND NOT EXISTS (
    SELECT 1 FROM {events} e
    WHERE e.pgh_obj_id = x.pgh_obj_id AND e.pgh_created_at > %(at)s AND e.pgh_id < x.pgh_id)"""


def _columns(cursor: CursorWrapper, table: str) -> str:
    """The stored table's columns in their order; the history holds all of them."""
    cursor.execute(
        "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute "
        "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
        [table],
    )
    return str(cursor.fetchone()[0])


def _parameters(moment: datetime, villages: Sequence[int], regions: Sequence[int], year: int) -> dict[str, Any]:
    counties = {ancestor(area, Level.COUNTY) for area in (*villages, *regions)}
    places = {code for area in (*villages, *regions) for code in ancestors(area)}
    return {
        "at": moment,
        "year": year,
        "villages": sorted(villages),
        "counties": sorted(counties),
        "places": sorted(places),
    }


@contextmanager
def facts_at(moment: datetime, villages: Sequence[int], regions: Sequence[int], year: int) -> Iterator[None]:
    """For the block, inside the caller's transaction: the facts of ``villages`` and what is above them as stored
    at ``moment``. Nothing that reads facts sees the present meanwhile."""
    schema = real_schema()
    parameters = _parameters(moment, villages, regions, year)
    with connection.cursor() as cursor:
        for table in TABLES:
            columns = _columns(cursor, table.name)
            # No indexes: the statements join sets, and building them would cost more than they save.
            cursor.execute(
                f'CREATE TEMP TABLE "{table.name}" (LIKE "{schema}"."{table.name}" INCLUDING DEFAULTS) ON COMMIT DROP'
            )
            stored = Table(f"{schema}.{table.name}", table.where, table.since)
            cursor.execute(f'INSERT INTO pg_temp."{table.name}" ({columns}) {state_at(stored, columns)}', parameters)
            cursor.execute(f'ANALYZE pg_temp."{table.name}"')
    with _dropped([table.name for table in TABLES]):
        yield


@contextmanager
def _dropped(tables: Sequence[str]) -> Iterator[None]:
    try:
        yield
    finally:
        # After an error the transaction is lost anyway, and the copies with it.
        if not connection.needs_rollback and connection.is_usable():
            with connection.cursor() as cursor:
                for table in tables:
                    cursor.execute(f'DROP TABLE IF EXISTS pg_temp."{table}"')


# A standard applies from its release until it is retired; before a place's first release, that first one applies
# (as with the editions of regions: the earliest holds also for the time before it).
_APPLIES = """
UPDATE pg_temp.assessment_standard s SET state = CASE WHEN s.id IN (
  SELECT DISTINCT ON (a.level, a.region) a.id FROM (
    SELECT q.*, q.released_at IS NULL OR q.released_at <= %(at)s AS begun FROM pg_temp.assessment_standard q
    WHERE q.state IN ('released', 'retired') AND q.first_year <= %(year)s AND q.last_year >= %(year)s
      AND EXISTS (SELECT 1 FROM assessment_criterion c WHERE c.standard_id = q.id)) AS a
  WHERE (a.begun AND (a.state = 'released' OR a.retired_at > %(at)s)) OR (NOT a.begun AND NOT EXISTS (
    SELECT 1 FROM pg_temp.assessment_standard b
    WHERE b.level = a.level AND b.region = a.region AND b.state IN ('released', 'retired')
      AND b.first_year <= %(year)s AND b.last_year >= %(year)s
      AND (b.released_at IS NULL OR b.released_at <= %(at)s)))
  ORDER BY a.level, a.region, a.begun DESC, CASE WHEN a.begun THEN -a.id ELSE a.id END
) THEN 'released' ELSE 'retired' END"""


@contextmanager
def standards_on(moment: datetime, year: int) -> Iterator[None]:
    """For the block: the facts as they are stored now, but of the standards those that applied at ``moment``."""
    schema, table = real_schema(), "assessment_standard"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TEMP TABLE {table} (LIKE "{schema}".{table} INCLUDING DEFAULTS) ON COMMIT DROP')
        cursor.execute(f'INSERT INTO pg_temp.{table} SELECT * FROM "{schema}".{table}')
        cursor.execute(_APPLIES, {"at": moment, "year": year})
    with _dropped([table]):
        yield


def household_area_at(household_id: int, moment: datetime) -> int | None:
    """The village in which a household was registered at a moment; None when it was not stored then."""
    table = Table("households_household", "x.id = %(id)s", "created_at")
    with connection.cursor() as cursor:
        cursor.execute(state_at(table, "area"), {"at": moment, "id": household_id})
        row = cursor.fetchone()
        return None if row is None else int(row[0])


def villages_at(area: int, moment: datetime) -> list[int]:
    """The villages below a region that exist in any edition, or in which a household was or is registered."""
    if area % 1000:
        return [area]
    low, high = area_range(area)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT g.code FROM regions_region g WHERE g.code >= %(low)s AND g.code < %(high)s
            UNION SELECT h.area FROM households_household h WHERE h.area >= %(low)s AND h.area < %(high)s
            UNION SELECT e.area FROM households_householdevent e
              WHERE e.area >= %(low)s AND e.area < %(high)s AND e.pgh_created_at > %(at)s""",
            {"low": low, "high": high, "at": moment},
        )
        return sorted(code for (code,) in cursor.fetchall() if code % 1000)
