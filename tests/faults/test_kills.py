"""Worker children, whole workers, beat and Redis with its memory are killed while 2,000 households are dirty.

Real processes, a broker of their own; 300 households in the short form. Whatever dies, the marks stand in the
database: everything is right within a minute, and no change is logged twice.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from django.db import connection

from assessment.models import VerdictChange
from config.embedded.redis import Redis
from core.changes.models import Change
from households.models import HouseholdVerdict
from tests.assessment.oracle import differences
from tests.assessment.scene import GOOD_HOUSEHOLD, GOOD_MEMBER, drain, good_household, release
from tests.cast import JIACUNGUAN
from tests.faults.bursts import VILLAGES, YEAR, lay_out, worker_environment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("faults"), pytest.mark.slow]
KINDS = ("child", "worker", "beat", "redis")

_FILL = """
INSERT INTO households_household (code, area, head_name)
  SELECT 'K' || i, (%(villages)s::bigint[])[1 + i %% 10], '户' || i FROM generate_series(1, %(count)s) i;
INSERT INTO households_householdyear (household_id, area, year, poverty_status, {facts})
  SELECT id, area, 2018, '0', {values} FROM households_household WHERE code LIKE 'K%%';
INSERT INTO households_member (code, household_id, area, name, birth_date, joined_year)
  SELECT code || 'a', id, area, head_name, '1970-05-20', 2014 FROM households_household WHERE code LIKE 'K%%';
INSERT INTO households_memberyear (member_id, household_id, area, year, {member_facts})
  SELECT id, household_id, area, 2018, {member_values} FROM households_member WHERE code LIKE 'K%%';
"""


def fill(households: int) -> None:
    """Households that meet everything, in ten villages."""
    facts, people = GOOD_HOUSEHOLD, GOOD_MEMBER
    statement = _FILL.format(
        facts=", ".join(facts),
        values=", ".join(repr(value) for value in facts.values()),
        member_facts=", ".join(people),
        member_values=", ".join(repr(value) for value in people.values()),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"villages": list(VILLAGES), "count": households})


class Plant:
    """Redis, a worker with two children, and beat; what is killed is started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.redis = Redis(folder, "password-of-the-test", temporary=True, port=None)
        self.redis.start()
        self.worker = self._celery("worker", "-c", "2", "-Q", "verdicts")
        self.beat = self._celery("beat", "-s", str(folder / "beat"))

    def _celery(self, *arguments: str) -> subprocess.Popen[bytes]:
        environment = {**worker_environment(), "REDIS_URL": self.redis.url}
        environment["DJANGO_SETTINGS_MODULE"] = "config.settings_test"
        command = [sys.executable, "-m", "celery", "-A", "config", *arguments, "-l", "CRITICAL"]
        with (self.folder / "celery.log").open("ab") as log:
            return subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)

    def kill_one(self, what: str) -> None:
        if what == "child":
            children = subprocess.run(
                ["pgrep", "-P", str(self.worker.pid)], capture_output=True, text=True, check=False
            ).stdout.split()
            if children:
                os.kill(int(children[0]), signal.SIGKILL)
        elif what == "redis":
            assert self.redis.child is not None
            self.redis.child.kill()
            self.redis.child.wait()
            time.sleep(0.5)
            self.redis.start()
        else:
            process = self.worker if what == "worker" else self.beat
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if what == "worker":
                self.worker = self._celery("worker", "-c", "2", "-Q", "verdicts")
            else:
                (self.folder / "beat").unlink(missing_ok=True)
                self.beat = self._celery("beat", "-s", str(self.folder / "beat"))

    def revive(self) -> None:
        """What the supervisor does: Celery gives up when a child dies while the worker itself is starting."""
        if self.worker.poll() is not None:
            self.worker = self._celery("worker", "-c", "2", "-Q", "verdicts")
        if self.beat.poll() is not None:
            (self.folder / "beat").unlink(missing_ok=True)
            self.beat = self._celery("beat", "-s", str(self.folder / "beat"))

    def stop(self) -> None:
        for process in (self.worker, self.beat):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.redis.stop()


@pytest.fixture
def plant(tmp_path):
    found = Plant(tmp_path)
    yield found
    found.stop()


def broken_chains(before: dict[int, list[bool | None]]) -> list[int]:
    """Households whose log does not lead from ``before`` to what is stored: a change is there twice, or missing."""
    last: dict[int | None, list[bool | None] | None] = {key: outcomes for key, outcomes in before.items()}  # noqa: C416
    broken = set()
    changes = VerdictChange.objects.filter(year=YEAR, household_id__isnull=False).order_by("id")
    for key, old, new in changes.values_list("household_id", "old_outcomes", "new_outcomes"):
        if key is not None and (last.get(key) != old or old == new):
            broken.add(key)
        last[key] = new
    return sorted(broken | {key for key, outcomes in stored().items() if last.get(key) != outcomes})


def stored() -> dict[int, list[bool | None]]:
    return dict(HouseholdVerdict.all_rows.filter(year=YEAR).values_list("household_id", "outcomes"))


def test_kills_during_a_recompute_heal_within_a_minute(transactional_db, plant, long_form):
    lay_out()
    fill(2000 if long_form else 300)
    drain()
    VerdictChange.objects.all().delete()
    before, rnd = stored(), Random(7)
    for number in range(20 if long_form else 2):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE households_householdyear SET safe_water_solved = %s, wage_income = wage_income + 1",
                [number % 2 == 1],
            )
        for what in rnd.sample(KINDS, 2) if long_form else KINDS[number * 2 : number * 2 + 2]:
            time.sleep(rnd.random() * 1.5)
            plant.kill_one(what)
        start = time.monotonic()
        while Change.objects.exists():
            assert time.monotonic() - start < 60, f"{Change.objects.count()} marks after a minute"
            plant.revive()
            time.sleep(0.05)
        assert differences(YEAR) == []
    assert broken_chains(before) == []


def test_a_process_that_dies_between_commit_and_nudge_delays_by_one_sweep(transactional_db, plant):
    """Nothing was sent: only beat's sweep can find the mark."""
    release("household", ["food"])
    good_household(JIACUNGUAN)
    drain()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE households_householdyear SET no_worry_food = false")
    start = time.monotonic()
    while Change.objects.exists():
        assert time.monotonic() - start < 30
        time.sleep(0.05)
    assert differences(YEAR) == []
