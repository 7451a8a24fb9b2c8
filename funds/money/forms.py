"""Forms of a project's money: reductions, contracts, payment orders with invoices and households."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from core.web.formats import yuan
from core.web.forms import AmountField
from core.web.pages.forms import day_field
from funds.documents.forms import MoveForm, amount, text
from funds.models import FundEntry, PaymentOrder
from funds.money.orders import KINDS, Bill
from funds.money.selectors import ProjectMoney
from funds.pages import KeyedForm

__all__ = ["ContractForm", "DecideForm", "MoveForm", "OrderForm"]


class ContractForm(KeyedForm):
    """A contract with a builder or supplier."""

    number = text("合同编号", 60, required=True)
    builder = text("施工（供货）单位", 80, required=True)
    amount = amount("合同金额")
    signed_on = day_field("签订日期")
    note = text("备注", 200)


class OrderForm(KeyedForm):
    """What is to be paid; invoices and households one a line: 号码 单位 金额, 户编号 金额."""

    allocation = forms.TypedChoiceField(label="资金来源", coerce=int)
    kind = forms.ChoiceField(
        label="事项", choices=[(kind.value, kind.label) for kind in FundEntry.Kind if kind in KINDS]
    )
    stage = forms.ChoiceField(
        label="款项", required=False, choices=[("", "不适用"), *FundEntry.Stage.choices], help_text="支付时必选"
    )
    amount = amount("金额")
    contract = forms.TypedChoiceField(label="合同", required=False, coerce=int, empty_value=None)
    payee_kind = forms.ChoiceField(
        label="收款方类型", required=False, choices=[("", "不适用"), *FundEntry.Payee.choices],
        help_text="付给施工（供货）单位或受益人才算支出",
    )  # fmt: skip
    payee = text("收款单位（人）", 80)
    voucher = text("凭证号", 40, hint="也可在审批时填写")
    note = text("用途说明", 200)
    bills = forms.CharField(
        label="发票", required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="每行一张：发票号码 开票单位 金额（元），用空格分开",
    )  # fmt: skip
    households = forms.CharField(
        label="到户明细", required=False, max_length=100_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="每行一户：户编号 金额（元）",
    )  # fmt: skip

    def __init__(self, money: ProjectMoney, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose(
            "allocation",
            [(str(row.pk), f"{row.document.number}（可用 {yuan(row.balance.free)} 元）") for row in money.allocations],
        )
        self._choose(
            "contract",
            [("", "没有合同")]
            + [
                (str(row.pk), f"{row.number} {row.builder}（未付 {yuan(row.balance.free)} 元）")
                for row in money.contracts
            ],
        )

    def _choose(self, name: str, found: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (declared above)
        field.choices = found

    def clean_bills(self) -> list[Bill]:
        found = []
        for line in _lines(self.cleaned_data["bills"]):
            if len(line) < 3:
                raise forms.ValidationError("每行要有发票号码、开票单位和金额")
            found.append(Bill(line[0], " ".join(line[1:-1]), _money(line[-1])))
        return found

    def clean_households(self) -> dict[str, Decimal]:
        found: dict[str, Decimal] = {}
        for line in _lines(self.cleaned_data["households"]):
            if len(line) != 2 or line[0] in found:
                raise forms.ValidationError(f"每行一个户编号和金额，不能重复：{line[0]}")
            found[line[0]] = _money(line[1])
        return found


class DecideForm(forms.Form):
    """A second person pays, or gives the order back with a reason."""

    paid_on = day_field("支付日期")
    voucher = text("凭证号", 40)
    words = text("审批意见", 200, hint="退回时必填")


class SupplementForm(KeyedForm):
    """A supplement to a contract."""

    amount = AmountField(label="增加金额", unit="元", required=True, max_digits=16)
    day = day_field("签订日期")
    note = text("补充协议内容", 200, required=True)


def order_title(order: PaymentOrder) -> str:
    """What an order is called: 支付（进度款）, 扣留质保金."""
    kind = str(FundEntry.Kind(order.kind).label)
    return f"{kind}（{FundEntry.Stage(order.stage).label}）" if order.stage else kind


def _lines(words: str) -> list[list[str]]:
    return [line.split() for line in words.splitlines() if line.strip()]


def _money(words: str) -> Decimal:
    try:
        found = Decimal(words.replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise forms.ValidationError(f"“{words}”不是金额") from None
    if not found.is_finite():
        raise forms.ValidationError(f"“{words}”不是金额")
    return found
