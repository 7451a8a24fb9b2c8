"""Reads of villages and regions for pages, ledgers and the REST interface."""

from __future__ import annotations

from django.db.models import FilteredRelation, IntegerField, Q, QuerySet, Value

from core.accounts.scope import Scope
from core.regions.codes import Level, area_range
from core.regions.models import Region


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
