"""Which member is behind a criterion: the engine's own expression, asked member by member."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from assessment.compile import outcome_of
from assessment.indicators.base import every_member_nodes
from assessment.kleene import Every
from assessment.selectors import Rule

# Whom a criterion concerns, over m (member) and my (the member's year); the others meet it by age or service.
CONCERNED = {
    "compulsory_education": (
        "m.birth_date IS NULL OR (m.birth_date <= make_date(%(year)s - 6, 9, 1)"
        " AND m.birth_date > make_date(%(year)s - 16, 9, 1))"
    ),
    "pension": "m.birth_date IS NULL OR m.birth_date <= make_date(%(year)s - 16, 9, 1)",
}


@dataclass(frozen=True)
class MemberTruth:
    """One member and one criterion; ``concerned`` is False for whom it does not ask anything."""

    name: str
    truth: bool | None
    concerned: bool


class MemberTruths:
    """The members' truths by indicator code."""

    def __init__(self, found: dict[str, list[MemberTruth]]) -> None:
        self._found = found

    def of(self, code: str) -> list[MemberTruth]:
        return self._found.get(code, [])


def member_truths(household_id: int, year: int, rules: Sequence[Rule]) -> MemberTruths:
    """Every member of the year with the truth of each member criterion of the rules; one query."""
    nodes: list[Every] = every_member_nodes([outcome_of("household", rule) for rule in rules])
    if not nodes:
        return MemberTruths({})
    parts = ", ".join(f"{node.part.sql()}, ({CONCERNED.get(node.name, 'TRUE')})" for node in nodes)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT m.name, {parts}
            FROM households_member m
            LEFT JOIN households_memberyear my ON my.member_id = m.id AND my.year = %(year)s
            WHERE m.household_id = %(household)s
              AND m.joined_year <= %(year)s AND (m.left_year IS NULL OR m.left_year > %(year)s)
            ORDER BY m.code""",
            {"household": household_id, "year": year},
        )
        rows = cursor.fetchall()
    return MemberTruths(
        {
            node.name: [MemberTruth(row[0], row[1 + 2 * place], row[2 + 2 * place]) for row in rows]
            for place, node in enumerate(nodes)
        }
    )
