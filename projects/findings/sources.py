"""What rules about measures may ask: households and members beside their measures of the year, and each measure."""

from __future__ import annotations

from typing import Final

from core.findings.registry import Source, register_source
from households.findings.sources import PLACES

# A measure that was stopped is none.
LIVE: Final = "x.status <> 'stopped'"
# Posts and jobs; a course alone earns no wage.
_JOB: Final = "(x.kind = '04' OR x.kind = '02' AND x.sector <> 'training') AND x.status IN ('doing', 'done')"

# The household's measures of the year, and the one-off building measures of all years so far.
_AIDED: Final = f"""
SELECT b.*, COALESCE(a.kinds, '{{}}') AS kinds, COALESCE(a.sectors, '{{}}') AS sectors,
  a.jobs, a.industries, a.allowances, a.farm_item, a.farm_times, a.ecology_times,
  COALESCE(o.repairs, 0) AS repairs, COALESCE(o.moves, 0) AS moves, COALESCE(o.homes, 0) AS homes,
  o.repair_fund, o.home_fund
FROM doubt_household b
LEFT JOIN (
  SELECT x.household_id, array_agg(DISTINCT x.kind::text) AS kinds, array_agg(DISTINCT x.sector::text) AS sectors,
    count(*) FILTER (WHERE {_JOB}) AS jobs,
    count(*) FILTER (WHERE x.kind = '01' AND x.status IN ('doing', 'done')) AS industries,
    count(*) FILTER (WHERE x.sector IN ('dibao', 'destitute') AND x.status IN ('doing', 'done')) AS allowances,
    max(f.item) AS farm_item, max(f.times) AS farm_times, max(e.times) AS ecology_times
  FROM projects_measure x
  LEFT JOIN (
    SELECT DISTINCT ON (q.household_id) q.household_id, d.farm_subsidy AS item, count(*) AS times
    FROM projects_farmsubsidydetail d JOIN projects_measure q ON q.id = d.measure_id AND q.status <> 'stopped'
    WHERE q.area = ANY(%(areas)s::bigint[]) AND q.year = %(year)s AND d.farm_subsidy IS NOT NULL
    GROUP BY q.household_id, d.farm_subsidy ORDER BY q.household_id, count(*) DESC, d.farm_subsidy
  ) f ON f.household_id = x.household_id
  LEFT JOIN (
    SELECT q.household_id, GREATEST(count(*) FILTER (WHERE d.returned_subsidy > 0),
      count(*) FILTER (WHERE d.forest_subsidy > 0), count(*) FILTER (WHERE d.grass_subsidy > 0)) AS times
    FROM projects_ecologydetail d JOIN projects_measure q ON q.id = d.measure_id AND q.status <> 'stopped'
    WHERE q.area = ANY(%(areas)s::bigint[]) AND q.year = %(year)s GROUP BY q.household_id
  ) e ON e.household_id = x.household_id
  WHERE x.area = ANY(%(areas)s::bigint[]) AND x.year = %(year)s AND {LIVE} GROUP BY x.household_id
) a ON a.household_id = b.id
LEFT JOIN (
  SELECT x.household_id, count(*) FILTER (WHERE x.sector = 'repair') AS repairs,
    count(*) FILTER (WHERE x.sector = 'relocation') AS moves, count(*) FILTER (WHERE x.sector = 'newhome') AS homes,
    sum(r.fund_repair) AS repair_fund, sum(r.fund_new_home) AS home_fund
  FROM projects_measure x LEFT JOIN projects_relocationdetail r ON r.measure_id = x.id
  WHERE x.area = ANY(%(areas)s::bigint[]) AND x.year <= %(year)s AND {LIVE}
    AND x.sector IN ('repair', 'relocation', 'newhome') GROUP BY x.household_id
) o ON o.household_id = b.id"""
register_source(Source("aided", "household", _AIDED, PLACES, ("household",)))

# A member and the measures of the year that name it.
_SUPPORTED: Final = f"""
SELECT b.*, COALESCE(a.sectors, '{{}}') AS sectors, COALESCE(a.posts, 0) AS posts, a.travel,
  COALESCE(a.grants, 0) AS grants, COALESCE(a.disability_aid, 0) AS disability_aid
FROM doubt_member b
LEFT JOIN (
  SELECT x.member_id, array_agg(DISTINCT x.sector::text) AS sectors,
    count(*) FILTER (WHERE x.sector = 'post') AS posts, sum(w.travel_subsidy) AS travel,
    count(*) FILTER (WHERE x.sector = 'yulu' OR s.education_aid = '07') AS grants,
    count(*) FILTER (WHERE d.living_allowance > 0 OR d.care_allowance > 0) AS disability_aid
  FROM projects_measure x
  LEFT JOIN projects_workdetail w ON w.measure_id = x.id
  LEFT JOIN projects_schoolaiddetail s ON s.measure_id = x.id
  LEFT JOIN projects_disabilitydetail d ON d.measure_id = x.id
  WHERE x.area = ANY(%(areas)s::bigint[]) AND x.year = %(year)s AND {LIVE} AND x.member_id IS NOT NULL
  GROUP BY x.member_id
) a ON a.member_id = b.id"""
register_source(Source("supported", "member", _SUPPORTED, PLACES, ("member",)))

# Each measure of the year, whosoever it is for.
_MEASURE: Final = f"""
SELECT x.id, x.area, x.household_id AS household, h.head_name, x.name AS measure, x.status, x.started_on,
  h.closed_year, m.name AS person, m.left_year, m.area AS person_area, m.household_id AS person_household,
  p.area AS project_area, p.name AS project,
  LEAST(now()::date, make_date(%(year)s, 12, 31)) - x.started_on AS waited
FROM projects_measure x
JOIN households_household h ON h.id = x.household_id
LEFT JOIN households_member m ON m.id = x.member_id
LEFT JOIN projects_project p ON p.id = x.project_id
WHERE x.area = ANY(%(areas)s::bigint[]) AND x.year = %(year)s AND {LIVE}"""
_MEASURED: Final = (
    "SELECT DISTINCT area FROM projects_measure WHERE area >= %(low)s AND area < %(high)s AND year = %(year)s"
)
register_source(Source("measure", "measure", _MEASURE, _MEASURED))
