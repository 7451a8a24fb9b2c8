"""Stored verdicts as CSV, one row a subject and criterion, streamed by COPY (CONTRACT 2)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.db import connection

from assessment.indicators import INDICATORS
from assessment.selectors import LEVEL_OF
from core.regions.codes import area_range

LEVELS = ("household", *LEVEL_OF)
_WORD = "CASE WHEN {0} THEN 'met' WHEN NOT {0} THEN 'not_met' ELSE 'unknown' END"
_SELECT = f"""
SELECT %(level)s AS level, v.subject, v.name, v.year, {_WORD.format("v.outcome")} AS outcome, s.code AS standard,
  c.indicator AS criterion, c.kind, {_WORD.format("u.outcome")} AS criterion_outcome,
  CASE WHEN c.indicator <> ALL(%(numbers)s) THEN u.outcome::int::text
       WHEN u.low = u.high THEN trim_scale(u.low)::text END AS value,
  CASE WHEN u.low < u.high THEN trim_scale(u.low)::text END AS value_low,
  CASE WHEN u.low < u.high THEN trim_scale(u.high)::text END AS value_high,
  trim_scale(CASE WHEN c.threshold_from = 'poverty_line' THEN v.line ELSE c.threshold END)::text AS threshold
FROM ({{subjects}}) AS v
JOIN assessment_standard s ON s.id = v.standard
CROSS JOIN LATERAL unnest(v.outcomes, v.lows, v.highs) WITH ORDINALITY AS u(outcome, low, high, place)
JOIN (SELECT *, row_number() OVER (PARTITION BY standard_id ORDER BY "order") AS place FROM assessment_criterion) AS c
  ON c.standard_id = v.standard AND c.place = u.place
ORDER BY v.subject, u.place"""

_HOUSEHOLDS = """
SELECT h.code AS subject, h.head_name AS name, v.year, v.outcome, v.standard, v.line, v.outcomes,
  v.values AS lows, v.values AS highs
FROM households_householdverdict v JOIN households_household h ON h.id = v.household_id
WHERE v.area >= %(low)s AND v.area < %(high)s AND v.year = %(year)s"""

# The name that was official on the last day of the year.
_REGIONS = """
SELECT lpad(v.area::text, 12, '0') AS subject, COALESCE((
    SELECT p.official_name FROM regions_regionspan p
    WHERE p.code = v.area AND (p.valid_from IS NULL OR p.valid_from <= make_date(v.year, 12, 31))
      AND (p.valid_to IS NULL OR p.valid_to > make_date(v.year, 12, 31)) LIMIT 1), r.official_name) AS name,
  v.year, v.outcome, v.standard, NULL::numeric AS line, v.outcomes, v.lows, v.highs
FROM villages_regionverdict v LEFT JOIN regions_region r ON r.code = v.area
WHERE v.area >= %(low)s AND v.area < %(high)s AND v.year = %(year)s AND v.level = %(place)s"""


def verdicts_export(level: str, year: int, area: int, out: Path) -> int:
    """Write the verdicts of a level at or below an area; the number of rows. The file appears when it is complete."""
    numbers = [code for (where, code), item in INDICATORS.items() if where == level and item.is_number]
    low, high = area_range(area)
    parameters: dict[str, Any] = {"level": level, "numbers": numbers, "low": low, "high": high, "year": year}
    if level != "household":
        parameters["place"] = int(LEVEL_OF[level])
    select = _SELECT.replace("{subjects}", _HOUSEHOLDS if level == "household" else _REGIONS)
    part = out.with_name(f".{out.name}.part")
    # Names of persons: for the caller's eyes alone.
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file, connection.cursor() as cursor:
            query = cursor.mogrify(select, parameters).decode()
            cursor.copy_expert(f"COPY ({query}) TO STDOUT WITH (FORMAT csv, HEADER true)", file)
            rows: int = cursor.rowcount
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return rows
