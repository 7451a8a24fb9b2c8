"""Forms of issue documents."""

from __future__ import annotations

from typing import Any

from django import forms

from core.dictionaries.selectors import choices
from core.regions.codes import parse_area
from core.web.forms import AmountField, CodesField
from core.web.pages.forms import day_field
from funds.documents.services import KEPT, PLAIN
from funds.models import FundDocument
from funds.pages import KeyedForm


def text(label: str, length: int, *, required: bool = False, hint: str = "") -> forms.CharField:
    """One line of words."""
    return forms.CharField(label=label, max_length=length, required=required, help_text=hint)


def amount(label: str, hint: str = "") -> AmountField:
    """Money in yuan to the fen."""
    return AmountField(label=label, unit="元", required=True, max_digits=16, help_text=hint)


class DocumentForm(KeyedForm):
    """A document with its amount; on a change the amount is not asked: it moves by entries alone."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    number = text("文号", 60, required=True)
    issuer = text("下达单位", 60, required=True)
    title = text("文件名", 160, required=True)
    amount = amount("金额")
    year = forms.IntegerField(label="资金年度", min_value=2000, max_value=2100)
    issued_on = day_field("下达日期")
    received_on = day_field("收文日期", required=False)
    level = forms.ChoiceField(label="资金级次")
    kind = forms.ChoiceField(label="资金类别")
    direction = forms.ChoiceField(label="资金方向", required=False)
    department = text("主管部门（资金渠道）", 60, hint="性质不变、渠道不变：下拨和分配后仍归原渠道")
    purposes = CodesField(label="规定用途", required=False, help_text="不选为不限定")
    purpose = text("用途说明", 200)
    publicity_due = day_field("公示期限", required=False, help_text="留空按本地规定的天数计算")
    note = text("备注", 300)

    def __init__(self, year: int, *args: Any, change: bool = False, below: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, code_list in (("level", "fund_level"), ("kind", "fund_kind"), ("direction", "fund_direction")):
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", "请选择"), *choices(code_list, year)]
        purposes = self.fields["purposes"]
        assert isinstance(purposes, forms.MultipleChoiceField)  # noqa: S101  (declared above)
        purposes.choices = choices("project_category", year)
        if change:
            del self.fields["amount"]
        if below:
            for name in KEPT:
                del self.fields[name]

    def values(self) -> dict[str, Any]:
        found = {name: value for name, value in self.cleaned_data.items() if name in PLAIN}
        if "direction" in found:
            found["direction"] = found["direction"] or None
        if "purposes" in found:
            found["purposes"] = list(found["purposes"] or ()) or None
        return found


class DistributeForm(DocumentForm):
    """To which lower region, under which number."""

    area = text("下拨到（区划代码）", 12, required=True, hint="本地区以下的县、乡镇或村的代码")

    def clean_area(self) -> int:
        try:
            return parse_area(self.cleaned_data["area"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


class AllocateForm(KeyedForm):
    """Money of a document for a project, named by its code."""

    project = text("项目编码", 40, required=True)
    amount = amount("分配金额")
    day = day_field("分配日期")
    note = text("依据", 200, hint="如 分配方案或批复文号")


class MoveForm(KeyedForm):
    """An amount that goes back or is carried over."""

    amount = amount("金额")
    day = day_field("日期")
    note = text("原因", 200, required=True)


class PublishForm(forms.Form):
    """Where and when a document was published."""

    on = day_field("公示日期")
    where = text("公示地点", 100, required=True)


class CancelForm(forms.Form):
    """Why an entry is undone."""

    day = day_field("冲销日期")
    note = text("冲销理由", 200, required=True)


def initial_of(row: FundDocument) -> dict[str, Any]:
    """What the form of a change is opened with."""
    return {name: getattr(row, name) for name in (*PLAIN, "version")}
