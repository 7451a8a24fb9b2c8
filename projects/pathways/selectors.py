"""Reads of pathways: the scheme of a place and year, and the pathway of a measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.regions.codes import ancestors
from projects.models import Pathway, PathwayScheme


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

    def pathway_of(self, kind: str, chosen: str | None) -> str:
        """The pathway that a measure counts towards: the chosen one where the scheme has it, else its kind's, or ""."""
        return chosen if chosen in self.labels else self.by_kind.get(kind, "")


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
