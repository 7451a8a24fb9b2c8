"""The set statements behind the benefit of projects. They read stored verdicts; nothing is judged a second time.

Parameters: ``ids`` and ``keys`` say under which key each project is summed (one project may stand under several),
``after`` is the later year, ``low`` and ``high`` the range in which households are compared.
"""

from __future__ import annotations

from typing import Final

from households.standing import REGISTERED
from projects.models import Measure

# A measure that is under way or done has cost its amount.
_PAID: Final = ", ".join(f"'{state.value}'" for state in (Measure.Status.DOING, Measure.Status.DONE))
_POOR: Final = f"COALESCE({REGISTERED.replace('%(year)s', 'c.year')}, FALSE)"
_KEYED: Final = "unnest(%(ids)s::bigint[], %(keys)s::bigint[]) AS k(id, key)"

# One row a project. Persons are the members of its year, the poor those registered in it. ``reached`` is the money
# that reached registered households: the amounts written down for them where the project has such, else its cost by
# the share of registered persons; to the fen, so that a sum of projects is the sum of what is shown.
_PER: Final = f"""
WITH chosen AS (
  SELECT p.id, p.year, p.total, p.settled, COALESCE(p.settled, p.total) AS cost
  FROM projects_project p WHERE p.id = ANY(%(ids)s::bigint[])
), linked AS (
  SELECT c.id, b.area >= %(low)s AND b.area < %(high)s AS inside, {_POOR} AS poor,
    (SELECT count(*) FROM households_member m WHERE m.household_id = b.household_id
       AND m.joined_year <= c.year AND (m.left_year IS NULL OR m.left_year > c.year)) AS persons,
    v.outcome AS before, v.id AS judged_before, w.outcome AS after, w.id AS judged_after
  FROM chosen c
  JOIN projects_projectbeneficiary b ON b.project_id = c.id
  JOIN households_household h ON h.id = b.household_id
  LEFT JOIN households_householdverdict v ON v.household_id = b.household_id AND v.year = c.year - 1
  LEFT JOIN households_householdverdict w ON w.household_id = b.household_id AND w.year = %(after)s
    AND w.year >= c.year
), people AS (
  SELECT l.id, count(*) AS households, count(*) FILTER (WHERE l.poor) AS poor_households,
    sum(l.persons) AS persons, COALESCE(sum(l.persons) FILTER (WHERE l.poor), 0) AS poor_persons,
    count(*) FILTER (WHERE l.inside) AS inside,
    count(*) FILTER (WHERE l.inside AND l.before) AS before_met,
    count(*) FILTER (WHERE l.inside AND NOT l.before) AS before_not,
    count(*) FILTER (WHERE l.inside AND l.before IS NULL AND l.judged_before IS NOT NULL) AS before_unknown,
    count(*) FILTER (WHERE l.inside AND l.judged_before IS NULL) AS before_none,
    count(*) FILTER (WHERE l.inside AND l.after) AS after_met,
    count(*) FILTER (WHERE l.inside AND NOT l.after) AS after_not,
    count(*) FILTER (WHERE l.inside AND l.after IS NULL AND l.judged_after IS NOT NULL) AS after_unknown,
    count(*) FILTER (WHERE l.inside AND l.judged_after IS NULL) AS after_none,
    count(*) FILTER (WHERE l.inside AND NOT l.before AND l.after) AS up,
    count(*) FILTER (WHERE l.inside AND l.before AND NOT l.after) AS down,
    count(*) FILTER (WHERE l.inside AND l.before IS NOT NULL AND l.after IS NOT NULL) AS compared
  FROM linked l GROUP BY l.id
), paid AS (
  SELECT e.project_id AS id, COALESCE(sum(e.amount) FILTER (WHERE {_POOR}), 0) AS poor
  FROM projects_measure e
  JOIN chosen c ON c.id = e.project_id
  JOIN households_household h ON h.id = e.household_id
  WHERE e.amount IS NOT NULL AND e.status IN ({_PAID})
  GROUP BY e.project_id
), per AS (
  SELECT c.id, c.total, c.settled, c.cost, q.*, y.id IS NOT NULL AS by_amount,
    round(CASE WHEN y.id IS NOT NULL THEN y.poor
      WHEN q.persons > 0 THEN c.cost * q.poor_persons / q.persons END, 2) AS reached
  FROM chosen c LEFT JOIN (SELECT id AS linked_id, households, poor_households, persons, poor_persons, inside,
      before_met, before_not, before_unknown, before_none, after_met, after_not, after_unknown, after_none,
      up, down, compared FROM people) AS q ON q.linked_id = c.id
  LEFT JOIN paid y ON y.id = c.id
)"""
COLUMNS: Final = (
    "households", "poor_households", "persons", "poor_persons", "inside",
    "before_met", "before_not", "before_unknown", "before_none",
    "after_met", "after_not", "after_unknown", "after_none", "up", "down", "compared",
)  # fmt: skip
_SUMS: Final = ", ".join(f"COALESCE(sum(x.{name}), 0)::bigint" for name in COLUMNS)
SUMS: Final = f"""{_PER}
SELECT k.key, count(*), count(x.settled), count(*) FILTER (WHERE x.by_amount),
  count(*) FILTER (WHERE x.cost IS NULL OR x.reached IS NULL),
  sum(x.total), sum(x.settled), sum(x.cost), sum(x.cost) FILTER (WHERE x.persons > 0),
  sum(x.reached) FILTER (WHERE x.cost IS NOT NULL), sum(x.cost) FILTER (WHERE x.reached IS NOT NULL), {_SUMS}
FROM {_KEYED} JOIN per x ON x.id = k.id
GROUP BY k.key"""

# Each household once under a key: before is the year before the first of its projects there.
_PAIRS: Final = f"""
WITH pairs AS (
  SELECT k.key, b.household_id, min(p.year) - 1 AS before
  FROM {_KEYED}
  JOIN projects_project p ON p.id = k.id
  JOIN projects_projectbeneficiary b ON b.project_id = p.id
  WHERE b.area >= %(low)s AND b.area < %(high)s
  GROUP BY k.key, b.household_id
)"""
_BOTH: Final = """
FROM pairs x
{join} households_householdverdict v ON v.household_id = x.household_id AND v.year = x.before
{join} households_householdverdict w ON w.household_id = x.household_id AND w.year = %(after)s AND w.year > x.before"""
# The whole arrays of outcomes with how many households have the pair: unfolded in Python, as assessment.overview does.
PATTERNS: Final = f"""{_PAIRS}
SELECT x.key, v.standard, v.outcome, v.outcomes, w.standard, w.outcome, w.outcomes, count(*)
{_BOTH.format(join="LEFT JOIN")}
GROUP BY x.key, v.standard, v.outcome, v.outcomes, w.standard, w.outcome, w.outcomes"""
INCOMES: Final = f"""{_PAIRS}
SELECT x.key, v.income, v.members, w.income, w.members{_BOTH.format(join="JOIN")}
WHERE v.income IS NOT NULL AND w.income IS NOT NULL"""
