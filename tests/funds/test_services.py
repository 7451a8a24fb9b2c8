"""Documents, allocations, orders through the services: who may, what is refused in words, and that nothing moved."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from core.audit.trail import SYSTEM
from funds.documents.services import (
    Given,
    carry_over,
    distribute,
    document_change,
    document_receive,
    entry_cancel,
    give_back,
    publish,
)
from funds.errors import FundRefusedError, HiddenFundError, StaleFundError
from funds.models import Allocation, Contract, FundDocument, FundEntry, FundRule, Invoice, PaymentOrder
from funds.money.orders import Asked, Bill, order_approve, order_ask, order_refuse
from funds.money.services import Signed, allocate, contract_add, contract_sign, reduce
from funds.rules import rules_load
from projects.models import Project
from tests.cast import BAOKANG, JIACUNGUAN, TONGJIANG, YANGBAI, Cast
from tests.core.procedures.scene import acting
from tests.funds.scene import DAY, money, of_allocation, of_contract, of_document, project

pytestmark = pytest.mark.django_db
TODAY = date(2018, 7, 1)


def as_(person: Any) -> dict[str, Any]:
    actor, _, scope = acting(person)
    return {"actor": actor, "scope": scope}


def values(**changed: Any) -> dict[str, Any]:
    return {"number": "川财农〔2018〕8号", "issuer": "四川省财政厅", "title": "2018 年财政专项扶贫资金", "year": 2018,
            "issued_on": date(2018, 3, 1), "received_on": date(2018, 3, 5), "level": "province", "kind": "01",
            "department": "扶贫部门", **changed}  # fmt: skip


def received(cast: Cast, amount: str = "1000000.00", key: str = "d1", **changed: Any) -> FundDocument:
    return document_receive(
        **as_(cast.finance_officer), area=TONGJIANG, given=Given(values(**changed), Decimal(amount), key)
    )


def works(state: str = "planned", **changed: Any) -> Project:
    """A project in a state; its procedure is another test's matter."""
    from django.db import connection

    row = project(**changed)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE projects_project DISABLE TRIGGER USER")
        Project.all_rows.filter(pk=row.pk).update(state=state)
        cursor.execute("ALTER TABLE projects_project ENABLE TRIGGER USER")
    row.refresh_from_db()
    return row


def allocated(cast: Cast, row: FundDocument, target: Project, amount: str, key: str = "a1") -> Allocation:
    entry = allocate(**as_(cast.finance_officer), document=row.pk, project=target.pk, amount=Decimal(amount), day=DAY,
                     key=key)  # fmt: skip
    assert entry.allocation is not None
    return entry.allocation


def test_a_document_is_received_once(cast: Cast) -> None:
    rules_load(actor=SYSTEM)
    row = received(cast)
    assert received(cast).pk == row.pk
    assert of_document(row) == money("1000000", "0", "0", "0", "0")
    assert row.publicity_due == date(2018, 3, 25)
    with pytest.raises(FundRefusedError, match="已登记"):
        received(cast, key="d2")
    with pytest.raises(FundRefusedError, match="请填写文号"):
        received(cast, key="d3", number="")
    with pytest.raises(FundRefusedError, match="收文日期"):
        received(cast, key="d4", number="x", received_on=date(2018, 2, 1))
    with pytest.raises(HiddenFundError):
        document_receive(**as_(cast.finance_officer), area=BAOKANG, given=Given(values(), Decimal(1), "d5"))
    assert (FundDocument.all_rows.count(), FundEntry.all_rows.count()) == (1, 1)


def test_what_is_written_of_a_document_changes_and_its_money_does_not(cast: Cast) -> None:
    row = received(cast)
    again = document_change(**as_(cast.finance_officer), pk=row.pk, version=1, values={"title": "新名"})
    assert (again.title, again.version) == ("新名", 2)
    with pytest.raises(StaleFundError):
        document_change(**as_(cast.finance_officer), pk=row.pk, version=1, values={"title": "旧名"})
    with pytest.raises(FundRefusedError, match="不能在这里"):
        document_change(**as_(cast.finance_officer), pk=row.pk, version=2, values={"area": BAOKANG})
    with pytest.raises(HiddenFundError):
        document_change(**as_(cast.stranger), pk=row.pk, version=2, values={"title": "别县"})
    row.refresh_from_db()
    assert (row.title, row.area) == ("新名", TONGJIANG)
    publish(**as_(cast.finance_officer), pk=row.pk, on=date(2018, 3, 20), where="县政府网站")
    with pytest.raises(FundRefusedError, match="公示日期"):
        publish(**as_(cast.finance_officer), pk=row.pk, on=date(2018, 1, 1), where="网站")
    row.refresh_from_db()
    assert (row.published_on, row.published_where) == (date(2018, 3, 20), "县政府网站")


def test_distribution_keeps_nature_and_channel(cast: Cast) -> None:
    row = received(cast)
    low = {"number": "通财农〔2018〕1号", "issuer": "通江县财政局", "title": "下拨", "year": 2018, "issued_on": DAY}
    made = distribute(**as_(cast.finance_officer), pk=row.pk, area=YANGBAI, given=Given(low, Decimal(400000), "s1"))
    assert (made.level, made.kind, made.department, made.parent_id) == ("province", "01", "扶贫部门", row.pk)
    assert distribute(
        **as_(cast.finance_officer), pk=row.pk, area=YANGBAI, given=Given(low, Decimal(400000), "s1")
    ).pk == made.pk  # fmt: skip
    for area, amount, words in ((BAOKANG, "1", "本地区以下"), (YANGBAI, "600000.01", "差 0.01 元")):
        with pytest.raises(FundRefusedError, match=words):
            distribute(**as_(cast.finance_officer), pk=row.pk, area=area,
                       given=Given({**low, "number": "n2"}, Decimal(amount), f"other{amount}"))  # fmt: skip
    with pytest.raises(FundRefusedError, match="防重键"):
        distribute(**as_(cast.finance_officer), pk=row.pk, area=YANGBAI, given=Given(low, Decimal(1), "s1"))
    with pytest.raises(FundRefusedError, match="随上级文件"):
        document_change(**as_(cast.finance_officer), pk=made.pk, version=1, values={"kind": "05"})
    give_back(**as_(cast.finance_officer), pk=made.pk, amount=Decimal(100000), day=TODAY, note="结余", key="r1")
    give_back(**as_(cast.finance_officer), pk=row.pk, amount=Decimal(50000), day=TODAY, note="上缴", key="r2")
    carry_over(**as_(cast.finance_officer), pk=row.pk, amount=Decimal(650000), day=TODAY, note="结转下年", key="r3")
    assert of_document(row) == money("1000000", "300000", "0", "50000", "0")
    assert of_document(made) == money("400000", "0", "0", "100000", "0")
    assert FundDocument.all_rows.count() == 2


def test_the_use_of_money_by_region(cast: Cast) -> None:
    """A-32 keeps nature and channel and lets the use change; B-55 in 杨柏镇 does not."""
    rules_load(actor=SYSTEM)
    row = received(cast, purposes=["101"])
    here = works()
    with pytest.raises(FundRefusedError, match="资金用途不变"):
        allocated(cast, row, here, "10")
    assert not Allocation.all_rows.exists()
    allocated(cast, row, works(category="101"), "10", "a2")
    FundRule.objects.filter(region=YANGBAI).update(number=1)
    allocated(cast, row, here, "10", "a3")
    assert rules_load(actor=SYSTEM) == 1
    assert rules_load(actor=SYSTEM) == 0


def test_an_allocation_stays_within_plan_state_and_negative_list(cast: Cast) -> None:
    row = received(cast)
    for target, amount, words in (
        (works(total=Decimal(100)), "100.01", "超出 0.01 元"),
        (works(state="in_library"), "1", "列入年度计划"),
        (works(state="settled"), "1", "决算后"),
        (works(name="乡政府办公楼"), "1", "负面清单"),
    ):
        with pytest.raises(FundRefusedError, match=words):
            allocated(cast, row, target, amount, f"k{words}")
    with pytest.raises(HiddenFundError):
        allocate(**as_(cast.stranger), document=row.pk, project=works().pk, amount=Decimal(1), day=DAY, key="x")
    assert of_document(row) == money("1000000", "0", "0", "0", "0")
    target = works(total=Decimal(100))
    given = allocated(cast, row, target, "100", "k1")
    reduce(**as_(cast.finance_officer), allocation=given.pk, amount=Decimal(40), day=DAY, key="k2", note="招标节余")
    assert of_allocation(given) == money("60", "0", "0", "0")


def ask(person: Any, given: Allocation, amount: str, key: str, **changed: Any) -> PaymentOrder:
    asked = {"kind": "pay", "stage": "progress", "payee_kind": "builder", "payee": "路桥公司", "voucher": "记-1",
             "bills": [Bill(f"F{key}", "路桥公司", Decimal(amount))], **changed}  # fmt: skip
    return order_ask(**as_(person), asked=Asked(given.pk, amount=Decimal(amount), key=key, **asked))


def approve(person: Any, order: PaymentOrder, **changed: Any) -> PaymentOrder:
    return order_approve(**as_(person), pk=order.pk, **{"paid_on": DAY, "voucher": "记-1", **changed})


def test_a_payment_takes_two_persons(cast: Cast) -> None:
    row, target = received(cast), works(state="contracted")
    given = allocated(cast, row, target, "1000.00")
    order = ask(cast.finance_officer, given, "300.00", "o1")
    assert ask(cast.finance_officer, given, "300.00", "o1").pk == order.pk
    for person, error in ((cast.finance_officer, FundRefusedError), (cast.stranger, HiddenFundError),
                          (cast.township_clerk, HiddenFundError)):  # fmt: skip
        with pytest.raises(error):
            approve(person, order)
    assert of_allocation(given) == money("1000", "0", "0", "0")
    paid = approve(cast.county_officer, order)
    approve(cast.county_officer, order)
    assert (paid.state, paid.decided_by, of_allocation(given)) == (
        "approved", cast.county_officer.pk, money("1000", "300", "0", "0"),
    )  # fmt: skip
    with pytest.raises(FundRefusedError, match="冲销"):
        order_refuse(**as_(cast.county_officer), pk=order.pk, words="错了")
    entry = FundEntry.all_rows.get(order=order)
    entry_cancel(**as_(cast.county_officer), pk=entry.pk, day=DAY + timedelta(days=1), note="付错账户")
    assert of_allocation(given) == money("1000", "0", "0", "0")


def test_no_payment_without_papers(cast: Cast) -> None:
    rules_load(actor=SYSTEM)
    row, target = received(cast), works(state="building")
    given = allocated(cast, row, target, "1000.00")
    contract = contract_sign(**as_(cast.finance_officer), project=target.pk,
                             given=Signed("HT1", "路桥公司", DAY, Decimal(900)), key="c1")  # fmt: skip
    for changed, amount, words in (
        ({"bills": []}, "10", "没有发票不能支付"),
        ({"bills": [Bill("F0", "路桥公司", Decimal("9.99"))]}, "10", "没有发票不能支付"),
        ({"stage": "final"}, "10", "验收后"),
        ({"stage": "advance"}, "10", "预付款要有合同"),
        ({"stage": "advance", "contract": contract.pk}, "270.01", "30%"),
        ({"payee_kind": "office"}, "10", "收款方类型"),
        ({"kind": "hold", "payee_kind": "", "payee": "", "stage": ""}, "10", "质保金要选择合同"),
        ({"households": {1: Decimal(10)}}, "10", "受益人"),
    ):
        with pytest.raises(FundRefusedError, match=words):
            ask(cast.township_clerk, given, amount, f"p{words}", **changed)
    assert not PaymentOrder.all_rows.exists()
    first = ask(cast.township_clerk, given, "270.00", "p1", stage="advance", contract=contract.pk, bills=[])
    approve(cast.finance_officer, first)
    second = ask(cast.township_clerk, given, "100.00", "p2", contract=contract.pk)
    with pytest.raises(FundRefusedError, match="已报过账"):
        ask(cast.township_clerk, given, "100.00", "p3", bills=[Bill("Fp2", "路桥公司", Decimal(100))])
    order_refuse(**as_(cast.finance_officer), pk=second.pk, words="发票不清")
    third = ask(cast.township_clerk, given, "100.00", "p4", contract=contract.pk,
                bills=[Bill("Fp2", "路桥公司", Decimal(100))])  # fmt: skip
    approve(cast.finance_officer, third)
    assert of_contract(contract) == money("900", "370", "0")
    contract_add(**as_(cast.finance_officer), contract=contract.pk, amount=Decimal(50), day=DAY, key="c2", note="增加")
    assert Contract.all_rows.get(pk=contract.pk).balance.amount == 950
    assert set(Invoice.all_rows.values_list("number", "void")) == {("Fp2", True), ("Fp2", False)}


def test_money_reaches_households_by_name(cast: Cast, households: Any) -> None:
    row, target = received(cast), works(state="building")
    given = allocated(cast, row, target, "1000.00")
    home = households[JIACUNGUAN]
    subsidy = {"payee_kind": "beneficiary", "payee": "补助户", "stage": "subsidy", "bills": []}
    with pytest.raises(FundRefusedError, match="不一致"):
        ask(cast.township_clerk, given, "500.00", "h0", households={home.pk: Decimal("499.99")}, **subsidy)
    order = ask(cast.township_clerk, given, "500.00", "h1", households={home.pk: Decimal(500)}, **subsidy)
    approve(cast.finance_officer, order)
    entry = FundEntry.all_rows.get(order=order)
    assert (entry.household_id, entry.amount, entry.payee_kind) == (home.pk, Decimal(500), "beneficiary")
    assert of_allocation(given) == money("1000", "500", "0", "0")


def test_nothing_is_dated_tomorrow(cast: Cast) -> None:
    row = received(cast)
    with pytest.raises(FundRefusedError, match="晚于今天"):
        give_back(**as_(cast.finance_officer), pk=row.pk, amount=Decimal(1), note="早",
                  day=timezone.localdate() + timedelta(days=1), key="t")  # fmt: skip
    assert of_document(row) == money("1000000", "0", "0", "0", "0")
