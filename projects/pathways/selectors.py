"""Reads of pathways: the scheme of a place and year, and the pathway of a measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.regions.codes import Level, ancestors, level_of
from core.regions.models import Region
from core.regions.selectors import region_children, region_detail, year_end
from projects.measures.sectors import UNIVERSAL
from projects.models import Pathway, PathwayScheme, PathwayTarget


@dataclass(frozen=True)
class Scheme:
    """The scheme that applies to a place in a year, with its pathways in order."""

    id: int
    region: int
    name: str
    document: str
    first_year: int
    last_year: int
    pathways: tuple[Pathway, ...]

    @property
    def labels(self) -> dict[str, str]:
        return {row.code: row.label for row in self.pathways}

    @property
    def by_kind(self) -> Mapping[str, str]:
        """Pathway code by measure kind."""
        return {kind: row.code for row in self.pathways for kind in row.kinds}

    def pathway_of(self, kind: str, sector: str, chosen: str | None) -> str:
        """The pathway that a measure counts towards: the chosen one where the scheme has it, else its kind's, or ""."""
        if chosen in self.labels:
            return chosen
        return "" if sector in UNIVERSAL else self.by_kind.get(kind, "")


def scheme_of(area: int, year: int) -> Scheme | None:
    """The scheme of the nearest region at or above ``area`` that holds in ``year``; None: nobody has one."""
    chain = ancestors(area)
    rows = PathwayScheme.objects.filter(region__in=chain, first_year__lte=year, last_year__gte=year)
    found = min(rows.prefetch_related("pathways"), key=lambda row: chain.index(row.region), default=None)
    if found is None:
        return None
    pathways = tuple(sorted(found.pathways.all(), key=lambda row: row.order))
    return Scheme(found.pk, found.region, found.name, found.document, found.first_year, found.last_year, pathways)


def pathway_spellings() -> dict[str, str]:
    """Code by label, of every scheme: what an import accepts; the same pathway may be worded otherwise elsewhere."""
    return dict(Pathway.objects.order_by("scheme__region", "order").values_list("label", "code"))


def region_in_scope(scope: Scope, area: int) -> Region | None:
    """The region when it lies in the scope."""
    return region_detail(area) if scope.covers(area) else None


def places_of(area: int, year: int) -> list[int]:
    """The region itself and those directly below it at the year's end."""
    below = region_children(area, year_end(year)) if level_of(area) < Level.VILLAGE else []
    return [area, *(row.code for row in below)]


def targets_of(
    scope: Scope, scheme: Scheme, areas: list[int], year: int | None
) -> dict[tuple[int, int, str], PathwayTarget]:
    """(region, pathway, unit) → target of a year, or of the whole period (None)."""
    rows = PathwayTarget.objects.within(scope).filter(
        pathway__in=[row.pk for row in scheme.pathways], area__in=areas, year=year
    )
    return {(row.area, row.pathway_id, row.unit): row for row in rows}


def units_of(scheme: Scheme) -> list[tuple[Pathway, str]]:
    """(pathway, unit) of the columns of targets: persons for all, households where the plan counts in them too."""
    in_houses = set(
        PathwayTarget.objects.within(SYSTEM_SCOPE)
        .filter(pathway__scheme=scheme.id, unit=PathwayTarget.Unit.HOUSEHOLDS)
        .values_list("pathway_id", flat=True)
    )
    found: list[tuple[Pathway, str]] = []
    for row in scheme.pathways:
        found.append((row, PathwayTarget.Unit.PERSONS.value))
        if row.pk in in_houses:
            found.append((row, PathwayTarget.Unit.HOUSEHOLDS.value))
    return found
