"""An import that is killed is applied once or not at all, wherever it dies; somebody's edit in between is not lost."""

from __future__ import annotations

import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from core.ledgers import outcome
from core.ledgers.models import Batch
from core.ledgers.run import Run
from households.models import Household, HouseholdYear, Member, MemberYear
from tests import factories
from tests.books import figures, household, households_book, id_number, imported, member
from tests.cast import PLACES as REGIONS
from tests.faults.bursts import worker_environment
from tests.faults.importer import PLACES

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("faults")]
MODELS = (Household, HouseholdYear, Member, MemberYear)
COUNT = 40


def book(**cells: Any) -> bytes:
    numbers = range(COUNT)
    return households_book(
        [household(f"H{n}", **cells) for n in numbers], [member(f"H{n}", "张三", id_number(n + 1)) for n in numbers]
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    factories.regions(REGIONS)
    target = tmp_path / "book.xlsx"
    target.write_bytes(book())
    return target


def stored() -> list[int]:
    return [model.all_rows.count() for model in MODELS]


def run(path: Path, place: str = "") -> int:
    environment = {**worker_environment(), "DJANGO_SETTINGS_MODULE": "config.settings_test"}
    command = [sys.executable, "-m", "tests.faults.importer", str(path), place]
    return subprocess.run(command, env=environment, capture_output=True, check=False, timeout=120).returncode


@pytest.mark.parametrize("place", PLACES)
def test_a_killed_import_is_applied_once_or_not_at_all(path: Path, place: str) -> None:
    ended = run(path, place)
    assert ended == (1 if place == "backend" else -signal.SIGKILL)
    if place == "applied":
        assert (stored(), Batch.objects.count()) == ([COUNT] * 4, 1)
    else:
        assert (stored(), Batch.objects.count()) == ([0] * 4, 0)
    assert run(path) == 0
    assert stored() == [COUNT] * 4
    assert figures(imported("households", path.read_bytes())) == (0, 0, 2 * COUNT, 0)


def test_an_edit_between_comparison_and_update_is_seen(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    imported("households", path.read_bytes())
    edits: list[int] = []
    original = outcome.count

    def count(run: Run) -> Any:
        # Once, and over another session: somebody saves a household after it was compared.
        if not edits:
            edits.append(1)
            other = connection.copy()
            with other.cursor() as cursor:
                cursor.execute(
                    "UPDATE households_householdyear SET remark = '别人改的', version = version + 1 "
                    "WHERE household_id = (SELECT id FROM households_household WHERE code = 'H3')"
                )
            other.close()
        return original(run)

    monkeypatch.setattr(outcome, "count", count)
    found = imported("households", book(住房面积=60))
    assert figures(found) == (0, COUNT, COUNT, 0)
    row = HouseholdYear.all_rows.get(household__code="H3")
    assert (row.remark, row.housing_m2, row.version) == ("别人改的", Decimal(60), 3)
    assert Batch.objects.count() == 2
