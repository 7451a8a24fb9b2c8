"""Pools: what comes in and goes out, on no day more than had come; corrections by counter-entry."""

from __future__ import annotations

import io
import threading
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from core.accounts.models import User
from core.ledgers.exports import ExportQuery, export_write, ledgers
from funds.contributions.errors import HiddenRecordError, RecordRefusedError, StaleRecordError
from funds.models import FundPool, PoolEntry
from funds.pools import selectors, services
from funds.pools.leverage import leverage
from funds.pools.services import Entry
from tests.cast import JIACUNGUAN, TONGJIANG, YANGBAI, Cast
from tests.core.procedures.scene import acting

VALUES = {"kind": "compensation", "name": "通江县风险补偿金", "keeper": "农商行", "note": ""}


def pool(person: User, **changes: str) -> FundPool:
    actor, _, scope = acting(person)
    return services.pool_save(actor=actor, scope=scope, area=TONGJIANG, values={**VALUES, **changes})


def move(person: User, row: FundPool, kind: str, amount: str, day: date = date(2018, 3, 1)) -> PoolEntry:
    actor, _, scope = acting(person)
    entry = Entry(kind, day, Decimal(amount), "通财〔2018〕5 号")
    return services.entry_record(actor=actor, scope=scope, pk=row.pk, entry=entry)


@pytest.mark.django_db
def test_a_pool_is_never_overdrawn_on_any_day(cast: Cast) -> None:
    row = pool(cast.finance_officer)
    first = move(cast.finance_officer, row, "in", "1000.00")
    move(cast.finance_officer, row, "compensated", "600.00", date(2018, 5, 1))
    with pytest.raises(RecordRefusedError, match=r"余额 400\.00 元"):
        move(cast.finance_officer, row, "out", "400.01", date(2018, 6, 1))
    move(cast.finance_officer, row, "in", "500.00", date(2018, 7, 1))
    # 500 more came in July: in April there were 1 000, of which 600 are gone in May
    with pytest.raises(RecordRefusedError, match="透支"):
        move(cast.finance_officer, row, "out", "400.01", date(2018, 4, 1))
    move(cast.finance_officer, row, "recovered", "100.00", date(2018, 8, 1))
    actor, _, scope = acting(cast.finance_officer)
    with pytest.raises(RecordRefusedError, match="冲正后"):
        services.entry_reverse(actor=actor, scope=scope, pk=first.pk, reason="登错")
    flow = selectors.flows(scope, [row.pk], date(2018, 12, 31))[row.pk]
    assert flow == selectors.Flow(Decimal("1500.00"), Decimal("100.00"), Decimal("0"), Decimal("600.00"))
    assert flow.left == selectors.left_of(row) == Decimal("1000.00")
    assert selectors.flows(scope, [row.pk], date(2018, 6, 30))[row.pk].left == Decimal("400.00")


@pytest.mark.django_db
def test_a_counter_entry_takes_back_once(cast: Cast) -> None:
    row = pool(cast.finance_officer)
    entry = move(cast.finance_officer, row, "in", "1000.00")
    actor, _, scope = acting(cast.finance_officer)
    back = services.entry_reverse(actor=actor, scope=scope, pk=entry.pk, reason="登错")
    assert (back.amount, back.booked_on, back.reverses_id) == (Decimal("-1000.00"), date(2018, 3, 1), entry.pk)
    for again in (entry.pk, back.pk):
        with pytest.raises(RecordRefusedError, match="已经冲正"):
            services.entry_reverse(actor=actor, scope=scope, pk=again, reason="再来")
    assert selectors.left_of(row) == 0


@pytest.mark.django_db
def test_what_is_wrong_is_refused(cast: Cast) -> None:
    row = pool(cast.finance_officer, kind="industry", name="产业基金")
    with pytest.raises(RecordRefusedError, match="没有代偿"):
        move(cast.finance_officer, row, "compensated", "1.00")
    for wrong in ("0", "-1", "0.001"):
        with pytest.raises(RecordRefusedError):
            move(cast.finance_officer, row, "in", wrong)
    with pytest.raises(RecordRefusedError):
        move(cast.finance_officer, row, "in", "1.00", date(2100, 1, 1))
    with pytest.raises(RecordRefusedError, match="同名"):
        pool(cast.finance_officer, name="产业基金")
    with pytest.raises(HiddenRecordError):
        move(cast.stranger, row, "in", "1.00")
    actor, _, scope = acting(cast.finance_officer)
    with pytest.raises(HiddenRecordError):
        services.pool_save(actor=actor, scope=scope, area=JIACUNGUAN, values=VALUES)
    with pytest.raises(StaleRecordError):
        services.pool_save(actor=actor, scope=scope, area=TONGJIANG, values=VALUES, pk=row.pk, version=7)
    assert PoolEntry.all_rows.count() == 0


def test_leverage() -> None:
    assert leverage(Decimal(1000), Decimal(100)) == 10
    assert leverage(None, Decimal(100)) is None
    assert leverage(Decimal(1000), Decimal(0)) is None


@pytest.mark.django_db(transaction=True)
def test_two_hands_at_once(cast: Cast) -> None:
    row = pool(cast.finance_officer)
    move(cast.finance_officer, row, "in", "1000.00")
    started = threading.Barrier(2)
    failed: list[str] = []

    def hand() -> None:
        try:
            with transaction.atomic():
                started.wait(5)
                PoolEntry.all_rows.create(
                    pool=row, area=row.area, kind="out", booked_on=date(2018, 4, 1), amount=Decimal("600.00"),
                    document="x", by_name="x",
                )  # fmt: skip
        except IntegrityError as error:
            failed.append(str(error))
        finally:
            connection.close()

    hands = [threading.Thread(target=hand) for _ in range(2)]
    for item in hands:
        item.start()
    for item in hands:
        item.join()
    assert len(failed) == 1
    assert selectors.left_of(row) == Decimal("400.00")


@pytest.mark.django_db
def test_the_pages_and_the_ledger(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.finance_officer)
    assert client.post("/pools/new/", {"kind": "compensation"}).status_code == 422
    assert client.post("/pools/new/", VALUES).status_code == 302
    assert client.get(f"/pools/new/?area={JIACUNGUAN}").status_code == 404
    row = FundPool.all_rows.get()
    sent = {"kind": "in", "booked_on": "2018-02-01", "amount": "2,000,000", "document": "通财〔2018〕1 号"}
    assert client.post(f"/pools/{row.pk}/entry/", sent).status_code == 302
    assert client.post(f"/pools/{row.pk}/entry/", sent | {"kind": "out", "amount": "3000000"}).status_code == 422
    assert client.post(f"/pools/{row.pk}/edit/", VALUES | {"version": "9"}).status_code == 409
    assert client.post(f"/pools/{row.pk}/edit/", VALUES | {"version": "1", "note": "新"}).status_code == 302
    assert client.post(f"/pools/{row.pk}/edit/", VALUES | {"version": "2", "kind": "industry"}).status_code == 422
    assert "2,000,000.00 元（200.0000 万元）" in client.get(f"/pools/{row.pk}/").content.decode()
    assert "200.0000" in client.get("/pools/?kind=compensation").content.decode()
    out = io.BytesIO()
    assert export_write(ledgers()["JJ1"], ExportQuery(TONGJIANG, 2018, acting(cast.county_officer)[2]), out) == 1
    cells = [cell.value for line in openpyxl.load_workbook(out).worksheets[0].iter_rows() for cell in line]
    assert {"注入", 2000000} <= set(cells)
    entry = PoolEntry.all_rows.get()
    assert client.post(f"/pools/entries/{entry.pk}/reverse/", {"reason": "登错"}).status_code == 302
    assert client.get(f"/pools/?area={YANGBAI}").status_code == 200
