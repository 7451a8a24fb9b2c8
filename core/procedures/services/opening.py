"""Beginning: a round of a place and year, and cases in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.db import IntegrityError
from django.db.models import Max

from core.accounts.models import Post
from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.evidence.subjects import kind_of
from core.procedures.blockers import due_on
from core.procedures.models import Case, Round
from core.procedures.registry import GUARDS
from core.procedures.selectors import definition_of, policy_for, running
from core.procedures.services.errors import HiddenCaseError, ProcedureError, StepRefusedError
from core.procedures.standing import Standing


def round_open(*, actor: Actor, post: Post | None, scope: Scope, code: str, area: int, year: int, on: date) -> Round:
    """A new round of procedure ``code`` in ``area``. ProcedureError without a policy or the role to open one."""
    if not scope.covers(area):
        raise HiddenCaseError(area)
    policy = policy_for(code, area, year)
    if policy is None:
        raise ProcedureError(f"{year} 年度没有适用于本地区的程序规则")
    if post is None or post.role not in definition_of(policy.pk).openers:
        raise ProcedureError("您的岗位不能发起此程序")
    with recorded(actor, reason=f"发起{policy.title}"):
        highest = Round.all_rows.filter(code=code, area=area, year=year).aggregate(number=Max("number"))["number"]
        try:
            found: Round = Round.all_rows.create(
                policy=policy,
                code=code,
                area=area,
                year=year,
                number=(highest or 0) + 1,
                opened_on=on,
                opened_by=actor.user_id,
                opened_name=actor.name,
            )
        except IntegrityError as error:
            raise ProcedureError("同时有人发起了新的批次，请刷新后再试") from error
    return found


def cases_open(
    *, actor: Actor, post: Post | None, scope: Scope, round_id: int, subject_ids: Collection[int], on: date
) -> list[int]:
    """Take subjects into a round; the ids of their new cases. A subject that is in it already stays as it is.

    StepRefusedError by subject id: not visible, another case running, or a guard of the opening says no; then none
    is opened.
    """
    try:
        return _open(actor, post, scope, round_id, subject_ids, on)
    except IntegrityError as error:
        # The unique key of running cases: somebody opened one of them in another round in this very moment.
        raise ProcedureError("名单中有对象刚刚在另一批次发起，请刷新后再试") from error


def _open(
    actor: Actor, post: Post | None, scope: Scope, round_id: int, subject_ids: Collection[int], on: date
) -> list[int]:
    with recorded(actor, reason="列入名单"):
        around = Round.objects.within(scope).select_for_update(no_key=True, of=("self",)).filter(pk=round_id).first()
        if around is None:
            raise HiddenCaseError(round_id)
        definition = definition_of(around.policy_id)
        if post is None or post.role not in definition.openers:
            raise ProcedureError("您的岗位不能发起此程序")
        kind = definition.subject
        wanted = sorted(set(subject_ids))
        visible = kind_of(kind).visible(scope, wanted)
        other = running(around.code, kind, wanted, around.year)
        here = set(Case.all_rows.filter(pk__in=other.values(), round=around).values_list("subject_id", flat=True))
        new = [pk for pk in wanted if pk not in here]
        reasons = {pk: ["不在您的辖区"] for pk in new if pk not in visible}
        reasons |= {pk: [f"{kind_of(kind).label}正在另一批次中办理"] for pk in new if pk in other}
        drafts = [
            Case(
                round=around,
                code=around.code,
                subject_type=kind,
                subject_id=pk,
                area=visible[pk].area,
                year=around.year,
                state=definition.start,
                opened_on=on,
                entered_on=on,
            )
            for pk in new
            if pk not in reasons
        ]
        reasons |= _guarded(definition.open_guards, drafts, on)
        if reasons:
            raise StepRefusedError(reasons)
        for case in drafts:
            case.due_on = due_on(definition, case.state, Standing(case, last_on=on), on)
        return [case.pk for case in Case.all_rows.bulk_create(drafts)]


def _guarded(names: Sequence[str], drafts: Sequence[Case], on: date) -> dict[int, list[str]]:
    """The guards answer by case id; before there is one, the subject's id stands in for it."""
    found: dict[int, list[str]] = {}
    for case in drafts:
        case.pk = case.subject_id
    for name in names:
        for pk, reasons in GUARDS[name](drafts, on).items():
            found.setdefault(pk, []).extend(reasons)
    for case in drafts:
        case.pk = None
    return found
