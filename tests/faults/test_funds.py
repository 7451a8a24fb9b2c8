"""Money under concurrency and death: never a fen too much, every balance the sum of its entries; and the control."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from random import Random

import pytest
from django.db import connection
from django.db.models import Sum

from funds.balances import verify
from funds.errors import FundRefusedError
from funds.models import AllocationBalance, FundEntry
from tests import factories
from tests.cast import PLACES
from tests.faults.bursts import connect, worker_environment
from tests.funds.scene import Scene, booked, money, of_allocation, of_contract, of_document, scene

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("faults")]
WRITERS = 64
ASKED = Decimal("33.33")


@pytest.fixture
def made() -> Scene:
    factories.regions(PLACES)
    return scene(allocated="1000.00", contracted="100000.00")


def test_64_payments_at_once_against_one_allocation(made: Scene) -> None:
    """1000.00 ÷ 33.33 = 30.003: thirty are paid, 34 are refused by name, 0.10 is left."""
    gate = threading.Barrier(WRITERS)

    def pay(number: int) -> str:
        try:
            gate.wait(60)
            booked("pay", str(ASKED), key=f"p{number}", allocation=made.allocation, contract=made.contract)
        except FundRefusedError as error:
            return str(error)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(WRITERS) as pool:
        told = list(pool.map(pay, range(WRITERS)))
    refused = [words for words in told if words]
    assert len(refused) == 34
    assert {words.partition("可用余额")[2] for words in refused} == {" 0.10 元，本次 33.33 元，差 33.23 元"}
    assert FundEntry.all_rows.filter(kind="pay").count() == 30
    assert of_allocation(made.allocation) == money("1000", "999.90", "0", "0")
    assert of_document(made.document) == money("5000", "0", "1000", "0", "999.90")
    assert of_contract(made.contract) == money("100000", "999.90", "0")
    assert verify().different == 0


def test_the_same_key_from_many_hands_writes_once(made: Scene) -> None:
    gate = threading.Barrier(8)

    def pay(_number: int) -> int:
        try:
            gate.wait(60)
            return booked("pay", "10.00", key="once", allocation=made.allocation).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(pay, range(8)))) == 1
    assert of_allocation(made.allocation) == money("1000", "10", "0", "0")


def naive(number: int, made: Scene, gate: threading.Barrier) -> bool:
    """The control: look at the balance, then write, as programs without the triggers do."""
    other = connect(f"naive-{number}")
    try:
        with other, other.cursor() as cursor:
            cursor.execute(
                "SELECT COALESCE(sum(amount), 0) FROM funds_fundentry WHERE allocation_id = %s AND kind = 'pay'",
                [made.allocation.pk],
            )
            spent = cursor.fetchone()[0]
            gate.wait(60)
            if spent + ASKED > 1000:
                return False
            cursor.execute(
                "INSERT INTO funds_fundentry (area, kind, amount, day, document_id, project_id, allocation_id, "
                "payee_kind, key, by_name) VALUES (0, 'pay', %s, '2018-06-01', %s, %s, %s, 'builder', %s, '')",
                [ASKED, made.document.pk, made.project.pk, made.allocation.pk, f"n{number}"],
            )
            return True
    finally:
        other.close()


def test_the_control_overspends(made: Scene) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE funds_fundentry DISABLE TRIGGER USER")
    try:
        gate = threading.Barrier(WRITERS)
        with ThreadPoolExecutor(WRITERS) as pool:
            paid = list(pool.map(lambda number: naive(number, made, gate), range(WRITERS)))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE funds_fundentry ENABLE TRIGGER USER")
    assert sum(paid) * ASKED > 1000
    assert f"allocation {made.allocation.pk}" in verify().examples


def test_a_writer_killed_at_random_leaves_whole_rounds(made: Scene, long_form: bool) -> None:
    chance = Random(20180601)
    for seed in range(12 if long_form else 3):
        arguments = (str(made.allocation.pk), str(made.contract.pk), str(seed))
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.payer", *arguments], env=worker_environment(), stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0.01, 0.4))
        process.send_signal(signal.SIGKILL)
        process.wait(30)
        process.stdout.close()
        _quiet()
        sums = dict(FundEntry.all_rows.filter(kind__in=["pay", "hold"]).values_list("kind").annotate(s=Sum("amount")))
        assert sums["pay"] == sums["hold"]
        found = AllocationBalance.objects.get(pk=made.allocation.pk)
        assert (found.spent, found.held) == (sums["pay"], sums["hold"])
        assert verify().different == 0


def _quiet() -> None:
    """Until the killed writer's backend is gone."""
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'zhaimao-burst-worker'")
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.05)
