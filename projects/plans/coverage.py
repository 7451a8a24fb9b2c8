"""六到农家 (A-16) and 四有 (B-08) from the yearly facts: who has, who lacks, of whom it is not known.

Households are the registered ones of the year; a household without the year's record is unknown in everything.
Each item says its definition, so that the page can.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db import connection
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from core.accounts.scope import Scope
from core.regions.codes import Level, area_range, level_of
from core.regions.selectors import name_of, region_children, year_end
from households.models import Household
from households.selectors.register import subjects
from households.standing import REGISTERED
from projects.models import ProjectQuantity
from projects.plans.progress import DEAD_STATES

STATES: Final = {"has": "有", "lacks": "无", "unknown": "未填"}


@dataclass(frozen=True)
class Item:
    """One thing. ``has`` is SQL over ``y`` (NULL unknown), ``yes`` and ``known`` the same; ``words`` finds projects."""

    code: str
    label: str
    definition: str
    has: str
    yes: Q
    known: Q
    words: str = ""


def _flag(code: str, label: str, column: str, definition: str, words: str) -> Item:
    return Item(
        code, label, definition, f"y.{column}", Q(**{f"facts__{column}": True}),
        Q(**{f"facts__{column}__isnull": False}), words,
    )  # fmt: skip


_WATER: Final = _flag("water", "水", "safe_water_solved", "是否解决安全饮用水：是", "水|池|塘|渠")
_POWER: Final = _flag("power", "电", "has_power", "是否通生活用电：是", "电网|供电|用电|变压器")
SIX: Final = (
    _WATER,
    _POWER,
    # The forms of CONTRACT 3 ask for the kind of road only: concrete and asphalt are hard, earth and gravel are not.
    Item(
        "road", "路", "入户道路是否硬化：是；没有填的看入户路类型：水泥路、沥青路",
        "COALESCE(y.access_road_hard, y.access_road_type IN ('3', '4'))",
        Q(facts__access_road_hard=True)
        | Q(facts__access_road_hard__isnull=True, facts__access_road_type__in=("3", "4")),
        Q(facts__access_road_hard__isnull=False) | Q(facts__access_road_type__isnull=False), "路|桥",
    ),
    Item(
        "fuel", "气", "主要燃料类型：清洁能源", "(y.main_fuel = '4')", Q(facts__main_fuel="4"),
        Q(facts__main_fuel__isnull=False), "气|燃料|清洁能源",
    ),
    Item(
        "house", "房", "是否危房户：否", "(NOT y.is_dangerous_house)", Q(facts__is_dangerous_house=False),
        Q(facts__is_dangerous_house__isnull=False), "房|新居|搬迁",
    ),
    Item(
        "place", "环境", "有无卫生厕所：有，且没有填为不能正常使用",
        "(CASE WHEN y.sanitary_toilet IS NOT NULL THEN y.sanitary_toilet AND COALESCE(y.toilet_usable, TRUE) END)",
        Q(facts__sanitary_toilet=True) & (Q(facts__toilet_usable=True) | Q(facts__toilet_usable__isnull=True)),
        Q(facts__sanitary_toilet__isnull=False), "厕|污水|垃圾|绿化|环境",
    ),
)  # fmt: skip
FOUR: Final = (
    _WATER,
    _POWER,
    _flag("tv", "广播电视", "has_tv", "是否通广播电视：是", "广播|电视|村村响"),
    _flag("path", "增收门路", "has_income_path", "有无增收门路：有", "产业|基地|养|种|果|林|旅游|农田|亩"),
)
ITEMS: Final = {item.code: item for item in (*SIX, *FOUR)}
# The village's own four, over VillageYear.
VILLAGE_FOUR: Final = (
    ("硬化路", "v.hard_road", "路"),
    ("卫生室", "(v.clinics > 0)", "卫生室"),
    ("文化室", "(v.culture_rooms > 0)", "文化"),
    ("宽带网", "v.broadband", "宽带|网络|光纤"),
)
_COUNTS: Final = ", ".join(
    f"count(*) FILTER (WHERE {item.has}), count(*) FILTER (WHERE NOT {item.has})" for item in ITEMS.values()
)
_ALL_FOUR: Final = " AND ".join(item.has for item in FOUR)
_SQL: Final = f"""
SELECT h.area / %(step)s * %(step)s, count(*), count(*) FILTER (WHERE {_ALL_FOUR}),
  count(*) FILTER (WHERE NOT ({_ALL_FOUR})), {_COUNTS}
FROM households_household h LEFT JOIN households_householdyear y ON y.household_id = h.id AND y.year = %(year)s
WHERE h.area >= %(low)s AND h.area < %(high)s AND {REGISTERED}
  AND EXISTS (SELECT 1 FROM households_member m WHERE m.household_id = h.id AND m.joined_year <= %(year)s
    AND (m.left_year IS NULL OR m.left_year > %(year)s))
GROUP BY 1"""
_VILLAGES: Final = f"""
SELECT v.area / %(step)s * %(step)s, {
    ", ".join(
        f"count(*) FILTER (WHERE {has}), count(*) FILTER (WHERE NOT {has}), count(*) FILTER (WHERE ({has}) IS NULL)"
        for _, has, _ in VILLAGE_FOUR
    )
} FROM villages_villageyear v
WHERE v.area >= %(low)s AND v.area < %(high)s AND v.year = %(year)s GROUP BY 1"""


@dataclass(frozen=True)
class Share:
    """How many have it and how many lack it; the rest of ``total`` is not known."""

    has: int
    lacks: int
    total: int

    @property
    def unknown(self) -> int:
        return self.total - self.has - self.lacks

    @property
    def percent(self) -> Decimal | None:
        """Of all, so that what is not filled in does not flatter."""
        return (Decimal(self.has) * 100 / self.total).quantize(Decimal("0.1")) if self.total else None

    def plus(self, other: Share) -> Share:
        return Share(self.has + other.has, self.lacks + other.lacks, self.total + other.total)


@dataclass(frozen=True)
class Line:
    """One place: its households, each item by code, all four, and the four of its villages."""

    code: int
    name: str
    households: int
    shares: Mapping[str, Share]
    four: Share
    villages: Sequence[Share]

    def six(self) -> list[tuple[Item, Share]]:
        return [(item, self.shares[item.code]) for item in SIX]

    def fours(self) -> list[tuple[Item, Share]]:
        return [(item, self.shares[item.code]) for item in FOUR]

    def village_four(self) -> list[tuple[str, Share]]:
        return [(VILLAGE_FOUR[place][0], share) for place, share in enumerate(self.villages)]


def coverage(area: int, year: int) -> tuple[Line, list[Line]]:
    """The region itself (the sum) and the regions directly below; two queries. The caller has checked the scope."""
    level = Level(min(level_of(area) + 1, Level.VILLAGE))
    low, high = area_range(area)
    step = {Level.PROVINCE: 10**10, Level.CITY: 10**8, Level.COUNTY: 10**6, Level.TOWNSHIP: 10**3}.get(level, 1)
    parameters = {"low": low, "high": high, "year": year, "step": step}
    with connection.cursor() as cursor:
        cursor.execute(_SQL, parameters)
        households = {row[0]: row[1:] for row in cursor.fetchall()}
        cursor.execute(_VILLAGES, parameters)
        villages = {row[0]: row[1:] for row in cursor.fetchall()}
    names = {row.code: row.name for row in region_children(area, year_end(year))}
    codes = {area} if level_of(area) == Level.VILLAGE else set(names) | set(households)
    names |= name_of(codes - set(names))
    lines = [
        _line(code, names.get(code, str(code)), households.get(code), villages.get(code)) for code in sorted(codes)
    ]
    return _sum(area, lines), lines


def _line(code: int, name: str, found: Sequence[int] | None, villages: Sequence[int] | None) -> Line:
    counts = found or (0, 0, 0, *(0 for _ in range(2 * len(ITEMS))))
    total, all_four, not_four = counts[:3]
    pairs = counts[3:]
    shares = {
        item: Share(pairs[2 * place], pairs[2 * place + 1], total) for place, item in enumerate(ITEMS)
    }  # fmt: skip
    triples = villages or (0,) * (3 * len(VILLAGE_FOUR))
    own = [
        Share(triples[place], triples[place + 1], sum(triples[place : place + 3]))
        for place in range(0, len(triples), 3)
    ]
    return Line(code, name, total, shares, Share(all_four, not_four, total), own)


def _sum(area: int, lines: Sequence[Line]) -> Line:
    total = _line(area, name_of([area]).get(area, ""), None, None)
    for line in lines:
        total = Line(
            area,
            total.name,
            total.households + line.households,
            {code: total.shares[code].plus(line.shares[code]) for code in ITEMS},
            total.four.plus(line.four),
            [own.plus(other) for own, other in zip(total.villages, line.villages, strict=True)],
        )
    return total


def households_of(scope: Scope, area: int, year: int, item: str, state: str) -> QuerySet[Household]:
    """The registered households of a place that have an item, lack it, or of which it is not known."""
    wanted = ITEMS[item]
    rows: QuerySet[Household] = subjects(scope, year, area).annotate(
        facts=FilteredRelation("years", condition=Q(years__year=year))
    )
    if state == "has":
        rows = rows.filter(wanted.yes)
    elif state == "unknown":
        rows = rows.exclude(Exists(_with(scope, wanted.known, year)))
    else:
        rows = rows.filter(wanted.known).exclude(Exists(_with(scope, wanted.yes, year)))
    return rows


def _with(scope: Scope, condition: Q, year: int) -> QuerySet[Household]:
    """Inside a subquery of scoped rows: the same household with the condition true in the year."""
    rows: QuerySet[Household] = (
        Household.objects.within(scope)
        .filter(pk=OuterRef("pk"))
        .annotate(facts=FilteredRelation("years", condition=Q(years__year=year)))
    )
    return rows.filter(condition)


def closing(scope: Scope, area: int, words: str, year: int) -> list[ProjectQuantity]:
    """Rows of living projects from the year on, or not finished before, in a place whose name or task fits."""
    low, high = area_range(area)
    rows = ProjectQuantity.objects.within(scope).filter(area__gte=low, area__lt=high).select_related("project")
    rows = rows.exclude(project__state__in=DEAD_STATES).filter(
        Q(achieved__isnull=True) | Q(achieved__lt=F("planned")), project__year__lte=year + 1
    )
    fits = re.compile(words)
    return [row for row in rows.order_by("area", "project_id")[:500] if fits.search(row.project.name + row.item)]
