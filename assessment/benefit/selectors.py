"""Which projects are evaluated in a place, and how they are grouped: by region, workstream and year. All in scope."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from assessment.benefit.counts import Change, Incomes, Keyed, Sums, changes, incomes, sums
from core.accounts.scope import Scope
from core.changes.selectors import years_in_use
from core.regions.codes import Level, ancestor, area_range, level_of
from core.regions.selectors import name_of
from projects.library.selectors import ProjectFilter, project_of, projects
from projects.models import Project, ProjectBeneficiary, ProjectQuantity, Workstream
from projects.plans.selectors import plan_of

TOTAL: Final = -1
# Quantities that work off no plan.
NO_STREAM: Final = 0
GONE: Final = (Project.State.REFUSED, Project.State.WITHDRAWN)
DONE: Final = (
    Project.State.ACCEPTED, Project.State.SETTLED, Project.State.ANNOUNCED, Project.State.ASSET_REGISTERED,
    Project.State.STRUCK_OFF,
)  # fmt: skip
STAGES: Final = {"": "全部", "building": "建设中", "done": "已验收"}
GROUPS: Final = {"region": "按地区", "stream": "按专项", "year": "按年度"}


@dataclass(frozen=True)
class Wanted:
    """What is asked for: ``year`` None is every year, ``stream`` the code of a workstream, ``by`` one of GROUPS."""

    area: int
    year: int | None
    after: int
    stream: str = ""
    stage: str = ""
    by: str = "region"


def after_years(start: int = 0) -> list[int]:
    """The years whose verdicts may be the later ones, newest first."""
    return [year for year in years_in_use() if year >= start]


def after_of(asked: str, start: int = 0) -> int:
    """The later year as asked for, else the newest in use; before any the project's own, which then has no verdicts."""
    years = after_years(start)
    return int(asked) if asked.isascii() and asked.isdigit() and int(asked) in years else max(years, default=start)


def streams_of(area: int) -> list[Workstream]:
    """The workstreams of the plan that holds in a place."""
    plan = plan_of(area)
    return list(Workstream.objects.filter(plan=plan).order_by("order")) if plan else []


def evaluated(scope: Scope, wanted: Wanted) -> QuerySet[Project]:
    """The projects of the region and those of an office above that work there; refused and withdrawn ones are not."""
    rows = projects(scope, ProjectFilter(area=wanted.area, year=wanted.year)).exclude(state__in=GONE)
    if wanted.stage == "building":
        rows = rows.filter(state=Project.State.BUILDING)
    elif wanted.stage == "done":
        rows = rows.filter(state__in=DONE)
    if wanted.stream:
        plan = plan_of(wanted.area)
        works = ProjectQuantity.all_rows.filter(plan_item__plan=plan, plan_item__workstream__code=wanted.stream)
        rows = rows.filter(pk__in=works.values("project_id")) if plan else rows.none()
    return rows


@dataclass(frozen=True)
class Group:
    """One line of the totals: ``key`` is a region, a workstream or a year."""

    key: int
    label: str
    sums: Sums
    url_value: str = ""


@dataclass(frozen=True)
class Summary:
    """The totals of what lies in the region; ``above`` counts the listed projects that do not."""

    groups: list[Group]
    total: Sums
    above: int
    overlapping: bool
    households: int


def summary(scope: Scope, wanted: Wanted) -> Summary:
    """A project counts once, where it is carried; under every workstream that it works off."""
    low, high = area_range(wanted.area)
    rows = list(evaluated(scope, wanted).order_by("area", "code").values_list("pk", "area", "year"))
    own = [(pk, area, year) for pk, area, year in rows if low <= area < high]
    keyed = _keyed(own, wanted)
    inside = scope.meets(low, high)
    found = sums([*keyed, *((pk, TOTAL) for pk, _, _ in own)], after=wanted.after, low=inside[0], high=inside[1])
    total = found.pop(TOTAL, Sums())
    links = ProjectBeneficiary.objects.within(scope).filter(
        project__in=[pk for pk, _, _ in own], area__gte=low, area__lt=high
    )
    return Summary(
        _labelled(found, wanted),
        total,
        len(rows) - len(own),
        sum(item.projects for item in found.values()) > total.projects,
        links.values("household").distinct().count(),
    )


def _keyed(own: list[tuple[int, int, int]], wanted: Wanted) -> list[tuple[int, int]]:
    if wanted.by == "year":
        return [(pk, year) for pk, _, year in own]
    if wanted.by == "stream":
        ids = [pk for pk, _, _ in own]
        works = ProjectQuantity.all_rows.filter(project__in=ids, plan_item__plan=plan_of(wanted.area))
        found = set(works.order_by().values_list("project_id", "plan_item__workstream_id"))
        linked = {pk for pk, _ in found}
        return [*sorted(found), *((pk, NO_STREAM) for pk in ids if pk not in linked)]
    below = min(level_of(wanted.area) + 1, Level.VILLAGE)
    return [(pk, ancestor(area, Level(below)) if level_of(area) >= below else area) for pk, area, _ in own]


def _labelled(found: dict[int, Sums], wanted: Wanted) -> list[Group]:
    if wanted.by == "year":
        return [Group(key, f"{key} 年度", found[key]) for key in sorted(found)]
    if wanted.by == "stream":
        streams = [row for row in streams_of(wanted.area) if row.pk in found]
        groups = [Group(row.pk, f"{row.code}　{row.label}", found[row.pk], row.code) for row in streams]
        return [*groups, *([Group(NO_STREAM, "未挂接规划", found[NO_STREAM])] if NO_STREAM in found else [])]
    names = name_of(found)
    return [
        Group(
            key,
            f"{names.get(key, key)}{'本级' if key == wanted.area and level_of(key) < Level.VILLAGE else ''}",
            found[key],
            "" if key == wanted.area else f"{key:012d}",
        )
        for key in sorted(found)
    ]


def lines_of(scope: Scope, wanted: Wanted, ids: list[int]) -> dict[int, Sums]:
    """The sums of single projects; households are compared inside the region and the scope."""
    low, high = scope.meets(*area_range(wanted.area))
    return sums([(pk, pk) for pk in ids], after=wanted.after, low=low, high=high)


def before_and_after(scope: Scope, wanted: Wanted) -> tuple[list[Change], Incomes]:
    """The households that the asked projects reach in the region, each once, from before the first to ``after``."""
    low, high = scope.meets(*area_range(wanted.area))
    keyed = [(pk, TOTAL) for pk in evaluated(scope, wanted).values_list("pk", flat=True)]
    return _both(keyed, wanted.after, low, high, TOTAL)


def _both(keyed: Keyed, after: int, low: int, high: int, key: int) -> tuple[list[Change], Incomes]:
    found = changes(keyed, after=after, low=low, high=high).get(key, [])
    return found, incomes(keyed, after=after, low=low, high=high).get(key, Incomes())


@dataclass(frozen=True)
class Evaluation:
    """One project: its sums, and its households in scope before and after."""

    row: Project
    after: int
    sums: Sums
    changes: list[Change]
    incomes: Incomes

    @property
    def before(self) -> int:
        return self.row.year - 1

    @property
    def judged(self) -> bool:
        """Whether any of its households has a stored verdict in one of the two years."""
        return any(change.compared or sum(change.before()[:3]) or sum(change.after()[:3]) for change in self.changes)


def evaluation(scope: Scope, pk: int, asked: str) -> Evaluation | None:
    """None outside the scope."""
    row = project_of(scope, pk)
    if row is None:
        return None
    after, keyed = after_of(asked, row.year), [(row.pk, row.pk)]
    found = sums(keyed, after=after, low=scope.low, high=scope.high).get(row.pk, Sums())
    return Evaluation(row, after, found, *_both(keyed, after, scope.low, scope.high, row.pk))


def in_chunks(scope: Scope, low: int, high: int, year: int, size: int) -> Iterator[list[Project]]:
    """The projects of a year that are carried in a range, by region and code, a chunk a query."""
    rows = Project.objects.within(scope).filter(area__gte=low, area__lt=high, year=year).exclude(state__in=GONE)
    beyond = Q()
    while part := list(rows.filter(beyond).order_by("area", "code")[:size]):
        yield part
        last = part[-1]
        beyond = Q(area__gt=last.area) | Q(area=last.area, code__gt=last.code)
