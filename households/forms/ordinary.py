"""The form of 纳入建档立卡: since which year, as what, why."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.http import QueryDict

from core.dictionaries.selectors import choices
from core.web.forms import CodeField
from households.forms.actions import ReasonField
from households.forms.fields import NOT_FILLED

_REQUIRED: Final = {"required": "必填，不能为空", "invalid_choice": "请从列表里选择"}
_ASKED: Final = (
    ("household_attr", "户属性", "household_attr"),
    ("cause_main", "主要致贫原因", "cause"),
    ("identify_standard", "识别标准", "identify_standard"),
)


class TakeInForm(forms.Form):
    """``years`` are those that can be chosen, the newest first."""

    def __init__(self, year: int, years: list[int], data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"since": str(year), "identify_standard": "1"})
        self.fields["since"] = forms.ChoiceField(
            choices=[(str(item), f"{item} 年") for item in years], label="建档立卡年度", error_messages=_REQUIRED
        )
        for name, label, code_list in _ASKED:
            self.fields[name] = CodeField(
                choices=[NOT_FILLED, *choices(code_list, year)], label=label, error_messages=_REQUIRED
            )
        self.fields["reason"] = ReasonField("纳入依据")

    def year(self) -> int:
        return int(self.cleaned_data["since"])

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name, _, _ in _ASKED}
