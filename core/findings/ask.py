"""Asking the rules: every hit of some places and a year, in one temporary table, one statement a rule.

The same statements run over stored facts (a sweep) and over an import's copies (a preview): table names are
unqualified, and what lies in ``pg_temp`` comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

from core.findings.registry import Rule, rules, sources
from core.findings.rulings import Rulings

HITS = "doubt_hit"


@contextmanager
def hits(year: int, areas: Sequence[int], *, wanted: Callable[[Rule], bool] = lambda _rule: True) -> Iterator[str]:
    """The name of a table (rule, level, severity, subject_id, household_id, area, days, values) for the block.

    Inside the caller's transaction; ``wanted`` says which rules are asked (default all).
    """
    asked = [rule for rule in rules() if wanted(rule)]
    rulings = Rulings(year)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE {HITS} (rule text, level text, severity text, subject_id bigint, household_id bigint, "
            "area bigint, days int, values jsonb) ON COMMIT DROP"
        )
        laid = _lay(cursor, {rule.source for rule in asked}, year, areas)
        for rule in asked:
            _ask(cursor, rule, rulings, year, areas)
    yield HITS
    if not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE " + ", ".join([HITS, *laid]))


def _lay(cursor: Any, names: set[str], year: int, areas: Sequence[int]) -> list[str]:
    tables = []
    for source in sources(names):
        table = f"doubt_{source.name}"
        cursor.execute(
            f"CREATE TEMP TABLE {table} ON COMMIT DROP AS {source.sql}", {"year": year, "areas": list(areas)}
        )
        cursor.execute(f"ANALYZE {table}")
        tables.append(table)
    return tables


def _ask(cursor: Any, rule: Rule, rulings: Rulings, year: int, areas: Sequence[int]) -> None:
    for ruling, places in rulings.groups(rule, areas).items():
        if not ruling.active or not places:
            continue
        cursor.execute(
            hit_sql(rule, everywhere=len(places) == len(areas)),
            {
                **dict(ruling.parameters),
                "year": year,
                "rule_": rule.code,
                "level_": rule.level,
                "severity_": rule.severity,
                "days_": ruling.days,
                "areas_": places,
            },
        )


def hit_sql(rule: Rule, *, everywhere: bool) -> str:
    """The statement of one rule; values are kept as text, so that the same number is the same value."""
    pairs = ", ".join(f"'{name}', ({sql})::text" for name, sql in rule.values.items())
    places = "" if everywhere else " AND s.area = ANY(%(areas_)s::bigint[])"
    return (
        f"INSERT INTO {HITS} SELECT %(rule_)s, %(level_)s, %(severity_)s, s.id, s.household, s.area, %(days_)s, "
        f"jsonb_build_object({pairs}) FROM doubt_{rule.source} s WHERE ({rule.where}){places}"
    )
