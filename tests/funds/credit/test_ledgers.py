"""Micro-credit from workbooks and back: all or nothing, unchanged the second time; L11 masks the numbers."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from core.accounts.models import User
from core.ledgers.exports import ExportQuery, export_write, ledgers
from core.ledgers.imports import apply, staged
from core.ledgers.kinds import kinds
from core.ledgers.outcome import Outcome
from core.ledgers.services import NewBatch, Upload
from funds.models import CreditLine, CreditRating, Loan, LoanEntry
from households.models import Household
from tests import factories
from tests.cast import CHENGGUAN_VILLAGE, JIACUNGUAN, TONGJIANG, Cast
from tests.core.procedures.scene import acting
from tests.funds.credit.scene import BANK, head_of, load_rules, loan, repay

pytestmark = pytest.mark.django_db(transaction=True)
D = Decimal
SHEETS = {
    "credit-ratings": ("评级", ["户编号", "评级日期", "评级等级", "评级单位"]),
    "credit-lines": ("授信", ["户编号", "授信银行", "授信额度(元)", "授信日期", "授信到期日"]),
    "credit-loans": (
        "贷款",
        ["户编号", "借款人编号", "贷款银行", "合同号", "贷款产品", "贷款用途", "合同金额(元)", "签订日期", "合同到期日",
         "年利率（%）", "计息天数"],
    ),
    "credit-entries": ("流水", ["贷款银行", "合同号", "类型", "日期", "本金(元)", "利息(元)"]),
}  # fmt: skip


@pytest.fixture
def home(cast: Cast) -> Household:
    load_rules()
    return factories.household(JIACUNGUAN, head="台账户")


def book(kind: str, *rows: list[Any]) -> io.BytesIO:
    name, head = SHEETS[kind]
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = name
    for row in (head, *rows):
        sheet.append(row)
    out = io.BytesIO()
    workbook.save(out)
    out.seek(0)
    return out


def run(person: User, kind: str, file: Any) -> Outcome:
    actor, post, scope = acting(person)
    with staged(kinds()[kind], file, year=2018, scope=scope, actor=actor) as held:
        return apply(held, NewBatch(kinds()[kind], 2018, Upload("信贷.xlsx", 1, "0" * 64), actor, post))


def counts(found: Outcome) -> tuple[int, int, int, int, int]:
    part = found.counts
    return part.read, part.created, part.updated, part.unchanged, part.refused


def test_ratings_and_lines(home: Household, cast: Cast) -> None:
    rating = [home.code, "2018-03-01", "优秀", "村评级组"]
    assert counts(run(cast.county_officer, "credit-ratings", book("credit-ratings", rating))) == (1, 1, 0, 0, 0)
    assert counts(run(cast.county_officer, "credit-ratings", book("credit-ratings", rating))) == (1, 0, 0, 1, 0)
    better = [*rating[:2], "较好", rating[3]]
    assert counts(run(cast.county_officer, "credit-ratings", book("credit-ratings", better))) == (1, 0, 1, 0, 0)
    row = CreditRating.all_rows.get()
    assert (row.grade, row.version, row.source, row.area) == ("2", 2, "import", JIACUNGUAN)
    line = [home.code, BANK, "50000", "2018-03-02", ""]
    much = [*line[:2], "60000", *line[3:]]
    assert (
        run(cast.county_officer, "credit-lines", book("credit-lines", much)).problems[0].reason
        == "授信额度最高 50,000 元"
    )
    assert CreditLine.all_rows.count() == 0
    assert counts(run(cast.county_officer, "credit-lines", book("credit-lines", line))) == (1, 1, 0, 0, 0)


def contract(home: Household, number: str = "HT9", **changes: str) -> list[Any]:
    row = {
        "code": home.code, "member": head_of(home).code, "bank": BANK, "number": number, "product": "扶贫小额信贷",
        "purpose": "养殖业", "amount": "30000", "signed": "2018-02-01", "due": "2020-02-01", "rate": "4.75",
        "count": "实际天数/360",
    }  # fmt: skip
    return list((row | changes).values())


def test_loans_and_what_is_wrong_refuses_all(home: Household, cast: Cast) -> None:
    foreign = factories.household(CHENGGUAN_VILLAGE, head="外县户")
    old = factories.member(home, name="老人", born=date(1940, 1, 1))
    for wrong in (
        contract(home, rate="4.76"), contract(home, due="2021-02-02"), contract(home, amount="50001"),
        contract(home, member=head_of(foreign).code), contract(home, member=old.code), contract(home, product="没有"),
        contract(foreign), contract(home, due="2018-01-01"),
    ):  # fmt: skip
        file = book("credit-loans", contract(home, "HT1"), wrong)
        assert run(cast.county_officer, "credit-loans", file).counts.refused == 1, wrong
    assert Loan.all_rows.count() == 0
    assert counts(run(cast.county_officer, "credit-loans", book("credit-loans", contract(home)))) == (1, 1, 0, 0, 0)
    row = Loan.all_rows.get()
    assert (row.relation, row.due_now, row.rate_now, row.balance) == (
        "01",
        date(2020, 2, 1),
        D("4.7500"),
        D(0),
    )
    assert counts(run(cast.county_officer, "credit-loans", book("credit-loans", contract(home)))) == (1, 0, 0, 1, 0)


def test_entries_are_only_added_and_never_too_much(home: Household, cast: Cast) -> None:
    loan(home, contract="HT9", drawn=None)
    drawn = [BANK, "HT9", "放款", "2018-02-01", "50000", ""]
    paid = [BANK, "HT9", "还款", "2018-03-01", "20000", "150.25"]
    for wrong in (
        [*paid[:4], "50000.01", ""], [*paid[:3], "2018-01-31", *paid[4:]], [*drawn[:4], "0.01", ""],
        [BANK, "没有", *paid[2:]], [*paid[:3], "2017-01-01", *paid[4:]], [*drawn[:5], "3"],
    ):  # fmt: skip
        assert run(cast.county_officer, "credit-entries", book("credit-entries", drawn, wrong)).counts.refused, wrong
    assert LoanEntry.all_rows.count() == 0
    assert counts(run(cast.county_officer, "credit-entries", book("credit-entries", paid, drawn))) == (2, 2, 0, 0, 0)
    assert Loan.all_rows.get().balance == D(30000)
    assert counts(run(cast.county_officer, "credit-entries", book("credit-entries", paid, drawn))) == (2, 0, 0, 2, 0)
    assert LoanEntry.all_rows.count() == 2


def test_what_goes_out_comes_in_unchanged_and_l11_masks(home: Household, cast: Cast) -> None:
    row = loan(home, contract="HT9")
    repay(row, "20000", date(2018, 6, 1), "100")
    CreditRating.all_rows.create(household=home, area=home.area, rated_on=date(2018, 1, 1), grade="1")
    CreditLine.all_rows.create(household=home, area=home.area, bank=BANK, amount=D(50000), granted_on=date(2018, 1, 2))
    _, _, scope = acting(cast.county_officer)

    def exported(code: str) -> io.BytesIO:
        out = io.BytesIO()
        export_write(ledgers()[code], ExportQuery(TONGJIANG, 2018, scope), out)
        out.seek(0)
        return out

    for kind in SHEETS:
        found = counts(run(cast.county_officer, kind, exported(f"{kind}-import")))
        assert found[0] == found[3] > 0, kind
    sheet = openpyxl.load_workbook(exported("L11")).worksheets[0]
    cells = [str(cell) for line in sheet.iter_rows(values_only=True) for cell in line if cell is not None]
    assert {"HT9", "台账户", "优秀"} <= set(cells)
    assert any("*" in cell for cell in cells)
    for code in ("L11A", "L11B"):
        assert openpyxl.load_workbook(exported(code)).worksheets
