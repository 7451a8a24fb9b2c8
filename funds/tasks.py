"""Background work of the money."""

from __future__ import annotations

import logging

from celery import shared_task

from funds.balances import verify

logger = logging.getLogger(__name__)


@shared_task(name="funds.tasks.verify_nightly", ignore_result=True)
def verify_nightly() -> None:
    """Compare every balance with the sum of its entries; a difference is an incident with its ids, never repaired."""
    found = verify()
    if found.different:
        logger.error("%s balances of funds differ: %s", found.different, found.examples)
    else:
        logger.info("%s balances of funds verified", found.checked)
