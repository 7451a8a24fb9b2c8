"""drain_changes returns under load, without workers and beside them."""

import threading
import time

import pytest
from django.db import connection

from assessment.drain import drain
from core.changes.models import Change
from households.models import Household
from tests.assessment.oracle import differences
from tests.faults.bursts import YEAR, lay_out, start_worker, write_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("faults")]


@pytest.mark.parametrize("workers", [0, 1])
def test_drain_returns_while_writers_never_stop(transactional_db, workers):
    lay_out()
    newest = Change.objects.latest("id").pk
    households = list(Household.all_rows.values_list("id", flat=True))
    running = [start_worker() for _ in range(workers)]
    end = time.monotonic() + 8
    writer = threading.Thread(target=write_until, args=(end, 0.5, households))
    writer.start()
    try:
        time.sleep(0.2)
        drain()
        assert writer.is_alive()
        assert not Change.objects.filter(id__lte=newest).exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM households_householdverdict")
            assert cursor.fetchone()[0] > 0
        writer.join()
        drain()
        assert not Change.objects.exists()
        assert differences(YEAR) == []
    finally:
        writer.join()
        for worker in running:
            worker.kill()
            worker.wait()
