"""``edit_to_verdict``: one household saved by the service that the form calls, until its own verdict and every
verdict above it are stored. A real worker process, a real broker; the watcher polls the queue of marks.

Peer: the ORM loop for the same levels. Limit: the SQL of the same statements, in one connection.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from django.db import connection, transaction

from assessment.claims import Worker
from assessment.compute import compute_regions, compute_villages
from benchmarks import registry
from benchmarks.measure import Row, percentile, row, seconds
from benchmarks.naive import judge
from benchmarks.recompute import standard_and_line
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import Actor, recorded
from core.changes.models import Change
from core.regions.codes import ancestors, area_range
from households.models import Household, HouseholdVerdict, HouseholdYear

EDITS = 60
ACTOR = Actor(1, "测量", door="command")


@contextmanager
def worker() -> Iterator[None]:
    """A Celery worker on the verdicts queue, ready for work."""
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "-c", "1", "-Q", "verdicts", "-l", "ERROR"]
    process = subprocess.Popen(command, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(6)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _edit(household: Household, amount: int) -> None:
    with recorded(ACTOR):
        HouseholdYear.objects.within(SYSTEM_SCOPE).filter(household=household, year=registry.YEAR).update(
            wage_income=Decimal(amount)
        )


def _until_stored() -> None:
    while Change.objects.exists():
        time.sleep(0.002)


def _peer(household: Household) -> None:
    """Household, village and the regions above, each by the ORM and Python."""
    standard, line = standard_and_line()
    HouseholdVerdict.all_rows.filter(household=household, year=registry.YEAR).update(
        **judge(household, registry.YEAR, standard, line)
    )
    for region in ancestors(household.area)[:-2]:
        low, high = area_range(region)
        counts = {True: 0, False: 0, None: 0}
        for verdict in HouseholdVerdict.all_rows.filter(area__gte=low, area__lt=high, year=registry.YEAR).iterator():
            counts[verdict.outcome] += verdict.members


def _limit(household: Household) -> None:
    above = ancestors(household.area)[1:-1]
    with transaction.atomic():
        compute_villages([household.area], registry.YEAR)
    with transaction.atomic():
        compute_regions(above, registry.YEAR)


def run(households: int) -> list[Row]:
    """One row in milliseconds, p95 over the edits; peer and limit are taken between them."""
    registry.mark_everything()
    Worker().work(seconds=3600)
    step = max(households // EDITS, 1)
    sample = list(Household.objects.within(SYSTEM_SCOPE).filter(id__in=range(1, households, step)))
    taken: list[float] = []
    peers: list[float] = []
    limits: list[float] = []
    with worker():
        for place, household in enumerate(sample):
            _edit(household, 1_000 + 37 * place)  # warm
            _until_stored()

            def save(household: Household = household, place: int = place) -> None:
                _edit(household, 20_000 + 37 * place)
                _until_stored()

            taken.append(1000 * seconds(save))
            if place % 10 == 0:
                peers.append(1000 * seconds(lambda household=household: _peer(household)))  # type: ignore[misc]
                limits.append(1000 * seconds(lambda household=household: _limit(household)))  # type: ignore[misc]
                with connection.cursor() as cursor:
                    cursor.execute("DELETE FROM changes_change")
    return [row("edit_to_verdict_p95", percentile(taken, 0.95), percentile(peers, 0.5), percentile(limits, 0.5), "ms")]
