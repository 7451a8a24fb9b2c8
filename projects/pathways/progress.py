"""How many persons and households each pathway has reached, and how the pathways overlap; counted in sets.

A measure counts while it is done or being done; what everybody is offered (a screening) counts on no pathway. One for
the whole household counts every member who had not left by its year, also one who came later in the span (a register
begun in 2018 knows nobody before); one for a person counts that person. Nobody is counted twice on a pathway; on
several pathways one person stands in each, and the overlap is shown instead of being forced into a sum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from django.db import connection

from core.accounts.scope import Scope
from core.regions.codes import DIGITS, Level, area_range
from households.standing import REGISTERED
from projects.measures.sectors import UNIVERSAL
from projects.pathways.selectors import Scheme

Unit = Literal["persons", "houses"]
# Who is registered as poor in the year of the measure.
_SUBJECT: Final = REGISTERED.replace("%(year)s", "t.year")

_HELPED: Final = f"""
WITH known AS (SELECT * FROM unnest(%(kinds)s::text[], %(codes)s::text[]) AS k(kind, code)),
helped AS (
    SELECT t.household_id, t.member_id, t.area, t.year,
           CASE WHEN t.pathway = ANY(%(labels)s) THEN t.pathway ELSE k.code END AS code
    FROM projects_measure t JOIN households_household h ON h.id = t.household_id
    LEFT JOIN known k ON k.kind = t.kind AND t.sector <> ALL(%(universal)s)
    WHERE t.area >= %(low)s AND t.area < %(high)s AND t.year BETWEEN %(first)s AND %(last)s
      AND t.status IN ('doing', 'done') AND {_SUBJECT}
)"""
_PERSONS: Final = """, one AS (
    SELECT f.member_id AS id, f.area, f.code FROM helped f WHERE f.member_id IS NOT NULL AND f.code IS NOT NULL
    UNION
    SELECT m.id, f.area, f.code FROM helped f JOIN households_member m ON m.household_id = f.household_id
         AND m.joined_year <= %(last)s AND (m.left_year IS NULL OR m.left_year > f.year)
    WHERE f.member_id IS NULL AND f.code IS NOT NULL
)"""
_HOUSEHOLDS: Final = """, one AS (
    SELECT DISTINCT f.household_id AS id, f.area, f.code FROM helped f WHERE f.code IS NOT NULL
)"""
_COUNTED: Final = """
SELECT q.area / %(step)s * %(step)s, q.paths, count(*)
FROM (SELECT id, min(area) AS area, array_agg(DISTINCT code ORDER BY code) AS paths FROM one GROUP BY id) q
GROUP BY 1, 2"""


@dataclass
class Reached:
    """Of one place: how many stand on exactly each combination of pathways."""

    combinations: dict[tuple[str, ...], int] = field(default_factory=lambda: defaultdict(int))

    def on(self, code: str) -> int:
        return sum(count for paths, count in self.combinations.items() if code in paths)

    def on_both(self, first: str, second: str) -> int:
        return sum(count for paths, count in self.combinations.items() if first in paths and second in paths)

    @property
    def distinct(self) -> int:
        """How many stand on any pathway at all."""
        return sum(self.combinations.values())

    @property
    def places(self) -> int:
        """The pathways' numbers added up: larger than ``distinct`` by what overlaps."""
        return sum(count * len(paths) for paths, count in self.combinations.items())

    @property
    def overlap(self) -> int:
        return self.places - self.distinct

    @property
    def several(self) -> int:
        """How many stand on two or more."""
        return sum(count for paths, count in self.combinations.items() if len(paths) > 1)


def reached(
    scope: Scope, area: int, scheme: Scheme, first: int, last: int, *, unit: Unit, level: Level
) -> dict[int, Reached]:
    """By region of ``level`` at or below ``area``: who was helped on the scheme's pathways from ``first`` to ``last``.

    What lies outside the scope is not counted.
    """
    low, high = scope.meets(*area_range(area))
    kinds = list(scheme.by_kind.items())
    parameters = {
        "low": low,
        "high": high,
        "first": first,
        "last": last,
        "kinds": [kind for kind, _ in kinds],
        "codes": [code for _, code in kinds],
        "labels": list(scheme.labels),
        "universal": list(UNIVERSAL),
        "step": 10 ** (12 - DIGITS[level]),
    }
    found: dict[int, Reached] = defaultdict(Reached)
    with connection.cursor() as cursor:
        cursor.execute(_HELPED + (_PERSONS if unit == "persons" else _HOUSEHOLDS) + _COUNTED, parameters)
        for code, paths, count in cursor.fetchall():
            found[int(code)].combinations[tuple(paths)] += count
    return dict(found)


def added(parts: Iterable[Reached]) -> Reached:
    """Several places together: a person and a household lie in one of them."""
    whole = Reached()
    for part in parts:
        for paths, count in part.combinations.items():
            whole.combinations[paths] += count
    return whole


def matrix(found: Reached, labels: Mapping[str, str]) -> list[tuple[str, list[int]]]:
    """Label and how many stand on it and on each pathway in order; the diagonal is the pathway's own number."""
    return [(label, [found.on_both(code, other) for other in labels]) for code, label in labels.items()]
