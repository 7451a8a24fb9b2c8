"""The two jobs of an undoing: the look and the doing. Both may be called again after a crash."""

from __future__ import annotations

from core.accounts.rights import Action
from core.jobs.kinds import Beat, JobResult, register
from core.jobs.models import Job
from core.jobs.services import JobFailedError
from core.ledgers import undo_services as services
from core.ledgers.batch_jobs import acting
from core.ledgers.models import BatchUndo
from core.ledgers.undo import UndoRefusedError, look, undo

LOOK, UNDO = "ledgers.undo_look", "ledgers.undo"


def look_undo(job: Job, beat: Beat) -> JobResult:
    """Count what undoing would do."""
    actor, _, _ = acting(job, Action.IMPORT)
    found = _undo_of(job)
    if found.state == BatchUndo.State.LOOKING:
        try:
            look(found.batch, services.LookKeeper(found), actor)
        except UndoRefusedError as refusal:
            raise JobFailedError(str(refusal)) from refusal
    return _ended(found, "核对完成")


def undo_batch(job: Job, beat: Beat) -> JobResult:
    """Undo the confirmed batch, all that was not edited since or nothing."""
    actor, _, post = acting(job, Action.IMPORT)
    found = _undo_of(job)
    if found.state == BatchUndo.State.UNDOING:
        if not services.may_undo(post, found.batch):
            raise JobFailedError("发起人的岗位已结束或没有权限，没有执行")
        try:
            undo(found.batch, services.UndoDoer(found, actor, found.reason), actor, found.reason)
        except UndoRefusedError as refusal:
            services.undo_given_up(found, actor)
            raise JobFailedError(str(refusal)) from refusal
    return _ended(found, "已撤销")


def _undo_of(job: Job) -> BatchUndo:
    return BatchUndo.objects.select_related("batch").get(pk=job.arguments["undo"])


def _ended(undo: BatchUndo, words: str) -> JobResult:
    undo.refresh_from_db()
    message = f"{words}：恢复 {undo.restored:,} 行，删除 {undo.removed:,} 行，保留 {undo.kept:,} 行"
    return JobResult(Job.State.DONE, message, {"batch": undo.batch_id})


register(LOOK, look_undo)
register(UNDO, undo_batch)
