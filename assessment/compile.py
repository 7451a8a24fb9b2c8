"""Standards to SQL. One statement serves every year and place: those are parameters; rules are compiled once.

Table names are unqualified on purpose: a ``pg_temp`` table of the same name takes the real one's place, so a
preview, a simulation and the nightly check run exactly this SQL (DESIGN 4.7).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from assessment.indicators import indicator
from assessment.indicators.base import every_member_nodes, joined_rows
from assessment.indicators.household import FOUR_HAVES, INCOME, LINE
from assessment.kleene import And, Literal, NotCompilableError, Number, Truth
from assessment.selectors import Rule
from households.standing import REGISTERED

# Every table is restricted to the claimed places: a change of any row that is read here marks one of them.
_FAMILY = """
  SELECT m.household_id, count(*)::int AS members{aggregates}
  FROM households_member m
  LEFT JOIN households_memberyear my ON my.member_id = m.id AND my.year = %(year)s
    AND my.area = ANY(%(areas)s::bigint[])
  WHERE m.area = ANY(%(areas)s::bigint[])
    AND m.joined_year <= %(year)s AND (m.left_year IS NULL OR m.left_year > %(year)s)
  GROUP BY m.household_id"""

# The subjects: registered households with a member of the year, and their record of the year if there is one.
_HOUSEHOLDS = f"""
FROM ({_FAMILY}) AS f
JOIN households_household h ON h.id = f.household_id AND h.area = ANY(%(areas)s::bigint[])
  AND {REGISTERED}
LEFT JOIN households_householdyear hy ON hy.household_id = h.id AND hy.year = %(year)s
  AND hy.area = ANY(%(areas)s::bigint[])"""

HOUSEHOLD_COLUMNS = "household_id, area, year, members, standard, income, line, outcome, outcomes, values"
_HOUSEHOLD_VERDICT = """
SELECT h.id, h.area, %(year)s::smallint, f.members, %(standard)s::bigint, {income}::numeric(16, 2),
  %(line)s::numeric(10, 2), {outcome}, ARRAY[{outcomes}]::boolean[], ARRAY[{values}]::numeric(38, 12)[]"""

REGION_COLUMNS = "area, year, level, standard, outcome, outcomes, lows, highs"
_REGION_VERDICT = """
SELECT t.area, t.year, t.level, %(standard)s::bigint, {outcome},
  ARRAY[{outcomes}]::boolean[], ARRAY[{lows}]::numeric(38, 12)[], ARRAY[{highs}]::numeric(38, 12)[]
FROM villages_villagecheck t
LEFT JOIN villages_villageyear vy ON vy.area = t.area AND vy.year = t.year
LEFT JOIN villages_countyyear cy ON cy.area = t.area AND cy.year = t.year
WHERE t.area = ANY(%(areas)s::bigint[]) AND t.year = %(year)s AND t.exists_in_year AND t.level = %(level)s"""


@dataclass(frozen=True)
class Compiled:
    """A SELECT with the named parameters year, areas and standard, and what else ``slots`` names."""

    select: str
    slots: frozenset[str]


def outcome_of(level: str, rule: Rule) -> Truth:
    """The outcome of one rule; UnknownIndicatorError or NotCompilableError where it says nothing."""
    item = indicator(level, rule.indicator)
    threshold: Number | None = None
    if rule.threshold is not None and rule.threshold_from:
        raise NotCompilableError(f"「{item.label}」的阈值和阈值来源只能有一个")
    if rule.threshold_from:
        if rule.threshold_from != item.reference:
            raise NotCompilableError(f"「{item.label}」不能取阈值来源「{rule.threshold_from}」")
        threshold = LINE
    elif rule.threshold is not None:
        threshold = Literal(rule.threshold)
    return item.outcome(rule.operator, threshold)


@lru_cache(maxsize=512)
def compiled(level: str, rules: tuple[Rule, ...]) -> Compiled:
    """The SELECT that yields the verdict rows of a standard with these rules.

    Columns: ``HOUSEHOLD_COLUMNS`` for households, ``REGION_COLUMNS`` for every other level.
    """
    vetoes = [outcome_of(level, rule) for rule in rules if rule.kind == "veto"]
    if not vetoes:
        raise NotCompilableError("标准没有否决项")
    outcomes = [outcome_of(level, rule) for rule in rules]
    found = [indicator(level, rule.indicator).bounds() for rule in rules]
    bounds = [("NULL", "NULL") if pair is None else (pair[0].sql(), pair[1].sql()) for pair in found]
    parts = {
        "outcome": And(*vetoes).sql(),
        "outcomes": ", ".join(item.sql() for item in outcomes),
    }
    if level == "household":
        nodes = every_member_nodes(outcomes)
        aggregates = "".join(f",\n    {node.aggregate()} AS {node.name}" for node in nodes)
        head = _HOUSEHOLD_VERDICT.format(income=INCOME.sql(), values=", ".join(low for low, _ in bounds), **parts)
        select = head + _HOUSEHOLDS.replace("{aggregates}", aggregates)
        select += "".join(rows.join() for rows in joined_rows(outcomes))
    else:
        lows, highs = (", ".join(side) for side in zip(*bounds, strict=True))
        select = _REGION_VERDICT.format(lows=lows, highs=highs, **parts)
    return Compiled(select, frozenset(name for name in ("average",) if f"%({name})s" in select))


# Subjects without a verdict, for the counts of places that have no household standard.
BARE_HOUSEHOLDS = f"SELECT h.area, f.members, hy.poverty_status, {FOUR_HAVES.sql()} AS four" + _HOUSEHOLDS.replace(
    "{aggregates}", ""
).replace("%(areas)s", "%(bare)s")
