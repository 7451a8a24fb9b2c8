"""Ratings, lines, loans and what is appended to them: stored, refused in words, and a refusal changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.regions.codes import area_range
from funds.credit.errors import CreditRefusedError, HiddenCreditError, StaleCreditError
from funds.credit.selectors import quarters_of, rule_book
from funds.credit.services import change_add, counter, entry_add, line_save, loan_save, rating_save
from funds.models import CreditLine, CreditRating, CreditRule, Loan, LoanChange, LoanEntry
from households.models import Household
from tests import factories
from tests.cast import BAOKANG, JIACUNGUAN, XIANRENQIAN, Cast
from tests.funds.credit.scene import CONTRACT, OFFICE, load_rules, loan, repay, writer

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def home(cast: Cast) -> Household:
    load_rules()
    return factories.household(JIACUNGUAN, head="贷款户")


def stored() -> list[int]:
    return [model.all_rows.count() for model in (CreditRating, CreditLine, Loan, LoanEntry, LoanChange)]


def test_the_shipped_rules_are_loaded_once(home: Household) -> None:
    number = CreditRule.objects.count()
    load_rules()
    assert CreditRule.objects.count() == number > 10
    book = rule_book()
    assert book.at(JIACUNGUAN, date(2018, 6, 1)).split == (("county", D(100)),)
    assert book.at(BAOKANG, date(2018, 6, 1)).split == (("city", D(50)), ("county", D(50)))
    assert book.at(BAOKANG, date(2024, 6, 1)).share == D(70)
    assert book.at(BAOKANG, date(2020, 5, 1)).ceiling(date(2020, 5, 1), date(2021, 5, 1)) == D("3.85")


def test_a_rating_and_a_line(home: Household) -> None:
    row = rating_save(
        writer=OFFICE, household=home.code, values={"rated_on": date(2018, 3, 1), "grade": "1", "rated_by": "村评级组"}
    )
    line = line_save(
        writer=OFFICE,
        household=home.code,
        values={"bank": "农商行", "amount": D(50000), "granted_on": date(2018, 3, 5)},
    )
    assert (row.area, row.version, line.area, line.expires_on) == (JIACUNGUAN, 1, JIACUNGUAN, None)
    again = rating_save(writer=OFFICE, household=home.code, values={"grade": "2"}, pk=row.pk, version=1)
    assert (again.grade, again.version, again.rated_by) == ("2", 2, "村评级组")
    with pytest.raises(StaleCreditError):
        rating_save(writer=OFFICE, household=home.code, values={"grade": "3"}, pk=row.pk, version=1)
    with pytest.raises(CreditRefusedError) as twice:
        rating_save(writer=OFFICE, household=home.code, values={"rated_on": date(2018, 3, 1), "grade": "3"})
    assert twice.value.fields == {"rated_on": "该户当天已有评级"}
    with pytest.raises(CreditRefusedError) as much:
        line_save(
            writer=OFFICE,
            household=home.code,
            values={"bank": "农商行", "amount": D(60000), "granted_on": date(2018, 4, 5)},
        )
    assert much.value.fields == {"amount": "授信额度最高 50,000 元"}
    assert stored() == [1, 1, 0, 0, 0]


def test_a_loan_takes_the_relation_and_what_holds_now(home: Household) -> None:
    row = loan(home)
    assert (row.relation, row.drawn, row.balance, row.due_now, row.rate_now) == (
        "01",
        D(50000),
        D(50000),
        date(2020, 1, 10),
        D("4.75"),
    )


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"due_on": date(2021, 1, 11)}, "due_on", "扶贫小额信贷最长 36 个月"),
        ({"due_on": date(2018, 1, 10)}, "due_on", "到期日应晚于签订日期"),
        ({"rate": D("4.76")}, "rate", "2018-01-10 签订的扶贫小额信贷年利率最高 4.75%"),
        ({"rate": D("4.36"), "due_on": date(2019, 1, 10)}, "rate", "2018-01-10 签订的扶贫小额信贷年利率最高 4.35%"),
        ({"amount": D("50000.01")}, "amount", "扶贫小额信贷最高 50,000 元"),
        ({"amount": D("0.001")}, "amount", "金额精确到分"),
        ({"product": "77"}, "product", "没有这个选项"),
        ({"member": ""}, "member", "请选择本户成员为借款人"),
        ({"lost_from": date(2018, 6, 1)}, "lost_from", "停止贴息的日期和原因要一起填写"),
    ],
)
def test_what_a_loan_is_refused_for(home: Household, changes: dict[str, Any], field: str, says: str) -> None:
    with pytest.raises(CreditRefusedError) as refused:
        loan(home, **changes)
    assert refused.value.fields == {field: says}
    assert stored() == [0, 0, 0, 0, 0]


def test_the_borrowers_age_at_signing(home: Household) -> None:
    old = factories.member(home, name="老人", born=date(1952, 1, 9))
    with pytest.raises(CreditRefusedError) as refused:
        loan(home, member=old.code)
    assert refused.value.fields == {"member": "签订时 66 岁，借款人应为 18 至 65 岁"}
    assert loan(home, member=factories.member(home, name="五婶", born=date(1952, 1, 11)).code).pk


def test_other_products_may_be_larger(home: Household) -> None:
    assert loan(home, drawn="80000", product="1", amount=D(80000)).balance == D(80000)


def test_a_foreign_household_is_not_there(home: Household) -> None:
    low, high = area_range(XIANRENQIAN)
    foreign = writer(Scope(low, high))
    row = loan(home)
    before = stored()
    for work in (
        lambda: rating_save(writer=foreign, household=home.code, values={}),
        lambda: loan_save(writer=foreign, household=home.code, values=CONTRACT),
        lambda: entry_add(writer=foreign, loan=row.pk, values={}),
        lambda: counter(writer=foreign, kind=LoanEntry, pk=LoanEntry.all_rows.get().pk, reason="错"),
    ):
        with pytest.raises(HiddenCreditError):
            work()
    assert stored() == before


def test_entries_add_up_and_a_counter_takes_one_back(home: Household) -> None:
    row = loan(home)
    repay(row, "20000", date(2018, 6, 1), "300.50")
    row.refresh_from_db()
    assert row.balance == D(30000)
    entry = LoanEntry.all_rows.get(kind="repay")
    counter(writer=OFFICE, kind=LoanEntry, pk=entry.pk, reason="记错")
    row.refresh_from_db()
    assert (row.balance, LoanEntry.all_rows.count()) == (D(50000), 3)
    with pytest.raises(CreditRefusedError, match="已经冲正"):
        counter(writer=OFFICE, kind=LoanEntry, pk=entry.pk, reason="再冲")
    # a drawdown that has been repaid cannot be taken back
    repay(row, "50000", date(2018, 7, 1))
    with pytest.raises(CreditRefusedError):
        counter(writer=OFFICE, kind=LoanEntry, pk=LoanEntry.all_rows.filter(kind="draw").first().pk, reason="错")
    row.refresh_from_db()
    assert (row.drawn, row.balance, LoanEntry.all_rows.count()) == (D(50000), D(0), 4)


def test_never_more_than_the_contract_and_the_balance(home: Household) -> None:
    row = loan(home, drawn="30000")
    for values, field in (
        ({"kind": "draw", "day": date(2018, 2, 1), "principal": D("20000.01")}, "principal"),
        ({"kind": "repay", "day": date(2018, 2, 1), "principal": D("30000.01")}, "principal"),
        ({"kind": "draw", "day": date(2018, 1, 9), "principal": D(1)}, "day"),
        ({"kind": "compensate", "day": date(2018, 2, 1), "principal": D(1)}, "day"),
        ({"kind": "draw", "day": date(2018, 2, 1), "principal": D(0)}, "principal"),
    ):
        with pytest.raises(CreditRefusedError) as refused:
            entry_add(writer=OFFICE, loan=row.pk, values=values)
        assert set(refused.value.fields) == {field}
    assert LoanEntry.all_rows.count() == 1


def test_a_repayment_of_a_day_before_the_money_was_there(home: Household) -> None:
    row = loan(home, drawn="10000")
    entry_add(writer=OFFICE, loan=row.pk, values={"kind": "draw", "day": date(2018, 5, 1), "principal": D(40000)})
    with pytest.raises(CreditRefusedError) as refused:
        repay(row, "10000.01", date(2018, 4, 30))
    assert refused.value.fields == {"day": "当天的贷款余额不够，还款早于放款"}
    repay(row, "10000", date(2018, 4, 30))
    row.refresh_from_db()
    assert row.balance == D(40000)


def test_the_database_itself_refuses_past_the_services(home: Household) -> None:
    row = loan(home)
    raw: dict[str, Any] = {"loan": row, "area": row.area, "day": date(2018, 6, 1)}
    for wrong in ({"kind": "draw", "principal": 1}, {"kind": "repay", "principal": 50001}):
        with pytest.raises(IntegrityError), transaction.atomic():
            LoanEntry.all_rows.create(**raw, **wrong)
    for work in (
        lambda: LoanEntry.all_rows.update(principal=1),
        lambda: LoanEntry.all_rows.all().delete(),
    ):
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            work()
    row.refresh_from_db()
    assert (row.drawn, row.balance, LoanEntry.all_rows.count()) == (D(50000), D(50000), 1)


def test_extension_rate_and_compensation(home: Household) -> None:
    row = loan(home)
    change_add(writer=OFFICE, loan=row.pk, values={"kind": "rate", "day": date(2018, 5, 1), "rate": D("4.35")})
    renewed = change_add(
        writer=OFFICE, loan=row.pk, values={"kind": "extend", "day": date(2020, 1, 5), "due_on": date(2020, 7, 10)}
    )
    row.refresh_from_db()
    assert (row.rate_now, row.due_now, row.due_on) == (D("4.35"), date(2020, 7, 10), date(2020, 1, 10))
    counter(writer=OFFICE, kind=LoanChange, pk=renewed.pk, reason="未批准")
    row.refresh_from_db()
    assert row.due_now == date(2020, 1, 10)
    paid = {"kind": "compensate", "day": date(2020, 6, 1), "principal": D(40000)}
    entry_add(writer=OFFICE, loan=row.pk, values=paid)
    row.refresh_from_db()
    assert (row.compensated, row.balance) == (D(40000), D(50000))
    with pytest.raises(CreditRefusedError) as refused:
        entry_add(writer=OFFICE, loan=row.pk, values={**paid, "principal": D("10000.01")})
    assert set(refused.value.fields) == {"principal"}


def test_a_closed_household_gets_nothing_new(home: Household) -> None:
    Household.all_rows.filter(pk=home.pk).update(closed_year=2018)
    with pytest.raises(CreditRefusedError, match="注销"):
        loan(home)
    assert stored() == [0, 0, 0, 0, 0]


def test_everything_follows_the_household_when_it_moves(home: Household) -> None:
    loan(home)
    Household.all_rows.filter(pk=home.pk).update(area=XIANRENQIAN)
    assert Loan.all_rows.get().area == LoanEntry.all_rows.get().area == XIANRENQIAN


def test_the_quarter_from_the_database(home: Household) -> None:
    row = loan(home)
    repay(row, "10000", date(2018, 2, 1))
    # 10 Jan to 1 Feb: 22 nights of 50,000; to 1 Apr: 59 of 40,000: 3,460,000 × 4.75 % / 360 = 456.5277…
    found = quarters_of(SYSTEM_SCOPE, [row], [(2018, 1)], rule_book())[(row.pk, 2018, 1)]
    assert (found.interest, found.subsidy, found.parts) == (D("456.53"), D("456.53"), {"county": D("456.53")})


@pytest.mark.django_db(transaction=True)
def test_of_many_repayments_at_once_none_is_too_much(cast: Cast) -> None:
    """Twelve repay 7,000 of 50,000: seven fit, five are told what is left, and nothing is lost."""
    load_rules()
    row = loan(factories.household(JIACUNGUAN, head="众人户"))
    start = Barrier(12)

    def work() -> str:
        try:
            start.wait(10)
            repay(row, "7000", date(2018, 6, 1))
        except CreditRefusedError as refusal:
            return "；".join(refusal.fields)
        finally:
            connection.close()
        return "paid"

    with ThreadPoolExecutor(12) as pool:
        found = [future.result() for future in [pool.submit(work) for _ in range(12)]]
    row.refresh_from_db()
    assert sorted(found) == ["paid"] * 7 + ["principal"] * 5
    assert (row.balance, LoanEntry.all_rows.filter(kind="repay").count()) == (D(1000), 7)


@pytest.mark.django_db(transaction=True)
def test_past_the_services_the_database_queues_the_writers(cast: Cast) -> None:
    """Eight write 20,000 each straight into the table against 50,000: two fit."""
    load_rules()
    row = loan(factories.household(JIACUNGUAN, head="直写户"))
    start = Barrier(8)

    def work() -> bool:
        try:
            start.wait(10)
            LoanEntry.all_rows.create(loan=row, area=row.area, kind="repay", day=date(2018, 6, 1), principal=20000)
        except IntegrityError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        works: list[Callable[[], bool]] = [work] * 8
        found = list(pool.map(lambda one: one(), works))
    row.refresh_from_db()
    assert (sum(found), row.balance) == (2, D(10000))
