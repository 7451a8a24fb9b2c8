"""The population of a draw, in strata, by set statements; stored with the survey before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from core.regions.codes import area_range
from core.regions.selectors import name_of
from households.standing import REGISTERED

# Registered households of the year with their members (CONTRACT 4); a blank 脱贫状态 is a stratum of its own.
_HOUSEHOLDS: Final = f"""
  SELECT h.code, h.id AS household, h.area, m.persons,
    CASE WHEN y.poverty_status IN ('1', '4') THEN 'out'
      WHEN y.poverty_status IN ('0', '3') THEN 'in' ELSE '' END AS status,
    v.is_poor
  FROM households_household h
  JOIN (
    SELECT m.household_id, count(*) AS persons FROM households_member m
    WHERE m.area >= %(low)s AND m.area < %(high)s AND m.joined_year <= %(year)s
      AND (m.left_year IS NULL OR m.left_year > %(year)s) GROUP BY 1) m ON m.household_id = h.id
  LEFT JOIN households_householdyear y ON y.household_id = h.id AND y.year = %(year)s
  LEFT JOIN villages_villageyear v ON v.area = h.area AND v.year = %(year)s
  WHERE h.area >= %(low)s AND h.area < %(high)s AND {REGISTERED}"""
# Villages that exist in the year, as the verdicts counted them.
_VILLAGES: Final = """
  SELECT k.area::text AS code, NULL::bigint AS household, k.area,
    k.persons_met + k.persons_not_met + k.persons_unknown AS persons, '' AS status, k.is_poor
  FROM villages_villagecheck k
  WHERE k.level = 5 AND k.exists_in_year AND k.year = %(year)s AND k.area >= %(low)s AND k.area < %(high)s"""
BASES: Final = {"household": _HOUSEHOLDS, "village": _VILLAGES}

_STRATA: Final = """
SELECT CASE WHEN %(by_township)s THEN b.area / 1000 * 1000 ELSE 0 END,
  CASE WHEN NOT %(by_poor)s THEN '' WHEN b.is_poor THEN 'poor' WHEN NOT b.is_poor THEN 'other' ELSE 'blank' END,
  CASE WHEN %(by_status)s THEN b.status ELSE '-' END,
  count(*), COALESCE(sum(b.persons), 0), array_agg(b.code ORDER BY b.code COLLATE "C")
FROM ({base}) b GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""

_POOR: Final = {"poor": "贫困村", "other": "非贫困村", "blank": "是否贫困村未填"}
_STATUS: Final = {"out": "已脱贫", "in": "未脱贫", "": "脱贫状态未填"}


@dataclass(frozen=True)
class Group:
    """A stratum of the population: its name, size, persons and codes."""

    label: str
    population: int
    persons: int
    frame: list[str]


def strata_of(*, unit: str, area: int, year: int, by_township: bool, by_poor: bool, by_status: bool) -> list[Group]:
    """The population of an area in strata, in a fixed order; one statement."""
    low, high = area_range(area)
    parameters: dict[str, Any] = {
        "low": low,
        "high": high,
        "year": year,
        "by_township": by_township,
        "by_poor": by_poor,
        "by_status": by_status and unit == "household",
    }
    with connection.cursor() as cursor:
        cursor.execute(_STRATA.format(base=BASES[unit]), parameters)
        rows = cursor.fetchall()
    names = name_of({row[0] for row in rows if row[0]})
    return [
        Group(_label(names.get(town, ""), poor, status), count, int(persons), list(frame))
        for town, poor, status, count, persons, frame in rows
    ]


def _label(town: str, poor: str, status: str) -> str:
    parts = [town, _POOR.get(poor, ""), _STATUS.get(status, "") if status != "-" else ""]
    return " · ".join(part for part in parts if part) or "全部"


# The drawn units, from the strata as stored: the smallest SHA-256 of seed|code in each (assessment.sampling.draw).
DRAW: Final = """
INSERT INTO assessment_sampleunit
  (survey_id, stratum_id, number, sample_no, code, household_id, area, members, exited, source, updated_by)
SELECT %(survey)s, d.stratum, row_number() OVER w, %(survey)s::text || '-' || to_char(row_number() OVER w, 'FM099999'),
  b.code, b.household, b.area, b.persons, b.status = 'out', 'form', %(user)s
FROM (
  SELECT s.id AS stratum, u.code FROM assessment_samplestratum s CROSS JOIN LATERAL (
    SELECT f.code FROM unnest(s.frame) AS f(code)
    ORDER BY sha256(convert_to(%(seed)s || '|' || f.code, 'UTF8')), f.code COLLATE "C" LIMIT s.size) u
  WHERE s.survey_id = %(survey)s) d
JOIN ({base}) b ON b.code = d.code
WINDOW w AS (ORDER BY b.area, b.code COLLATE "C")"""
