"""The sheets 评级, 授信, 贷款 and 信贷流水, each declared once for import and export."""

from __future__ import annotations

from functools import partial
from typing import Any

from core.dictionaries.selectors import spellings
from core.ledgers import cells
from core.ledgers.columns import LedgerField, LedgerResource
from core.ledgers.model_fields import model_field
from funds.models import CreditLine, CreditRating, Loan, LoanEntry


def _words(choices: Any) -> cells.Code:
    return cells.Code(choices={str(label): code for code, label in choices})


def _listed(name: str, heading: str, codes: str, **more: Any) -> LedgerField:
    return LedgerField(name, heading, cells.Code(choices=partial(spellings, codes)), **more)


def _household() -> LedgerField:
    return LedgerField(
        "household_no", "户编号", cells.RegisterNo(max_length=30), required=True, synonyms=["户编码"], width=20
    )


def _money(heading: str, name: str, **more: Any) -> LedgerField:
    return LedgerField(name, heading, cells.Money(), units={"万元": cells.Wan()}, unit="元", width=14, **more)


_rating, _line = partial(model_field, CreditRating), partial(model_field, CreditLine)
_loan, _entry = partial(model_field, Loan), partial(model_field, LoanEntry)


class RatingSheet(LedgerResource):
    """One row a rating."""

    title = "信用评级"
    sheet = "评级"
    notes = ("一户一天一次评级；同户同日的行修改原记录。",)

    household_no = _household()
    rated_on = _rating("rated_on", required=True, width=12)
    grade = _listed("grade", "评级等级", "credit_grade", required=True, width=10)
    rated_by = _rating("rated_by", width=18)


class LineSheet(LedgerResource):
    """One row a credit line."""

    title = "授信额度"
    sheet = "授信"
    notes = ("同户、同银行、同一授信日期的行修改原记录。",)

    household_no = _household()
    bank = _line("bank", required=True, width=20)
    amount = _money("授信额度", "amount", required=True)
    granted_on = _line("granted_on", required=True, width=12)
    expires_on = _line("expires_on", width=12)


class LoanSheet(LedgerResource):
    """One row a contract."""

    title = "小额信贷合同"
    sheet = "贷款"
    notes = ("银行和合同号相同的行修改原合同；放款、还款、展期在信贷流水或系统内登记。",)

    household_no = _household()
    member_no = LedgerField(
        "member_no", "借款人编号", cells.RegisterNo(max_length=32), required=True, synonyms=["人编号"], width=22
    )
    bank = _loan("bank", required=True, width=20)
    contract = _loan("contract", required=True, width=18)
    product = _listed("product", "贷款产品", "loan_product", required=True, width=14)
    purpose = _listed("purpose", "贷款用途", "loan_purpose", required=True, width=14)
    purpose_note = _loan("purpose_note", width=16)
    amount = _money("合同金额", "amount", required=True, synonyms=["贷款金额"])
    signed_on = _loan("signed_on", required=True, width=12)
    due_on = _loan("due_on", required=True, synonyms=["到期日"], width=12)
    rate = LedgerField("rate", "年利率（%）", cells.Number(places=4), required=True, synonyms=["年利率"], width=10)
    day_count = _loan("day_count", widget=_words(Loan.DayCount.choices), required=True, width=14)
    lost_from = _loan("lost_from", width=12)
    lost_reason = _loan("lost_reason", widget=_words(Loan.Lost.choices), width=14)
    note = _loan("note", width=18)


class EntrySheet(LedgerResource):
    """One row of money that moved."""

    title = "信贷流水"
    sheet = "流水"
    sheet_synonyms = ("还款", "放款")
    notes = ("流水只增加：已有的同一行（同合同、类型、日期、金额）不重复登记；记错的在系统内冲正。",)

    bank = _loan("bank", required=True, width=20)
    contract = _loan("contract", required=True, width=18)
    kind = _entry("kind", widget=_words(LoanEntry.Kind.choices), required=True, width=10)
    day = _entry("day", required=True, width=12)
    principal = _money("本金", "principal", required=True)
    interest = _money("利息", "interest")
    note = LedgerField("note", "说明", cells.Text(), width=18)
