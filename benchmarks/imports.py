"""``import_city`` and ``import_same_again``: a city's workbook to stored, encrypted rows with verdicts complete.

Peer: django-import-export with ``use_bulk`` on a sample of the member rows, scaled by rows. Limit: COPY of the very
rows that the import stored back into the same tables, with their indexes and triggers. The peak memory is the sum
over this process and its children, sampled every 50 ms; the database server is not part of it.
"""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import tablib
from django.db import connection
from import_export import fields, resources, widgets

from assessment.claims import Worker
from assessment.sample import generate
from benchmarks import registry
from benchmarks.measure import RUNS, Row, row, seconds
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import SYSTEM
from core.ledgers.imports import apply, staged
from core.ledgers.kinds import kinds
from core.ledgers.outcome import Outcome
from core.ledgers.services import NewBatch, upload_of
from households.models import Household, Member

TABLES = ("households_household", "households_householdyear", "households_member", "households_memberyear")
DERIVED = ("households_householdverdict", "villages_regionverdict", "villages_villagecheck")
PEER_ROWS = 10_000
MEMBERS_A_HOUSEHOLD = 3


class Peak:
    """The highest sum of resident memory seen, in bytes."""

    value = 0


@contextmanager
def watched() -> Iterator[Peak]:
    """Watch the memory of this process and its children while the block runs."""
    peak, over = Peak(), threading.Event()
    this = psutil.Process()

    def watch() -> None:
        while not over.wait(0.05):
            total = 0
            for process in (this, *this.children(recursive=True)):
                try:
                    total += process.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            peak.value = max(peak.value, total)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join()


def _import(path: Path) -> Outcome:
    kind = kinds()["households"]
    with staged(kind, path, year=registry.YEAR, scope=SYSTEM_SCOPE, actor=SYSTEM) as held:
        found = apply(held, NewBatch(kind, registry.YEAR, upload_of(path), SYSTEM, None))
    if found.counts.refused:
        raise SystemExit(f"the sample was refused: {found.problems[:3]}")
    Worker().work(seconds=3600)
    return found


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(f"TRUNCATE {', '.join((*TABLES, *DERIVED))} CASCADE")
        cursor.execute("DELETE FROM changes_change")
        cursor.execute("DELETE FROM assessment_verdictchange")
        cursor.execute("SET session_replication_role = DEFAULT")


def _copy_back(folder: Path) -> float:
    """Take the stored rows out, empty the tables, and time putting them back by COPY."""
    with connection.cursor() as cursor:
        for table in TABLES:
            with (folder / table).open("wb") as out:
                cursor.copy_expert(f"COPY {table} TO STDOUT (FORMAT binary)", out)
    _empty()
    start = time.perf_counter()
    with connection.cursor() as cursor:
        for table in TABLES:
            with (folder / table).open("rb") as rows:
                cursor.copy_expert(f"COPY {table} FROM STDIN (FORMAT binary)", rows)
    return time.perf_counter() - start


class _HouseholdWidget(widgets.ForeignKeyWidget):
    def get_queryset(self, value: Any, row: Any, *args: Any, **kwargs: Any) -> Any:
        return Household.all_rows.all()


class PeerResource(resources.ModelResource):
    """Members the way a Django project usually imports them, with the bulk option on."""

    household = fields.Field(
        column_name="household", attribute="household", widget=_HouseholdWidget(Household, field="code")
    )

    class Meta:
        model = Member
        fields = ("code", "household", "area", "name", "sex", "ethnicity", "birth_date", "joined_year")
        import_id_fields = ("code",)
        use_bulk = True
        batch_size = 1000
        skip_diff = True

    def get_queryset(self) -> Any:
        return Member.all_rows.all()


def _peer(rows: int) -> float:
    """Seconds that import-export takes for ``rows`` rows, measured on 10,000 new members of stored households."""
    headers = ["code", "household", "area", "name", "sex", "ethnicity", "birth_date", "joined_year"]
    data = tablib.Dataset(headers=headers)
    found = Household.objects.within(SYSTEM_SCOPE).order_by("id").values_list("code", "area")[:PEER_ROWS]
    for place, (code, area) in enumerate(found):
        data.append([f"P{place:011d}", code, area, "张三", "1", "01", "1980-01-01", registry.YEAR])
    return seconds(lambda: PeerResource().import_data(data, raise_errors=True)) * rows / max(len(data), 1)


def run(households: int) -> list[Row]:
    """Two rows in seconds, and the figures that the targets name besides."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        profile = "city" if households >= 90_000 else "township"
        path = next(p for p in generate(profile, seed=1, year=registry.YEAR).write(folder) if "households" in p.name)
        first, again, limits, peers, peaks = [], [], [], [], []
        members = 0
        for _ in range(RUNS):
            _empty()
            with watched() as peak:
                start = time.perf_counter()
                found = _import(path)
                first.append(time.perf_counter() - start)
            members = found.counts.created
            peaks.append(peak.value)
            again.append(seconds(lambda: _import(path)))
            peers.append(_peer(members))
            limits.append(_copy_back(folder))
        product = statistics.median(first)
        print(f"  {members:,} rows, {members / product:,.0f} rows/s, peak {max(peaks) / 2**20:,.0f} MiB", flush=True)
        return [
            row("import_city", product, statistics.median(peers), statistics.median(limits)),
            row("import_same_again", statistics.median(again), product, None),
        ]
