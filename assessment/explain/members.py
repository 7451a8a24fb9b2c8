"""Which member is behind a criterion: the engine's own expression, asked member by member."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from assessment.compile import outcome_of
from assessment.indicators.base import every_member_nodes
from assessment.kleene import Every
from assessment.selectors import Rule

_AGED = (
    "m.birth_date IS NULL OR (m.birth_date <= make_date(%(year)s - {}, 9, 1)"
    " AND m.birth_date > make_date(%(year)s - {}, 9, 1))"
)
# Whom a criterion concerns, over m (member) and my (the member's year); the others meet it by age or service.
CONCERNED = {
    "compulsory_education": (
        "m.birth_date IS NULL OR (m.birth_date <= make_date(%(year)s - 6, 9, 1)"
        " AND m.birth_date > make_date(%(year)s - 16, 9, 1))"
    ),
    "pension": "m.birth_date IS NULL OR m.birth_date <= make_date(%(year)s - 16, 9, 1)",
    "able_skill": _AGED.format(16, 60),
    "income_project": _AGED.format(16, 60),
    "young_training": _AGED.format(16, 36),
}


@dataclass(frozen=True)
class MemberTruth:
    """One member and one criterion; ``concerned`` is False for whom it does not ask anything."""

    name: str
    truth: bool | None
    concerned: bool


class MemberTruths:
    """One household's members' truths by indicator code."""

    def __init__(self, found: dict[str, list[MemberTruth]] | None = None) -> None:
        self._found = found or {}

    def of(self, code: str) -> list[MemberTruth]:
        return self._found.get(code, [])

    def names(self, code: str, truth: bool | None) -> list[str]:
        """The members whose truth is this one, in the order of their numbers."""
        return [item.name for item in self.of(code) if item.truth is truth]


def member_truths(households: Iterable[int], year: int, rules: Sequence[Rule]) -> dict[int, MemberTruths]:
    """By household: every member of the year with the truth of each member criterion of the rules; one query."""
    nodes: list[Every] = every_member_nodes([outcome_of("household", rule) for rule in rules])
    wanted = list(households)
    if not nodes or not wanted:
        return {}
    parts = ", ".join(f"{node.part.sql()}, ({CONCERNED.get(node.name, 'TRUE')})" for node in nodes)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT m.household_id, m.name, {parts}
            FROM households_member m
            LEFT JOIN households_memberyear my ON my.member_id = m.id AND my.year = %(year)s
            WHERE m.household_id = ANY(%(households)s)
              AND m.joined_year <= %(year)s AND (m.left_year IS NULL OR m.left_year > %(year)s)
            ORDER BY m.household_id, m.code""",
            {"households": wanted, "year": year},
        )
        rows = cursor.fetchall()
    found: dict[int, dict[str, list[MemberTruth]]] = defaultdict(lambda: defaultdict(list))
    for household, name, *truths in rows:
        for place, node in enumerate(nodes):
            found[household][node.name].append(MemberTruth(name, truths[2 * place], truths[2 * place + 1]))
    return {household: MemberTruths(dict(by_code)) for household, by_code in found.items()}
