"""What was reached, counted from the facts in sets: recorded exits by year, and what the rules say is ready to leave.

The facts are those of one year's records (``year``). An exit counts in its 脱贫年度 while the household is 已脱贫
there, so one that fell back no longer counts; persons are the members of that year. Ready are households still
registered as poor, poor villages not delisted and counties not out whose verdict is met.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db import connection

from core.regions.codes import DIGITS, Level
from households.standing import REGISTERED

MEASURES: Final = ("persons", "households", "villages", "counties")
MEASURE_WORDS: Final = {"persons": "脱贫人口", "households": "脱贫户", "villages": "出列贫困村", "counties": "摘帽县"}
UNITS: Final = {"persons": "人", "households": "户", "villages": "个", "counties": "个"}

_MEMBERS: Final = """(
  SELECT m.household_id, count(*) AS persons FROM households_member m
  WHERE m.area >= %(low)s AND m.area < %(high)s AND m.joined_year <= %(year)s
    AND (m.left_year IS NULL OR m.left_year > %(year)s) GROUP BY 1)"""
_EXITS: Final = f"""
SELECT y.area / %(step)s * %(step)s, y.exit_year, sum(m.persons), count(*)
FROM households_householdyear y
JOIN households_household h ON h.id = y.household_id AND {REGISTERED}
JOIN {_MEMBERS} m ON m.household_id = y.household_id
WHERE y.year = %(year)s AND y.area >= %(low)s AND y.area < %(high)s AND y.poverty_status IN ('1', '4')
GROUP BY 1, 2"""
_READY: Final = """
SELECT v.area / %(step)s * %(step)s, sum(v.members), count(*)
FROM households_householdverdict v
JOIN households_householdyear y ON y.household_id = v.household_id AND y.year = v.year
WHERE v.year = %(year)s AND v.area >= %(low)s AND v.area < %(high)s AND v.outcome AND y.poverty_status IN ('0', '3')
GROUP BY 1"""
_DELISTED: Final = """
SELECT y.area / %(step)s * %(step)s, y.delist_year, count(*) FROM villages_villageyear y
WHERE y.year = %(year)s AND y.area >= %(low)s AND y.area < %(high)s AND y.is_delisted GROUP BY 1, 2"""
_READY_VILLAGES: Final = """
SELECT v.area / %(step)s * %(step)s, count(*) FROM villages_regionverdict v
JOIN villages_villageyear y ON y.area = v.area AND y.year = v.year
WHERE v.year = %(year)s AND v.area >= %(low)s AND v.area < %(high)s AND v.level = 5 AND v.outcome
  AND y.is_poor AND y.is_delisted IS NOT TRUE GROUP BY 1"""
_LEFT: Final = """
SELECT p.area / %(step)s * %(step)s, p.left_year, count(*) FROM assessment_regionplan p
WHERE p.area >= %(low)s AND p.area < %(high)s AND p.area %% 1000000 = 0 AND p.area %% 100000000 <> 0
  AND p.left_year <= %(year)s GROUP BY 1, 2"""
_READY_COUNTIES: Final = """
SELECT v.area / %(step)s * %(step)s, count(*) FROM villages_regionverdict v
LEFT JOIN assessment_regionplan p ON p.area = v.area
WHERE v.year = %(year)s AND v.area >= %(low)s AND v.area < %(high)s AND v.level = 3 AND v.outcome
  AND p.left_year IS NULL GROUP BY 1"""

_PLANNED: Final = f"""
SELECT count(*), COALESCE(sum(m.persons), 0) FROM households_householdyear y
JOIN households_household h ON h.id = y.household_id AND {REGISTERED}
JOIN {_MEMBERS} m ON m.household_id = y.household_id
WHERE y.year = %(year)s AND y.area >= %(low)s AND y.area < %(high)s AND y.poverty_status IN ('0', '3')
  AND y.planned_exit_year <= %(year)s"""
# Counties whose plan is due and that have not left, poor villages whose plan is due and that are not delisted.
_DUE: Final = """
SELECT p.area, p.exit_year FROM assessment_regionplan p
LEFT JOIN villages_villageyear v ON v.area = p.area AND v.year = %(year)s
WHERE p.area >= %(low)s AND p.area < %(high)s AND p.exit_year <= %(year)s
  AND CASE WHEN p.area %% 1000 <> 0 THEN v.is_delisted IS NOT TRUE
    WHEN p.area %% 1000000 = 0 AND p.area %% 100000000 <> 0 THEN p.left_year IS NULL ELSE FALSE END
ORDER BY p.area"""


def _nothing() -> dict[str, int]:
    return dict.fromkeys(MEASURES, 0)


@dataclass
class Reached:
    """Of one place: recorded exits by year and measure, what is ready, and exited households without 脱贫年度."""

    recorded: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(_nothing))
    ready: dict[str, int] = field(default_factory=_nothing)
    undated: int = 0

    def done(self, measure: str, year: int) -> int:
        return self.recorded[year][measure] if year in self.recorded else 0


def step_of(level: Level) -> int:
    """What a code is cut to at this level."""
    return int(10 ** (12 - DIGITS[level]))


def reached(low: int, high: int, level: Level, year: int) -> dict[int, Reached]:
    """By region of ``level`` in [low, high), six set queries whatever the number of regions.

    A region above a county counts the counties below it; a township's and a village's county count stays 0.
    """
    found: dict[int, Reached] = defaultdict(Reached)
    parameters = {"low": low, "high": high, "step": step_of(level), "year": year}
    with connection.cursor() as cursor:
        cursor.execute(_EXITS, parameters)
        for place, exit_year, persons, households in cursor.fetchall():
            if exit_year is None:
                found[place].undated += households
            else:
                found[place].recorded[exit_year] |= {"persons": int(persons), "households": households}
        cursor.execute(_READY, parameters)
        for place, persons, households in cursor.fetchall():
            found[place].ready |= {"persons": int(persons), "households": households}
        for measure, recorded, ready in (
            ("villages", _DELISTED, _READY_VILLAGES),
            *([("counties", _LEFT, _READY_COUNTIES)] if level <= Level.COUNTY else []),
        ):
            cursor.execute(recorded, parameters)
            for place, left_year, count in cursor.fetchall():
                if left_year is not None:
                    found[place].recorded[left_year][measure] = count
            cursor.execute(ready, parameters)
            for place, count in cursor.fetchall():
                found[place].ready[measure] = count
    return dict(found)


def planned_households(low: int, high: int, year: int) -> tuple[int, int]:
    """(households, persons) still registered as poor whose 计划脱贫年度 is this year or earlier."""
    with connection.cursor() as cursor:
        cursor.execute(_PLANNED, {"low": low, "high": high, "year": year})
        households, persons = cursor.fetchone()
    return households, int(persons)


def due_regions(low: int, high: int, year: int) -> list[tuple[int, int]]:
    """(region, 计划退出年度) of counties and villages whose year has come and that have not left."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, {"low": low, "high": high, "year": year})
        return list(cursor.fetchall())


def added(parts: list[Reached]) -> Reached:
    """The sum of several places."""
    total = Reached()
    for part in parts:
        total.undated += part.undated
        for measure in MEASURES:
            total.ready[measure] += part.ready[measure]
        for year, counts in part.recorded.items():
            for measure in MEASURES:
                total.recorded[year][measure] += counts[measure]
    return total


@dataclass(frozen=True)
class Cell:
    """A target and what was reached of it; ``ready`` only for the year whose facts are read.

    state: "" (no target), done, on_track (what is ready would suffice), at_risk (it would not), overdue (the year is
    over), planned (the year has not come).
    """

    target: int | None
    done: int
    ready: int
    year: int
    facts_year: int
    today: date

    @property
    def remaining(self) -> int | None:
        return None if self.target is None else max(self.target - self.done, 0)

    @property
    def short(self) -> int:
        """What would still lack if everything that is ready left."""
        return max((self.target or 0) - self.done - self.ready, 0)

    @property
    def state(self) -> str:
        if self.target is None:
            return ""
        if self.done >= self.target:
            return "done"
        if self.today > date(self.year, 12, 31):
            return "overdue"
        if self.year > self.facts_year:
            return "planned"
        return "on_track" if self.short == 0 else "at_risk"

    @property
    def word(self) -> str:
        return STATE_WORDS[self.state]


STATE_WORDS: Final = {
    "": "没有目标",
    "done": "已完成",
    "on_track": "可完成",
    "at_risk": "有风险",
    "overdue": "逾期未完成",
    "planned": "未到年度",
}


def cell(target: int | None, place: Reached, measure: str, year: int, facts_year: int, today: date) -> Cell:
    """The target of one place, year and measure beside what was reached."""
    ready = place.ready[measure] if year == facts_year else 0
    return Cell(target, place.done(measure, year), ready, year, facts_year, today)
