"""Loading an edition of the region tree; everything else about regions is derived from the editions in SQL sets."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from core.audit.trail import Actor, recorded
from core.regions.files import Entry
from core.regions.naming import pinyin_of, short_name

# An undated first file counts as older than every dated edition.
UNDATED = date(1900, 1, 1)
ANALYZE_FROM = 10_000


class EditionRefusedError(ValueError):
    """The edition cannot be loaded; nothing changed."""


@dataclass(frozen=True)
class EditionResult:
    """``read`` rows; regions ``created``, ``updated`` (renamed, or in use again) and newly ``retired``.

    A region that an older edition brings in as retired already counts as created and as retired.
    """

    read: int
    created: int
    updated: int
    retired: int


# A transaction may load several editions.
_CLEAR = """
DROP TABLE IF EXISTS pg_temp.stage_edition, pg_temp.stage_unit, pg_temp.stage_span_of_edition, pg_temp.stage_span,
    pg_temp.stage_latest, pg_temp.stage_name"""

_STAGE = """
CREATE TEMP TABLE stage_edition (
    code bigint PRIMARY KEY, level smallint, parent_code bigint, official_name text
) ON COMMIT DROP"""

_UNITS = """
CREATE TEMP TABLE stage_unit ON COMMIT DROP AS
SELECT DISTINCT (code / 1000000)::int AS unit FROM stage_edition"""

_ORPHAN = """
SELECT s.code FROM stage_edition s
WHERE s.parent_code IS NOT NULL AND s.level < 4
  AND NOT EXISTS (SELECT 1 FROM stage_edition p WHERE p.code = s.parent_code)
  AND NOT EXISTS (SELECT 1 FROM regions_region p WHERE p.code = s.parent_code)
ORDER BY s.code LIMIT 1"""

# The same unit and date again: the file replaces what was said before.
_FORGET = """
DELETE FROM regions_editionentry e USING stage_unit u
WHERE e.unit = u.unit AND e.edition = %(edition)s
  AND NOT EXISTS (SELECT 1 FROM stage_edition s WHERE s.code = e.code)"""

_REMEMBER = """
INSERT INTO regions_editionentry (unit, edition, code, official_name)
SELECT s.code / 1000000, %(edition)s, s.code, s.official_name FROM stage_edition s ORDER BY s.code
ON CONFLICT (unit, edition, code) DO UPDATE SET official_name = EXCLUDED.official_name
WHERE regions_editionentry.official_name <> EXCLUDED.official_name"""

# An edition holds from its date (the first from ever) until the next edition of its unit (the last for good).
_EDITIONS = """
CREATE TEMP TABLE stage_span_of_edition ON COMMIT DROP AS
SELECT unit, edition, row_number() OVER w > 1 AS dated,
       lead(edition) OVER w AS next_edition, row_number() OVER w AS place
FROM (SELECT DISTINCT e.unit, e.edition FROM regions_editionentry e JOIN stage_unit USING (unit)) q
WINDOW w AS (PARTITION BY unit ORDER BY edition)"""

# Runs of editions that name a code alike become one span (gaps and islands).
_SPANS = """
CREATE TEMP TABLE stage_span ON COMMIT DROP AS
SELECT code, official_name,
       (array_agg(CASE WHEN dated THEN edition END ORDER BY place))[1] AS valid_from,
       (array_agg(next_edition ORDER BY place DESC))[1] AS valid_to
FROM (
    SELECT e.code, e.official_name, s.*,
           s.place - row_number() OVER (PARTITION BY e.code, e.official_name ORDER BY s.place) AS island
    FROM regions_editionentry e JOIN stage_span_of_edition s USING (unit, edition)
) q
GROUP BY code, official_name, island"""

_SPANS_GONE = """
DELETE FROM regions_regionspan r USING stage_unit u
WHERE r.code / 1000000 = u.unit AND NOT EXISTS (
    SELECT 1 FROM stage_span s WHERE s.code = r.code AND s.official_name = r.official_name
      AND s.valid_from IS NOT DISTINCT FROM r.valid_from AND s.valid_to IS NOT DISTINCT FROM r.valid_to)"""

_SPANS_COME = """
INSERT INTO regions_regionspan (code, valid_from, valid_to, official_name)
SELECT s.code, s.valid_from, s.valid_to, s.official_name FROM stage_span s
WHERE NOT EXISTS (
    SELECT 1 FROM regions_regionspan r WHERE r.code = s.code AND r.official_name = s.official_name
      AND s.valid_from IS NOT DISTINCT FROM r.valid_from AND s.valid_to IS NOT DISTINCT FROM r.valid_to)
ORDER BY s.code"""

_LATEST = """
CREATE TEMP TABLE stage_latest ON COMMIT DROP AS
SELECT DISTINCT ON (code) code, official_name, valid_to AS retired_on
FROM stage_span ORDER BY code, valid_from DESC NULLS LAST"""

_NAMES_WANTED = """
SELECT DISTINCT l.official_name FROM stage_latest l LEFT JOIN regions_region r USING (code)
WHERE r.official_name IS DISTINCT FROM l.official_name"""

_NAMES = "CREATE TEMP TABLE stage_name (official_name text, name text, pinyin text, initials text) ON COMMIT DROP"

_UPDATE = """
WITH changed AS (
    UPDATE regions_region r SET
        official_name = l.official_name, retired_on = l.retired_on,
        name = COALESCE(n.name, r.name), pinyin = COALESCE(n.pinyin, r.pinyin),
        initials = COALESCE(n.initials, r.initials)
    FROM stage_latest l LEFT JOIN stage_name n USING (official_name), regions_region before
    WHERE r.code = l.code AND before.code = r.code
      AND (r.official_name, r.retired_on) IS DISTINCT FROM (l.official_name, l.retired_on)
    RETURNING r.retired_on IS NOT NULL AND before.retired_on IS NULL AS retired
)
SELECT count(*), count(*) FILTER (WHERE retired) FROM changed"""

_CREATE = """
WITH created AS (
    INSERT INTO regions_region (code, level, parent_code, name, official_name, pinyin, initials, retired_on)
    SELECT l.code, s.level, s.parent_code, n.name, l.official_name, n.pinyin, n.initials, l.retired_on
    FROM stage_latest l JOIN stage_edition s USING (code) JOIN stage_name n ON n.official_name = l.official_name
    WHERE NOT EXISTS (SELECT 1 FROM regions_region r WHERE r.code = l.code)
    ORDER BY l.code
    RETURNING retired_on
)
SELECT count(*), count(retired_on) FROM created"""

# A correction took a code out of its only edition: the row stays, as never valid.
_UNNAMED = """
WITH changed AS (
    UPDATE regions_region r SET retired_on = %(edition)s
    FROM stage_unit u
    WHERE r.code / 1000000 = u.unit AND r.retired_on IS NULL
      AND NOT EXISTS (SELECT 1 FROM stage_span s WHERE s.code = r.code)
    RETURNING 1
)
SELECT count(*), count(*) FROM changed"""


def edition_load(*, entries: Sequence[Entry], edition: date | None, actor: Actor) -> EditionResult:
    """Load one edition file.

    It speaks for the county-level units it contains and for its date; the validity of a code follows from all
    editions of its unit, so the order of loading never matters and the same again changes nothing.
    """
    with recorded(actor, reason="导入行政区划", bulk=True), connection.cursor() as cursor:
        # One edition at a time: two at once would derive from half of each other.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('regions.edition'))")
        _stage(cursor, entries)
        day = _edition_day(cursor, edition)
        if not _remember(cursor, day):
            return EditionResult(len(entries), 0, 0, 0)
        for statement in (_EDITIONS, _SPANS, "ANALYZE stage_span", _SPANS_GONE, _SPANS_COME, _LATEST):
            cursor.execute(statement)
        _stage_names(cursor)
        counts = []
        for statement in (_UPDATE, _CREATE, _UNNAMED):
            cursor.execute(statement, {"edition": day})
            counts.append(cursor.fetchone())
        if len(entries) >= ANALYZE_FROM:
            cursor.execute("ANALYZE regions_region, regions_regionspan, regions_editionentry")
        (changed, retired), (created, born_retired), (unnamed, _) = counts
    return EditionResult(len(entries), created, changed - retired, retired + born_retired + unnamed)


def _stage(cursor: Any, entries: Sequence[Entry]) -> None:
    cursor.execute(_CLEAR)
    cursor.execute(_STAGE)
    _copy(
        cursor,
        "stage_edition",
        (f"{e.code}\t{int(e.level)}\t{e.parent or chr(92) + 'N'}\t{_escaped(e.name)}\n" for e in entries),
    )
    cursor.execute(_UNITS)
    cursor.execute("ANALYZE stage_edition, stage_unit")
    cursor.execute(_ORPHAN)
    if orphan := cursor.fetchone():
        raise EditionRefusedError(f"代码 {orphan[0]} 的上级既不在文件中，也未登记")


def _edition_day(cursor: Any, edition: date | None) -> date:
    """The given date; without one the file must be the first, or be the undated first once more."""
    if edition is not None:
        return edition
    cursor.execute(
        "SELECT EXISTS (SELECT 1 FROM regions_editionentry) AND EXISTS ("
        "  SELECT 1 FROM stage_edition s WHERE NOT EXISTS (SELECT 1 FROM regions_editionentry e"
        "  WHERE e.unit = s.code / 1000000 AND e.edition = %s AND e.code = s.code"
        "  AND e.official_name = s.official_name))",
        [UNDATED],
    )
    if cursor.fetchone()[0]:
        raise EditionRefusedError("已有区划版本，须用 --edition 注明本文件的版本日期")
    return UNDATED


def _remember(cursor: Any, day: date) -> bool:
    """Store what the file says; whether that was news."""
    cursor.execute(_FORGET, {"edition": day})
    changed: int = cursor.rowcount
    cursor.execute(_REMEMBER, {"edition": day})
    return bool(changed + cursor.rowcount)


def _stage_names(cursor: Any) -> None:
    cursor.execute(_NAMES)
    cursor.execute(_NAMES_WANTED)
    names = [row[0] for row in cursor.fetchall()]
    _copy(cursor, "stage_name", (_name_line(name) for name in names))
    cursor.execute("ANALYZE stage_latest, stage_name")


def _name_line(official: str) -> str:
    name = short_name(official)
    pinyin, initials = pinyin_of(name)
    return f"{_escaped(official)}\t{_escaped(name)}\t{pinyin}\t{initials}\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\")


def _copy(cursor: Any, table: str, lines: Iterable[str]) -> None:
    cursor.copy_expert(f"COPY {table} FROM STDIN", io.StringIO("".join(lines)))
