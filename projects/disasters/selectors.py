"""Reading disasters. An event names nobody: who sees one of its places sees it; its households stay in scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from core.accounts.scope import Scope
from core.regions.codes import area_range
from projects.models import Disaster, DisasterDetail, DisasterHousehold, DisasterPlace, Measure

DONE = Measure.Status.DONE.value
STOPPED = Measure.Status.STOPPED.value


def disasters(scope: Scope, area: int, year: int | None = None) -> QuerySet[Disaster]:
    """Events registered in ``area`` or that hit a village of it, inside ``scope``; up to the end of ``year``."""
    low, high = scope.meets(*area_range(area)) if scope.helper_id is None else (0, 0)
    hit = DisasterPlace.objects.within(scope).filter(disaster=OuterRef("pk"), area__gte=low, area__lt=high)
    rows: QuerySet[Disaster] = Disaster.all_rows.filter(Exists(hit) | Q(area__gte=low, area__lt=high))
    return rows if year is None else rows.filter(happened_on__year__lte=year)


def disaster_of(scope: Scope, pk: int) -> Disaster | None:
    """One event of which ``scope`` sees the place or a hit village."""
    if scope.helper_id is not None:
        return None
    hit = DisasterPlace.objects.within(scope).filter(disaster=OuterRef("pk"))
    found: Disaster | None = Disaster.all_rows.filter(
        Exists(hit) | Q(area__gte=scope.low, area__lt=scope.high), pk=pk
    ).first()
    return found


def places_of(row: Disaster) -> list[int]:
    """The hit villages, by code."""
    return list(DisasterPlace.all_rows.filter(disaster=row).order_by("area").values_list("area", flat=True))


def _rebuilding(scope: Scope, code: Any, household: Any, year: int) -> QuerySet[Any]:
    """The reconstruction measures of an event up to ``year``; a stopped one rebuilds nothing."""
    rows: QuerySet[Any] = DisasterDetail.objects.within(scope).filter(event_no=code, measure__household=household)
    found: QuerySet[Any] = rows.filter(measure__year__lte=year).exclude(measure__status=STOPPED)
    return found


def households(scope: Scope, row: Disaster, year: int) -> QuerySet[Any]:
    """The hit households in scope, each with ``helped``, ``rebuilt`` (a measure is done) and ``moved_in``."""
    rebuilding = _rebuilding(scope, row.code, OuterRef("household"), year)
    hit = DisasterHousehold.objects.within(scope).filter(disaster=row).select_related("household")
    found: QuerySet[Any] = hit.annotate(
        helped=Exists(rebuilding),
        rebuilt=Exists(rebuilding.filter(measure__status=DONE)),
        moved_in=Exists(rebuilding.filter(moved_in_on__isnull=False)),
    )
    return found


def household_of(scope: Scope, pk: int) -> DisasterHousehold | None:
    found: DisasterHousehold | None = (
        DisasterHousehold.objects.within(scope).select_related("household", "disaster").filter(pk=pk).first()
    )
    return found


@dataclass(frozen=True)
class Figures:
    """Counts of hit households; ``persons`` and ``loss`` (yuan) are sums of what is filled."""

    households: int
    persons: int
    loss: Decimal
    ruined: int
    helped: int
    rebuilt: int
    moved_in: int


def figures(rows: QuerySet[Any], ruined: Sequence[str]) -> Figures:
    """Totals over ``households``; ``ruined`` are the damage grades that need a new or repaired house."""
    told = rows.aggregate(
        households=Count("pk"),
        persons=Sum("persons"),
        loss=Sum("loss"),
        ruined=Count("pk", filter=Q(damage_grade__in=ruined)),
    )
    done = {name: rows.filter(**{name: True}).count() for name in ("helped", "rebuilt", "moved_in")}
    return Figures(**{**told, **done, "persons": told["persons"] or 0, "loss": told["loss"] or Decimal(0)})


def measures_of(scope: Scope, row: Disaster, households: Sequence[int], year: int) -> dict[int, list[Measure]]:
    """The measures that name the event, by household, in their order."""
    rows = Measure.objects.within(scope).filter(household__in=households, year__lte=year, sector="disaster")
    rows = rows.filter(pk__in=DisasterDetail.objects.within(scope).filter(event_no=row.code).values("measure"))
    found: dict[int, list[Measure]] = {}
    for item in rows.order_by("year", "pk"):
        found.setdefault(item.household_id, []).append(item)
    return found


def strangers(scope: Scope, row: Disaster) -> list[Measure]:
    """Measures that name the event for a household that is not registered as hit; at most fifty."""
    named = DisasterDetail.objects.within(scope).filter(event_no=row.code)
    hit = DisasterHousehold.objects.within(scope).filter(disaster=row, household=OuterRef("household"))
    rows = Measure.objects.within(scope).filter(pk__in=named.values("measure")).exclude(Exists(hit))
    return list(rows.select_related("household").order_by("area", "pk")[:50])


def counts(scope: Scope, ids: Sequence[int]) -> dict[int, tuple[int, Decimal]]:
    """Hit households and their loss in yuan, by event."""
    rows = DisasterHousehold.objects.within(scope).filter(disaster__in=ids).order_by().values_list("disaster")
    return {pk: (number, loss or Decimal(0)) for pk, number, loss in rows.annotate(n=Count("pk"), loss=Sum("loss"))}
