"""Proposing, deciding and withdrawing a recognition. Two persons, the second above the subject; rows locked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError
from django.db.models.functions import Now
from django.utils import timezone

from assessment.indicators import INDICATORS
from core.accounts.models import Post
from core.accounts.rights import Action, may
from core.accounts.scope import SYSTEM_SCOPE, scope_of
from core.audit.trail import Actor, recorded
from core.regions.codes import level_of
from core.regions.models import Region
from households.models import Household
from villages.models import HOUSEHOLD_LEVEL, Recognition

LEVEL_NAMES = {2: "city", 3: "county", 4: "township", 5: "village", HOUSEHOLD_LEVEL: "household"}
TAKEN = "同一对象、年度和指标已有待审批或有效的认定；请先撤回原来的"


class RecognitionRefusedError(ValueError):
    """The rules do not allow this; nothing was written. The message is for the page."""


@dataclass(frozen=True)
class Proposal:
    """What is proposed. ``criterion`` is an indicator of the subject's level, "" for the whole verdict."""

    year: int
    kind: str
    criterion: str
    reason: str
    document: str
    valid_until: date


def recognition_propose(*, subject: Household | Region, proposal: Proposal, actor: Actor, post: Post) -> Recognition:
    """Propose a recognition of a household or region that the caller has read within the post's scope."""
    level = HOUSEHOLD_LEVEL if isinstance(subject, Household) else subject.level
    area = subject.area if isinstance(subject, Household) else subject.code
    _demand(may(post, Action.RECOGNITION_PROPOSE), "您的岗位不能提出人工认定")
    _demand(scope_of(post).covers(area), "不在您的辖区")
    _demand(level in LEVEL_NAMES, "全省不作人工认定")
    _demand(proposal.valid_until >= timezone.localdate(), "有效期不能早于今天")
    known = proposal.criterion == "" or (LEVEL_NAMES.get(level, ""), proposal.criterion) in INDICATORS
    _demand(known, "本级没有这项指标")
    _demand(proposal.kind in Recognition.Kind.values, "没有这种认定")
    _demand(bool(proposal.reason.strip()) and bool(proposal.document.strip()), "理由和文号都要填写")
    if actor.user_id is None:
        raise RecognitionRefusedError("人工认定须由本人提出")
    if isinstance(subject, Household):
        _demand(subject.registered_in(proposal.year), "一般农户（未建档立卡）不参加退出评估，不作人工认定")
    household = subject.pk if isinstance(subject, Household) else None
    try:
        with recorded(actor, reason=f"提出人工认定：{proposal.document}"):
            _refuse_second(household, area, proposal.year, proposal.criterion)
            return Recognition.objects.create(
                household_id=household,
                area=area,
                level=level,
                year=proposal.year,
                kind=proposal.kind,
                criterion=proposal.criterion,
                reason=proposal.reason.strip(),
                document=proposal.document.strip(),
                valid_until=proposal.valid_until,
                proposed_by=actor.user_id,
                proposed_name=actor.name,
                proposed_at=Now(),
            )
    except IntegrityError:
        # two at once, or a household that moves or goes at this moment
        raise RecognitionRefusedError(TAKEN) from None


def recognition_decide(*, pk: int, approve: bool, note: str, actor: Actor, post: Post) -> Recognition:
    """Approve or refuse; another person than the proposer, whose office stands above the subject."""
    with recorded(actor, reason=f"{'批准' if approve else '不同意'}人工认定"):
        row = _locked(pk, post)
        _demand(row.state == Recognition.State.PROPOSED, "这项认定已经办过了")
        reason = why_not_decide(row, user_id=actor.user_id, post=post)
        _demand(not reason, reason)
        _demand(approve or bool(note.strip()), "不同意时请写明意见")
        if approve:
            _demand(row.valid_until >= timezone.localdate(), "有效期已过，不能再批准")
            _refuse_second(row.household_id, row.area, row.year, row.criterion, besides=row.pk)
        row.state = Recognition.State.APPROVED if approve else Recognition.State.REJECTED
        row.decided_by, row.decided_name, row.decided_note = actor.user_id, actor.name, note.strip()
        row.decided_at = timezone.now()
        row.save(update_fields=["state", "decided_by", "decided_name", "decided_note", "decided_at"])
        return row


def recognition_withdraw(*, pk: int, note: str, actor: Actor, post: Post) -> Recognition:
    """Withdraw what waits or counts: its proposer, or whoever may approve it."""
    with recorded(actor, reason="撤回人工认定"):
        row = _locked(pk, post)
        reason = why_not_withdraw(row, user_id=actor.user_id, post=post)
        _demand(not reason, reason)
        _demand(bool(note.strip()), "请写明撤回原因")
        row.state = Recognition.State.WITHDRAWN
        row.withdrawn_by, row.withdrawn_name, row.withdrawn_note = actor.user_id, actor.name, note.strip()
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["state", "withdrawn_by", "withdrawn_name", "withdrawn_note", "withdrawn_at"])
        return row


def why_not_decide(row: Recognition, *, user_id: int | None, post: Post) -> str:
    """Why this person may not decide on it; "" when allowed."""
    if not may(post, Action.RECOGNITION_APPROVE):
        return "您的岗位不能审批人工认定"
    if level_of(post.area) >= row.level:
        return "须由上一级审批"
    if user_id is None or user_id == row.proposed_by:
        return "提出人不能审批自己提出的认定"
    return ""


def why_not_withdraw(row: Recognition, *, user_id: int | None, post: Post) -> str:
    """Why this person may not withdraw it; "" when allowed."""
    if row.state not in (Recognition.State.PROPOSED, Recognition.State.APPROVED):
        return "这项认定已经办结"
    own = may(post, Action.RECOGNITION_PROPOSE) and user_id == row.proposed_by
    above = may(post, Action.RECOGNITION_APPROVE) and level_of(post.area) < row.level
    return "" if own or above else "只有提出人或上一级可以撤回"


def _locked(pk: int, post: Post) -> Recognition:
    row = Recognition.objects.within(scope_of(post)).select_for_update(no_key=True).filter(pk=pk).first()
    if row is None:
        raise Recognition.DoesNotExist
    return row


def _refuse_second(household: int | None, area: int, year: int, criterion: str, besides: int = 0) -> None:
    """One subject, year and criterion has one recognition that waits or counts."""
    rows = (
        Recognition.objects.within(SYSTEM_SCOPE)
        .filter(household_id=household, year=year, criterion=criterion)
        .exclude(pk=besides)
    )
    if household is None:
        rows = rows.filter(household_id__isnull=True, area=area)
    waiting = rows.filter(state=Recognition.State.PROPOSED)
    counting = rows.filter(state=Recognition.State.APPROVED, valid_until__gte=timezone.localdate())
    _demand(not waiting.exists() and not counting.exists(), TAKEN)


def _demand(holds: bool, otherwise: str) -> None:
    if not holds:
        raise RecognitionRefusedError(otherwise)
