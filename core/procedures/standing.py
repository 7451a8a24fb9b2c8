"""Where cases stand: the entries that still count, and from when papers count, after steps that sent them back.

A step back undoes what came after the state it returns to: those steps, and the papers for them, must be new.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from core.procedures.definition import Definition, Step
from core.procedures.models import Case, Entry


@dataclass
class Standing:
    """Of one case: the valid entry of each step, and when each step was last undone."""

    case: Case
    entries: dict[str, Entry] = field(default_factory=dict)
    undone_at: dict[str, datetime] = field(default_factory=dict)
    last_on: date | None = None
    sent_back_at: datetime | None = None

    def day_of(self, after: str) -> date | None:
        """When the step ``after`` (``open``: the opening) took place; None when it has not, or was undone."""
        if after == "open":
            return self.case.opened_on
        entry = self.entries.get(after)
        return entry.on if entry else None

    def papers_since(self, step: Step) -> datetime | None:
        """Papers for ``step`` count from this moment on; None: all."""
        return self.undone_at.get(step.code)


def undone_by(definition: Definition, state: str) -> frozenset[str]:
    """The steps that a return to ``state`` undoes: all that lead onward from it, and from there."""
    reached = {state}
    while (
        more := {step.target for step in definition.steps if step.decision == "pass" and reached & set(step.source)}
        - reached
    ):
        reached |= more
    return frozenset(step.code for step in definition.steps if reached & set(step.source))


def standings(definition: Definition, cases: Sequence[Case]) -> dict[int, Standing]:
    """By case id, in one query."""
    found = {case.pk: Standing(case, last_on=case.opened_on) for case in cases}
    undone: dict[str, Collection[str]] = {}
    for entry in Entry.objects.filter(case__in=list(found)).select_related("notice").order_by("id"):
        standing = found[entry.case_id]
        if entry.decision == "back":
            if entry.target not in undone:
                undone[entry.target] = undone_by(definition, entry.target)
            for code in undone[entry.target]:
                standing.entries.pop(code, None)
                standing.undone_at[code] = entry.at
            standing.sent_back_at = entry.at
        standing.entries[entry.step] = entry
        standing.last_on = entry.on
    return found
