"""How far a plan is: planned, in the library, achieved, of every item in a place and year; few queries.

Achieved is what the projects linked to an item report, or what its counter finds in the facts. A norm per village is
counted in villages: how many reach it, of how many. What nobody has filled in stays unknown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import connection

from core.regions.codes import area_range
from projects.models import PlanItem, PlanQuantity
from projects.plans.counters import Count, counted, counter_of, is_record

Kind = PlanItem.Kind
NORMS: Final = frozenset({Kind.NORM, Kind.YEARLY_NORM})
MONEY: Final = "元"
# Projects that count: proposed, and neither refused nor taken out of the library.
DEAD_STATES: Final = ("draft", "refused", "withdrawn")
_BUILT: Final = """
SELECT q.plan_item_id, q.area, p.year, sum(q.planned), sum(q.achieved), count(DISTINCT p.id), max(q.achieved_on)
FROM projects_projectquantity q JOIN projects_project p ON p.id = q.project_id
JOIN projects_planitem i ON i.id = q.plan_item_id AND i.plan_id = %(plan)s
WHERE q.area >= %(low)s AND q.area < %(high)s AND p.year <= %(year)s AND p.state <> ALL(%(dead)s)
GROUP BY 1, 2, 3"""


@dataclass
class Built:
    """What projects plan and report for an item; ``achieved`` None: nothing reported."""

    planned: Decimal = Decimal(0)
    achieved: Decimal | None = None
    projects: int = 0
    as_of: date | None = None

    def add(self, planned: Decimal, achieved: Decimal | None, projects: int, as_of: date | None) -> None:
        self.planned += planned
        if achieved is not None:
            self.achieved = (self.achieved or Decimal(0)) + achieved
        self.projects += projects
        self.as_of = max(filter(None, (self.as_of, as_of)), default=None)


@dataclass(frozen=True)
class Facts:
    """Everything that the figures of a plan are made of, read once for a place and year."""

    year: int
    built: Mapping[tuple[int, int], Mapping[int, Built]]
    counts: Mapping[str, Mapping[int, Count]]

    def of_projects(self, item: PlanItem, areas: Iterable[int] | None = None, years: Iterable[int] = ()) -> Built:
        """The sum over places (None: all) and years (none given: those of the item's kind)."""
        total, wanted = Built(), None if areas is None else set(areas)
        only = set(years) or ({self.year} if item.kind in (Kind.YEARLY, Kind.YEARLY_NORM) else None)
        for (item_id, area), by_year in self.built.items():
            if item_id != item.pk or (wanted is not None and area not in wanted):
                continue
            for year, row in by_year.items():
                if only is None or year in only:
                    total.add(row.planned, row.achieved, row.projects, row.as_of)
        return total

    def of_counter(self, item: PlanItem, areas: Iterable[int] | None = None) -> Decimal | None:
        """The counter's value over places; None where nothing is known."""
        found = self.counts.get(item.counter, {})
        parts = [count for area, count in found.items() if areas is None or area in set(areas)]
        if not parts:
            return Decimal(0) if is_record(item.counter) else None
        total = parts[0]
        for part in parts[1:]:
            total = total.plus(part)
        counter = counter_of(item.counter)
        return total.value(counter.scale if counter else Decimal(1))

    def achieved(self, item: PlanItem, areas: Iterable[int] | None = None) -> Decimal | None:
        return self.of_counter(item, areas) if item.counter else self.of_projects(item, areas).achieved


@dataclass(frozen=True)
class Figure:
    """One item in one place. Norms count villages: ``planned`` of them, ``achieved`` reach it, rest ``unknown``."""

    item: PlanItem
    planned: Decimal | None
    achieved: Decimal | None
    upper: Decimal | None = None
    missing: str = ""
    entered: bool = False
    library: Decimal | None = None
    projects: int = 0
    as_of: date | None = None
    each: Decimal | None = None
    unknown: int = 0
    villages: int = 0
    cost: Cost | None = None

    @property
    def is_norm(self) -> bool:
        return self.item.kind in NORMS

    @property
    def is_duty(self) -> bool:
        return self.item.kind == Kind.DUTY

    @property
    def unit(self) -> str:
        return "村" if self.is_norm else self.item.unit

    @property
    def percent(self) -> Decimal | None:
        """Achieved of planned; None where either is not known, and for a ratio, which is a percentage itself."""
        if not self.planned or self.achieved is None:
            return None
        return (self.achieved * 100 / self.planned).quantize(Decimal("0.1"))

    @property
    def short(self) -> Decimal | None:
        """What is still missing of the plan."""
        if self.planned is None:
            return None
        return max(self.planned - (self.achieved or 0), Decimal(0))

    @property
    def reached(self) -> bool:
        return self.planned is not None and self.achieved is not None and self.achieved >= self.planned


@dataclass(frozen=True)
class Cost:
    """Yuan a unit, as planned and as built, of the first counted figure beside the money (80,000 元/延米)."""

    unit: str
    planned: Decimal | None
    achieved: Decimal | None


@dataclass
class Group:
    """A project of the plan with its figures."""

    heading: str
    row: str
    figures: list[Figure] = field(default_factory=list)


def facts_of(plan_id: int, items: Sequence[PlanItem], area: int, year: int) -> Facts:
    """One query for the projects, and those of the counters."""
    low, high = area_range(area)
    built: dict[tuple[int, int], dict[int, Built]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(
            _BUILT, {"plan": plan_id, "low": low, "high": high, "year": year, "dead": list(DEAD_STATES)}
        )  # fmt: skip
        for item, place, of_year, planned, achieved, projects, as_of in cursor.fetchall():
            row = Built()
            row.add(planned, achieved, projects, as_of)
            built[item, place][of_year] = row
    return Facts(year, built, counted({item.counter for item in items if item.counter}, low, high, year))


def figure(item: PlanItem, rows: Sequence[PlanQuantity], facts: Facts, area: int) -> Figure:
    """One item in ``area``; ``rows`` are its planned quantities there (the whole plan, no phases)."""
    if item.kind in NORMS:
        return _norm(item, rows, facts)
    own = next((row for row in rows if row.area == area and row.phase == 0), None)
    shares = [row for row in rows if row.area != area and row.phase == 0]
    built = facts.of_projects(item)
    planned = own.planned if own else None
    if own is None and shares and all(row.planned is not None for row in shares):
        planned = sum((row.planned for row in shares if row.planned is not None), Decimal(0))
    missing = own.missing if own else ("share" if shares and planned is None else "")
    return Figure(
        item=item,
        planned=planned,
        achieved=facts.achieved(item),
        upper=own.upper if own else None,
        missing=missing,
        entered=bool(own and own.missing and own.planned is not None),
        library=built.planned if built.projects else None,
        projects=built.projects,
        as_of=built.as_of,
        villages=len({row.area for row in rows if row.area != area}),
    )


def _norm(item: PlanItem, rows: Sequence[PlanQuantity], facts: Facts) -> Figure:
    reached = unknown = 0
    for row in rows:
        value = facts.achieved(item, [row.area])
        if value is None:
            unknown += 1
        elif row.planned is not None and value >= row.planned:
            reached += 1
    each = rows[0].planned if rows else None
    built = facts.of_projects(item)
    return Figure(
        item=item,
        planned=Decimal(len(rows)),
        achieved=Decimal(reached),
        upper=rows[0].upper if rows else None,
        each=each,
        unknown=unknown,
        projects=built.projects,
        villages=len(rows),
    )


def grouped(figures: Sequence[Figure]) -> list[Group]:
    """Figures under their project, in the plan's order, with the unit cost where money and a count are both there."""
    groups: list[Group] = []
    for row in figures:
        if not groups or groups[-1].heading != row.item.heading:
            groups.append(Group(row.item.heading, row.item.row))
        groups[-1].figures.append(row)
    for group in groups:
        _costed(group)
    return groups


def _costed(group: Group) -> None:
    money = next((place for place, row in enumerate(group.figures) if row.item.unit == MONEY), None)
    others = [row for row in group.figures if row.item.unit != MONEY and row.item.kind == Kind.TOTAL]
    if money is None or not others or group.figures[money].item.kind != Kind.TOTAL:
        return
    paid, counted_by = group.figures[money], others[-1]
    cost = Cost(
        counted_by.item.unit,
        _quotient(paid.planned, counted_by.planned),
        _quotient(paid.achieved, counted_by.achieved),
    )
    group.figures[money] = Figure(**{**vars(paid), "cost": cost})


def _quotient(top: Decimal | None, below: Decimal | None) -> Decimal | None:
    return (top / below).quantize(Decimal(1)) if top is not None and below else None
