"""The Celery doors of the engine. A message is a hint: what there is to do stands in the database."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from assessment.claims import Worker
from assessment.freshness.measure import seen
from assessment.freshness.services import check_record, prune
from assessment.verify import verify
from core.changes.relay import nudge
from core.changes.selectors import years_in_use

logger = logging.getLogger(__name__)

# One task does not hold its worker for ever; what is left continues in the next message.
SECONDS = 60.0
_worker = Worker()


@shared_task(name="assessment.tasks.compute_pending", ignore_result=True)
def compute_pending(sweep: bool = False) -> None:
    """Work off pending marks; sent after every commit, and every ten seconds by beat (``sweep``)."""
    seen("worker")
    if sweep:
        seen("beat")
    if _worker.work(seconds=SECONDS):
        nudge()


@shared_task(name="assessment.tasks.verify_nightly", ignore_result=True)
def verify_nightly() -> None:
    """Compare all stored verdicts with a recomputation; a difference is an incident with its ids, never repaired."""
    for year in years_in_use():
        started = timezone.now()
        found = verify(year)
        check_record(year, 0, started, found)
        if found.different:
            logger.error("%s verdicts of %s differ: %s", found.different, year, found.examples)
        else:
            logger.info("%s verdicts of %s verified, %s pending", found.checked, year, found.pending)
    prune()
