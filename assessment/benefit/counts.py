"""The numbers of the benefit of projects: sums under keys, indicators before and after, incomes of both years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median
from typing import Any, Final

from django.db import connection

from assessment.benefit.statements import COLUMNS, INCOMES, PATTERNS, SUMS
from assessment.explain.words import criterion_name
from assessment.selectors import Rule, StandardVersion, standard_versions

# Project id and the key under which it is counted.
Keyed = Sequence[tuple[int, int]]
# The whole verdict stands among the indicators under this name.
WHOLE: Final = ""
_OWN: Final = (
    "projects", "settled_projects", "by_amount", "unshared", "planned", "settled", "cost", "served_cost", "reached",
    "shared_cost",
)  # fmt: skip
NONE, UNKNOWN, NOT_MET, MET = "none", "unknown", "not", "met"


@dataclass(frozen=True)
class Sums:
    """Projects under one key. Money in yuan, NULL: nothing known. ``cost`` is the settlement, without one the plan.

    Households and persons count once a project (户次、人次). ``served_cost`` is the cost of those that have persons,
    ``shared_cost`` that of those whose ``reached`` is known; ``unshared`` counts the others. Before and after are
    by the stored verdicts of the households in range (``inside``): met, not met, unknown, none stored.
    """

    projects: int = 0
    settled_projects: int = 0
    by_amount: int = 0
    unshared: int = 0
    planned: Decimal | None = None
    settled: Decimal | None = None
    cost: Decimal | None = None
    served_cost: Decimal | None = None
    reached: Decimal | None = None
    shared_cost: Decimal | None = None
    counts: Mapping[str, int] = field(default_factory=dict)

    def __getattr__(self, name: str) -> int:
        if name in COLUMNS:
            return self.counts.get(name, 0)
        raise AttributeError(name)

    @property
    def per_household(self) -> Decimal | None:
        return self._each("households")

    @property
    def per_person(self) -> Decimal | None:
        return self._each("persons")

    def _each(self, name: str) -> Decimal | None:
        number = self.counts.get(name, 0)
        return self.served_cost / number if number and self.served_cost is not None else None

    @property
    def share(self) -> Decimal | None:
        """Percent of the money that reached registered households."""
        if self.reached is None or not self.shared_cost:
            return None
        return self.reached * 100 / self.shared_cost


def sums(keyed: Keyed, *, after: int, low: int, high: int) -> dict[int, Sums]:
    """The sums of every key, in one statement."""
    found = {}
    for row in _rows(SUMS, keyed, after, low, high):
        own = dict(zip(_OWN, row[1:11], strict=True))
        found[row[0]] = Sums(**own, counts=dict(zip(COLUMNS, row[11:], strict=True)))
    return found


@dataclass
class Change:
    """One indicator: households by (before, after), each of met, not, unknown, none (no stored outcome)."""

    indicator: str
    label: str
    kind: str = ""
    grid: Counter[tuple[str, str]] = field(default_factory=Counter)

    def before(self) -> list[int]:
        """Met, not met, unknown, none."""
        return [sum(self.grid[state, other] for other in STATES) for state in STATES]

    def after(self) -> list[int]:
        return [sum(self.grid[other, state] for other in STATES) for state in STATES]

    @property
    def up(self) -> int:
        """Not met before, met after."""
        return self.grid[NOT_MET, MET]

    @property
    def down(self) -> int:
        return self.grid[MET, NOT_MET]

    @property
    def compared(self) -> int:
        """Known in both years."""
        return sum(self.grid[a, b] for a in (MET, NOT_MET) for b in (MET, NOT_MET))

    @property
    def households(self) -> int:
        return sum(self.grid.values())


STATES: Final = (MET, NOT_MET, UNKNOWN, NONE)


def changes(keyed: Keyed, *, after: int, low: int, high: int) -> dict[int, list[Change]]:
    """By key: the whole verdict, then every indicator of the later standards, then those only the earlier ones ask."""
    rows = _rows(PATTERNS, keyed, after, low, high)
    versions = standard_versions({pk for row in rows for pk in (row[1], row[4]) if pk is not None})
    by_key: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        by_key.setdefault(row[0], []).append(row)
    return {key: _changes(found, versions) for key, found in by_key.items()}


def _changes(rows: list[tuple[Any, ...]], versions: Mapping[int, StandardVersion]) -> list[Change]:
    found = {WHOLE: Change(WHOLE, "户判定")}
    for rule in _asked(rows, versions):
        found.setdefault(rule.indicator, Change(rule.indicator, criterion_name("household", rule), rule.kind))
    for _, old, old_outcome, old_outcomes, new, new_outcome, new_outcomes, count in rows:
        before = _states(old, old_outcome, old_outcomes, versions)
        after = _states(new, new_outcome, new_outcomes, versions)
        for name, change in found.items():
            change.grid[before.get(name, NONE), after.get(name, NONE)] += count
    return list(found.values())


def _asked(rows: list[tuple[Any, ...]], versions: Mapping[int, StandardVersion]) -> Iterable[Rule]:
    """The rules of the later standards, the most used first, then those of the earlier ones."""
    for place in (4, 1):
        used: Counter[int] = Counter()
        for row in rows:
            if row[place] is not None:
                used[row[place]] += row[7]
        for standard, _ in sorted(used.items(), key=lambda item: (-item[1], item[0])):
            yield from versions[standard].rules


def _states(
    standard: int | None, outcome: bool | None, outcomes: list[bool | None], versions: Mapping[int, StandardVersion]
) -> dict[str, str]:
    if standard is None:
        return {}
    told = zip(versions[standard].rules, outcomes, strict=True)
    return {WHOLE: _state(outcome), **{rule.indicator: _state(value) for rule, value in told}}


def _state(outcome: bool | None) -> str:
    return UNKNOWN if outcome is None else (MET if outcome else NOT_MET)


@dataclass(frozen=True)
class Incomes:
    """Net income per head of the households whose income is known in both years; medians in yuan."""

    households: int = 0
    before: Decimal | None = None
    after: Decimal | None = None

    @property
    def difference(self) -> Decimal | None:
        return None if self.before is None or self.after is None else self.after - self.before


def incomes(keyed: Keyed, *, after: int, low: int, high: int) -> dict[int, Incomes]:
    """By key; a key without such a household is missing."""
    pairs: dict[int, list[tuple[Decimal, Decimal]]] = {}
    for key, old, old_members, new, new_members in _rows(INCOMES, keyed, after, low, high):
        pairs.setdefault(key, []).append((old / old_members, new / new_members))
    return {
        key: Incomes(len(found), median(item[0] for item in found), median(item[1] for item in found))
        for key, found in pairs.items()
    }


def _rows(statement: str, keyed: Keyed, after: int, low: int, high: int) -> list[tuple[Any, ...]]:
    if not keyed:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "ids": [project for project, _ in keyed],
                "keys": [key for _, key in keyed],
                "after": after,
                "low": low,
                "high": high,
            },
        )
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
