"""An undoing that is killed is done once or not at all, wherever it dies; an edit in the middle waits or is kept."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection

from core.ledgers import undoing
from core.ledgers.kinds import Written
from core.ledgers.models import Batch, BatchUndo
from core.ledgers.run import Run
from households.models import Household, HouseholdYear
from tests import factories
from tests.books import imported
from tests.cast import PLACES as REGIONS
from tests.core.ledgers.test_undo import numbers, undone
from tests.faults.bursts import worker_environment
from tests.faults.test_import_kills import COUNT, book
from tests.faults.undoer import PLACES

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("faults")]


@pytest.fixture
def batch(tmp_path: Path) -> int:
    factories.regions(REGIONS)
    imported("households", book(住房面积=60))
    return int(imported("households", book(住房面积=90)).batch or 0)


def run(batch: int, place: str = "") -> int:
    environment = {**worker_environment(), "DJANGO_SETTINGS_MODULE": "config.settings_test"}
    command = [sys.executable, "-m", "tests.faults.undoer", str(batch), place]
    return subprocess.run(command, env=environment, capture_output=True, check=False, timeout=120).returncode


def areas() -> set[int]:
    return {int(value or 0) for value in HouseholdYear.all_rows.values_list("housing_m2", flat=True)}


@pytest.mark.parametrize("place", PLACES)
def test_a_killed_undoing_is_done_once_or_not_at_all(batch: int, place: str) -> None:
    ended = run(batch, place)
    assert ended == (1 if place == "backend" else -signal.SIGKILL)
    assert areas() == ({60} if place == "undone" else {90})
    assert run(batch) == (2 if place == "undone" else 0)
    assert (areas(), Household.all_rows.count()) == ({60}, COUNT)
    assert set(HouseholdYear.all_rows.values_list("version", flat=True)) == {3}


def test_two_at_once_undo_once(batch: int) -> None:
    def one(_: int) -> int:
        try:
            return undone(batch)[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(one, range(2))) == [0, 2]
    assert (areas(), BatchUndo.objects.count(), Batch.objects.get(pk=batch).state) == ({60}, 1, Batch.State.UNDONE)


def test_an_edit_just_before_the_lock_is_kept(batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    original = undoing._stage_rows
    edits: list[int] = []

    def staged(run: Run, place: int, written: Written) -> None:
        if not edits:
            edits.append(1)
            other = connection.copy()
            with other.cursor() as cursor:
                cursor.execute(
                    "UPDATE households_householdyear SET remark = '别人改的', version = version + 1 "
                    "WHERE household_id = (SELECT id FROM households_household WHERE code = 'H3')"
                )
            other.close()
        original(run, place, written)

    monkeypatch.setattr(undoing, "_stage_rows", staged)
    assert numbers(batch) == (COUNT - 1, 0, 1)
    row = HouseholdYear.all_rows.get(household__code="H3")
    assert (row.remark, row.housing_m2) == ("别人改的", Decimal(90))
