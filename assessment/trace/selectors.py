"""The way of a document's money: projects, villages, households, the indicator before and twelve months after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from django.db.models import Min, Q

from assessment.benefit.counts import MET, NOT_MET, UNKNOWN, Change, changes
from assessment.explain.words import criterion_name
from assessment.selectors import standard_versions
from assessment.trace.aims import HOUSEHOLD, VILLAGE
from core.accounts.scope import Scope
from core.changes.selectors import years_in_use
from funds.models import Allocation, FundDocument, FundEntry
from households.standing import REGISTERED
from projects.models import Project

# What reaches a builder or a beneficiary; a transfer to an office moves nothing yet (DOMAIN 5.2).
PAID: Final = (FundEntry.Kind.PAY, FundEntry.Kind.OFFICE_PAY, FundEntry.Kind.RELEASE)

# A document and everything handed down from it, as far as the range goes.
_FAMILY: Final = """
WITH RECURSIVE family AS (
  SELECT id FROM funds_funddocument WHERE id = %(id)s
  UNION SELECT d.id FROM funds_funddocument d JOIN family f ON d.parent_id = f.id
)
SELECT f.id FROM family f JOIN funds_funddocument d ON d.id = f.id WHERE d.area >= %(low)s AND d.area < %(high)s"""
_PEOPLE: Final = f"""
SELECT b.project_id, count(*), count(*) FILTER (WHERE {REGISTERED.replace("%(year)s", "p.year")})
FROM projects_projectbeneficiary b JOIN households_household h ON h.id = b.household_id
JOIN projects_project p ON p.id = b.project_id
WHERE b.project_id = ANY(%(ids)s) AND b.area >= %(low)s AND b.area < %(high)s
GROUP BY b.project_id"""
_VILLAGES: Final = """
SELECT k.id, v.standard, v.outcomes, w.standard, w.outcomes
FROM unnest(%(ids)s::bigint[], %(before)s::int[], %(after)s::int[]) AS k(id, before, after)
JOIN projects_projectvillage t ON t.project_id = k.id AND t.area >= %(low)s AND t.area < %(high)s
LEFT JOIN villages_regionverdict v ON v.area = t.area AND v.year = k.before
LEFT JOIN villages_regionverdict w ON w.area = t.area AND w.year = k.after"""


@dataclass(frozen=True)
class Moved:
    """One indicator that a project was meant to move, over households (户) or villages (村).

    ``lacking``: not met before the project's year; ``met``: of them met within twelve months after the first
    payment; ``still``: still not met; the rest cannot be told. ``lost``: met before, not met afterwards.
    """

    label: str
    unit: str
    lacking: int
    met: int
    still: int
    lost: int

    @property
    def untold(self) -> int:
        return self.lacking - self.met - self.still


@dataclass
class Route:
    """One project's part: yuan allocated and paid, first payment, who benefits, what it was meant to move.

    ``after`` is the year whose verdict ends the twelve months; None while nothing is paid. ``told``: that year is
    in use, so that verdicts of it are stored.
    """

    project: Project
    allocated: Decimal
    paid: Decimal
    first: date | None
    households: int = 0
    registered: int = 0
    after: int | None = None
    told: bool = False
    moved: list[Moved] = field(default_factory=list)

    @property
    def aimed(self) -> bool:
        """Whether the category has an indicator of its own."""
        return (self.project.category or "") in HOUSEHOLD or (self.project.category or "") in VILLAGE


def routes(scope: Scope, document: FundDocument) -> list[Route]:
    """The projects that the document's money went to, also by what was handed down from it, by place and code."""
    found = _routes(_family(scope, document.pk), scope)
    ids = [route.project.pk for route in found]
    people = {row[0]: row[1:] for row in _rows(_PEOPLE, scope, ids=ids)}
    used = set(years_in_use())
    for route in found:
        route.households, route.registered = people.get(route.project.pk, (0, 0))
        if route.first is not None:
            route.after = route.first.year + 1
            route.told = route.after in used
    _judge(found, scope)
    return found


def _family(scope: Scope, document: int) -> list[int]:
    return [row[0] for row in _rows(_FAMILY, scope, id=document)]


def _routes(documents: Sequence[int], scope: Scope) -> list[Route]:
    by_project: dict[int, Route] = {}
    rows = (
        Allocation.objects.within(scope).filter(document__in=documents).select_related("project", "balance")
        .annotate(first=Min("entries__day", filter=_paid()))
        .order_by("project__area", "project__code", "pk")
    )  # fmt: skip
    for row in rows:
        route = by_project.setdefault(row.project_id, Route(row.project, Decimal(0), Decimal(0), None))
        route.allocated += row.balance.amount
        route.paid += row.balance.spent
        if row.balance.spent and row.first is not None:
            route.first = min(route.first or row.first, row.first)
    return list(by_project.values())


def _paid() -> Q:
    return Q(entries__kind__in=PAID, entries__cancels__isnull=True, entries__cancelled_by__isnull=True)


def _judge(found: Sequence[Route], scope: Scope) -> None:
    """Fill ``moved`` of every route that is paid and whose twelve months have verdicts."""
    judged = [route for route in found if route.told]
    for after in sorted({route.after for route in judged if route.after is not None}):
        part = [route for route in judged if route.after == after]
        keyed = [(route.project.pk, route.project.pk) for route in part]
        grids = changes(keyed, after=after, low=scope.low, high=scope.high)
        for route in part:
            wanted = HOUSEHOLD.get(route.project.category or "", ())
            route.moved += [_moved(grid, "户") for grid in grids.get(route.project.pk, []) if grid.indicator in wanted]
    of_villages = _villages(judged, scope)
    for route in judged:
        wanted = VILLAGE.get(route.project.category or "", ())
        route.moved += [
            _moved(grid, "村") for grid in of_villages.get(route.project.pk, []) if grid.indicator in wanted
        ]


def _moved(grid: Change, unit: str) -> Moved:
    return Moved(
        label=grid.label,
        unit=unit,
        lacking=sum(count for (before, _), count in grid.grid.items() if before == NOT_MET),
        met=grid.up,
        still=grid.grid[NOT_MET, NOT_MET],
        lost=grid.down,
    )


def _villages(judged: Sequence[Route], scope: Scope) -> Mapping[int, list[Change]]:
    rows = _rows(
        _VILLAGES,
        scope,
        ids=[route.project.pk for route in judged],
        before=[route.project.year - 1 for route in judged],
        after=[route.after for route in judged],
    )
    versions = standard_versions({pk for row in rows for pk in (row[1], row[3]) if pk is not None})
    found: dict[int, dict[str, Change]] = {}
    for project, old, old_outcomes, new, new_outcomes in rows:
        grids = found.setdefault(project, {})
        sides = []
        for standard, outcomes in ((old, old_outcomes), (new, new_outcomes)):
            rules = versions[standard].rules if standard is not None else ()
            for rule in rules:
                grids.setdefault(rule.indicator, Change(rule.indicator, criterion_name("village", rule)))
            told = zip(rules, outcomes or [], strict=True)
            sides.append({rule.indicator: _state(value) for rule, value in told})
        for name, grid in grids.items():
            grid.grid[sides[0].get(name, UNKNOWN), sides[1].get(name, UNKNOWN)] += 1
    return {project: list(grids.values()) for project, grids in found.items()}


def _state(outcome: bool | None) -> str:
    return UNKNOWN if outcome is None else (MET if outcome else NOT_MET)


def _rows(statement: str, scope: Scope, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"low": scope.low, "high": scope.high, **values})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
