"""A worker process of the fault tests: the real engine in a loop, or a broken variant of it as a control.

``python -m tests.faults.worker [--late] [--careless] [--sleep SECONDS] [--once]``; the database is DATABASE_URL.
"""

from __future__ import annotations

import argparse
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django

django.setup()

from django.db import Error, connection  # noqa: E402

from assessment import claims, compute, statements  # noqa: E402


def marks_deleted_last(areas, compute_places, *, alone):
    """The control: what is marked while the computation runs is deleted without having been seen."""
    if not areas:
        return None
    condition = " AND alone" if alone else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT year, area FROM changes_change WHERE area = ANY(%s::bigint[]){condition}", [areas])
        marked: dict[int | None, set[int]] = {}
        for year, area in cursor.fetchall():
            marked.setdefault(year, set()).add(area)
    done = compute.Computed()
    for year, places in claims._by_year(marked).items():
        done.add(compute_places(sorted(places), year))
    claims._forget(areas, alone=alone)
    return done


def sleeping(seconds):
    """Household verdicts are computed from a snapshot that is already old when they are written."""
    return statements.HOUSEHOLD_UPSERT.replace(
        "FROM ({select}) AS n", f"FROM ({{select}}) AS n WHERE (SELECT pg_sleep({seconds})) IS NOT NULL"
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--late", action="store_true")
    parser.add_argument("--sleep", type=float, default=0.0)
    parser.add_argument("--careless", action="store_true", help="removes another village's row and tells nobody")
    parser.add_argument("--once", action="store_true")
    options = parser.parse_args()
    if options.late:
        claims._computed = marks_deleted_last
    if options.sleep:
        vars(compute)["HOUSEHOLD_UPSERT"] = sleeping(options.sleep)
    if options.careless:
        careless = statements.HOUSEHOLD_REMOVAL.replace("WHERE h.area <> ALL", "WHERE FALSE AND h.area <> ALL")
        vars(compute)["HOUSEHOLD_REMOVAL"] = careless
    if options.once:
        claims.village_batch(bulk=False)
        return 0
    worker = claims.Worker()
    while True:
        try:
            worker.work(seconds=5)
        except Error:
            connection.close()
        time.sleep(0.005)


if __name__ == "__main__":
    sys.exit(main())
