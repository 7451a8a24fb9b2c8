"""Limits of relocation as data: what holds at a place in a year, and writing a county's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.regions.codes import Level, ancestors, level_of
from projects.gaps.services import LineRefusedError
from projects.models import SectorLimit

Code = SectorLimit.Code


def most_of(code: str, year: int) -> Subquery:
    """For rows with an ``area``: the limit of the nearest region, None where none is laid down.

    A region's code is never smaller than that of a region around it, so the nearest is the greatest.
    """
    rows = _begun(code, year).filter(_around())
    return Subquery(rows.order_by("-region", "-from_year").values("most")[:1])


def _begun(code: str, year: int) -> QuerySet[SectorLimit]:
    return SectorLimit.objects.filter(code=code, from_year__lte=year)


def _around() -> Q:
    """The region is the outer row's village or one around it."""
    found = Q(region=0)
    for unit in (10**10, 10**8, 10**6, 1000, 1):
        start = ExpressionWrapper(OuterRef("area") / unit * unit, output_field=BigIntegerField())
        found |= Q(region=start)
    return found


@dataclass(frozen=True)
class Limit:
    """A limit that holds, and whose it is."""

    code: str
    label: str
    most: Decimal
    region: int
    from_year: int


def limits_of(area: int, year: int) -> list[Limit]:
    """The limits that hold at a place in a year, in the order of ``Code``."""
    around = ancestors(area)
    found = []
    for code in Code:
        rows = _begun(code, year).filter(region__in=around)
        row = min(rows, key=lambda item: (around.index(item.region), -item.from_year), default=None)
        if row is not None:
            found.append(Limit(code.value, str(code.label), row.most, row.region, row.from_year))
    return found


def limit_set(*, actor: Actor, scope: Scope, code: str, region: int, year: int, most: Decimal) -> bool:
    """Lay down a limit of a region from a year on; whether anything changed.

    LookupError outside the scope, LineRefusedError below the county or for what is no limit.
    """
    if not scope.covers(region):
        raise LookupError(region)
    if level_of(region) > Level.COUNTY:
        raise LineRefusedError("限额由县级以上制定")
    if code not in Code.values or most <= 0:
        raise LineRefusedError("限额应大于 0")
    with recorded(actor, reason="专项限额"):
        return _put(code, region, year, most, {"source": actor.source, "updated_by": actor.user_id})


def _put(code: str, region: int, year: int, most: Decimal, stamp: Mapping[str, Any]) -> bool:
    key = {"code": code, "region": region, "from_year": year}
    row = SectorLimit.objects.select_for_update(no_key=True).filter(**key).first()
    if row is None:
        SectorLimit.objects.create(**key, most=most, **stamp)
        return True
    if row.most == most:
        return False
    SectorLimit.objects.filter(pk=row.pk).update(
        most=most, version=F("version") + 1, updated_at=timezone.now(), **stamp
    )
    return True


def limits_prepare(payload: Mapping[str, Any], *, actor: Actor) -> int:
    """Load those shipped limits of which the region has none at all; how many. An office's own stays."""
    known = set(SectorLimit.objects.values_list("code", "region"))
    fresh = [entry for entry in payload["limits"] if (entry["code"], entry["region"]) not in known]
    with recorded(actor, reason="装载专项限额"):
        for entry in fresh:
            _put(entry["code"], entry["region"], entry["from_year"], Decimal(str(entry["most"])), {"source": "import"})
    return len(fresh)
