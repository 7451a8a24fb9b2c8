"""Screening of every registered person (B-46) and the progress of 巴山新居 (B-27, B-28), counted by place in sets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from core.accounts.scope import Scope
from core.regions.codes import Level, ancestor, area_range, level_of
from core.regions.selectors import name_of
from households.standing import REGISTERED

_SCREENED: Final = f"""
WITH seen AS (
    SELECT DISTINCT ON (t.member_id) t.member_id, d.screening_result, d.treatment_class
    FROM projects_measure t JOIN projects_screeningdetail d ON d.measure_id = t.id
    WHERE t.area >= %(low)s AND t.area < %(high)s AND t.year <= %(year)s AND t.sector = 'screening'
      AND t.status IN ('doing', 'done') AND t.member_id IS NOT NULL
    ORDER BY t.member_id, t.started_on DESC NULLS LAST, t.id DESC
)
SELECT m.area, count(*), count(s.member_id),
       count(*) FILTER (WHERE s.screening_result IN ('2', '3')), count(*) FILTER (WHERE s.screening_result = '4'),
       count(*) FILTER (WHERE s.screening_result IN ('2', '3') AND COALESCE(s.treatment_class, '') = '')
FROM households_member m JOIN households_household h ON h.id = m.household_id AND {REGISTERED}
LEFT JOIN seen s ON s.member_id = m.id
WHERE m.area >= %(low)s AND m.area < %(high)s AND m.joined_year <= %(year)s
  AND (m.left_year IS NULL OR m.left_year > %(year)s)
GROUP BY m.area"""
_HOMES: Final = """
SELECT t.area, COALESCE(d.phase_year, t.year), count(*), count(*) FILTER (WHERE d.build_kind = '1'),
       count(*) FILTER (WHERE d.build_kind = '2'), count(*) FILTER (WHERE d.home_origin = '1'),
       count(*) FILTER (WHERE d.home_origin = '2'), count(*) FILTER (WHERE t.status = 'done'),
       count(*) FILTER (WHERE d.moved_in_on IS NOT NULL), count(*) FILTER (WHERE d.concentrated)
FROM projects_measure t JOIN projects_newhomedetail d ON d.measure_id = t.id
WHERE t.area >= %(low)s AND t.area < %(high)s AND COALESCE(d.phase_year, t.year) <= %(year)s AND t.sector = 'newhome'
  AND t.status IN ('planned', 'doing', 'done')
GROUP BY 1, 2"""
_POINTS: Final = """
SELECT count(DISTINCT d.point) FILTER (WHERE d.point <> ''), count(DISTINCT t.area) FILTER (WHERE d.central_village),
       (SELECT count(*) FROM projects_measure r WHERE r.area >= %(low)s AND r.area < %(high)s AND r.year <= %(year)s
        AND r.sector = 'lowrent' AND r.status IN ('doing', 'done'))
FROM projects_measure t JOIN projects_newhomedetail d ON d.measure_id = t.id
WHERE t.area >= %(low)s AND t.area < %(high)s AND COALESCE(d.phase_year, t.year) <= %(year)s AND t.sector = 'newhome'
  AND t.status IN ('planned', 'doing', 'done')"""


# What ``homes`` counts, in its order.
HOMES: Final = ("合计", "新建", "改造", "贫困户", "旧房户", "已完工", "已入住", "集中居住")


@dataclass(frozen=True)
class Counts:
    """Counts of one place or year: ``label``, its code where it is a place, and the numbers in the query's order."""

    label: str
    area: int | None
    numbers: tuple[int, ...]

    @property
    def left(self) -> int:
        """What the first number is ahead of the second: persons not screened."""
        return self.numbers[0] - self.numbers[1]


@dataclass(frozen=True)
class Homes:
    """巴山新居 up to a year: in all, by the places below and by planned year; points, central villages, flats let."""

    whole: Counts
    places: list[Counts]
    years: list[Counts]
    points: int
    central: int
    flats: int


def _rows(scope: Scope, area: int, year: int, sql: str) -> list[tuple[Any, ...]]:
    low, high = scope.meets(*area_range(area))
    with connection.cursor() as cursor:
        cursor.execute(sql, {"low": low, "high": high, "year": year})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _summed(rows: Iterable[tuple[int, ...]], width: int) -> tuple[int, ...]:
    found = [0] * width
    for row in rows:
        found = [one + other for one, other in zip(found, row, strict=True)]
    return tuple(found)


def _by_place(rows: list[tuple[int, tuple[int, ...]]], area: int, width: int) -> list[Counts]:
    """The counts of the villages added up to the places directly below ``area`` (a village: itself)."""
    below = Level(min(level_of(area) + 1, Level.VILLAGE))
    groups: dict[int, list[tuple[int, ...]]] = {}
    for village, numbers in rows:
        groups.setdefault(ancestor(village, below), []).append(numbers)
    names = name_of(groups)
    return [Counts(names.get(code, str(code)), code, _summed(groups[code], width)) for code in sorted(groups)]


def screening(scope: Scope, area: int, year: int) -> tuple[Counts, list[Counts]]:
    """In all and by place: registered persons, screened, chronic or serious, unclear, ill without a treatment class."""
    rows = [(row[0], tuple(row[1:])) for row in _rows(scope, area, year, _SCREENED)]
    return Counts("合计", None, _summed((numbers for _, numbers in rows), 5)), _by_place(rows, area, 5)


def homes(scope: Scope, area: int, year: int) -> Homes:
    """Houses planned for ``year`` or before: all, new, renovated, poor, old, finished, moved into, concentrated."""
    found = [(row[0], row[1], tuple(row[2:])) for row in _rows(scope, area, year, _HOMES)]
    ((points, central, flats),) = _rows(scope, area, year, _POINTS)
    years = sorted({phase for _, phase, _ in found})
    return Homes(
        Counts("合计", None, _summed((numbers for _, _, numbers in found), 8)),
        _by_place([(village, numbers) for village, _, numbers in found], area, 8),
        [
            Counts(f"{phase} 年", None, _summed((numbers for _, when, numbers in found if when == phase), 8))
            for phase in years
        ],
        points,
        central,
        flats,
    )
