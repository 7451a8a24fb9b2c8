"""Comparing replays with what was stored: the evidence of a place's verdicts in a form that can be held equal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F

from assessment.compile import HOUSEHOLD_COLUMNS, REGION_COLUMNS
from assessment.models import VerdictChange
from assessment.replay.clocks import KNOWN, replayed
from assessment.statements import COUNTS
from core.accounts.scope import SYSTEM_SCOPE
from core.regions.codes import area_range
from households.models import HouseholdVerdict
from villages.models import RegionVerdict

Evidence = dict[tuple[str, int, int], tuple[Any, ...]]

_TABLES = (
    ("household", "households_householdverdict", "household_id", HOUSEHOLD_COLUMNS),
    ("region", "villages_regionverdict", "area", REGION_COLUMNS),
    ("counts", "villages_villagecheck", "area", f"level, exists_in_year, {COUNTS}"),
)


def evidence(year: int, areas: Sequence[int] | None = None) -> Evidence:
    """(kind, subject, year) → values, outcomes, standard and counts of the verdict rows as they are seen here.

    Inside a block of ``replayed`` these are the replayed ones. ``areas`` None: all.
    """
    found: Evidence = {}
    with connection.cursor() as cursor:
        for kind, table, key, columns in _TABLES:
            place = "" if areas is None else " AND area = ANY(%(areas)s::bigint[])"
            cursor.execute(
                f"SELECT {key} AS subject, {columns} FROM {table} WHERE year = %(year)s{place}",
                {"year": year, "areas": None if areas is None else list(areas)},
            )
            found |= {(kind, row[0], year): tuple(map(_plain, row[1:])) for row in cursor.fetchall()}
    return found


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


# A worker that started before a fact's transaction may have seen it: then the moment after is the right one.
GRACE = timedelta(seconds=2)
EXAMPLES = 20


@dataclass
class Audited:
    """Logged changes replayed at their times; those whose replay says something else, and some of them."""

    checked: int = 0
    different: int = 0
    examples: list[dict[str, Any]] = field(default_factory=list)


def audit(
    year: int, area: int = 0, *, sample: int = 200, progress: Callable[[str], None] = lambda _text: None
) -> Audited:
    """Replay the newest ``sample`` changes of households and villages of a year and compare with the log.

    A difference: what is logged does not follow from the facts known then, so the history or the log is not whole.
    """
    low, high = area_range(area)
    rows = (
        VerdictChange.objects.filter(area__gte=low, area__lt=high, year=year)
        .annotate(place=F("area") % 1000)
        .exclude(place=0)
    )
    grouped: dict[tuple[int, datetime], list[VerdictChange]] = defaultdict(list)
    for change in rows.order_by("-id")[:sample]:
        grouped[change.area, change.at].append(change)
    found = Audited()
    for (place, at), changes in grouped.items():
        wrong = _unlike(changes, place, at, year)
        if wrong:
            wrong = _unlike(wrong, place, at + GRACE, year)
        found.checked += len(changes)
        found.different += len(wrong)
        for item in wrong[: EXAMPLES - len(found.examples)]:
            found.examples.append({"change": item.pk, "household": item.household_id, "area": place, "at": at})
        progress(f"{found.checked} replayed, {found.different} different")
    return found


def _unlike(changes: list[VerdictChange], area: int, moment: datetime, year: int) -> list[VerdictChange]:
    """Those whose replay at ``moment`` is another outcome, other criteria, or another standard."""
    with replayed(KNOWN, moment, [area], year):
        # System-wide on purpose: inside the block there is nothing but the replayed village.
        households = {
            row.household_id: (row.standard, row.outcome, row.outcomes)
            for row in HouseholdVerdict.objects.within(SYSTEM_SCOPE).filter(area=area, year=year)
        }
        verdict = RegionVerdict.objects.filter(area=area, year=year).first()
    region = (verdict.standard, verdict.outcome, verdict.outcomes) if verdict else None
    return [
        change
        for change in changes
        if (households.get(change.household_id) if change.household_id else region)
        != (None if change.new_outcomes is None else (change.new_standard, change.new_outcome, change.new_outcomes))
    ]
