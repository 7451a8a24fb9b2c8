"""Celery's doors to the sweeps, in the bulk queue; a message is a hint, what there is to do stands in the database."""

from __future__ import annotations

import logging

from celery import shared_task

from core.changes.selectors import years_in_use
from core.findings import services

logger = logging.getLogger(__name__)


@shared_task(name="core.findings.tasks.sweep_pending", ignore_result=True)
def sweep_pending() -> None:
    """Check the places that have changed; every half minute by beat."""
    services.sweep_pending(seconds=60.0)


@shared_task(name="core.findings.tasks.sweep_nightly", ignore_result=True)
def sweep_nightly() -> None:
    """Check everything of the year in use that is newest: what time alone tells is found here."""
    for year in years_in_use()[:1]:
        done = services.sweep(year)
        logger.info("findings of %s: %s", year, done)
