"""Forms of contributions and of the helpers who bring them."""

from __future__ import annotations

from typing import Any

from django import forms

from core.regions.codes import parse_area
from core.web.forms import AmountField
from core.web.pages.forms import day_field
from funds.contributions import services
from funds.contributions.selectors import helpers_for
from funds.models import Contribution, HelperKind, SupportUnit


def _text(label: str, length: int, *, required: bool = False, hint: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=required, help_text=hint)


class VersionForm(forms.Form):
    """Base: ``version`` is what the form was opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class UnitForm(VersionForm):
    """One helper of a place."""

    name = _text("帮扶主体", 60, required=True, hint="派出单位、企业或协作方的全称")
    kind = forms.ChoiceField(label="帮扶类型", choices=[("", "请选择"), *HelperKind.choices])
    home = _text("协作方区划代码", 12, hint="区域协作方填来自哪个县（市、区），其他留空")
    starts_on = day_field("开始日期")
    ends_on = day_field("结束日期", required=False)
    contact = _text("联系人", 30)
    note = _text("备注", 200)

    def clean_home(self) -> int | None:
        text = self.cleaned_data["home"]
        try:
            return parse_area(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


class ContributionForm(VersionForm):
    """One contribution to a place."""

    helper = forms.ChoiceField(label="已登记的帮扶主体", required=False, help_text="选了以后捐赠方和类型以它为准")
    donor = _text("捐赠方", 60, hint="没有登记为帮扶主体的，填单位、企业或个人的名称")
    donor_kind = forms.ChoiceField(label="捐赠方类型", choices=[("", "请选择"), *Contribution.Donor.choices])
    helper_kind = forms.ChoiceField(
        label="帮扶类型", required=False, choices=[("", "请选择"), *HelperKind.choices]
    )  # fmt: skip
    form = forms.ChoiceField(label="形式", choices=[("", "请选择"), *Contribution.Form.choices])
    amount = AmountField(label="金额或折价", unit="元", help_text="物资填折价，还没有估价的留空")
    goods = _text("物资名称", 60)
    quantity = AmountField(label="物资数量", max_digits=12, min_value=0)
    unit = _text("计量单位", 10, hint="如 吨、套、头")
    received_on = day_field("接收日期")
    recipient = _text("受赠方", 60, required=True, hint="如 村委会、村小学、受赠户")
    for_households = forms.BooleanField(label="到户（保存后登记受赠户）", required=False)
    purpose = _text("用途", 120, required=True)
    receipt_no = _text("票据号", 40)
    notice_due_on = day_field(
        "应公示日期", required=False, help_text=f"留空为接收后 {services.NOTICE_DAYS} 天"
    )  # fmt: skip
    note = _text("备注", 200)

    def __init__(self, area: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.area = area
        field = self.fields["helper"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (declared above)
        field.choices = [("", "没有登记"), *helpers_for(area)]

    def clean_helper(self) -> SupportUnit | None:
        text = self.cleaned_data["helper"]
        return services.helper_of(int(text)) if text else None


def initial_of_fields(row: Any, form: type[VersionForm]) -> dict[str, Any]:
    """What a stored row says in the fields of its form."""
    return {name: getattr(row, name) for name in form.base_fields}


def initial_of(row: Contribution | SupportUnit, form: type[VersionForm]) -> dict[str, Any]:
    found = initial_of_fields(row, form)
    if isinstance(row, Contribution):
        found["helper"] = str(row.helper_id or "")
    return found


class HouseholdsForm(forms.Form):
    """For whom it is."""

    codes = forms.CharField(
        label="受赠户",
        max_length=100_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="每行一个户编号；名单以这里为准",
    )

    def clean_codes(self) -> list[str]:
        return list(dict.fromkeys(self.cleaned_data["codes"].split()))


class UseForm(forms.Form):
    """What was used."""

    amount = AmountField(label="使用金额", unit="元", required=True)
    used_on = day_field("使用日期")
    purpose = _text("用于", 120, required=True)


class ReverseForm(forms.Form):
    """Why an entry is taken back."""

    reason = _text("冲正理由", 100, required=True)


class NoticeForm(forms.Form):
    """When it was made known."""

    on = day_field("公示日期")
