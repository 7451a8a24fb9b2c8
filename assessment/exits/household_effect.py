"""Striking off (销号): what the end of a household's exit writes into the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from assessment.exits.household_guards import not_closed, verdict_fresh, verdict_met
from core.audit.trail import Actor
from core.evidence.subjects import kind_of
from core.procedures.models import Case
from core.procedures.registry import effect
from core.procedures.services.errors import StepRefusedError
from households.services import households_lock, households_strike_off

RECHECKED = (not_closed, verdict_fresh, verdict_met)


@effect("household_struck_off")
def struck_off(cases: Sequence[Case], actor: Actor, day: date, values: Mapping[str, object]) -> None:
    """Status 1 and the exit year for every household of the cases, or StepRefusedError for those that changed.

    The households are locked first and looked at once more: an edit that was under way when the conditions were
    read must not be struck off with.
    """
    households_lock([case.subject_id for case in cases])
    reasons: dict[int, list[str]] = {}
    for check in RECHECKED:
        for pk, found in check(cases, day).items():
            reasons.setdefault(pk, []).extend(found)
    for pk, found in changed_facts(cases).items():
        reasons.setdefault(pk, []).extend(found)
    if reasons:
        raise StepRefusedError(reasons)
    for year in {case.year for case in cases}:
        households_strike_off(
            actor=actor, household_ids=[case.subject_id for case in cases if case.year == year], year=year
        )


def changed_facts(cases: Sequence[Case]) -> dict[int, list[str]]:
    """The cases whose facts are not those of the appraisal any more."""
    found: dict[int, list[str]] = {}
    for year in {case.year for case in cases}:
        group = [case for case in cases if case.year == year]
        now = kind_of("household").facts([case.subject_id for case in group], year)
        for case in group:
            if case.facts is not None and dict(now.get(case.subject_id, {})) != case.facts:
                found[case.pk] = ["评议后资料有变动，须退回重办"]
    return found
