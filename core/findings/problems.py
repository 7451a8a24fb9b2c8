"""Problems: reading them inside a scope, and the steps of their rectification (DOMAIN 3.7).

open → reported (by those who answer for it, with a paper) → closed by who checks, or returned. Whoever reported it
or answers for it never closes it; past its day it can be escalated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import BigIntegerField, Case, Count, Q, QuerySet, Value, When
from django.utils import timezone

from core.accounts.models import Post
from core.accounts.rights import Action, may
from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.evidence.selectors import attachments_of
from core.findings.models import Problem, ProblemStep
from core.regions.codes import area_range

STATES: Final = {
    "open": "整改中", "late": "已逾期", "reported": "待核查", "escalated": "已上报督办", "closed": "已销号",
}  # fmt: skip
SUBJECT: Final = "problem"


class ProblemRefusedError(ValueError):
    """Why a step is not possible, in the user's words; nothing was written."""


class HiddenProblemError(LookupError):
    """The problem does not exist for this person."""


@dataclass(frozen=True)
class Asked:
    """What a reader asks for; "" is no condition, year 0 every year."""

    area: int
    year: int = 0
    source: str = ""
    state: str = ""
    origin: int = 0


def problems(scope: Scope, asked: Asked, today: date) -> QuerySet[Problem]:
    low, high = area_range(asked.area)
    rows: QuerySet[Problem] = Problem.objects.within(scope).filter(area__gte=low, area__lt=high)
    if asked.year:
        rows = rows.filter(year=asked.year)
    if asked.source:
        rows = rows.filter(source=asked.source)
    if asked.origin:
        rows = rows.filter(origin=asked.origin)
    if asked.state == "late":
        return rows.filter(_late(today))
    if asked.state == "escalated":
        return rows.filter(escalated_on__isnull=False).exclude(state=Problem.State.CLOSED)
    return rows.filter(state=asked.state) if asked.state else rows


def _late(today: date) -> Q:
    return ~Q(state=Problem.State.CLOSED) & Q(due_on__lt=today)


def counts(rows: QuerySet[Problem], today: date) -> dict[str, int]:
    """How many are open, past their day, reported, escalated and closed."""
    found: dict[str, int] = rows.order_by().aggregate(**_counted(today))
    return found


def _counted(today: date) -> dict[str, Any]:
    return {
        "open": Count("pk", filter=Q(state="open")),
        "late": Count("pk", filter=_late(today)),
        "reported": Count("pk", filter=Q(state="reported")),
        "escalated": Count("pk", filter=Q(escalated_on__isnull=False) & ~Q(state="closed")),
        "closed": Count("pk", filter=Q(state="closed")),
    }


def by_place(rows: QuerySet[Problem], children: Sequence[int], today: date) -> Mapping[int, Mapping[str, int]]:
    """The same counts by the regions ``children``; one without a problem is missing."""
    cases = []
    for code in children:
        low, high = area_range(code)
        cases.append(When(area__gte=low, area__lt=high, then=Value(code)))
    if not cases:
        return {}
    placed = rows.order_by().annotate(place=Case(*cases, output_field=BigIntegerField())).values_list("place")
    return _by_key(placed, today)


def problem_of(scope: Scope, pk: int) -> Problem | None:
    return Problem.objects.within(scope).filter(pk=pk).first()


def steps_of(scope: Scope, row: Problem) -> QuerySet[ProblemStep]:
    """What happened to it, newest first."""
    rows: QuerySet[ProblemStep] = ProblemStep.objects.within(scope).filter(problem=row)
    return rows.order_by("-id")


@dataclass(frozen=True)
class Found:
    """What was found: words, money (yuan or None), who answers for it, until when."""

    found_on: date
    content: str
    unit: str
    person: str
    due_on: date
    amount: Decimal | None = None
    person_id: int | None = None
    subject_type: str = ""
    subject_id: int | None = None


def problem_open(
    *, actor: Actor, scope: Scope, source: str, area: int, year: int, found: Found, origin: int | None = None
) -> Problem:
    """Write a problem down in ``area``. The caller has checked that the actor may. Errors as above."""
    if not scope.covers(area):
        raise HiddenProblemError(area)
    if not (found.content.strip() and found.unit.strip() and found.person.strip()):
        raise ProblemRefusedError("请填写问题、责任单位和责任人")
    if found.found_on > timezone.localdate():
        raise ProblemRefusedError("发现日期不能晚于今天")
    if found.due_on < found.found_on:
        raise ProblemRefusedError("整改期限早于发现日期")
    if found.amount is not None and found.amount < 0:
        raise ProblemRefusedError("涉及金额不能小于 0")
    with recorded(actor, reason="提出问题"):
        row: Problem = Problem.all_rows.create(
            source=source, origin=origin, area=area, year=year, found_on=found.found_on,
            content=found.content.strip()[:500], amount=found.amount, unit=found.unit.strip()[:60],
            person=found.person.strip()[:30], person_id=found.person_id, due_on=found.due_on,
            subject_type=found.subject_type, subject_id=found.subject_id, opened_by=actor.user_id or 0,
        )  # fmt: skip
        _step(row, actor, ProblemStep.What.OPENED, found.content)
    return row


def _step(row: Problem, actor: Actor, what: str, note: str) -> None:
    ProblemStep.all_rows.create(
        problem=row, area=row.area, what=what, note=note.strip()[:500], actor_id=actor.user_id, actor_name=actor.name
    )


# act → (what it writes, who may, the states from which)
_ACTS: Final[Mapping[str, tuple[str, Action, tuple[str, ...]]]] = {
    "report": ("reported", Action.PROBLEM_RECTIFY, ("open",)),
    "return": ("returned", Action.AUDIT_EDIT, ("reported",)),
    "close": ("closed", Action.AUDIT_EDIT, ("reported",)),
    "extend": ("extended", Action.AUDIT_EDIT, ("open",)),
    "escalate": ("escalated", Action.AUDIT_EDIT, ("open", "reported")),
}


def why_not(row: Problem, act: str, post: Post | None, user_id: int | None, today: date) -> str:
    """The reason for which a person may not take an act now, or ""."""
    _, action, states = _ACTS[act]
    if not may(post, action):
        return "您的岗位不办这一步"
    if row.state not in states:
        return f"问题{row.get_state_display()}，不能{ProblemStep.What(_ACTS[act][0]).label}"
    if act == "close" and user_id in (row.reported_by, row.person_id):
        return "报告整改的人和责任人不能自己销号，请另一人核查"
    if act == "escalate" and (row.due_on >= today or row.escalated_on is not None):
        return "逾期未销号的才上报督办，且只报一次"
    return ""


def problem_act(
    *, actor: Actor, scope: Scope, post: Post | None, pk: int, act: str, note: str, due_on: date | None = None
) -> None:
    """Take one of the acts with its words; ``due_on`` is the new day of ``extend``. Errors as above."""
    today = timezone.localdate()
    if not note.strip() or act not in _ACTS:
        raise ProblemRefusedError("请写明情况")
    with recorded(actor, reason="问题整改"):
        rows = Problem.objects.within(scope).filter(pk=pk)
        row = rows.select_for_update(no_key=True).first()
        if row is None:
            raise HiddenProblemError(pk)
        reason = why_not(row, act, post, actor.user_id, today)
        if reason:
            raise ProblemRefusedError(reason)
        rows.update(**_changes(row, act, actor, scope, due_on, today))
        _step(row, actor, _ACTS[act][0], note if due_on is None or act != "extend" else f"延至 {due_on}：{note}")


def _changes(row: Problem, act: str, actor: Actor, scope: Scope, due_on: date | None, today: date) -> dict[str, Any]:
    if act == "report":
        if not attachments_of(scope, SUBJECT, [row.pk]).filter(withdrawn_at__isnull=True).exists():
            raise ProblemRefusedError("请先添加整改的佐证材料")
        return {"state": Problem.State.REPORTED, "reported_by": actor.user_id}
    if act == "return":
        return {"state": Problem.State.OPEN}
    if act == "close":
        return {"state": Problem.State.CLOSED, "closed_by": actor.user_id, "closed_on": today}
    if act == "escalate":
        return {"escalated_on": today}
    if due_on is None or due_on <= row.due_on:
        raise ProblemRefusedError(f"新的期限应晚于 {row.due_on}")
    return {"due_on": due_on}


def counts_by_origin(scope: Scope, source: str, origins: Iterable[int], today: date) -> Mapping[int, Mapping[str, int]]:
    """The counts by the record that the problems came from (an audit)."""
    rows = Problem.objects.within(scope).filter(source=source, origin__in=list(origins))
    return _by_key(rows.order_by().values_list("origin"), today)


def _by_key(rows: Any, today: date) -> dict[int, dict[str, int]]:
    """The counts by the one column of ``rows``."""
    names = list(_counted(today))
    found = rows.annotate(**_counted(today))
    return {key: dict(zip(names, numbers, strict=True)) for key, *numbers in found if key is not None}
