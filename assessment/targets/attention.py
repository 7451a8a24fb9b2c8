"""What is late or threatens to be: targets, milestones, planned years, and the candidates of 一票否决."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessment.models import Admonition, ReductionTarget
from assessment.targets.progress import MEASURES, Cell, Reached, cell, due_regions, planned_households, reached
from assessment.targets.selectors import MilestoneLine, milestones, missing_of
from core.accounts.scope import Scope
from core.regions.codes import area_range, level_of
from core.regions.selectors import name_of


@dataclass(frozen=True)
class Late:
    """A region and measure that will not be, or was not, reached."""

    code: int
    name: str
    measure: str
    cell: Cell


@dataclass(frozen=True)
class Candidate:
    """一票否决: a region whose task of the year is unfinished at the year's end, and the talks that were held."""

    code: int
    name: str
    gaps: dict[str, int]
    talks: list[Admonition]


@dataclass(frozen=True)
class Attention:
    """What is late or threatens to be, in a region and everything below it.

    ``due``: counties and villages (code, name, planned year) whose year has come and that have not left;
    ``planned``: households and persons whose planned year has come and that are still registered as poor.
    """

    at_risk: list[Late]
    overdue: list[Late]
    candidates: list[Candidate]
    milestones: list[MilestoneLine]
    due: list[tuple[int, str, int]]
    planned: tuple[int, int]


def attention(*, scope: Scope, area: int, year: int, today: date) -> Attention:
    """Every target of the year at or below the region beside what was reached, level by level in sets."""
    low, high = scope.meets(*area_range(area))
    targets = list(
        ReductionTarget.objects.within(scope).filter(area__gte=low, area__lt=high, year=year).order_by("area")
    )
    names = name_of(row.area for row in targets)
    by_level = {level: reached(low, high, level, year) for level in sorted({level_of(row.area) for row in targets})}
    talks: dict[int, list[Admonition]] = {}
    for talk in Admonition.objects.within(scope).filter(area__in=[row.area for row in targets], year=year):
        talks.setdefault(talk.area, []).append(talk)
    at_risk: list[Late] = []
    overdue: list[Late] = []
    candidates: list[Candidate] = []
    for row in targets:
        place = by_level[level_of(row.area)].get(row.area, Reached())
        name = names.get(row.area, str(row.area))
        for measure in MEASURES:
            item = cell(getattr(row, measure), place, measure, year, year, today)
            if item.state in ("at_risk", "overdue"):
                (at_risk if item.state == "at_risk" else overdue).append(Late(row.area, name, measure, item))
        gaps = missing_of(row, {measure: place.done(measure, year) for measure in MEASURES})
        if gaps and today > date(year, 12, 31):
            candidates.append(Candidate(row.area, name, gaps, talks.get(row.area, [])))
    late = [
        item
        for item in milestones(scope=scope, area=area, year=year, today=today, deep=True)
        if item.status in ("overdue", "at_risk")
    ]
    due = due_regions(low, high, year)
    due_names = name_of(code for code, _ in due)
    return Attention(
        at_risk,
        overdue,
        candidates,
        late,
        [(code, due_names.get(code, str(code)), exit_year) for code, exit_year in due],
        planned_households(low, high, year),
    )
