"""One page of verdicts over all levels, criteria unfolded from the arrays by the standard's order."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from assessment.catalogue import criterion_words, plain
from assessment.models import Criterion, Standard
from core.accounts.scope import Scope
from core.changes.selectors import pending_summary
from core.regions.codes import Level, area_range
from core.regions.models import Region
from households.models import Household, HouseholdVerdict
from villages.models import RegionVerdict, VillageCheck
from villages.selectors import recognised_households, recognised_regions

# The order of the levels is the order of the pages.
LEVELS = {
    "city": Level.CITY,
    "county": Level.COUNTY,
    "township": Level.TOWNSHIP,
    "village": Level.VILLAGE,
    "household": Level.COUNTRY,  # no level of the tree; its rows lie in another table
}
OUTCOMES = {True: "met", False: "not_met", None: "unknown"}


@dataclass(frozen=True)
class VerdictPage:
    """``last`` is the key of the last row when more follow, else None; ``pending`` counts places not yet computed."""

    results: list[dict[str, Any]]
    last: str | None
    pending: int


def verdict_page(
    *, scope: Scope, year: int, area: int, level: str | None, filters: dict[str, Any], after: str | None, size: int
) -> VerdictPage:
    """Verdicts after the key ``level:subject``, level by level, at most ``size`` of them."""
    low, high = scope.meets(*area_range(area))
    names = [level] if level else list(LEVELS)
    start, subject = after.split(":", 1) if after else (names[0], "")
    found: list[dict[str, Any]] = []
    if start in names:
        for name in names[names.index(start) :]:
            wanted = size + 1 - len(found)
            if wanted <= 0:
                break
            key = subject if name == start else ""
            found += _of_level(name, scope, (low, high), year, filters, key, wanted)
    more = len(found) > size
    found = found[:size]
    standards = _standards({row["standard"] for row in found})
    results = _recognised([_unfold(row, standards) for row in found], scope, year)
    last = f"{found[-1]['level']}:{found[-1]['subject']}" if more else None
    return VerdictPage(results, last, pending_summary(low, high).places)


def _of_level(
    level: str,
    scope: Scope,
    span: tuple[int, int],
    year: int,
    filters: dict[str, Any],
    after: str,
    size: int,
) -> list[dict[str, Any]]:
    low, high = span
    checked = VillageCheck.objects.filter(area=OuterRef("area"), year=year).values("checked_at")[:1]
    place = {"area__gte": low, "area__lt": high, "year": year, **filters}
    if level == "household":
        rows = (
            HouseholdVerdict.objects.within(scope)
            .filter(**place, household__code__gt=after)
            .order_by("household__code")
            .annotate(subject=F("household__code"), name=F("household__head_name"), checked_at=Subquery(checked))
            .values(
                "subject",
                "name",
                "area",
                "outcome",
                "outcomes",
                "values",
                "standard",
                "line",
                "changed_at",
                "checked_at",
            )
        )
        return [{**row, "level": level, "year": year} for row in rows[:size]]
    regions = (
        RegionVerdict.objects.filter(**place, level=LEVELS[level], area__gt=int(after or 0))
        .order_by("area")
        .annotate(
            name=Subquery(Region.objects.filter(code=OuterRef("area")).values("official_name")[:1]),
            checked_at=Subquery(checked),
        )
        .values("name", "area", "outcome", "outcomes", "lows", "highs", "standard", "changed_at", "checked_at")
    )
    return [{**row, "subject": f"{row['area']:012d}", "level": level, "year": year} for row in regions[:size]]


def _recognised(rows: list[dict[str, Any]], scope: Scope, year: int) -> list[dict[str, Any]]:
    """Each verdict with the recognition that counts today beside it, or None."""
    today = timezone.localdate()
    codes = [row["subject"] for row in rows if row["level"] == "household"]
    ids = dict(Household.objects.within(scope).filter(code__in=codes).values_list("code", "id"))
    households = recognised_households(ids.values(), year, today)
    regions = recognised_regions([int(row["subject"]) for row in rows if row["level"] != "household"], year, today)
    for row in rows:
        found = (
            households.get(ids.get(row["subject"], 0))
            if row["level"] == "household"
            else regions.get(int(row["subject"]))
        )
        row["recognition"] = found and {
            "kind": found.kind,
            "document": found.document,
            "reason": found.reason,
            "approved_at": found.decided_at,
            "valid_until": found.valid_until,
        }
    return rows


def _standards(ids: set[int]) -> dict[int, tuple[Standard, list[Criterion]]]:
    standards = {item.pk: (item, list[Criterion]()) for item in Standard.objects.filter(pk__in=ids)}
    for criterion in Criterion.objects.filter(standard_id__in=ids).order_by("standard_id", "order"):
        standards[criterion.standard_id][1].append(criterion)
    return standards


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _value(number: Decimal | None, outcome: bool | None) -> str | None:
    """The number of a criterion; 1 or 0 of a yes/no one, as in ``export_verdicts``."""
    if number is not None:
        return _text(number)
    return None if outcome is None else str(int(outcome))


def _unfold(row: dict[str, Any], standards: dict[int, tuple[Standard, list[Criterion]]]) -> dict[str, Any]:
    standard, criteria = standards[row["standard"]]
    lows = row["values"] if "values" in row else row["lows"]
    highs = row["values"] if "values" in row else row["highs"]
    unfolded = []
    for place, criterion in enumerate(criteria):
        low, high = lows[place], highs[place]
        point = low == high
        threshold = row.get("line") if criterion.threshold_from else criterion.threshold
        outcome = row["outcomes"][place]
        words = criterion_words(standard.level, criterion)
        unfolded.append(
            {
                "criterion": criterion.indicator,
                "label": words.label,
                "kind": criterion.kind,
                "outcome": OUTCOMES[outcome],
                "value": _value(low, outcome) if point else None,
                "value_low": None if point else _text(low),
                "value_high": None if point else _text(high),
                "threshold": None if threshold is None else plain(threshold),
            }
        )
    return {
        "level": row["level"],
        "subject": row["subject"],
        "name": row["name"],
        "area": f"{row['area']:012d}",
        "year": row["year"],
        "outcome": OUTCOMES[row["outcome"]],
        "standard": standard.code,
        "standard_version": standard.version,
        "changed_at": row["changed_at"],
        "checked_at": row["checked_at"],
        "criteria": unfolded,
    }
