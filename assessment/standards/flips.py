"""The result of a trial for its page and its workbook: sums by level and by region, and the list of what flips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from assessment.models import SimulatedFlip, Simulation
from assessment.simulate import HOUSEHOLD_LEVEL
from core.accounts.scope import Scope
from core.ledgers.exports import stream
from core.regions.codes import LEVEL_NAMES, Level, area_range, level_of
from core.regions.selectors import name_of
from households.models import Household

WORDS = {"met": "达标", "not_met": "未达标", "unknown": "未知", "new": "无判定", "gone": "无判定"}
LEVEL_WORDS: dict[int, str] = {HOUSEHOLD_LEVEL: "户", **{int(level): name for level, name in LEVEL_NAMES.items()}}
OUTCOME = {"met": True, "not_met": False, "unknown": None}
_KEYS = {"province": 1, "city": 2, "county": 3, "township": 4, "village": 5, "household": HOUSEHOLD_LEVEL}


@dataclass(frozen=True)
class LevelSum:
    """One line of the sums: 户 达标→未达标 12."""

    level: str
    before: str
    after: str
    number: int


@dataclass
class PlaceSum:
    """A region below: how many households and villages would gain or lose 达标, and what else would turn."""

    area: int
    name: str
    households: Counter[str] = field(default_factory=Counter)
    villages: Counter[str] = field(default_factory=Counter)
    own: str = ""


@dataclass(frozen=True)
class FlipLine:
    """One line of the list."""

    level: str
    subject: str
    code: str
    area: int
    place: str
    before: str
    after: str


def level_sums(row: Simulation) -> list[LevelSum]:
    """The sums of a trial from the largest region down to the households."""
    found = []
    for level, kinds in sorted(row.totals.items(), key=lambda item: _KEYS[item[0]]):
        for kind, number in sorted(kinds.items()):
            before, after = kind.split("_to_")
            found.append(LevelSum(LEVEL_WORDS[_KEYS[level]], before, after, number))
    return found


def _direction(before: str, after: str) -> str:
    return "gain" if after == "met" else "loss" if before == "met" else "other"


def place_sums(row: Simulation, area: int) -> list[PlaceSum]:
    """The regions right below ``area`` in which something would flip, in code order."""
    level = level_of(area)
    if level == Level.VILLAGE:
        return []
    unit = {Level.COUNTRY: 10**10, Level.PROVINCE: 10**8, Level.CITY: 10**6, Level.COUNTY: 10**3}.get(level, 1)
    low, high = area_range(area)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT area / %s * %s, level, before, after, count(*) FROM assessment_simulatedflip "
            "WHERE simulation_id = %s AND area >= %s AND area < %s AND area <> %s GROUP BY 1, 2, 3, 4 ORDER BY 1",
            [unit, unit, row.pk, low, high, area],
        )
        rows = cursor.fetchall()
    names = name_of({line[0] for line in rows})
    found: dict[int, PlaceSum] = {}
    for place, at, before, after, number in rows:
        item = found.setdefault(place, PlaceSum(place, names.get(place, str(place))))
        if at == level + 1:
            item.own = f"{WORDS[before]}→{WORDS[after]}"
        if at == HOUSEHOLD_LEVEL:
            item.households[_direction(before, after)] += number
        elif at == Level.VILLAGE:
            item.villages[_direction(before, after)] += number
    return list(found.values())


def flips_of(row: Simulation, *, area: int, level: int | None = None, kind: str = "") -> QuerySet[SimulatedFlip]:
    """What would flip in a region, by level and direction (``met_to_not_met`` and the like)."""
    low, high = area_range(area)
    rows = SimulatedFlip.objects.filter(simulation=row, area__gte=low, area__lt=high)
    if level in LEVEL_WORDS:
        rows = rows.filter(level=level)
    before, _, after = kind.partition("_to_")
    return rows.filter(before=before, after=after) if before in WORDS and after in WORDS else rows


def flip_lines(flips: Sequence[SimulatedFlip], scope: Scope) -> list[FlipLine]:
    """The lines of one page; a household that has left the scope meanwhile has no name."""
    ids = [flip.household_id for flip in flips if flip.household_id]
    heads = {row.pk: row for row in Household.objects.within(scope).filter(pk__in=ids)}
    names = name_of({flip.area for flip in flips})
    lines = []
    for flip in flips:
        head = heads.get(flip.household_id or 0)
        place = names.get(flip.area, f"{flip.area:012d}")
        subject = (f"{head.head_name}户" if head else "—") if flip.household_id else place
        code = (head.code if head else "") if flip.household_id else f"{flip.area:012d}"
        lines.append(FlipLine(LEVEL_WORDS[flip.level], subject, code, flip.area, place, flip.before, flip.after))
    return lines


_EXPORT = """
SELECT f.level, COALESCE(c.name, ''), COALESCE(t.name, ''), COALESCE(v.name, g.name, ''),
  COALESCE(h.head_name, g.official_name, ''), COALESCE(h.code, lpad(f.area::text, 12, '0')), f.before, f.after
FROM assessment_simulatedflip f
LEFT JOIN households_household h ON h.id = f.household_id AND h.area >= %(low)s AND h.area < %(high)s
LEFT JOIN regions_region g ON g.code = f.area AND f.household_id IS NULL
LEFT JOIN regions_region v ON v.code = f.area AND v.level = 5
LEFT JOIN regions_region t ON t.code = f.area / 1000 * 1000 AND t.level = 4
LEFT JOIN regions_region c ON c.code = f.area / 1000000 * 1000000 AND c.level = 3
WHERE f.simulation_id = %(simulation)s AND f.area >= %(low)s AND f.area < %(high)s
ORDER BY f.level, f.area, f.id"""


def export_rows(row: Simulation, scope: Scope) -> Iterator[Sequence[Any]]:
    """Every line of a trial, for the workbook."""
    low, high = scope.meets(*area_range(row.area))
    for level, county, town, village, subject, code, before, after in stream(
        _EXPORT, {"simulation": row.pk, "low": low, "high": high}
    ):
        yield LEVEL_WORDS[level], county, town, village, subject, code, WORDS[before], WORDS[after]
