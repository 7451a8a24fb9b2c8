"""Objections: recorded by whoever receives them, answered by a level that may act, open until then."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.procedures.models import Case, Objection, Round
from core.procedures.services.errors import FormError, HiddenCaseError, ProcedureError


def objection_record(
    *,
    actor: Actor,
    scope: Scope,
    round_id: int,
    case_id: int | None,
    raised_on: date,
    raised_by: str,
    content: str,
) -> int:
    """Record an objection against a list or one case of it; anonymous when ``raised_by`` is blank."""
    wrong = {}
    if not content.strip():
        wrong["content"] = "请填写异议内容"
    if raised_on > timezone.localdate():
        wrong["raised_on"] = "提出日期不能晚于今天"
    if wrong:
        raise FormError(wrong)
    with recorded(actor, reason="登记异议"):
        around = Round.objects.within(scope).filter(pk=round_id).first()
        if around is None:
            raise HiddenCaseError(round_id)
        if case_id is not None and not Case.objects.within(scope).filter(pk=case_id, round=around, end="").exists():
            raise HiddenCaseError(case_id)
        row = Objection.all_rows.create(
            round=around,
            case_id=case_id,
            area=around.area,
            raised_on=raised_on,
            raised_by=raised_by.strip()[:60],
            content=content.strip()[:500],
            recorded_by=actor.user_id,
            recorded_name=actor.name,
        )
    return int(row.pk)


def objection_answer(*, actor: Actor, scope: Scope, pk: int, on: date, answer: str, upheld: bool) -> None:
    """Answer an open objection. Whoever recorded it may answer too; an answered one is refused (ProcedureError)."""
    if not answer.strip():
        raise FormError({"answer": "请填写调查情况和答复"})
    with recorded(actor, reason="答复异议"):
        row = Objection.objects.within(scope).select_for_update(no_key=True).filter(pk=pk).first()
        if row is None:
            raise HiddenCaseError(pk)
        if row.answered_on is not None:
            raise ProcedureError("此异议已经答复")
        if not row.raised_on <= on <= timezone.localdate():
            raise FormError({"answered_on": "答复日期应在提出日期和今天之间"})
        Objection.all_rows.filter(pk=pk).update(
            answered_on=on,
            answered_at=timezone.now(),
            answer=answer.strip()[:500],
            upheld=upheld,
            answered_by=actor.user_id,
            answered_name=actor.name,
        )
