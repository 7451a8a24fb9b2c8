"""The nudge after a commit: best effort, at most 200 ms, never an error to the user.

Losing it costs seconds, not work: the sweep in beat finds every mark in the database (DESIGN 4.2).
"""

from __future__ import annotations

import logging

from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def nudge() -> None:
    """Ask a worker to look at the queue now; a dead broker is logged and forgotten."""
    try:
        current_app.send_task(settings.CHANGES_TASK, queue=settings.CHANGES_QUEUE, retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        logger.warning("nudge not sent: %s", type(error).__name__)
