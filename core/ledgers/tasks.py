"""What beat asks of the ledgers; imports and exports run as jobs (core.jobs.tasks.run_job)."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from core.ledgers import services

KEPT: timedelta = timedelta(days=1)


@shared_task
def sweep_uploads() -> None:
    """Delete what nobody confirmed or fetched within a day."""
    services.sweep_files(timezone.now() - KEPT)
