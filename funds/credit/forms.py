"""Forms of micro-credit. The checks are the services'; a form only reads what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from core.dictionaries.selectors import choices
from core.web.forms import AmountField
from core.web.pages.forms import day_field
from funds.credit.checks import GRADES, PRODUCTS, PURPOSES
from funds.models import Loan, LoanChange, LoanEntry

PICK = ("", "请选择")


def _text(label: str, length: int, *, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=required)


class CreditForm(forms.Form):
    """Base: ``version`` is what the form was opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    @property
    def seen(self) -> int:
        return self.cleaned_data.get("version") or 0


class RatingForm(CreditForm):
    rated_on = day_field("评级日期")
    grade = forms.ChoiceField(label="评级等级")
    rated_by = _text("评级单位", 60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = [PICK, *choices(GRADES)]  # type: ignore[attr-defined]


class LineForm(CreditForm):
    bank = _text("授信银行", 60, required=True)
    amount = AmountField(label="授信额度", unit="元", required=True)
    granted_on = day_field("授信日期")
    expires_on = day_field("授信到期日", required=False)


class LoanForm(CreditForm):
    """``people``: (人编号, name) of the household's members."""

    member = forms.ChoiceField(label="借款人")
    bank = _text("贷款银行", 60, required=True)
    contract = _text("合同号", 40, required=True)
    product = forms.ChoiceField(label="贷款产品")
    purpose = forms.ChoiceField(label="贷款用途", help_text="婚丧、建房、理财、购物和转给企业使用的不贴息，并列入预警")
    purpose_note = _text("用途说明", 100)
    amount = AmountField(label="合同金额", unit="元", required=True)
    signed_on = day_field("签订日期")
    due_on = day_field("合同到期日")
    rate = AmountField(label="年利率", unit="%", decimal_places=4, required=True)
    day_count = forms.ChoiceField(
        label="计息天数", choices=[("", "按本地规定"), *Loan.DayCount.choices], required=False,
        help_text="银行合同的计息方法",
    )  # fmt: skip
    lost_from = day_field("停止贴息日期", required=False)
    lost_reason = forms.ChoiceField(label="停止贴息原因", choices=[("", "没有"), *Loan.Lost.choices], required=False)
    note = _text("备注", 200)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [PICK, *people]  # type: ignore[attr-defined]
        self.fields["product"].choices = [PICK, *choices(PRODUCTS)]  # type: ignore[attr-defined]
        self.fields["purpose"].choices = [PICK, *choices(PURPOSES)]  # type: ignore[attr-defined]


class EntryForm(forms.Form):
    """放款、还款、风险补偿."""

    kind = forms.ChoiceField(label="类型", choices=[PICK, *LoanEntry.Kind.choices])
    day = day_field("日期")
    principal = AmountField(label="本金", unit="元")
    interest = AmountField(label="利息", unit="元", help_text="只有还款填写")
    note = _text("说明", 200)


class ChangeForm(forms.Form):
    """利率调整、展期、续贷."""

    kind = forms.ChoiceField(label="类型", choices=[PICK, *LoanChange.Kind.choices])
    day = day_field("生效日期")
    rate = AmountField(label="新利率", unit="%", decimal_places=4, help_text="利率调整必填；展期、续贷不变可不填")
    due_on = day_field("新到期日", required=False)
    note = _text("说明", 200)


class CounterForm(forms.Form):
    reason = _text("冲正原因", 200, required=True)
