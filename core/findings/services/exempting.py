"""核实属实: proposed by one person, decided by another from the township up, withdrawn by either; rows locked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError
from django.utils import timezone

from core.accounts.models import Post
from core.accounts.rights import Action, may
from core.accounts.scope import scope_of
from core.audit.trail import Actor, recorded
from core.evidence.selectors import attachments_of
from core.findings.models import Exemption, Finding, FindingLog
from core.findings.selectors import running_exemption
from core.regions.codes import Level, level_of


class FindingRefusedError(ValueError):
    """The rules do not allow this; nothing was written. The message is for the page."""


@dataclass(frozen=True)
class Confirmed:
    """What a person confirms: why the data is true, by which paper, and until when it need not be asked again."""

    reason: str
    expires_on: date
    evidence: int | None = None


def exemption_propose(*, pk: int, confirmed: Confirmed, actor: Actor, post: Post) -> Exemption:
    """Propose that a finding is true as it is; Finding.DoesNotExist outside the post's scope."""
    _demand(may(post, Action.FINDING_PROPOSE), "您的岗位不能提出核实属实")
    _demand(bool(confirmed.reason.strip()), "请写明核实情况")
    _demand(confirmed.expires_on > timezone.localdate(), "有效期须晚于今天")
    if actor.user_id is None:
        raise FindingRefusedError("须由本人提出")
    try:
        with recorded(actor, reason="提出疑点核实属实"):
            row = _locked(pk, post)
            _demand(row.state == Finding.State.OPEN, "这条疑点不在待处理状态")
            _demand(running_exemption(row) is None, "已经提出过，请等待审批")
            if confirmed.evidence is not None:
                papers = attachments_of(scope_of(post), "household", [row.household_id or 0])
                _demand(papers.filter(pk=confirmed.evidence, withdrawn_at=None).exists(), "没有这份佐证材料")
            found = Exemption.objects.create(
                finding=row,
                area=row.area,
                values=row.values,
                reason=confirmed.reason.strip(),
                evidence=confirmed.evidence,
                expires_on=confirmed.expires_on,
                proposed_by=actor.user_id,
                proposed_name=actor.name,
            )
            _tell(row, FindingLog.What.PROPOSED, found.reason, actor)
            return found
    except IntegrityError:
        raise FindingRefusedError("已经提出过，请等待审批") from None


def exemption_decide(*, pk: int, approve: bool, note: str, actor: Actor, post: Post) -> Exemption:
    """Approve or refuse what waits on the finding ``pk``."""
    with recorded(actor, reason="同意疑点豁免" if approve else "不同意疑点豁免"):
        row = _locked(pk, post)
        waiting = running_exemption(row)
        if waiting is None or waiting.state != Exemption.State.PROPOSED:
            raise FindingRefusedError("没有待审批的核实")
        reason = why_not_decide(waiting, user_id=actor.user_id, post=post)
        _demand(not reason, reason)
        _demand(approve or bool(note.strip()), "不同意时请写明意见")
        _demand(not approve or waiting.expires_on >= timezone.localdate(), "有效期已过，不能再同意")
        _demand(not approve or waiting.values == row.values, "数值已变，请重新核实")
        waiting.state = Exemption.State.APPROVED if approve else Exemption.State.REJECTED
        waiting.decided_by, waiting.decided_name, waiting.decided_note = actor.user_id, actor.name, note.strip()
        waiting.decided_at = timezone.now()
        waiting.save(update_fields=["state", "decided_by", "decided_name", "decided_note", "decided_at"])
        if approve:
            Finding.all_rows.filter(pk=row.pk).update(state=Finding.State.EXEMPT)
        _tell(row, FindingLog.What.APPROVED if approve else FindingLog.What.REJECTED, note.strip(), actor)
        return waiting


def exemption_withdraw(*, pk: int, note: str, actor: Actor, post: Post) -> Exemption:
    """Take back what waits or counts on the finding ``pk``: its proposer, or whoever may approve."""
    with recorded(actor, reason="撤回疑点豁免"):
        row = _locked(pk, post)
        running = running_exemption(row)
        if running is None:
            raise FindingRefusedError("没有可撤回的核实")
        _demand(may_withdraw(running, user_id=actor.user_id, post=post), "只有提出人或上级可以撤回")
        _demand(bool(note.strip()), "请写明撤回原因")
        running.state = Exemption.State.WITHDRAWN
        running.save(update_fields=["state"])
        if row.state == Finding.State.EXEMPT:
            Finding.all_rows.filter(pk=row.pk).update(state=Finding.State.OPEN)
        _tell(row, FindingLog.What.WITHDRAWN, note.strip(), actor)
        return running


def why_not_decide(row: Exemption, *, user_id: int | None, post: Post) -> str:
    """Why this person may not decide; "" when allowed."""
    if not may(post, Action.FINDING_APPROVE) or level_of(post.area) >= Level.VILLAGE:
        return "须由乡镇以上审批"
    if user_id is None or user_id == row.proposed_by:
        return "提出人不能审批自己提出的核实"
    return ""


def may_withdraw(row: Exemption, *, user_id: int | None, post: Post) -> bool:
    return may(post, Action.FINDING_APPROVE) or (may(post, Action.FINDING_PROPOSE) and user_id == row.proposed_by)


def _locked(pk: int, post: Post) -> Finding:
    row: Finding | None = Finding.objects.within(scope_of(post)).select_for_update(no_key=True).filter(pk=pk).first()
    if row is None:
        raise Finding.DoesNotExist
    return row


def _tell(row: Finding, what: FindingLog.What, note: str, actor: Actor) -> None:
    FindingLog.objects.create(finding=row, what=what, note=note[:300], actor_id=actor.user_id, actor_name=actor.name)


def _demand(holds: bool, otherwise: str) -> None:
    if not holds:
        raise FindingRefusedError(otherwise)
