"""The set statements that store verdicts: upserts that a replay leaves untouched, and removal of what is no subject.

Each runs after the marks were deleted, as a statement of its own, so that it sees every fact whose mark is gone.
Named parameters: year, areas, and what is said at each. Unqualified names, as in ``compile``.
"""

from __future__ import annotations

from assessment.compile import BARE_HOUSEHOLDS, HOUSEHOLD_COLUMNS, REGION_COLUMNS
from assessment.indicators.household import FOUR_HAVES
from households.standing import REGISTERED


def _upsert(table: str, key: str, columns: str) -> str:
    names = [name.strip() for name in columns.split(",")]
    rest = [name for name in names if name not in key.split(", ")]
    new = ", ".join(f"excluded.{name}" for name in rest)
    return (
        f"INSERT INTO {table} AS v ({columns}, changed_at)\nSELECT n.*, now() FROM ({{select}}) AS n\n"
        f"ON CONFLICT ({key}) DO UPDATE SET ({', '.join(rest)}, changed_at) = ({new}, now())\n"
        f"WHERE ({', '.join(f'v.{name}' for name in rest)}) IS DISTINCT FROM ({new})"
    )


HOUSEHOLD_UPSERT = _upsert("households_householdverdict", "household_id, year", HOUSEHOLD_COLUMNS)
REGION_UPSERT = _upsert("villages_regionverdict", "area, year", REGION_COLUMNS) + "\nRETURNING v.area"

# judged: the areas that have a household standard. A row without a subject here marks the village where its
# household now is: whoever removes another village's row tells that village.
HOUSEHOLD_REMOVAL = f"""
WITH gone AS (
  DELETE FROM households_householdverdict v
  WHERE v.area = ANY(%(areas)s::bigint[]) AND v.year = %(year)s AND NOT EXISTS (
    SELECT 1 FROM households_household h
    WHERE h.id = v.household_id AND h.area = ANY(%(judged)s::bigint[])
      AND {REGISTERED}
      AND EXISTS (
        SELECT 1 FROM households_member m
        WHERE m.household_id = h.id AND m.area = ANY(%(areas)s::bigint[])
          AND m.joined_year <= %(year)s AND (m.left_year IS NULL OR m.left_year > %(year)s)))
  RETURNING v.household_id
), marked AS (
  INSERT INTO changes_change (area, year)
  SELECT DISTINCT h.area, %(year)s FROM gone JOIN households_household h ON h.id = gone.household_id
  WHERE h.area <> ALL(%(areas)s::bigint[])
)
SELECT count(*) FROM gone"""

# A region is valid in a year when it is on its last day.
_VALID = """EXISTS (
    SELECT 1 FROM regions_regionspan s
    WHERE s.code = a.area AND (s.valid_from IS NULL OR s.valid_from <= make_date(%(year)s, 12, 31))
      AND (s.valid_to IS NULL OR s.valid_to > make_date(%(year)s, 12, 31)))"""

COUNTS = (
    "households_met, households_not_met, households_unknown, persons_met, persons_not_met, persons_unknown, "
    "rural_population, official_poor, is_poor, villages_met, villages_not_met, villages_unknown, "
    "poor_villages_met, poor_villages_not_met, poor_villages_unknown, villages_unrecorded, four_lacking, four_unknown"
)


def _check_upsert(select: str) -> str:
    """checked_at is renewed by every pass, changed_at when a count differs; the second result says so."""
    names = ["level", "exists_in_year", *COUNTS.split(", ")]
    old, new = ", ".join(f"c.{name}" for name in names), ", ".join(f"excluded.{name}" for name in names)
    columns = ", ".join(names)
    return (
        f"INSERT INTO villages_villagecheck AS c (area, year, {columns}, changed_at, checked_at)\n{select}\n"
        f"ON CONFLICT (area, year) DO UPDATE SET ({columns}) = ({new}), checked_at = excluded.checked_at,\n"
        f"  changed_at = CASE WHEN ({old}) IS DISTINCT FROM ({new}) THEN excluded.checked_at ELSE c.changed_at END\n"
        "RETURNING c.area, c.changed_at = c.checked_at, "
        "c.households_met + c.households_not_met + c.households_unknown"
    )


# bare: the areas without a household standard; their households have no verdict and count as unknown.
# 居民委员会 (third part of the code 001–199) exist only with a record of the year.
VILLAGE_COUNTS = _check_upsert(
    f"""
SELECT a.area, %(year)s, 5, e.valid,
  COALESCE(s.hm, 0), COALESCE(s.hn, 0), COALESCE(s.hu, 0), COALESCE(s.pm, 0), COALESCE(s.pn, 0), COALESCE(s.pu, 0),
  vy.rural_population, CASE WHEN COALESCE(s.blank, 0) = 0 THEN COALESCE(s.poor, 0) END, vy.is_poor,
  0, 0, 0, 0, 0, 0, 0, COALESCE(s.lacking, 0), COALESCE(s.unsure, 0), now(), now()
FROM unnest(%(areas)s::bigint[]) AS a(area)
LEFT JOIN villages_villageyear vy ON vy.area = a.area AND vy.year = %(year)s
CROSS JOIN LATERAL (
  SELECT (a.area %% 1000 > 199 OR vy.id IS NOT NULL) AND {_VALID} AS valid) AS e
LEFT JOIN (
  SELECT q.area,
    count(*) FILTER (WHERE q.outcome) AS hm, count(*) FILTER (WHERE NOT q.outcome) AS hn,
    count(*) FILTER (WHERE q.outcome IS NULL) AS hu,
    sum(q.members) FILTER (WHERE q.outcome) AS pm, sum(q.members) FILTER (WHERE NOT q.outcome) AS pn,
    sum(q.members) FILTER (WHERE q.outcome IS NULL) AS pu,
    sum(q.members) FILTER (WHERE q.status IN ('0', '3')) AS poor, count(*) FILTER (WHERE q.status IS NULL) AS blank,
    count(*) FILTER (WHERE NOT q.four) AS lacking, count(*) FILTER (WHERE q.four IS NULL) AS unsure
  FROM (
    SELECT v.area, v.members, v.outcome, hy.poverty_status AS status, {FOUR_HAVES.sql()} AS four
    FROM households_householdverdict v
    LEFT JOIN households_householdyear hy ON hy.household_id = v.household_id AND hy.year = %(year)s
      AND hy.area = ANY(%(areas)s::bigint[])
    WHERE v.area = ANY(%(areas)s::bigint[]) AND v.year = %(year)s
    UNION ALL
    SELECT b.area, b.members, NULL, b.poverty_status, b.four FROM ({BARE_HOUSEHOLDS}) AS b
  ) AS q
  GROUP BY q.area
) AS s ON s.area = a.area
WHERE e.valid OR s.area IS NOT NULL"""
)

# lows, highs: the ranges of the areas. Both sums of the incidence run over the villages that exist in the year.
REGION_COUNTS = _check_upsert(
    f"""
SELECT a.area, %(year)s, r.level, TRUE, s.hm, s.hn, s.hu, s.pm, s.pn, s.pu, s.rural, s.poor, NULL,
  s.vm, s.vn, s.vu, s.qm, s.qn, s.qu, s.unrecorded, 0, 0, now(), now()
FROM unnest(%(areas)s::bigint[], %(lows)s::bigint[], %(highs)s::bigint[]) AS a(area, low, high)
JOIN regions_region r ON r.code = a.area AND r.level < 5
CROSS JOIN LATERAL (
  SELECT COALESCE(sum(t.households_met), 0) AS hm, COALESCE(sum(t.households_not_met), 0) AS hn,
    COALESCE(sum(t.households_unknown), 0) AS hu, COALESCE(sum(t.persons_met), 0) AS pm,
    COALESCE(sum(t.persons_not_met), 0) AS pn, COALESCE(sum(t.persons_unknown), 0) AS pu,
    CASE WHEN bool_and(t.rural_population IS NOT NULL) THEN sum(t.rural_population) END AS rural,
    CASE WHEN bool_and(t.official_poor IS NOT NULL) THEN sum(t.official_poor) END AS poor,
    count(*) FILTER (WHERE v.outcome) AS vm, count(*) FILTER (WHERE NOT v.outcome) AS vn,
    count(*) FILTER (WHERE v.outcome IS NULL) AS vu,
    count(*) FILTER (WHERE t.is_poor AND v.outcome) AS qm,
    count(*) FILTER (WHERE t.is_poor AND NOT v.outcome) AS qn,
    count(*) FILTER (WHERE t.is_poor AND v.outcome IS NULL) AS qu,
    count(*) FILTER (WHERE t.is_poor IS NULL) AS unrecorded
  FROM villages_villagecheck t
  LEFT JOIN villages_regionverdict v ON v.area = t.area AND v.year = t.year
  WHERE t.area >= a.low AND t.area < a.high AND t.year = %(year)s AND t.level = 5 AND t.exists_in_year
) AS s
WHERE {_VALID}"""
)

# kept: the areas whose row was just written. The others exist no more in this year.
CHECK_REMOVAL = """
DELETE FROM villages_villagecheck c
WHERE c.area = ANY(%(areas)s::bigint[]) AND c.year = %(year)s AND c.area <> ALL(%(kept)s::bigint[])
RETURNING c.area"""

# judged: the areas that have a standard of their level.
REGION_REMOVAL = """
DELETE FROM villages_regionverdict v
WHERE v.area = ANY(%(areas)s::bigint[]) AND v.year = %(year)s AND NOT (v.area = ANY(%(judged)s::bigint[]) AND EXISTS (
  SELECT 1 FROM villages_villagecheck t WHERE t.area = v.area AND t.year = v.year AND t.exists_in_year))
RETURNING v.area"""

# A village whose counts or outcome changed is told to everything above it.
PARENT_MARKS = """
INSERT INTO changes_change (area, year, bulk, alone)
SELECT DISTINCT p.area, %(year)s, %(bulk)s, TRUE
FROM unnest(%(areas)s::bigint[]) AS a(area)
CROSS JOIN LATERAL (VALUES (a.area / 1000 * 1000), (a.area / 1000000 * 1000000),
  (a.area / 100000000 * 100000000), (a.area / 10000000000 * 10000000000)) AS p(area)"""
