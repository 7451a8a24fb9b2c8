"""Forms of the asset ledger."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from core.web.forms import AmountField
from core.web.pages.forms import day_field
from projects.models import Asset


def _text(label: str, length: int, *, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=required)


class AssetForm(forms.Form):
    """One asset; ``version`` is what the form was opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = _text("资产名称", 120, required=True)
    kind = forms.ChoiceField(label="资产类别", choices=[("", "请选择"), *Asset.Kind.choices])
    owner_level = forms.ChoiceField(label="权属级次", choices=[("", "请选择"), *Asset.Owner.choices])
    owner = _text("所有权人", 60)
    original_value = AmountField(label="原值", unit="元", required=True)
    formed_on = day_field("形成（购置）日期", required=False)
    place = _text("坐落", 120)
    manager = _text("经营（使用）单位", 60)
    maintainer = _text("管护责任人", 30)
    term_start = day_field("经营期开始", required=False)
    term_end = day_field("经营期结束", required=False)
    condition = forms.ChoiceField(label="状态", choices=Asset.Condition.choices)
    disposal = _text("处置决定", 120)
    disposal_amount = AmountField(label="处置金额", unit="元", min_value=0)
    disposed_on = day_field("处置日期", required=False)
    note = _text("备注", 200)

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def initial_of(row: Asset) -> dict[str, Any]:
    return {name: getattr(row, name) for name in AssetForm.base_fields}


class IncomeForm(forms.Form):
    """What an asset earned in a period."""

    year = forms.IntegerField(label="年度", min_value=2012, max_value=2100)
    period = _text("期间", 10, required=True)
    amount = AmountField(label="收益", unit="元", required=True, min_value=0)
    received_on = day_field("到账日期", required=False)
    note = _text("说明", 100)


class ShareForm(forms.Form):
    """Lines of 户编号 and yuan."""

    shares = forms.CharField(
        label="分配名单",
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="每行一户：户编号 金额（元），如 5119210001 600.00",
    )
    paid_on = day_field("发放日期", required=False)

    def clean_shares(self) -> dict[str, Decimal]:
        found: dict[str, Decimal] = {}
        for number, line in enumerate(self.cleaned_data["shares"].splitlines(), 1):
            parts = line.replace("，", " ").replace(",", " ").replace("\t", " ").split()
            if not parts:
                continue
            try:
                code, text = parts
                amount = Decimal(text)
            except (ValueError, InvalidOperation):
                raise forms.ValidationError(f"第 {number} 行应为“户编号 金额”") from None
            if code in found:
                raise forms.ValidationError(f"第 {number} 行的户编号重复")
            if not amount.is_finite() or not 0 < amount < 10**9:
                raise forms.ValidationError(f"第 {number} 行的金额应大于 0")
            found[code] = amount
        return found
