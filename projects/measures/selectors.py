"""Reads of measures, always inside a scope: one with its details, a household's, the ledger of a place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet

from core.accounts.scope import Scope
from core.regions.codes import area_range
from projects.measures.checks import FIELDS
from projects.measures.sectors import UNIVERSAL, Sector, sector_of
from projects.models import Measure, Project, ProjectVillage
from projects.models.sectors import SectorDetail


def measure_of(scope: Scope, pk: int) -> Measure | None:
    """One measure inside ``scope``, with its household and member."""
    return Measure.objects.within(scope).filter(pk=pk).select_related("household", "member", "project").first()


def details_of(scope: Scope, rows: Iterable[Measure]) -> dict[int, SectorDetail]:
    """The typed details by measure, one query a sector that occurs."""
    by_sector: dict[str, list[int]] = {}
    for row in rows:
        if row.sector:
            by_sector.setdefault(row.sector, []).append(row.pk)
    found: dict[int, SectorDetail] = {}
    for code, ids in by_sector.items():
        sector = sector_of(code)
        if sector is not None:
            found |= {item.measure_id: item for item in sector.model.objects.within(scope).filter(measure__in=ids)}
    return found


def measure_values(scope: Scope, row: Measure) -> dict[str, Any]:
    """Everything a form edits: fields, member's number, the sector's facts (None where there is no such row)."""
    values = {name: getattr(row, name) for name in FIELDS}
    values |= {
        "sector": row.sector,
        "member": row.member.code if row.member else None,
        "project": row.project.code if row.project else None,
    }
    sector = sector_of(row.sector)
    if sector is not None:
        details = sector.model.objects.within(scope).filter(measure=row).first()
        values |= {name: getattr(details, name, None) for name in sector.names}
    return values


def projects_of(scope: Scope, village: int, year: int, keep: int | None = None) -> QuerySet[Project]:
    """The projects that a measure of a village and year may be part of; ``keep`` is the one it is part of now."""
    here = ProjectVillage.objects.within(scope).filter(area=village).values("project_id")
    open_ = (Q(area=village) | Q(pk__in=here)) & Q(year=year) & ~Q(state__in=["refused", "withdrawn"])
    rows: QuerySet[Project] = Project.objects.within(scope).filter(open_ | Q(pk=keep))
    return rows.order_by("code")


@dataclass(frozen=True)
class MeasureFilter:
    """What the ledger of measures is narrowed by; blanks narrow nothing. ``kinds``: of a pathway, None: all."""

    area: int
    year: int
    kind: str = ""
    sector: str = ""
    status: str = ""
    words: str = ""
    pathway: str = ""
    kinds: Mapping[str, str] | None = None


def measures(scope: Scope, wanted: MeasureFilter) -> QuerySet[Measure]:
    """The measures of a place and year. ``pathway`` is looked for by hand-chosen code, else by ``kinds``' mapping."""
    low, high = area_range(wanted.area)
    rows = Measure.objects.within(scope).filter(area__gte=low, area__lt=high, year=wanted.year)
    exact = {"kind": wanted.kind, "sector": wanted.sector, "status": wanted.status}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.pathway:
        kinds = [kind for kind, code in (wanted.kinds or {}).items() if code == wanted.pathway]
        known = sorted(set((wanted.kinds or {}).values()) | {wanted.pathway})
        by_kind = (Q(pathway__isnull=True) | ~Q(pathway__in=known)) & Q(kind__in=kinds) & ~Q(sector__in=UNIVERSAL)
        rows = rows.filter(Q(pathway=wanted.pathway) | by_kind)
    if words := wanted.words.strip():
        rows = rows.filter(
            Q(name__contains=words) | Q(provider__contains=words) | Q(household__head_name=words)
            | Q(household__code=words)
        )  # fmt: skip
    return rows.select_related("household", "member")


def of_household(scope: Scope, household_id: int) -> list[Measure]:
    """Every measure of a household, the newest year first."""
    rows = Measure.objects.within(scope).filter(household_id=household_id)
    return list(rows.select_related("member").order_by("-year", "kind", "started_on", "id"))


# A household has one of these subsidies for its house (B-16).
HOUSING: Final = ("relocation", "repair", "newhome", "disaster")


def doubled_housing(scope: Scope, row: Measure) -> list[Measure]:
    """Other housing subsidies of the household of a measure that is one; a stopped one subsidises nothing."""
    stopped = Measure.Status.STOPPED
    if row.sector not in HOUSING or row.status == stopped:
        return []
    others = Measure.objects.within(scope).filter(household=row.household_id, sector__in=HOUSING)
    return list(others.exclude(pk=row.pk).exclude(status=stopped).order_by("year", "pk"))


def measures_for_api(scope: Scope, *, year: int, area: int, household: str, sector: str) -> QuerySet[Measure]:
    """Measures of a year in scope."""
    low, high = area_range(area)
    rows = Measure.objects.within(scope).filter(area__gte=low, area__lt=high, year=year)
    if household:
        rows = rows.filter(household__code=household)
    if sector:
        rows = rows.filter(sector=sector)
    return rows


def measure_for_api(scope: Scope, pk: int) -> QuerySet[Measure]:
    return Measure.objects.within(scope).filter(pk=pk)


def sector_rows(scope: Scope, sector: Sector, ids: Iterable[int]) -> QuerySet[Any]:
    """The typed details of these measures."""
    found: QuerySet[Any] = sector.model.objects.within(scope).filter(measure__in=list(ids))
    return found
