"""Bursts of writers with moves between villages, while workers' backends and processes are killed; then compare.

Continuous load with one comparison at the end passes every broken variant, because later marks heal earlier
losses; so each round writes for 30–300 ms, waits until nothing is pending, and compares everything with the oracle.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from random import Random
from typing import Any

import psycopg2
from django.db import connection

from core.changes.models import Change
from households.models import Household
from tests import factories
from tests.assessment.oracle import differences
from tests.assessment.scene import GOOD_VILLAGE, add_member, good_household, line, release

YEAR = 2018
COUNTIES = (511921000000, 420626000000)
TOWNSHIPS = tuple(county + number * 1000 for county in COUNTIES for number in (100, 101))
VILLAGES = (*(township + number for township in TOWNSHIPS[:3] for number in (200, 201, 202)), TOWNSHIPS[3] + 200)
NAME = "zhaimao-burst-worker"


def lay_out() -> None:
    """Two counties, ten villages, fifty households, standards of every level."""
    names = {code: f"区划{code}" for code in (*COUNTIES, *TOWNSHIPS, *VILLAGES)}
    for county in COUNTIES:
        names |= {county // 10**10 * 10**10: "省", county // 10**8 * 10**8: "市"}
    factories.regions(names)
    release("household", ["income_above_line", "income_half_local_average", "safe_water", "safe_housing",
                          "basic_medical", "compulsory_education"])  # fmt: skip
    release("household", ["income_above_line", "safe_water"], region=TOWNSHIPS[1])
    release("village", ["assessed_incidence", "hard_road"])
    for level in ("township", "county", "city"):
        release(level, ["assessed_incidence", "poor_villages_met"])
    line(2995)
    line(4000, COUNTIES[1])
    for county in COUNTIES:
        factories.county_year(county, rural_income_per_head=10000)
    for number, village in enumerate(VILLAGES):
        factories.village_year(village, **{**GOOD_VILLAGE, "is_poor": number % 2 == 0, "rural_population": 100})
    for number in range(50):
        row = good_household(VILLAGES[number % len(VILLAGES)])
        for _ in range(number % 3):
            add_member(row)


def connect(name: str = "zhaimao-burst-writer") -> Any:
    settings = connection.settings_dict
    return psycopg2.connect(
        host=settings["HOST"],
        port=settings["PORT"],
        user=settings["USER"],
        password=settings["PASSWORD"],
        dbname=settings["NAME"],
        application_name=name,
    )


def worker_environment() -> dict[str, str]:
    """The test's database for a child process, and the name by which its backends are found."""
    settings = connection.settings_dict
    url = f"postgres://{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT']}"
    return {**os.environ, "DATABASE_URL": f"{url}/{settings['NAME']}", "PGAPPNAME": NAME}


def start_worker(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.faults.worker", *arguments], env=worker_environment())


# What clerks, imports and repairs do → how often.
WRITES = {
    "UPDATE households_householdyear SET wage_income = %(money)s WHERE household_id = %(key)s": 30,
    "UPDATE households_householdyear SET safe_water_solved = %(flag)s, danger_level = %(grade)s "
    "WHERE household_id = %(key)s": 10,
    "UPDATE households_memberyear SET ins_resident_medical = %(flag)s WHERE household_id = %(key)s": 15,
    "UPDATE households_household SET area = %(village)s WHERE id = %(key)s": 15,
    "UPDATE households_household SET closed_year = CASE WHEN closed_year IS NULL THEN 2018 END WHERE id = %(key)s": 5,
    "DELETE FROM households_memberyear WHERE id = "
    "(SELECT max(id) FROM households_memberyear WHERE household_id = %(key)s AND year = 2018)": 5,
    "INSERT INTO households_memberyear (member_id, household_id, area, year, ins_resident_medical) "
    "SELECT m.id, m.household_id, m.area, 2018, true FROM households_member m "
    "WHERE m.household_id = %(key)s ON CONFLICT DO NOTHING": 5,
    "UPDATE households_member SET left_year = CASE WHEN left_year IS NULL THEN 2018 END "
    "WHERE id = (SELECT max(id) FROM households_member WHERE household_id = %(key)s)": 5,
    "UPDATE villages_villageyear SET rural_population = %(people)s WHERE area = %(village)s": 6,
    "UPDATE villages_countyyear SET rural_income_per_head = %(average)s WHERE area = %(county)s": 2,
    "UPDATE assessment_povertyline SET amount = %(average)s / 3 WHERE region = %(county)s": 1,
    "UPDATE assessment_standard SET state = CASE state WHEN 'released' THEN 'retired' ELSE 'released' END "
    "WHERE region <> 0": 1,
    "DELETE FROM households_householdyear WHERE household_id = %(key)s": 1,
}


def one_write(rnd: Random, cursor: Any, households: list[int]) -> None:
    """One statement of a clerk, an import or a repair."""
    key = rnd.choice(households)
    statement = rnd.choices(list(WRITES), list(WRITES.values()))[0]
    cursor.execute(
        statement,
        {
            "key": key,
            "money": rnd.choice([None, 0, 5000, 8000, 12000, 30000]),
            "flag": rnd.choice([None, True, False]),
            "grade": rnd.choice([None, "A", "C"]),
            "village": rnd.choice(VILLAGES),
            "county": rnd.choice(COUNTIES),
            "people": rnd.choice([None, 5, 50, 200]),
            "average": rnd.choice([6000, 9000, 30000]),
        },
    )


def write_until(end: float, seed: float, households: list[int]) -> None:
    """Transactions of one to three statements, one in ten rolled back, until ``end``."""
    rnd = Random(seed)
    session = connect()
    with contextlib.closing(session), session.cursor() as cursor:
        while time.monotonic() < end:
            try:
                for _ in range(rnd.choice([1, 1, 2, 3])):
                    one_write(rnd, cursor, households)
                    time.sleep(rnd.random() * 0.004)
                session.rollback() if rnd.random() < 0.1 else session.commit()
            except (psycopg2.errors.DeadlockDetected, psycopg2.IntegrityError):
                session.rollback()
            time.sleep(rnd.random() * 0.01)


class Bursts:
    """Three workers and the rounds; ``variant`` are the workers' arguments."""

    def __init__(self, seed: int, *variant: str) -> None:
        self.rnd = Random(seed)
        self.variant = variant
        self.households = list(Household.all_rows.order_by("id").values_list("id", flat=True))
        self.workers = [start_worker(*variant) for _ in range(3)]
        self.killed = self.terminated = 0

    def __enter__(self) -> Bursts:
        self.wait_until_quiet(60)
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.workers:
            worker.kill()
            worker.wait()

    def round(self) -> list[Any]:
        """One burst, everything worked off, and what then is wrong."""
        end = time.monotonic() + self.rnd.choice([0.03, 0.1, 0.3])
        writers = [
            threading.Thread(target=write_until, args=(end, self.rnd.random(), self.households)) for _ in range(4)
        ]
        for writer in writers:
            writer.start()
        while time.monotonic() < end:
            time.sleep(self.rnd.random() * 0.08)
            self._strike()
        for writer in writers:
            writer.join()
        self.wait_until_quiet(30)
        return differences(YEAR)

    def _strike(self) -> None:
        if self.rnd.random() < 0.5:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                    "AND application_name = %s ORDER BY random() LIMIT 1",
                    [NAME],
                )
                self.terminated += len(cursor.fetchall())
        if self.rnd.random() < 0.04:
            number = self.rnd.randrange(len(self.workers))
            self.workers[number].send_signal(signal.SIGKILL)
            self.workers[number].wait()
            self.workers[number] = start_worker(*self.variant)
            self.killed += 1

    def wait_until_quiet(self, seconds: float) -> None:
        until, quiet = time.monotonic() + seconds, 0
        while quiet < 2:
            assert time.monotonic() < until, f"{Change.objects.count()} marks still pending"
            quiet = quiet + 1 if not Change.objects.exists() else 0
            time.sleep(0.01)
