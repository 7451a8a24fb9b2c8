"""A household's procedures on its card: where each stands, since when, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.accounts.scope import Scope
from core.procedures.selectors import cases_about, definition_of


@dataclass(frozen=True)
class ProcedureLine:
    """One case. ``next_step`` is "" once it has ended; ``end`` says how."""

    case_id: int
    title: str
    year: int
    state: str
    since: date
    next_step: str
    due_on: date | None
    end: str
    ended_on: date | None


def procedure_lines(*, scope: Scope, household_id: int) -> list[ProcedureLine]:
    """Every procedure of a household, the newest first; one query."""
    found = []
    for case in cases_about(scope, "household", household_id):
        definition = definition_of(case.round.policy_id)
        onward = [] if case.end else definition.onward(case.state)
        found.append(
            ProcedureLine(
                case.pk,
                definition.title,
                case.year,
                definition.state(case.state).label,
                case.entered_on,
                onward[0].label if onward else "",
                case.due_on,
                case.end,
                case.ended_on,
            )
        )
    return found
