"""What the freshness page shows: pending by county, latency, checks, heartbeats, standards on their way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from assessment.models import ConvergenceCheck, Heartbeat, Standard
from assessment.models.freshness import EDGES
from core.accounts.scope import Scope
from core.changes.selectors import pending_summary
from core.regions.codes import ancestors, area_range
from core.regions.selectors import name_of
from households.models import Household

DAY = timedelta(hours=24)
# Beat sweeps every ten seconds; a worker's task lasts a minute at most.
NAMES = {"worker": "计算进程", "beat": "定时进程"}
ALIVE = {"beat": timedelta(seconds=120), "worker": timedelta(seconds=120)}


@dataclass(frozen=True)
class Latency:
    """Seconds from a fact's write to its stored verdict, of the last 24 hours; None without any.

    Read from classes of ages, so a value is the upper edge of its class interpolated, never better than it was.
    """

    marks: int
    p50: float | None
    p95: float | None


@dataclass(frozen=True)
class CountyPending:
    area: int
    name: str
    places: int
    oldest: datetime


@dataclass(frozen=True)
class Alive:
    name: str
    at: datetime | None
    late: bool


@dataclass(frozen=True)
class CheckLine:
    """One check; ``examples`` are named only where the reader may see them, ``hidden`` counts the others."""

    check: ConvergenceCheck
    examples: Sequence[tuple[str, str]]
    hidden: int


@dataclass(frozen=True)
class Rollout:
    standard: Standard
    name: str
    places: int
    oldest: datetime | None


def latency(bulk: bool = False, since: timedelta = DAY) -> Latency:
    """The quantiles over every mark that was worked off, single edits or bulk."""
    column = "bulk" if bulk else "edits"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.place, sum(c.marks) FROM assessment_computepass p "
            f"CROSS JOIN LATERAL unnest(p.{column}) WITH ORDINALITY AS c(marks, place) "
            "WHERE p.at >= %s GROUP BY c.place ORDER BY c.place",
            [timezone.now() - since],
        )
        counts = [int(marks) for _, marks in cursor.fetchall()]
    return Latency(sum(counts), quantile(counts, 0.5), quantile(counts, 0.95))


def quantile(counts: Sequence[int], share: float) -> float | None:
    """The age below which ``share`` of the marks lie, interpolated inside its class; the open class: its lower edge."""
    total = sum(counts)
    if not total:
        return None
    wanted, before = share * total, 0
    for place, count in enumerate(counts):
        if count and before + count >= wanted:
            low = EDGES[place - 1] if place else 0.0
            if place == len(EDGES):
                return float(low)
            return low + (EDGES[place] - low) * (wanted - before) / count
        before += count
    return float(EDGES[-1])


def counties_pending(area: int) -> list[CountyPending]:
    """Pending places by county in a region, the one that waits longest first; a wide mark stands by itself."""
    low, high = area_range(area)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT area / 1000000 * 1000000 AS county, count(DISTINCT area), min(at) FROM changes_change "
            "WHERE (area >= %s AND area < %s) OR area = ANY(%s::bigint[]) GROUP BY 1 ORDER BY 3, 1 LIMIT 200",
            [low, high, ancestors(area)],
        )
        rows = cursor.fetchall()
    names = name_of(row[0] for row in rows)
    return [CountyPending(county, names.get(county, f"{county:012d}"), places, at) for county, places, at in rows]


def heartbeats() -> list[Alive]:
    """Worker and beat, and whether they are late."""
    known = dict(Heartbeat.objects.values_list("name", "at"))
    now = timezone.now()
    return [
        Alive(
            NAMES[name],
            known.get(name),
            name not in known or known[name] < now - limit,
        )
        for name, limit in ALIVE.items()
    ]


def checks(*, scope: Scope, most: int = 10) -> list[CheckLine]:
    """The newest checks; of the examples only those in ``scope`` are named (an administrator sees none)."""
    found = list(ConvergenceCheck.objects.order_by("-id")[:most])
    ids = {item["id"] for check in found for item in check.examples if item["table"] == "households_householdverdict"}
    heads = dict(Household.objects.within(scope).filter(pk__in=ids).values_list("id", "code"))
    lines = []
    for check in found:
        named = [line for item in check.examples if (line := _example(item, heads, scope))]
        lines.append(CheckLine(check, named, check.different - len(named)))
    return lines


_KINDS = {"missing": "缺判定", "surplus": "多判定", "differs": "结果不同"}


def _example(item: dict[str, Any], heads: dict[int, str], scope: Scope) -> tuple[str, str] | None:
    kind = _KINDS.get(item["kind"], "")
    if item["table"] == "households_householdverdict":
        return (f"户 {heads[item['id']]}", kind) if item["id"] in heads else None
    return (f"区域 {item['id']:012d}", kind) if scope.covers(item["id"]) else None


def rollouts(area: int, since: timedelta = timedelta(days=30)) -> list[Rollout]:
    """The standards released lately that concern a region and under which places are still to be computed."""
    low, high = area_range(area)
    above = set(ancestors(area))
    found = []
    recent = Standard.objects.filter(state=Standard.State.RELEASED, released_at__gte=timezone.now() - since)
    for standard in recent.order_by("-released_at")[:20]:
        if not (low <= standard.region < high or standard.region in above):
            continue
        inside = area_range(standard.region)
        pending = pending_summary(max(low, inside[0]), min(high, inside[1]), above=ancestors(area)[1:])
        if pending.places:
            names = name_of([standard.region])
            found.append(Rollout(standard, names.get(standard.region, ""), pending.places, pending.oldest))
    return found
