"""Reads of plans: which plan holds in a place, its figures by workstream, village and year, norms, idle villages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.regions.codes import Level, ancestors, area_range, level_of
from core.regions.models import Region
from core.regions.selectors import name_of, region_children, region_detail, region_list, year_end
from projects.models import Plan, PlanItem, PlanQuantity, ProjectQuantity, VillageRecord, Workstream
from projects.plans.counters import is_record
from projects.plans.progress import DEAD_STATES, NORMS, Facts, Figure, Group, facts_of, figure, grouped


@dataclass(frozen=True)
class View:
    """A plan seen from a region at or below its own: the items, their quantities there, and the facts of a year."""

    plan: Plan
    region: Region
    year: int
    streams: Sequence[Workstream]
    items: Sequence[PlanItem]
    quantities: dict[int, list[PlanQuantity]]
    facts: Facts

    def figure(self, item: PlanItem) -> Figure:
        return figure(item, self.quantities.get(item.pk, []), self.facts, self.region.code)

    @property
    def whole(self) -> bool:
        """Whether the region is the plan's own."""
        return self.region.code == self.plan.area


def region_in_scope(scope: Scope, area: int) -> Region | None:
    """The region when it lies in the scope."""
    return region_detail(area) if scope.covers(area) else None


def plan_of(area: int) -> Plan | None:
    """The newest plan of the region or of the nearest region above; a plan is public where it holds."""
    rows = Plan.objects.within(SYSTEM_SCOPE).filter(area__in=ancestors(area))
    return rows.order_by("-area", "-first_year").first()


def plans_below(area: int) -> list[Plan]:
    """The plans of the regions in and below ``area``, in code order; the caller has checked the scope."""
    low, high = area_range(area)
    return list(Plan.objects.within(SYSTEM_SCOPE).filter(area__gte=low, area__lt=high).order_by("area", "code"))


def plan_view(plan: Plan, region: Region, year: int, stream: str = "") -> View:
    """``stream`` narrows to one workstream. From a village only what the plan says of it is seen."""
    items = PlanItem.objects.within(SYSTEM_SCOPE).filter(plan=plan).select_related("workstream", "plan")
    if stream:
        items = items.filter(workstream__code=stream)
    chosen = list(items.order_by("order"))
    low, high = area_range(region.code)
    quantities: dict[int, list[PlanQuantity]] = defaultdict(list)
    rows = PlanQuantity.objects.within(SYSTEM_SCOPE).filter(item__in=chosen, area__gte=low, area__lt=high)
    for row in rows.order_by("phase", "area"):
        quantities[row.item_id].append(row)
    if region.code != plan.area:
        chosen = [item for item in chosen if item.pk in quantities]
    streams = list(Workstream.objects.filter(plan=plan).order_by("order"))
    return View(plan, region, year, streams, chosen, dict(quantities), facts_of(plan.pk, chosen, region.code, year))


def by_stream(view: View) -> list[tuple[Workstream, list[Group]]]:
    """The figures under their projects under the "1 + 6"; empty workstreams are left out."""
    found = []
    for stream in view.streams:
        figures = [view.figure(item) for item in view.items if item.workstream_id == stream.pk]
        if figures:
            found.append((stream, grouped(figures)))
    return found


@dataclass(frozen=True)
class Cell:
    """An item in a village. ``named``: the plan names the village."""

    planned: Decimal | None
    achieved: Decimal | None
    named: bool
    library: Decimal | None = None
    label: str = ""

    @property
    def short(self) -> bool:
        return self.planned is not None and (self.achieved or 0) < self.planned

    @property
    def empty(self) -> bool:
        return not self.named and self.achieved is None and self.library is None


@dataclass(frozen=True)
class Place:
    """One village's line of a matrix."""

    code: int
    name: str
    cells: Sequence[Cell]


def villages_of(view: View) -> list[tuple[int, str]]:
    """The villages below the region in the year (a village: itself), with those that the plan names."""
    if level_of(view.region.code) == Level.VILLAGE:
        return [(view.region.code, view.region.name)]
    living = {row.code: row.name for row in region_children(view.region.code, year_end(view.year))}
    named = {row.area for rows in view.quantities.values() for row in rows if row.area % 1000}
    names = name_of(named - set(living)) | living
    return sorted(names.items())


def by_village(view: View) -> tuple[list[PlanItem], list[Place]]:
    """The items that stand in villages, and a line a village. Ratios and yearly totals have no village parts."""
    places = villages_of(view)
    items = [item for item in view.items if _in_villages(view, item)]
    shares = {
        (row.item_id, row.area): row for rows in view.quantities.values() for row in rows if row.area % 1000
    }  # fmt: skip
    lines = []
    for code, name in places:
        cells = []
        for item in items:
            row = shares.get((item.pk, code))
            built = view.facts.of_projects(item, [code])
            achieved = view.facts.achieved(item, [code])
            if row is None and is_record(item.counter) and not achieved:
                achieved = None
            library = built.planned if built.projects else None
            cells.append(Cell(row.planned if row else None, achieved, row is not None, library, item.label))
        lines.append(Place(code, name, cells))
    return items, lines


def _in_villages(view: View, item: PlanItem) -> bool:
    named = any(row.area % 1000 for row in view.quantities.get(item.pk, []))
    return named or any(key[0] == item.pk for key in view.facts.built)


@dataclass(frozen=True)
class Phase:
    """A part of an item's plan: its year, its villages, what is planned and what was achieved there."""

    item: PlanItem
    number: int
    year: int | None
    planned: Decimal | None
    achieved: Decimal | None
    villages: Sequence[str]
    row: PlanQuantity

    @property
    def percent(self) -> Decimal | None:
        if not self.planned or self.achieved is None:
            return None
        return (self.achieved * 100 / self.planned).quantize(Decimal("0.1"))


def phases(view: View) -> list[Phase]:
    """The phases of the plan's items (B-28), first phase first."""
    found = []
    names = name_of({row.area for rows in view.quantities.values() for row in rows})
    for item in view.items:
        rows = [row for row in view.quantities.get(item.pk, []) if row.phase]
        for own in (row for row in rows if row.area == view.plan.area):
            areas = [row.area for row in rows if row.phase == own.phase and row.area != own.area]
            years = [own.year] if own.year and not areas else []
            achieved = _of_phase(view, item, areas, years)
            places = [names.get(area, str(area)) for area in areas]
            found.append(Phase(item, own.phase, own.year, own.planned, achieved, places, own))
    return sorted(found, key=lambda row: (row.number, row.item.order))


def _of_phase(view: View, item: PlanItem, areas: Sequence[int], years: Sequence[int]) -> Decimal | None:
    """What a phase achieved in its villages, else in its year; a counter knows villages alone."""
    if item.counter:
        return view.facts.of_counter(item, areas) if areas else None
    return view.facts.of_projects(item, areas or None, years).achieved if areas or years else None


def by_due(view: View) -> list[tuple[str, list[Figure]]]:
    """The figures by the year they are due, those whose year the document lost, and those without one."""
    groups: dict[tuple[int, int], list[Figure]] = defaultdict(list)
    for item in view.items:
        if item.kind == PlanItem.Kind.DUTY:
            continue
        key = (0, item.due_year) if item.due_year else ((1, 0) if item.year_lost else (2, 0))
        groups[key].append(view.figure(item))
    words = {0: "{} 年底前", 1: "年度规划未给出（XX 年）", 2: "规划期内或每年"}
    return [(words[kind].format(year), groups[kind, year]) for kind, year in sorted(groups)]


def norm_gaps(view: View) -> tuple[list[PlanItem], list[Place]]:
    """The norms per village and what each place has of them; unknown stays unknown."""
    items = [item for item in view.items if item.kind in NORMS]
    names = dict(villages_of(view)) | {view.region.code: view.region.name}
    codes = sorted({row.area for item in items for row in view.quantities.get(item.pk, [])})
    lines = []
    for code in codes:
        cells = []
        for item in items:
            row = next((row for row in view.quantities.get(item.pk, []) if row.area == code), None)
            cells.append(
                Cell(
                    row.planned if row else None,
                    view.facts.achieved(item, [code]) if row else None,
                    row is not None,
                    label=item.label,
                )
            )
        lines.append(Place(code, names.get(code, str(code)), cells))
    return items, lines


@dataclass(frozen=True)
class Idle:
    """A village and its projects of the year."""

    code: int
    name: str
    projects: int
    last_year: int | None


_PROJECTS = """
SELECT v.area, count(DISTINCT p.id) FILTER (WHERE p.year = %(year)s), max(p.year) FILTER (WHERE p.year <= %(year)s)
FROM projects_projectvillage v JOIN projects_project p ON p.id = v.project_id
WHERE v.area >= %(low)s AND v.area < %(high)s AND p.state <> ALL(%(dead)s) GROUP BY 1"""


def projects_by_village(area: int, year: int) -> list[Idle]:
    """Every village that exists in the year with how many projects of the year work there (B-54)."""
    low, high = area_range(area)
    with connection.cursor() as cursor:
        cursor.execute(_PROJECTS, {"low": low, "high": high, "year": year, "dead": list(DEAD_STATES)})
        counts = {place: (count, last) for place, count, last in cursor.fetchall()}
    rows = _villages(area, year)
    return [Idle(row.code, row.name, *counts.get(row.code, (0, None))) for row in rows]


def _villages(area: int, year: int) -> list[Region]:
    low, high = area_range(area)
    return region_list(low, high, Level.VILLAGE, year_end(year))


def item_of(plan: Plan, code: str) -> PlanItem | None:
    found = PlanItem.objects.within(SYSTEM_SCOPE).filter(plan=plan, code=code)
    return found.select_related("workstream", "plan").first()


def projects_behind(item: PlanItem, scope: Scope, area: int) -> list[ProjectQuantity]:
    """The rows of projects that work off an item in a place, in scope; refused and withdrawn ones too."""
    low, high = area_range(area)
    rows = ProjectQuantity.objects.within(scope).filter(plan_item=item, area__gte=low, area__lt=high)
    return list(rows.select_related("project").order_by("project__year", "area", "id"))


def projects_to_link(item: PlanItem, scope: Scope, area: int) -> list[ProjectQuantity]:
    """Rows of projects in the place, in the item's unit, that work off no item yet."""
    low, high = area_range(area)
    rows = ProjectQuantity.objects.within(scope).filter(
        plan_item__isnull=True, unit=item.unit, area__gte=low, area__lt=high
    )
    return list(rows.select_related("project").order_by("-project__year", "area", "id")[:50])


def items_to_link(scope: Scope, area: int, keep: Collection[int] = ()) -> list[PlanItem]:
    """The counted figures of the place's plan that somebody of ``scope`` may let projects work off: the plan's office.

    What the facts count themselves is left out, but for the items in ``keep``.
    """
    plan = plan_of(area)
    if plan is None or not scope.covers(plan.area):
        return []
    rows = PlanItem.objects.within(scope).filter(plan=plan).exclude(unit="")
    return [row for row in rows.order_by("order") if row.pk in keep or (not row.counter and row.kind != "duty")]


def quantity_of(scope: Scope, pk: int) -> PlanQuantity | None:
    return PlanQuantity.objects.within(scope).select_related("item__plan").filter(pk=pk).first()


def records(scope: Scope, area: int, year: int) -> list[VillageRecord]:
    """What stands in the year, and what happened in it, at or below a place."""
    low, high = area_range(area)
    rows = VillageRecord.objects.within(scope).filter(area__gte=low, area__lt=high, year__lte=year)
    return [row for row in rows.order_by("kind", "area", "year", "id")[:2000] if _shown(row, year)]


def _shown(row: VillageRecord, year: int) -> bool:
    if row.kind.startswith("2"):
        return row.year == year
    return row.ended_year is None or row.ended_year > year


def record_place(scope: Scope, pk: int) -> int | None:
    return VillageRecord.objects.within(scope).filter(pk=pk).values_list("area", flat=True).first()
