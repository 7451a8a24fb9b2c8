"""What every kind of entry does to the balances, by hand; what is refused, in words, and that nothing changed then."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from core.audit.trail import SYSTEM
from funds.balances import verify
from funds.booking import Movement, book, cancel
from funds.errors import FundRefusedError
from funds.models import Allocation, DocumentBalance, FundEntry
from funds.sql import COLUMNS, EFFECTS
from tests.cast import YANGBAI
from tests.funds.scene import DAY, booked, document, money, of_allocation, of_contract, of_document, project, scene

pytestmark = pytest.mark.django_db


def test_the_life_of_a_yuan(places: Any) -> None:
    made = scene(allocated="1000.00", contracted="900.00")
    work = {"allocation": made.allocation, "contract": made.contract}
    booked("pay", "300.00", stage="advance", **work)
    booked("hold", "90.00", **work)
    booked("pay", "500.01", stage="final", **work)
    booked("release", "40.00", **work)
    booked("refund", "0.01", **work)
    assert of_document(made.document) == money("5000", "0", "1000", "0", "840")
    assert of_allocation(made.allocation) == money("1000", "840", "0", "50")
    assert of_contract(made.contract) == money("900", "840", "50")
    booked("office", "60.00", allocation=made.allocation)
    booked("office_pay", "20.00", allocation=made.allocation, payee_kind="beneficiary")
    booked("office_back", "30.00", allocation=made.allocation)
    assert of_allocation(made.allocation) == money("1000", "860", "10", "50")
    booked("reduce", "80.00", allocation=made.allocation)
    booked("return", "4080.00", document=made.document)
    assert of_document(made.document) == money("5000", "0", "920", "4080", "860")
    assert verify().different == 0


def test_money_goes_down_to_a_township_and_back(places: Any) -> None:
    county = document("1000.00")
    town = document(area=YANGBAI, issuer="通江县财政局", parent=county)
    booked("distribute", "400.00", document=county, to_document=town)
    booked("return", "150.00", document=town, to_document=county)
    assert of_document(county) == money("1000", "250", "0", "0", "0")
    assert of_document(town) == money("400", "0", "0", "150", "0")
    with pytest.raises(FundRefusedError, match=r"250\.00 元，本次 250\.01 元，差 0\.01 元"):
        booked("return", "250.01", document=town, to_document=county)
    assert of_document(town) == money("400", "0", "0", "150", "0")
    assert verify().different == 0


def test_what_is_short_is_named(places: Any) -> None:
    made = scene(allocated="1000.00", contracted="900.00", received="1500.00")
    before = FundEntry.all_rows.count()
    other = Allocation.all_rows.create(document=made.document, project=project())
    for kind, amount, subjects, words in (
        ("allocate", "500.01", {"allocation": other}, "可用余额 500.00 元，本次 500.01 元，差 0.01 元"),
        ("pay", "1000.01", {"allocation": made.allocation}, "可用余额 1,000.00 元，本次 1,000.01 元，差 0.01 元"),
        ("pay", "901.00", {"allocation": made.allocation, "contract": made.contract}, "合同 HT-1 未付余额 900.00 元"),
        ("release", "1.00", {"allocation": made.allocation, "contract": made.contract}, "质保金余额 0.00 元"),
        ("office_pay", "1.00", {"allocation": made.allocation}, "拨到单位未支出 0.00 元"),
        ("refund", "1.00", {"allocation": made.allocation}, "已支出 0.00 元"),
        ("carry", "1500.01", {"document": made.document}, "未支出金额 1,500.00 元"),
        ("return", "501.00", {"document": made.document}, "可用余额 500.00 元"),
    ):
        with pytest.raises(FundRefusedError) as refused:
            booked(kind, amount, **subjects)
        assert words in str(refused.value), kind
    assert FundEntry.all_rows.count() == before
    assert of_document(made.document) == money("1500", "0", "1000", "0", "0")
    assert of_allocation(made.allocation) == money("1000", "0", "0", "0")
    assert of_contract(made.contract) == money("900", "0", "0")


@pytest.mark.parametrize(
    ("amount", "words"), [("0", "大于 0"), ("-1", "大于 0"), ("1.001", "两位小数"), ("100000000000000", "过大")]
)
def test_an_amount_is_yuan_to_the_fen(places: Any, amount: str, words: str) -> None:
    made = document()
    with pytest.raises(FundRefusedError, match=words):
        booked("issue", amount, document=made)
    with pytest.raises(FundRefusedError, match="晚于今天"):
        booked("issue", "1", document=made, day=timezone.localdate() + timedelta(days=1))
    assert of_document(made) == money("0", "0", "0", "0", "0")


def test_a_mistake_is_undone_by_a_counter_entry_once(places: Any) -> None:
    made = scene()
    paid = booked("pay", "700.00", allocation=made.allocation, contract=made.contract, voucher="记-12")
    undone = cancel(SYSTEM, paid, day=DAY, note="重复付款")
    assert (undone.amount, undone.voucher, undone.cancels_id) == (Decimal("-700.00"), "记-12", paid.pk)
    assert of_allocation(made.allocation) == money("1000", "0", "0", "0")
    assert of_contract(made.contract) == money("1000", "0", "0")
    for entry in (paid, undone):
        with pytest.raises(FundRefusedError, match="冲销"):
            cancel(SYSTEM, entry, day=DAY, note="再来")
    issued = FundEntry.all_rows.get(kind="issue")
    booked("allocate", "4000.00", allocation=made.allocation)
    with pytest.raises(FundRefusedError, match=r"可用余额 0\.00 元，本次 5,000\.00 元"):
        cancel(SYSTEM, issued, day=DAY, note="文件作废")
    with pytest.raises(FundRefusedError, match="理由"):
        cancel(SYSTEM, issued, day=DAY, note=" ")
    with pytest.raises(FundRefusedError, match="冲销日期"):
        cancel(SYSTEM, issued, day=DAY - timedelta(days=1), note="早")
    assert of_document(made.document) == money("5000", "0", "5000", "0", "0")


def test_the_same_key_writes_once(places: Any) -> None:
    made = document()
    first = booked("issue", "10.00", document=made, key="a")
    assert booked("issue", "10.00", document=made, key="a").pk == first.pk
    with pytest.raises(FundRefusedError, match="防重键"):
        booked("issue", "11.00", document=made, key="a")
    assert of_document(made) == money("10", "0", "0", "0", "0")


REFUSED_SQL = (
    "UPDATE funds_fundentry SET amount = amount",
    "DELETE FROM funds_fundentry",
    "TRUNCATE funds_fundentry CASCADE",
    "UPDATE funds_documentbalance SET received = received + 1",
    "UPDATE funds_allocationbalance SET spent = 0",
    "DELETE FROM funds_contractbalance",
    "UPDATE funds_funddocument SET area = 0",
    "DELETE FROM funds_allocation",
    "UPDATE funds_allocation SET project_id = 0",
    (
        "INSERT INTO funds_fundentry (kind, amount, day, allocation_id, payee_kind, key, by_name)"
        " SELECT 'pay', 2000, '2018-06-01', id, 'builder', 'x', '' FROM funds_allocation"
    ),
    (
        "INSERT INTO funds_fundentry (kind, amount, day, allocation_id, payee_kind, key, by_name)"
        " SELECT 'pay', 1, '2018-06-01', id, 'office', 'x', '' FROM funds_allocation"
    ),
    (
        "INSERT INTO funds_fundentry (kind, amount, day, document_id, key, by_name)"
        " SELECT 'issue', -1, '2018-06-01', id, 'x', '' FROM funds_funddocument"
    ),
    (
        "INSERT INTO funds_fundentry (kind, amount, day, document_id, cancels_id, key, by_name)"
        " SELECT 'issue', -1, '2018-06-01', document_id, id, 'x', '' FROM funds_fundentry WHERE kind = 'issue'"
    ),
)


@pytest.mark.parametrize("statement", REFUSED_SQL)
def test_no_other_hand_bends_the_money(places: Any, statement: str) -> None:
    made = scene()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing waits for the end of the test
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert of_document(made.document) == money("5000", "0", "1000", "0", "0")
    assert (FundEntry.all_rows.count(), verify().different) == (3, 0)


def test_entries_of_strangers_do_not_mix(places: Any) -> None:
    made, other = scene(), scene()
    for kind, subjects in (
        ("pay", {"allocation": made.allocation, "contract": other.contract}),
        ("pay", {"allocation": made.allocation, "document": other.document}),
        ("distribute", {"document": made.document, "to_document": other.document}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            booked(kind, "1.00", **subjects)
    assert of_document(made.document) == money("5000", "0", "1000", "0", "0")


def test_the_database_knows_the_same_effects(db: None) -> None:
    with connection.cursor() as cursor:
        for kind in FundEntry.Kind.values:
            cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM funds_factors(%s)", [kind])
            assert cursor.fetchall() == [tuple(EFFECTS[kind].get(name, 0) for name in COLUMNS)], kind


def test_a_balance_that_differs_is_found(places: Any, capsys: pytest.CaptureFixture[str]) -> None:
    made = scene()
    call_command("verify_funds")
    assert '"different": 0' in capsys.readouterr().out
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE funds_documentbalance DISABLE TRIGGER USER")
        DocumentBalance.objects.filter(pk=made.document.pk).update(received=Decimal("5000.01"))
        cursor.execute("ALTER TABLE funds_documentbalance ENABLE TRIGGER USER")
    found = verify()
    assert (found.different, found.examples) == (1, [f"document {made.document.pk}"])
    with pytest.raises(SystemExit) as ended:
        call_command("verify_funds")
    assert ended.value.code == 1


def test_a_day_may_lie_in_the_past_and_a_movement_is_plain(places: Any) -> None:
    made = document()
    entry = book(SYSTEM, Movement("issue", Decimal("1.10"), date(2018, 1, 31), "m", document_id=made.pk))
    assert (entry.area, entry.day, entry.project_id) == (made.area, date(2018, 1, 31), None)
