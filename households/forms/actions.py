"""The small forms of a household's fate: moving, closing, pairing, revealing, opening a year; and the query bar."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from core.dictionaries.selectors import choices
from core.ledgers.cell_texts import Text
from core.web.forms import CodeField
from households.forms.fields import NOT_FILLED, CellField, DayField

_REQUIRED = {"required": "必填，不能为空"}


class ReasonField(forms.CharField):
    def __init__(self, label: str, least: int = 4) -> None:
        super().__init__(
            label=label,
            min_length=least,
            max_length=100,
            error_messages={**_REQUIRED, "min_length": f"至少写 {least} 个字"},
        )


class MoveForm(forms.Form):
    """Where a whole household goes."""

    def __init__(self, villages: list[tuple[str, str]], data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["area"] = forms.ChoiceField(
            choices=[("", "请选择"), *villages],
            label="迁入行政村",
            error_messages={**_REQUIRED, "invalid_choice": "请从列表里选择一个行政村"},
        )
        self.fields["group_name"] = CellField(Text(30), label="村民小组")
        self.fields["reason"] = ReasonField("迁移原因")


class CloseForm(forms.Form):
    """Why a household is not registered any more."""

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["reason"] = CodeField(
            choices=[NOT_FILLED, *choices("close_reason")], label="注销原因", error_messages=_REQUIRED
        )
        self.fields["on"] = DayField(label="注销日期")
        self.fields["note"] = ReasonField("依据说明")


class PairingStartForm(forms.Form):
    """Which helper, since when."""

    def __init__(self, helpers: list[tuple[str, str]], data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["helper"] = forms.ChoiceField(
            choices=[("", "请选择"), *helpers], label="帮扶责任人", error_messages=_REQUIRED
        )
        self.fields["starts_on"] = DayField(label="开始时间")


class PairingEndForm(forms.Form):
    ends_on = DayField(label="结束时间")


class RevealForm(forms.Form):
    """Why a personal number is looked at."""

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["reason"] = ReasonField("查看理由")


class YearOpenForm(forms.Form):
    """Nothing but the confirmation: the year is that of the address."""

    year = forms.IntegerField(min_value=2014, max_value=2099, widget=forms.HiddenInput)


class RegisterQuery(forms.Form):
    """The query bar. A value that is not offered is no condition."""

    q = forms.CharField(required=False, max_length=60)
    outcome = forms.ChoiceField(
        required=False, choices=[("", "全部"), ("met", "达标"), ("not_met", "未达标"), ("unknown", "未知")]
    )
    status = forms.ChoiceField(required=False)
    criterion = forms.ChoiceField(required=False)
    attr = forms.ChoiceField(required=False)
    group = forms.ChoiceField(required=False)
    cause = forms.ChoiceField(required=False)
    helper = forms.ChoiceField(required=False, choices=[("", "全部"), ("none", "未指定")])

    def __init__(self, data: QueryDict, year: int, criteria: list[tuple[str, str]]) -> None:
        super().__init__(data)
        groups = [("in", "未脱贫和返贫"), ("out", "已脱贫")]
        self.fields["status"].choices = [("", "全部"), *groups, *choices("poverty_status", year)]  # type: ignore[attr-defined]
        for name, code_list in (("attr", "household_attr"), ("cause", "cause"), ("group", "special_group")):
            self.fields[name].choices = [("", "全部"), *choices(code_list, year)]  # type: ignore[attr-defined]
        self.fields["criterion"].choices = [("", "全部"), *criteria]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """The conditions for ``RegisterFilter``."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name, "") for name in self.fields if name != "q"}
        return {**found, "words": self.cleaned_data.get("q", "").strip()}
