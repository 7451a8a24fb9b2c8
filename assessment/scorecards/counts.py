"""The six items in one set statement a level: what is counted, of how many, how much is unknown.

Subjects are the registered households of the year (CONTRACT 4). An item whose facts no part of the program holds yet
has no number and does not enter the score. Shares are exact; with unknown households an item is an interval.

- objects: main cause and date of identification are both recorded. A household without a record of the year counts
  as unknown.
- projects: of the year's projects that were proposed and neither refused nor withdrawn, those with a village, a
  benefiting household and a performance target. A project counts once in every place where it works.
- measures: a measure of the year that was not stopped answers one of the household's causes, as the code list says; a
  cause that names no kinds is answered by any. Unknown: nobody wrote down any measure in the village, or there is a
  measure and no cause.
- people: a helper is paired with the household on the day (today, or the year's last day once it is over).
- result: of the households recorded as out (脱贫状态 1, 4), those whose verdict is still met.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Final

from django.db import connection

from core.dictionaries import selectors as dictionaries
from households.standing import REGISTERED

ITEMS: Final = ("objects", "projects", "funds", "measures", "people", "result")
WAITING: Final = {"funds": "资金资料尚未建立"}
COUNTED: Final = tuple(item for item in ITEMS if item not in WAITING)
# Those that households lower; projects have a list of their own.
LISTED: Final = ("objects", "measures", "people", "result")
NOBODY: Final = {"result": "没有脱贫户", "projects": "没有项目"}

# The households of [low, high) with a measure that answers a cause; causes and kinds are pairs, answered the causes.
MATCHED: Final = """
SELECT e.household_id FROM (
  SELECT q.household_id, array_agg(q.kind::text) AS kinds FROM projects_measure q
  WHERE q.area >= %(low)s AND q.area < %(high)s AND q.year = %(year)s AND q.status <> 'stopped'
  GROUP BY q.household_id) AS e
JOIN households_householdyear y ON y.household_id = e.household_id AND y.year = %(year)s
CROSS JOIN LATERAL (
  SELECT array_append(COALESCE(y.causes_other, '{}')::text[], y.cause_main::text) AS causes) AS c
WHERE (y.cause_main IS NOT NULL AND NOT c.causes && %(answered)s::text[]) OR EXISTS (
  SELECT 1 FROM unnest(%(causes)s::text[], %(kinds)s::text[]) AS a(cause, kind)
  WHERE a.cause = ANY(c.causes) AND a.kind = ANY(e.kinds))"""

_SELECT: Final = f"""
WITH subject AS (
  SELECT h.id, h.area, h.first_identified_on FROM households_household h
  WHERE h.area >= %(low)s AND h.area < %(high)s AND {REGISTERED}
    AND EXISTS (
      SELECT 1 FROM households_member m WHERE m.household_id = h.id AND m.joined_year <= %(year)s
        AND (m.left_year IS NULL OR m.left_year > %(year)s))
), paired AS (
  SELECT DISTINCT p.household_id FROM households_pairing p
  WHERE p.area >= %(low)s AND p.area < %(high)s AND p.starts_on <= %(day)s
    AND (p.ends_on IS NULL OR p.ends_on >= %(day)s)
), measured AS (
  SELECT DISTINCT q.household_id FROM projects_measure q
  WHERE q.area >= %(low)s AND q.area < %(high)s AND q.year = %(year)s AND q.status <> 'stopped'
), told AS (
  SELECT DISTINCT q.area FROM projects_measure q
  WHERE q.area >= %(low)s AND q.area < %(high)s AND q.year = %(year)s
), matched AS ({MATCHED})
SELECT s.area / %(step)s * %(step)s, count(*),
  count(*) FILTER (WHERE y.id IS NULL),
  count(*) FILTER (WHERE y.cause_main IS NOT NULL),
  count(*) FILTER (WHERE y.id IS NOT NULL AND s.first_identified_on IS NOT NULL),
  count(*) FILTER (WHERE y.cause_main IS NOT NULL AND s.first_identified_on IS NOT NULL),
  count(p.household_id),
  count(*) FILTER (WHERE y.poverty_status IN ('1', '4')),
  count(*) FILTER (WHERE y.poverty_status IN ('1', '4') AND v.outcome),
  count(*) FILTER (WHERE y.poverty_status IN ('1', '4') AND v.outcome IS NULL),
  count(*) FILTER (WHERE v.outcome),
  count(*) FILTER (WHERE v.outcome IS NULL),
  count(me.household_id), count(ma.household_id), count(*) FILTER (WHERE t.area IS NULL),
  count(*) FILTER (WHERE me.household_id IS NOT NULL AND ma.household_id IS NULL AND y.cause_main IS NULL)
FROM subject s
LEFT JOIN households_householdyear y ON y.household_id = s.id AND y.year = %(year)s
LEFT JOIN households_householdverdict v ON v.household_id = s.id AND v.year = %(year)s
LEFT JOIN paired p ON p.household_id = s.id
LEFT JOIN measured me ON me.household_id = s.id
LEFT JOIN matched ma ON ma.household_id = s.id
LEFT JOIN told t ON t.area = s.area
GROUP BY 1"""

_PROJECTS: Final = """
WITH project AS (
  SELECT p.id, p.area,
    EXISTS (SELECT 1 FROM projects_projectvillage v WHERE v.project_id = p.id) AS village,
    EXISTS (SELECT 1 FROM projects_projectbeneficiary b WHERE b.project_id = p.id) AS household,
    EXISTS (SELECT 1 FROM projects_projecttarget g WHERE g.project_id = p.id) AS target
  FROM projects_project p WHERE p.year = %(year)s AND p.state NOT IN ('draft', 'refused', 'withdrawn')
    AND (p.area >= %(low)s AND p.area < %(high)s OR EXISTS (
      SELECT 1 FROM projects_projectvillage v WHERE v.project_id = p.id AND v.area >= %(low)s AND v.area < %(high)s))
), place AS (
  SELECT p.id, p.area / %(step)s * %(step)s AS code FROM project p WHERE p.area >= %(low)s AND p.area < %(high)s
  UNION SELECT v.project_id, v.area / %(step)s * %(step)s FROM projects_projectvillage v
    JOIN project p ON p.id = v.project_id WHERE v.area >= %(low)s AND v.area < %(high)s
)
SELECT place.code, count(*), count(*) FILTER (WHERE p.village AND p.household AND p.target),
  count(*) FILTER (WHERE p.village), count(*) FILTER (WHERE p.household), count(*) FILTER (WHERE p.target)
FROM place JOIN project p ON p.id = place.id GROUP BY 1"""


@dataclass(frozen=True)
class Part:
    """``met`` of ``whole``, of which ``unknown`` nobody knows."""

    label: str
    met: int
    whole: int
    unknown: int = 0
    unit: str = "户"

    @property
    def not_met(self) -> int:
        return self.whole - self.met - self.unknown

    @property
    def low(self) -> Fraction | None:
        """Percent with every unknown counted as not; None where there is nobody to count."""
        return Fraction(100 * self.met, self.whole) if self.whole else None

    @property
    def high(self) -> Fraction | None:
        """Percent with every unknown counted as met."""
        return Fraction(100 * (self.met + self.unknown), self.whole) if self.whole else None

    @property
    def words(self) -> str:
        return interval_words(self.low, self.high)


@dataclass(frozen=True)
class Item:
    """One of the six: its number, or why it has none; ``details`` are the numbers beside it that enter no score."""

    code: str
    label: str
    part: Part | None = None
    why: str = ""
    details: tuple[Part, ...] = ()

    @property
    def listed(self) -> bool:
        """Whether households that lower it can be listed."""
        return self.part is not None and self.code in LISTED


@dataclass(frozen=True)
class Arranged:
    """The projects of a place and how many of them have everything, a village, a household, a target."""

    projects: int = 0
    complete: int = 0
    village: int = 0
    household: int = 0
    target: int = 0


@dataclass
class Counted:
    """The numbers of one place, as they come from the statement."""

    subjects: int = 0
    no_record: int = 0
    cause: int = 0
    dated: int = 0
    identified: int = 0
    paired: int = 0
    exited: int = 0
    exited_met: int = 0
    exited_unknown: int = 0
    met: int = 0
    unknown: int = 0
    measured: int = 0
    matched: int = 0
    untold: int = 0
    uncaused: int = 0

    def add(self, other: Counted) -> None:
        for name in _NAMES:
            setattr(self, name, getattr(self, name) + getattr(other, name))


_NAMES: Final = (
    "subjects", "no_record", "cause", "dated", "identified", "paired", "exited", "exited_met", "exited_unknown",
    "met", "unknown", "measured", "matched", "untold", "uncaused",
)  # fmt: skip


@dataclass(frozen=True)
class Scorecard:
    """The six items of a place, and their mean over those that have a number."""

    code: int
    name: str
    items: list[Item] = field(default_factory=list)

    @property
    def low(self) -> Fraction | None:
        return _mean([item.part.low for item in self.items if item.part])

    @property
    def high(self) -> Fraction | None:
        return _mean([item.part.high for item in self.items if item.part])

    @property
    def words(self) -> str:
        return interval_words(self.low, self.high)

    @property
    def counted(self) -> int:
        """How many of the six have a number."""
        return sum(item.part is not None and item.part.whole > 0 for item in self.items)


def _mean(values: list[Fraction | None]) -> Fraction | None:
    known = [value for value in values if value is not None]
    return sum(known, Fraction()) / len(known) if known else None


def rounded(value: Fraction | None) -> Decimal | None:
    """Percent with one decimal, half up."""
    if value is None:
        return None
    tenths = (Decimal(value.numerator) * 10 / Decimal(value.denominator)).quantize(Decimal(1), ROUND_HALF_UP)
    return tenths / 10


def interval_words(low: Fraction | None, high: Fraction | None) -> str:
    """「86.1」, 「80.0–86.1」, 「—」."""
    if low is None or high is None:
        return "—"
    return f"{rounded(low):.1f}" if low == high else f"{rounded(low):.1f}–{rounded(high):.1f}"


def day_of(year: int, today: date) -> date:
    """The day whose pairings count: the year's last, or today while the year runs."""
    return min(today, date(year, 12, 31))


def answers() -> dict[str, list[str]]:
    """What MATCHED takes of the code lists: pairs of cause and kind, and the causes that name kinds at all."""
    pairs = [
        (value.code, kind) for value in dictionaries.values("cause") for kind in value.attributes.get("measures", [])
    ]
    return {
        "causes": [cause for cause, _ in pairs],
        "kinds": [kind for _, kind in pairs],
        "answered": sorted({cause for cause, _ in pairs}),
    }


def counted(low: int, high: int, step: int, year: int, today: date) -> dict[int, Counted]:
    """By place (codes cut to ``step``) in [low, high): one statement whatever the number of places."""
    wanted: dict[str, Any] = {"low": low, "high": high, "step": step, "year": year, "day": day_of(year, today)}
    with connection.cursor() as cursor:
        cursor.execute(_SELECT, wanted | answers())
        return {row[0]: Counted(*row[1:]) for row in cursor.fetchall()}


def arranged(low: int, high: int, step: int, year: int) -> dict[int, Arranged]:
    """By place as ``counted``; a project of several places is counted in each, so places do not add up."""
    with connection.cursor() as cursor:
        cursor.execute(_PROJECTS, {"low": low, "high": high, "step": step, "year": year})
        return {row[0]: Arranged(*row[1:]) for row in cursor.fetchall()}


def scorecard(
    code: int, name: str, numbers: Counted, labels: Mapping[str, str], teams: Part | None, projects: Arranged
) -> Scorecard:
    """The six items of a place from its numbers; ``teams`` are the villages whose resident team is known."""
    parts, details = _parts(numbers, projects), _details(numbers, projects, teams)
    items = []
    for item in ITEMS:
        why, part = WAITING.get(item, ""), parts.get(item)
        if part is not None and not part.whole:
            nobody = NOBODY.get(item) if item == "projects" or numbers.subjects else None
            part, why = None, nobody or "没有建档立卡户"
        items.append(Item(item, labels.get(item, item), part, why, details.get(item, ())))
    return Scorecard(code, name, items)


def _parts(n: Counted, projects: Arranged) -> dict[str, Part]:
    return {
        "objects": Part("致贫原因和识别时间都有", n.identified, n.subjects, n.no_record),
        "projects": Part("有项目村、受益户和绩效目标", projects.complete, projects.projects, unit="个"),
        "measures": Part("有针对致贫原因的措施", n.matched, n.subjects, n.untold + n.uncaused),
        "people": Part("有帮扶责任人", n.paired, n.subjects),
        "result": Part("脱贫户仍达标", n.exited_met, n.exited, n.exited_unknown),
    }


def _details(n: Counted, projects: Arranged, teams: Part | None) -> dict[str, tuple[Part, ...]]:
    whole = projects.projects
    return {
        "objects": (
            Part("有主要致贫原因", n.cause, n.subjects, n.no_record),
            Part("有识别时间", n.dated, n.subjects, n.no_record),
        ),
        "projects": (
            Part("有项目村", projects.village, whole, unit="个"),
            Part("有受益户", projects.household, whole, unit="个"),
            Part("有绩效目标", projects.target, whole, unit="个"),
        ),
        "measures": (Part("有帮扶措施", n.measured, n.subjects, n.untold),),
        "people": (teams,) if teams else (),
        "result": (Part("全部户达标", n.met, n.subjects, n.unknown),),
    }
