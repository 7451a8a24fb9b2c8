"""Reading batches: always those of one owner."""

from __future__ import annotations

from django.db.models import QuerySet

from core.ledgers.models import Batch, BatchDoubt


def batches_of(owner_id: int) -> QuerySet[Batch]:
    """A person's imports, newest first."""
    return Batch.objects.filter(owner_id=owner_id).order_by("-id")


def batch_of(owner_id: int, batch_id: int) -> Batch | None:
    return Batch.objects.filter(owner_id=owner_id, pk=batch_id).first()


def doubts_of(batch: Batch) -> QuerySet[BatchDoubt]:
    return BatchDoubt.objects.filter(batch=batch).order_by("id")
