"""Cases as a page shows them: whose they are, where they stand, what is in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.accounts.models import Post
from core.accounts.scope import Scope
from core.evidence.selectors import counts
from core.evidence.subjects import Published, Subject, kind_of
from core.procedures.blockers import blockers
from core.procedures.definition import Definition, State, Step
from core.procedures.models import Case
from core.procedures.selectors import definition_of
from core.procedures.standing import Standing, standings


@dataclass(frozen=True)
class CaseRow:
    """One case. ``reasons`` are what holds its next step today; ``late`` past the deadline; ``waits`` a clock runs."""

    case: Case
    subject: Subject | None
    told: Published
    state: State
    onward: Sequence[Step]
    reasons: Sequence[str]
    papers: int
    late: bool
    waits: bool


def case_rows(scope: Scope, cases: Sequence[Case], today: date) -> list[CaseRow]:
    """Rows of cases of one procedure, in a fixed number of queries a policy version and state."""
    if not cases:
        return []
    kind = kind_of(cases[0].subject_type)
    ids = [case.subject_id for case in cases]
    subjects = kind.visible(scope, ids)
    told = kind.published(ids, cases[0].year)
    papers = counts("case", [case.pk for case in cases])
    held = _held(cases, today)
    rows = []
    for case in cases:
        definition = definition_of(case.round.policy_id)
        rows.append(
            CaseRow(
                case,
                subjects.get(case.subject_id),
                told.get(case.subject_id, Published("", "", None)),
                definition.state(case.state),
                [] if case.end else definition.onward(case.state),
                held.get(case.pk, []),
                papers.get(case.pk, 0),
                late=not case.end and case.due_on is not None and case.due_on < today,
                waits=not case.end and case.ready_on is not None and case.ready_on > today,
            )
        )
    return rows


def _held(cases: Sequence[Case], today: date) -> dict[int, list[str]]:
    """What is in the way of each running case's first step onward."""
    groups: dict[tuple[int, str], list[Case]] = {}
    for case in cases:
        if not case.end:
            groups.setdefault((case.round.policy_id, case.state), []).append(case)
    found: dict[int, list[str]] = {}
    standing: Mapping[int, Standing]
    for (policy_id, state), group in groups.items():
        definition = definition_of(policy_id)
        onward = definition.onward(state)
        if onward:
            standing = standings(definition, group)
            found |= blockers(definition, onward[0], group, day=today, standing=standing)
    return found


def steps_for(definition: Definition, state: str, post: Post | None) -> list[Step]:
    """The steps of a state that a post may take, onward ones first."""
    if post is None:
        return []
    steps = [step for step in definition.steps_from(state) if step.open_to(post.role, post.area)]
    return sorted(steps, key=lambda step: ("pass", "back", "refuse").index(step.decision))
