"""Reading batches: a person's own, and for the county those of its places that changed something."""

from __future__ import annotations

from django.db.models import QuerySet

from core.accounts.models import Post
from core.accounts.rights import Action, may
from core.accounts.scope import scope_of
from core.ledgers.models import Batch, BatchDoubt, BatchUndo, UndoKept


def batches_of(owner_id: int) -> QuerySet[Batch]:
    """A person's imports, newest first."""
    return Batch.objects.filter(owner_id=owner_id).order_by("-id")


def batch_of(owner_id: int, batch_id: int) -> Batch | None:
    return Batch.objects.filter(owner_id=owner_id, pk=batch_id).first()


def batches_overseen(post: Post | None) -> QuerySet[Batch]:
    """What was imported by the posts of a county office's places, newest first; nobody's for other posts."""
    if not may(post, Action.IMPORT_OVERSEE):
        return Batch.objects.none()
    scope = scope_of(post)
    done = (Batch.State.APPLIED, Batch.State.UNDONE)
    return Batch.objects.filter(area__gte=scope.low, area__lt=scope.high, state__in=done).order_by("-id")


def batch_by_number(batch_id: int) -> Batch | None:
    """Anybody's batch, for a command that asks itself who may."""
    return Batch.objects.filter(pk=batch_id).first()


def undo_of(batch: Batch) -> BatchUndo | None:
    return BatchUndo.objects.filter(batch=batch).first()


def kept_of(undo: BatchUndo) -> QuerySet[UndoKept]:
    """What an undoing leaves as it is, in the order in which it was found."""
    return UndoKept.objects.filter(undo=undo).order_by("id")


def doubts_of(batch: Batch) -> QuerySet[BatchDoubt]:
    return BatchDoubt.objects.filter(batch=batch).order_by("id")
