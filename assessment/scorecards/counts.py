"""The six items in one set statement a level: what is counted, of how many, how much is unknown.

Subjects are the registered households of the year (CONTRACT 4). An item whose facts no part of the program holds yet
has no number and does not enter the score. Shares are exact; with unknown households an item is an interval.

- objects: main cause and date of identification are both recorded. A household without a record of the year counts
  as unknown.
- people: a helper is paired with the household on the day (today, or the year's last day once it is over).
- result: of the households recorded as out (脱贫状态 1, 4), those whose verdict is still met.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from django.db import connection

from households.standing import REGISTERED

ITEMS: Final = ("objects", "projects", "funds", "measures", "people", "result")
WAITING: Final = {
    "projects": "项目资料尚未建立",
    "funds": "资金资料尚未建立",
    "measures": "到户措施资料尚未建立",
}
LISTED: Final = tuple(item for item in ITEMS if item not in WAITING)

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
)
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
  count(*) FILTER (WHERE v.outcome IS NULL)
FROM subject s
LEFT JOIN households_householdyear y ON y.household_id = s.id AND y.year = %(year)s
LEFT JOIN households_householdverdict v ON v.household_id = s.id AND v.year = %(year)s
LEFT JOIN paired p ON p.household_id = s.id
GROUP BY 1"""


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
        return self.part is not None


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

    def add(self, other: Counted) -> None:
        for name in _NAMES:
            setattr(self, name, getattr(self, name) + getattr(other, name))


_NAMES: Final = (
    "subjects", "no_record", "cause", "dated", "identified", "paired", "exited", "exited_met", "exited_unknown",
    "met", "unknown",
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


def counted(low: int, high: int, step: int, year: int, today: date) -> dict[int, Counted]:
    """By place (codes cut to ``step``) in [low, high): one statement whatever the number of places."""
    with connection.cursor() as cursor:
        cursor.execute(_SELECT, {"low": low, "high": high, "step": step, "year": year, "day": day_of(year, today)})
        return {row[0]: Counted(*row[1:]) for row in cursor.fetchall()}


def scorecard(code: int, name: str, numbers: Counted, labels: Mapping[str, str], teams: Part | None) -> Scorecard:
    """The six items of a place from its numbers; ``teams`` are the villages whose resident team is known."""
    n = numbers
    parts = {
        "objects": Part("致贫原因和识别时间都有", n.identified, n.subjects, n.no_record),
        "people": Part("有帮扶责任人", n.paired, n.subjects),
        "result": Part("脱贫户仍达标", n.exited_met, n.exited, n.exited_unknown),
    }
    details = {
        "objects": (
            Part("有主要致贫原因", n.cause, n.subjects, n.no_record),
            Part("有识别时间", n.dated, n.subjects, n.no_record),
        ),
        "people": (teams,) if teams else (),
        "result": (Part("全部户达标", n.met, n.subjects, n.unknown),),
    }
    items = []
    for item in ITEMS:
        why = WAITING.get(item, "")
        part = parts.get(item)
        if part is not None and not part.whole:
            part, why = None, "没有脱贫户" if item == "result" and n.subjects else "没有建档立卡户"
        items.append(Item(item, labels.get(item, item), part, why, details.get(item, ())))
    return Scorecard(code, name, items)
