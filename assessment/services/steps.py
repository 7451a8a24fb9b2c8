"""The life of a draft, of a standard as of a poverty line: strict states, two persons, every step in the trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models.functions import Now

from assessment.models import LineDraft, Reviewed, Standard
from core.accounts.scope import Scope
from core.audit.trail import Actor, look

Draft = Standard | LineDraft
State = Reviewed.State


class OutsideScopeError(LookupError):
    """The draft or its region is not in the person's scope, or there is none."""


class StepRefusedError(Exception):
    """The step is not possible now; the message is the sentence for the person. Nothing was changed."""


@dataclass
class StaleDraftError(Exception):
    """Somebody else has changed the draft since it was read: ``fresh`` is what is stored now."""

    fresh: Draft


@dataclass(frozen=True)
class Step:
    """One step: from which states, to which (None: the draft is deleted).

    ``reasoned``: a reason must be given; ``second``: by somebody who has not written on the draft.
    """

    code: str
    label: str
    before: tuple[State, ...]
    after: State | None
    reasoned: bool = False
    second: bool = False


STEPS: dict[str, Step] = {
    step.code: step
    for step in (
        Step("submit", "提交审核", (State.DRAFT,), State.IN_REVIEW),
        Step("withdraw", "撤回", (State.IN_REVIEW,), State.DRAFT),
        Step("approve", "审核通过", (State.IN_REVIEW,), State.REVIEWED, second=True),
        Step("refuse", "退回修改", (State.IN_REVIEW, State.REVIEWED), State.DRAFT, reasoned=True, second=True),
        Step("release", "发布", (State.REVIEWED,), State.RELEASED),
        Step("retire", "停用", (State.RELEASED,), State.RETIRED, reasoned=True),
        Step("discard", "删除草稿", (State.DRAFT,), None),
    )
}


def refusal(step: Step, row: Draft, user_id: int | None) -> str:
    """Why this person cannot take the step with this draft; "" when nothing stands against it."""
    if row.state not in step.before:
        return f"现在的状态是「{State(row.state).label}」，不能{step.label}"
    if step.second and user_id is not None and user_id in row.makers:
        return f"制定或修改过的人不能{step.label}，请另一人审核"
    return ""


def locked_draft(model: type[Any], pk: int, scope: Scope, revision: int | None = None) -> Any:
    """The row, locked until the transaction ends; OutsideScopeError where it is nobody's business.

    With ``revision`` it must still be as the person read it, or StepRefusedError: nobody approves what they have
    not seen.
    """
    row = model.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if row is None or not scope.covers(row.region):
        raise OutsideScopeError(pk)
    if revision is not None and row.revision != revision:
        raise StepRefusedError("您看过以后又有变化，请重新查看再处理")
    return row


def take(step: Step, row: Draft, actor: Actor, reason: str) -> None:
    """Move a locked draft on, or raise StepRefusedError; the caller checks what the step itself demands."""
    if step.reasoned and not reason.strip():
        raise StepRefusedError(f"请写明{step.label}的理由")
    if sentence := refusal(step, row, actor.user_id):
        raise StepRefusedError(sentence)
    note_step(step.code, row, actor, reason)
    if step.after is None:
        row.delete()
        return
    changes: dict[str, Any] = {"state": step.after}
    if step.reasoned:
        changes["note"] = reason.strip()[:200]
    if step.code == "submit":
        changes |= {"note": "", "makers": with_maker(row, actor)}
    if step.second:
        changes["checker"] = actor.user_id if step.after == State.REVIEWED else None
    if step.code in ("release", "retire"):
        changes[f"{step.code}{'d' if step.code.endswith('e') else 'ed'}_at"] = Now()
    type(row).objects.filter(pk=row.pk).update(**changes)
    row.refresh_from_db()


def with_maker(row: Draft, actor: Actor) -> list[int]:
    """Everybody who has written, with this person among them."""
    return sorted({*row.makers, *([actor.user_id] if actor.user_id else [])})


def note_step(code: str, row: Draft, actor: Actor, reason: str = "") -> None:
    """Tell the trail who did what with which draft."""
    kind = "standard" if isinstance(row, Standard) else "line"
    detail = {"title": title_of(row)} | ({"reason": reason.strip()[:200]} if reason.strip() else {})
    look(
        actor, f"assessment.{kind}.{code}", subject_type=kind, subject_id=str(row.pk), area=row.region,
        reason=reason.strip()[:200], detail=detail,
    )  # fmt: skip


def title_of(row: Draft) -> str:
    """「住建脱贫标准 第 2 版」, 「2018 年退出线 3,100 元」."""
    if isinstance(row, Standard):
        return str(row)
    return f"{row.year} 年{row.get_purpose_display()}线 {row.amount} 元"
