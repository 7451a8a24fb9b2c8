"""Reads of the roadmap: targets beside what was reached, children beside their parent, milestones, task books."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import Count, Max, Min, Q

from assessment.models import Milestone, PlanPhase, ReductionTarget, RegionPlan, TaskBook, TaskBookStep
from assessment.targets.progress import MEASURES, Cell, Reached, added, cell, reached
from core.accounts.scope import Scope
from core.regions.codes import LEVEL_NAMES, Level, area_range, level_of
from core.regions.models import Region
from core.regions.selectors import name_of, region_children, region_detail, year_end

# A milestone this close to its day and not done is at risk.
AT_RISK_DAYS: Final = 30
# A roadmap shows at most so many years.
MOST_YEARS: Final = 8


@dataclass(frozen=True)
class Line:
    """One region of the roadmap: a cell a year, and the whole way."""

    code: int
    name: str
    cells: list[Cell]
    plan: RegionPlan | None

    @property
    def target(self) -> int | None:
        known = [item.target for item in self.cells if item.target is not None]
        return sum(known) if known else None

    @property
    def done(self) -> int:
        return sum(item.done for item in self.cells)

    @property
    def remaining(self) -> int | None:
        return None if self.target is None else max(self.target - self.done, 0)


@dataclass(frozen=True)
class Check:
    """The children's targets of a year added up, beside the parent's. ``differs`` warns and forces nothing."""

    year: int
    own: int | None
    children: int | None
    missing: int

    @property
    def differs(self) -> bool:
        return self.own is not None and self.children is not None and self.own != self.children

    @property
    def difference(self) -> int:
        return (self.children or 0) - (self.own or 0)

    @property
    def undivided(self) -> int:
        """How much of the parent's target no child has."""
        return max(-self.difference, 0)


@dataclass(frozen=True)
class Roadmap:
    """A region's targets of one measure over the years, its children's below, and the check of the cascade."""

    region: Region
    level: Level
    measure: str
    years: list[int]
    own: Line
    lines: list[Line]
    checks: list[Check]
    undated: int
    ready: int

    @property
    def unequal(self) -> list[Check]:
        return [item for item in self.checks if item.differs]


def region_in_scope(scope: Scope, area: int) -> Region | None:
    """The region when it lies in the scope."""
    return region_detail(area) if scope.covers(area) else None


def measures_of(level: Level) -> list[str]:
    """Counties leave only in what is a county or above."""
    return [item for item in MEASURES if item != "counties" or level <= Level.COUNTY]


def target_years(scope: Scope, area: int, year: int) -> list[int]:
    """From the first target at or below a region, or the start of its calendar, to the last target or ``year``.

    Without gaps, the last ``MOST_YEARS``: a target "by 2018" is measured against every year since the start.
    """
    low, high = area_range(area)
    span = ReductionTarget.objects.within(scope).filter(area__gte=low, area__lt=high)
    found = span.aggregate(first=Min("year"), last=Max("year"))
    phases = PlanPhase.objects.within(scope).filter(area=area).aggregate(first=Min("first_year"))
    first = min(found["first"] or year, phases["first"] or year, year)
    last = max(found["last"] or year, year)
    return list(range(first, last + 1))[-MOST_YEARS:]


def below(level: Level) -> Level:
    return Level(min(level + 1, Level.VILLAGE))


def roadmap(*, scope: Scope, area: int, year: int, measure: str, today: date) -> Roadmap | None:
    """Targets and results of a region and the regions directly below; None outside the scope.

    ``year`` is the year whose records are read: they say in which year each household and village left.
    """
    region = region_in_scope(scope, area)
    if region is None:
        return None
    level = Level(region.level)
    years = target_years(scope, area, year)
    low, high = area_range(area)
    counts = reached(low, high, below(level), year)
    own_reached = added(list(counts.values()))
    targets = _targets(scope, area, years, measure)
    codes = child_codes(area, level, year, {code for code, _ in targets} | set(counts)) if level < Level.VILLAGE else []
    plans = {plan.area: plan for plan in RegionPlan.objects.within(scope).filter(area__in=[area, *codes])}
    names = name_of([area, *codes])

    def line(code: int, place: Reached) -> Line:
        cells = [cell(targets.get((code, item)), place, measure, item, year, today) for item in years]
        return Line(code, names.get(code, str(code)), cells, plans.get(code))

    lines = [line(code, counts.get(code, Reached())) for code in codes]
    own = line(area, own_reached)
    checks = [
        _check(item, own.cells[at].target, [row.cells[at].target for row in lines]) for at, item in enumerate(years)
    ]
    return Roadmap(
        region, level, measure, years, own, lines, checks, own_reached.undated, own_reached.ready[measure]
    )  # fmt: skip


def _check(year: int, own: int | None, children: list[int | None]) -> Check:
    known = [item for item in children if item is not None]
    return Check(year, own, sum(known) if known else None, len(children) - len(known))


def _targets(scope: Scope, area: int, years: Iterable[int], measure: str) -> dict[tuple[int, int], int]:
    """(region, year) → target, of a region and those directly below it."""
    rows = ReductionTarget.objects.within(scope).filter(
        Q(area=area) | Q(area__in=_children(area)), year__in=list(years)
    )
    values = rows.values_list("area", "year", measure)
    return {(code, item): value for code, item, value in values if value is not None}


def _children(area: int) -> list[int]:
    return list(Region.objects.filter(parent_code=area).values_list("code", flat=True))


def child_codes(area: int, level: Level, year: int, used: set[int]) -> list[int]:
    """The regions directly below that exist at the year's end, and those below it that have targets or results."""
    living = {row.code for row in region_children(area, year_end(year))}
    low, high = area_range(area)
    return sorted(living | {code for code in used if low < code < high and level_of(code) == below(level)})


def targets_for_edit(*, scope: Scope, area: int, year: int) -> tuple[list[int], dict[int, ReductionTarget]]:
    """The region itself and those directly below, and the targets of the year that they have."""
    level = level_of(area)
    codes = [area, *(child_codes(area, level, year, set()) if level < Level.VILLAGE else [])]
    rows = ReductionTarget.objects.within(scope).filter(area__in=codes, year=year)
    return codes, {row.area: row for row in rows}


def plan_of(*, scope: Scope, area: int) -> RegionPlan | None:
    return RegionPlan.objects.within(scope).filter(area=area).first()


def phases_of(area: int, scope: Scope) -> list[PlanPhase]:
    """The calendar of a region."""
    return list(PlanPhase.objects.within(scope).filter(area=area).order_by("first_year", "id"))


# --- milestones ---


@dataclass(frozen=True)
class MilestoneLine:
    """A milestone with its computed status: done, overdue, at_risk, open."""

    row: Milestone
    name: str
    status: str
    days: int

    @property
    def words(self) -> str:
        """「逾期 12 天」, 「还有 20 天」."""
        if self.status == "done":
            late = -self.days
            return f"迟 {late} 天完成" if late > 0 else "按期完成"
        if self.status == "overdue":
            return f"逾期 {-self.days} 天"
        return f"还有 {self.days} 天"


def status_of(row: Milestone, today: date) -> str:
    """Computed from the day alone: done, else overdue after its day, at risk in the ``AT_RISK_DAYS`` before, open."""
    if row.done_on is not None:
        return "done"
    if row.due_on < today:
        return "overdue"
    return "at_risk" if (row.due_on - today).days <= AT_RISK_DAYS else "open"


def milestones(*, scope: Scope, area: int, year: int, today: date, deep: bool = False) -> list[MilestoneLine]:
    """Of a region, with ``deep`` of everything below it too, the earliest first."""
    low, high = area_range(area)
    rows = Milestone.objects.within(scope).filter(year=year)
    rows = rows.filter(area__gte=low, area__lt=high) if deep else rows.filter(area=area)
    found = list(rows.order_by("due_on", "id"))
    names = name_of(row.area for row in found)
    return [
        MilestoneLine(
            row, names.get(row.area, str(row.area)), status_of(row, today), (row.due_on - (row.done_on or today)).days
        )
        for row in found
    ]


def overdue_milestones(*, scope: Scope, area: int, year: int, today: date) -> tuple[int, date | None]:
    """How many milestones at or below a region are past their day and not done, and the oldest day."""
    low, high = area_range(area)
    rows = Milestone.objects.within(scope).filter(area__gte=low, area__lt=high, year=year)
    found = rows.filter(done_on__isnull=True, due_on__lt=today).aggregate(count=Count("pk"), since=Min("due_on"))
    return found["count"], found["since"]


def milestone_area(*, scope: Scope, pk: int) -> int | None:
    """The region of a milestone in scope."""
    return Milestone.objects.within(scope).filter(pk=pk).values_list("area", flat=True).first()


# --- task books ---


@dataclass(frozen=True)
class BookLine:
    """A region below with its target of the year, its task book if one was issued, and what was reached."""

    code: int
    name: str
    target: ReductionTarget | None
    book: TaskBook | None
    done: dict[str, int]

    @property
    def finished(self) -> bool:
        return self.book is not None and not missing_of(self.book, self.done)


def missing_of(book: TaskBook | ReductionTarget, done: dict[str, int]) -> dict[str, int]:
    """By measure, how much of the task is not reached by recorded exits; empty: everything is."""
    gaps = {item: (getattr(book, item) or 0) - done[item] for item in MEASURES}
    return {item: gap for item, gap in gaps.items() if gap > 0}


def books(*, scope: Scope, area: int, year: int) -> list[BookLine]:
    """The region itself (its own book comes from above) and every region directly below."""
    codes, targets = targets_for_edit(scope=scope, area=area, year=year)
    issued = {book.area: book for book in TaskBook.objects.within(scope).filter(area__in=codes, year=year)}
    low, high = area_range(area)
    counts = reached(low, high, below(level_of(area)), year)
    own = added(list(counts.values()))
    names = name_of(codes)
    lines = []
    for code in codes:
        place = own if code == area else counts.get(code, Reached())
        done = {item: place.done(item, year) for item in MEASURES}
        lines.append(BookLine(code, names.get(code, str(code)), targets.get(code), issued.get(code), done))
    return lines


def done_of(area: int, year: int) -> dict[str, int]:
    """Recorded exits of a region in a year, by that year's records."""
    low, high = area_range(area)
    place = reached(low, high, level_of(area), year).get(area, Reached())
    return {item: place.done(item, year) for item in MEASURES}


def book_of(*, scope: Scope, pk: int) -> TaskBook | None:
    return TaskBook.objects.within(scope).filter(pk=pk).first()


def steps_of(book: TaskBook) -> list[TaskBookStep]:
    return list(TaskBookStep.objects.filter(book=book).order_by("id"))


def ledger_rows(*, scope: Scope, low: int, high: int, year: int) -> list[list[object]]:
    """Name, code and level of every region with a target of the year, then target, done, ready and percent each."""
    targets = list(
        ReductionTarget.objects.within(scope).filter(area__gte=low, area__lt=high, year=year).order_by("area")
    )
    names = name_of(row.area for row in targets)
    by_level = {level: reached(low, high, level, year) for level in sorted({level_of(row.area) for row in targets})}
    rows = []
    for row in targets:
        place = by_level[level_of(row.area)].get(row.area, Reached())
        line: list[object] = [names.get(row.area, ""), str(row.area), LEVEL_NAMES[level_of(row.area)]]
        for measure in MEASURES:
            target, done = getattr(row, measure), place.done(measure, year)
            share = (Decimal(done) * 100 / target).quantize(Decimal("0.1")) if target else None
            line += [target, done, place.ready[measure], share]
        rows.append(line)
    return rows
