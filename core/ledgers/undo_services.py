"""The states of an undoing: looked at, confirmed with a reason, done; and who may ask for one."""

from __future__ import annotations

from typing import Final

from django.db.models.functions import Now

from core.accounts.models import Post
from core.accounts.rights import Action, may
from core.accounts.scope import scope_of
from core.audit.trail import Actor, look, recorded
from core.jobs.models import Job
from core.jobs.services import OPEN
from core.ledgers import undoing
from core.ledgers.hooks import Effect
from core.ledgers.models import Batch, BatchUndo
from core.ledgers.run import Run
from core.ledgers.undo import UndoRefusedError
from core.ledgers.undoing import Found

AGAIN: Final = "这批导入已经撤销过，没有再做任何改动"
BUSY: Final = "这批正在核对或撤销"
NOT_APPLIED: Final = "这批没有导入，不需要撤销"


def may_undo(post: Post | None, batch: Batch) -> bool:
    """The post that imported it, as long as it may import; and the county office over that post."""
    if post is None or not may(post, Action.IMPORT):
        return False
    if batch.owner_id == post.user_id and batch.post_id == post.pk:
        return True
    return may(post, Action.IMPORT_OVERSEE) and scope_of(post).covers(batch.area)


def undo_open(batch: Batch, actor: Actor) -> BatchUndo:
    """Begin a look, or begin it anew. UndoRefusedError when the batch is not there to be undone."""
    with recorded(actor):
        _demand_applied(Batch.objects.select_for_update(no_key=True).get(pk=batch.pk))
        undo, _ = BatchUndo.objects.get_or_create(batch=batch)
        if undo.state == BatchUndo.State.UNDOING and Job.objects.filter(pk=undo.job_id or 0, state__in=OPEN).exists():
            raise UndoRefusedError(BUSY)
        undo.state = BatchUndo.State.LOOKING
        undo.save(update_fields=["state"])
    return undo


def undo_job(undo: BatchUndo, job_id: int, actor: Actor) -> None:
    with recorded(actor):
        BatchUndo.objects.filter(pk=undo.pk).update(job_id=job_id)


def undo_confirm(undo: BatchUndo, reason: str, actor: Actor) -> None:
    """From looked at to undoing, once, whoever clicks again. UndoRefusedError in any other state."""
    with recorded(actor):
        _demand_applied(Batch.objects.select_for_update(no_key=True).get(pk=undo.batch_id))
        moved = BatchUndo.objects.filter(pk=undo.pk, state=BatchUndo.State.READY).update(
            state=BatchUndo.State.UNDOING, reason=reason, actor_id=actor.user_id, actor_name=actor.name
        )
        if not moved:
            raise UndoRefusedError(BUSY)


def _demand_applied(batch: Batch) -> None:
    if batch.state == Batch.State.UNDONE:
        raise UndoRefusedError(AGAIN)
    if batch.state != Batch.State.APPLIED:
        raise UndoRefusedError(NOT_APPLIED)


class LookKeeper:
    """Keeps what a look found; a batch undone meanwhile stays as it was kept then."""

    def __init__(self, undo: BatchUndo) -> None:
        self.undo = undo

    def open(self) -> None:
        """A look locks nothing."""

    def close(self, run: Run, found: Found, effect: Effect | None) -> None:
        undo = BatchUndo.objects.select_for_update().get(pk=self.undo.pk)
        if undo.state != BatchUndo.State.LOOKING:
            return
        undo.state, undo.looked_at = BatchUndo.State.READY, Now()
        _fill(undo, run, found, effect)


class UndoDoer:
    """Keeps what an undoing did, with the batch and the trail, in its transaction."""

    def __init__(self, undo: BatchUndo, actor: Actor, reason: str) -> None:
        self.undo = undo
        self.actor = actor
        self.reason = reason

    def open(self) -> None:
        """Lock the batch. UndoRefusedError when it is undone already."""
        _demand_applied(Batch.objects.select_for_update(no_key=True).get(pk=self.undo.batch_id))

    def close(self, run: Run, found: Found, effect: Effect | None) -> None:
        undo = BatchUndo.objects.select_for_update().get(pk=self.undo.pk)
        undo.state, undo.done_at, undo.reason = BatchUndo.State.DONE, Now(), self.reason
        undo.actor_id, undo.actor_name = self.actor.user_id, self.actor.name
        _fill(undo, run, found, effect)
        Batch.objects.filter(pk=undo.batch_id).update(state=Batch.State.UNDONE)
        batch = undo.batch
        look(
            self.actor,
            "ledgers.batch.undone",
            subject_type="batch",
            subject_id=str(batch.pk),
            area=batch.area,
            reason=undo.reason,
            detail={"file": batch.file_name, "rows": undo.undone, "year": batch.year},
        )


def _fill(undo: BatchUndo, run: Run, found: Found, effect: Effect | None) -> None:
    undo.restored, undo.removed, undo.edited, undo.referred = (
        found.restored,
        found.removed,
        found.edited,
        found.referred,
    )
    undo.effect = effect
    undo.save()
    undoing.keep_kept(run, undo.pk)


def undo_given_up(undo: BatchUndo, actor: Actor) -> None:
    """An undoing that was refused goes back to the look that it came from; nothing was changed."""
    with recorded(actor):
        BatchUndo.objects.filter(pk=undo.pk, state=BatchUndo.State.UNDOING).update(state=BatchUndo.State.READY)
