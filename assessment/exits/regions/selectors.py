"""Reads of the pages of village and county exit: candidates, running cases, recorded exits and who fails again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from assessment.exits.regions.readiness import Readiness, county_readiness, exits_of, village_readiness
from assessment.models import RegionPlan
from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.dictionaries.selectors import labels
from core.procedures.models import Case
from core.procedures.selectors import case_of, cases_about, definition_of, open_cases
from core.regions.codes import Level, ancestor, area_range
from core.regions.selectors import name_of, region_list, year_end
from villages.models import RegionCertificate, RegionExit, RegionVerdict, VillageCheck

KINDS = {"village_exit": "village", "county_exit": "county"}
CODES = tuple(KINDS)


@dataclass(frozen=True)
class Candidate:
    """A village or county that may leave: what is computed, what lacks, where its case stands."""

    area: int
    name: str
    above: str
    ready: Readiness
    lacks: list[str]
    case: Case | None
    state: str
    exit: RegionExit | None = None
    plan: RegionPlan | None = None
    type_word: str = ""

    @property
    def open(self) -> bool:
        """Whether it may be taken into a new round."""
        return self.case is None and not self.ready.exited


def poor_villages(scope: Scope, area: int, year: int) -> QuerySet[VillageCheck]:
    """The poor villages below ``area`` that exist in the year."""
    low, high = scope.meets(*area_range(area)) if scope.helper_id is None else (0, 0)
    return VillageCheck.objects.filter(
        level=Level.VILLAGE, area__gte=low, area__lt=high, year=year, exists_in_year=True, is_poor=True
    )


def village_candidates(scope: Scope, year: int, areas: Sequence[int]) -> list[Candidate]:
    """Of villages found inside the scope, in the order given."""
    return _candidates(scope, year, areas, village_readiness(areas, year), "village_exit")


def county_candidates(scope: Scope, year: int, area: int) -> list[Candidate]:
    """The counties at or below ``area`` inside the scope, with their plan and type."""
    low, high = scope.meets(*area_range(area)) if scope.helper_id is None else (0, 0)
    places = [row.code for row in region_list(low, high, Level.COUNTY, year_end(year))] if high else []
    plans = {row.area: row for row in RegionPlan.objects.within(scope).filter(area__in=places)}
    # of a whole province only the counties that somebody plans to take off the list
    if len(places) > 1:
        places = [code for code in places if code in plans]
    types = dict(labels("county_type"))
    found = _candidates(scope, year, places, county_readiness(places, year), "county_exit")
    return [
        Candidate(
            **{
                **item.__dict__,
                "plan": plans.get(item.area),
                "type_word": types.get((plans[item.area].county_type if item.area in plans else None) or "", ""),
            }
        )
        for item in found
    ]


def _candidates(
    scope: Scope, year: int, areas: Sequence[int], ready: dict[int, Readiness], code: str
) -> list[Candidate]:
    parent = Level.TOWNSHIP if code == "village_exit" else Level.CITY
    names = name_of([*areas, *(ancestor(area, parent) for area in areas)])
    cases = running_of(scope, code, areas, year)
    exits = exits_of(areas)
    return [
        Candidate(
            area,
            names.get(area, str(area)),
            names.get(ancestor(area, parent), ""),
            ready[area],
            [] if ready[area].exited else ready[area].lacks(unsurveyed=code == "county_exit"),
            cases.get(area),
            state_words(cases[area]) if area in cases else "",
            exits.get(area),
        )
        for area in areas
    ]


def running_of(scope: Scope, code: str, areas: Collection[int], year: int) -> dict[int, Case]:
    """The running cases of regions, by area."""
    rows = open_cases(scope, code=code).filter(subject_type=KINDS[code], subject_id__in=list(areas), year=year)
    return {row.subject_id: row for row in rows}


def state_words(case: Case) -> str:
    return definition_of(case.round.policy_id).state(case.state).label


def exit_case(scope: Scope, pk: int) -> Case | None:
    """A case of village or county exit inside the scope."""
    found = case_of(scope, pk)
    return found if found is not None and found.code in CODES else None


def certificate_of(scope: Scope, pk: int) -> RegionCertificate | None:
    return RegionCertificate.objects.within(scope).filter(pk=pk).first()


@dataclass(frozen=True)
class Left:
    """A region that has left, and since which year it fails again (None: it does not)."""

    row: RegionExit
    name: str
    above: str
    failed_in: int | None


def exits_query(scope: Scope, area: int, *, failed: bool = False) -> QuerySet[RegionExit]:
    """The recorded exits at or below ``area``; ``failed``: those whose verdict of that year or later is not met."""
    low, high = scope.meets(*area_range(area)) if scope.helper_id is None else (0, 0)
    failing = RegionVerdict.objects.filter(area=OuterRef("area"), year__gte=OuterRef("year"), outcome=False)
    rows: QuerySet[RegionExit] = RegionExit.objects.within(scope).filter(area__gte=low, area__lt=high)
    return rows.filter(Exists(failing)) if failed else rows


def left_lines(rows: Sequence[RegionExit]) -> list[Left]:
    """The lines of exits found inside the scope."""
    areas = [row.area for row in rows]
    names = name_of([*areas, *(ancestor(area, Level.TOWNSHIP) for area in areas)])
    failed = failing_since(rows)
    return [
        Left(
            row,
            names.get(row.area, str(row.area)),
            names.get(ancestor(row.area, Level.TOWNSHIP), "") if row.kind == RegionExit.Kind.VILLAGE else "",
            failed.get(row.area),
        )
        for row in rows
    ]


def failing_since(rows: Sequence[RegionExit]) -> dict[int, int]:
    """Area → the first year, from that of its exit on, whose verdict is not met."""
    left = {row.area: row.year for row in rows}
    verdicts = RegionVerdict.objects.filter(area__in=left, outcome=False).order_by("-year")
    # the earliest year comes last and stays
    return {area: year for area, year in verdicts.values_list("area", "year") if year >= left[area]}


@dataclass(frozen=True)
class Standing:
    """What a region's own page says of its exit: the record, since when it fails again, its cases with their state."""

    exit: RegionExit | None
    failed_in: int | None
    cases: list[tuple[Case, str]]


def standing_of(scope: Scope, area: int, level: Level) -> Standing | None:
    """Of a village or county inside the scope; None for other levels and where there is nothing to say."""
    kind = {Level.VILLAGE: "village", Level.COUNTY: "county"}.get(level)
    if kind is None:
        return None
    row = RegionExit.objects.within(SYSTEM_SCOPE).filter(area=area).first()
    cases = [(case, state_words(case)) for case in cases_about(scope, kind, area)[:3]]
    if row is None and not cases:
        return None
    return Standing(row, failing_since([row]).get(area) if row else None, cases)
