"""``recompute_city``: every verdict of a city, first, rewritten and unchanged.

Peers: an ORM loop with ``update_or_create`` (a sample, scaled by households) and ``bulk_create`` with
``update_conflicts`` over values computed in Python. Limit: the compute-only SELECT.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from assessment.claims import Worker
from assessment.compile import HOUSEHOLD_COLUMNS, compiled
from assessment.selectors import StandardVersion, lines, nearest, released
from benchmarks import registry
from benchmarks.measure import RUNS, Row, row, seconds
from benchmarks.naive import judge
from core.accounts.scope import SYSTEM_SCOPE
from households.models import Household, HouseholdVerdict

SAMPLE = 1000


def drain() -> None:
    """What a worker does until nothing is pending."""
    registry.mark_everything()
    Worker().work(seconds=3600)


def standard_and_line() -> tuple[StandardVersion, Decimal]:
    """The household standard and the line of the city."""
    standard = nearest(registry.CITY, released(registry.YEAR, ["household"])["household"])
    line = nearest(registry.CITY, lines(registry.YEAR))
    assert standard is not None
    assert line is not None
    return standard, line


def compute_only() -> float:
    """The compiled SELECT over the whole city, its rows counted and nothing written."""
    standard, line = standard_and_line()
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(code) FROM regions_region WHERE level = 5")
        areas = cursor.fetchone()[0]
        select = compiled("household", standard.rules).select
        values = {"year": registry.YEAR, "areas": areas, "standard": standard.id, "line": line, "average": None}

        def run() -> None:
            counted = f"SELECT count(outcome), count(outcomes), count(values) FROM ({select} OFFSET 0)"
            cursor.execute(f"{counted} AS n ({HOUSEHOLD_COLUMNS})", values)

        return seconds(run)


def _sampled() -> Iterator[tuple[Household, dict[str, Any]]]:
    standard, line = standard_and_line()
    for household in Household.objects.within(SYSTEM_SCOPE).order_by("id")[:SAMPLE]:
        yield household, judge(household, registry.YEAR, standard, line)


def orm_loop(households: int) -> float:
    """The usual Django way: per household its records, rules in Python, ``update_or_create``; scaled."""

    def run() -> None:
        for household, values in _sampled():
            HouseholdVerdict.all_rows.update_or_create(
                household=household, year=registry.YEAR, defaults={**values, "changed_at": timezone.now()}
            )

    return seconds(run) * households / SAMPLE


def bulk_upsert(households: int) -> float:
    """The same values by ``bulk_create(update_conflicts)``: only the writing is faster; scaled."""

    def run() -> None:
        verdicts = [
            HouseholdVerdict(household=household, year=registry.YEAR, changed_at=timezone.now(), **values)
            for household, values in _sampled()
        ]
        HouseholdVerdict.all_rows.bulk_create(
            verdicts,
            update_conflicts=True,
            unique_fields=["household", "year"],
            update_fields=[
                "area",
                "members",
                "standard",
                "income",
                "line",
                "outcome",
                "outcomes",
                "values",
                "changed_at",
            ],
        )

    return seconds(run) * households / SAMPLE


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE households_householdverdict, villages_regionverdict, villages_villagecheck")
        cursor.execute("DELETE FROM assessment_verdictchange")


def _raise_incomes() -> None:
    """Every household's income differs, so that every verdict row is rewritten."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE households_householdyear SET business_income = business_income + 1")
        cursor.execute("UPDATE households_householdyear SET wage_income = 1 WHERE wage_income IS NULL")
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE households_householdyear")


def run(households: int) -> list[Row]:
    """Three rows: first, rewritten, unchanged; each round takes the peers and the limit once."""
    found: dict[str, list[float]] = {name: [] for name in ("first", "rewritten", "unchanged", "loop", "bulk", "limit")}
    steps: list[tuple[str, Callable[[], float]]] = [
        ("limit", compute_only),
        ("loop", lambda: orm_loop(households)),
        ("bulk", lambda: bulk_upsert(households)),
    ]
    for _ in range(RUNS):
        _empty()
        registry.forget_marks()
        found["first"].append(seconds(drain))
        _raise_incomes()
        found["rewritten"].append(seconds(drain))
        found["unchanged"].append(seconds(drain))
        for name, step in steps:
            found[name].append(step())
    median = {name: statistics.median(values) for name, values in found.items()}
    rows = [
        row(f"recompute_city_{name}", median[name], median["loop"], median["limit"])
        for name in ("first", "rewritten", "unchanged")
    ]
    rows.append(row("recompute_city_vs_bulk_create", median["rewritten"], median["bulk"], median["limit"]))
    return rows
