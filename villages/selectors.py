"""Reads of villages and regions for pages, ledgers and the REST interface."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import FilteredRelation, IntegerField, Q, QuerySet, Value

from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.regions.codes import Level, area_range
from core.regions.models import Region
from villages.models import CountyYear, Recognition, VillageCheck, VillageYear


def regions_for_api(
    *, area: int | None = None, level: int | None = None, parent: int | None = None
) -> QuerySet[Region]:
    """Regions by place, level or parent; public."""
    found = Region.objects.all()
    if area is not None:
        low, high = area_range(area)
        found = found.filter(code__gte=low, code__lt=high)
    if level is not None:
        found = found.filter(level=level)
    if parent is not None:
        found = found.filter(parent_code=parent)
    return found


def villages_for_api(*, scope: Scope, year: int, area: int | None = None) -> QuerySet[Region]:
    """The villages in scope with their facts of ``year`` under ``facts`` (all NULL when there are none)."""
    low, high = scope.meets(*area_range(area or 0)) if scope.helper_id is None else (0, 0)
    return Region.objects.filter(level=Level.VILLAGE, code__gte=low, code__lt=high).annotate(
        facts=FilteredRelation("village_years", condition=Q(village_years__year=year)),
        asked_year=Value(year, output_field=IntegerField()),
    )


def region_or_none(code: int, level: Level) -> Region | None:
    """The region of ``level`` with this code."""
    return Region.objects.filter(code=code, level=level).first()


def village_facts(*, scope: Scope, area: int, year: int) -> VillageYear | None:
    """A village's facts of a year in scope."""
    return VillageYear.objects.within(scope).filter(area=area, year=year).first()


def county_facts(*, scope: Scope, area: int, year: int) -> CountyYear | None:
    """A county's exit survey of a year in scope."""
    return CountyYear.objects.within(scope).filter(area=area, year=year).first()


def checked_at(area: int, year: int) -> datetime | None:
    """When the verdicts of a region were last computed for a year; None: never."""
    return VillageCheck.objects.filter(area=area, year=year).values_list("checked_at", flat=True).first()


def region_counts(areas: list[int], year: int) -> dict[int, tuple[int, int, bool]]:
    """Registered households, persons, and whether it is a poor village, by region, as last computed."""
    return {
        check.area: (
            check.households_met + check.households_not_met + check.households_unknown,
            check.persons_met + check.persons_not_met + check.persons_unknown,
            bool(check.is_poor),
        )
        for check in VillageCheck.objects.filter(area__in=areas, year=year)
    }


def villages_of_year(low: int, high: int, year: int) -> list[int]:
    """The villages in [low, high) that exist in a year, as last computed."""
    found = VillageCheck.objects.filter(level=Level.VILLAGE, area__gte=low, area__lt=high, year=year)
    return list(found.filter(exists_in_year=True).order_by("area").values_list("area", flat=True))


def recognised_households(ids: Iterable[int], year: int, day: date) -> dict[int, Recognition]:
    """The recognition of the whole verdict that counts on ``day``, by household; the caller has checked the scope."""
    rows = Recognition.objects.within(SYSTEM_SCOPE).filter(household_id__in=list(ids), **_counting(year, day))
    rows = rows.filter(criterion="")
    return {row.household_id: row for row in rows.order_by("id") if row.household_id is not None}


def recognised_regions(areas: Iterable[int], year: int, day: date) -> dict[int, Recognition]:
    """The same by region."""
    rows = Recognition.objects.within(SYSTEM_SCOPE).filter(
        area__in=list(areas), household_id__isnull=True, criterion="", **_counting(year, day)
    )
    return {row.area: row for row in rows.order_by("id")}


def recognised_household_criteria(ids: Iterable[int], year: int, day: date) -> dict[int, dict[str, Recognition]]:
    """Household → indicator → the recognition of that single criterion that counts on ``day``; scope as above."""
    rows = Recognition.objects.within(SYSTEM_SCOPE).filter(household_id__in=list(ids), **_counting(year, day))
    found: dict[int, dict[str, Recognition]] = {}
    for row in rows.exclude(criterion="").order_by("id"):
        found.setdefault(row.household_id or 0, {})[row.criterion] = row
    return found


def recognised_region_criteria(areas: Iterable[int], year: int, day: date) -> dict[int, dict[str, Recognition]]:
    """The same by region."""
    rows = Recognition.objects.within(SYSTEM_SCOPE).filter(
        area__in=list(areas), household_id__isnull=True, **_counting(year, day)
    )
    found: dict[int, dict[str, Recognition]] = {}
    for row in rows.exclude(criterion="").order_by("id"):
        found.setdefault(row.area, {})[row.criterion] = row
    return found


def _counting(year: int, day: date) -> dict[str, object]:
    return {"year": year, "state": Recognition.State.APPROVED, "valid_until__gte": day}
