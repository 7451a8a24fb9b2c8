"""The Celery doors of the engine. A message is a hint: what there is to do stands in the database."""

from __future__ import annotations

from celery import shared_task

from assessment.claims import Worker
from core.changes.relay import nudge

# One task does not hold its worker for ever; what is left continues in the next message.
SECONDS = 60.0
_worker = Worker()


@shared_task(name="assessment.tasks.compute_pending", ignore_result=True)
def compute_pending() -> None:
    """Work off pending marks; sent after every commit and every ten seconds by beat."""
    if _worker.work(seconds=SECONDS):
        nudge()
