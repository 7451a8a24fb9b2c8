"""Forms of monitoring: a clue, why it is dismissed, a measure, a visit."""

from __future__ import annotations

from typing import Any

from django import forms

from core.dictionaries.selectors import labels
from core.web.pages.forms import day_field


class ChosenField(forms.ChoiceField):
    """One item of a code list, asked for anew with each form."""

    def __init__(self, code_list: str, **kwargs: Any) -> None:
        super().__init__(choices=lambda: [("", "请选择"), *labels(code_list).items()], **kwargs)


class ClueForm(forms.Form):
    """What is known of a household, by whom, since when."""

    source = ChosenField("clue_source", label="线索来源")
    kind = ChosenField("clue_kind", label="情形")
    reported_on = day_field("发现日期")
    reporter = forms.CharField(label="反映人", max_length=60)
    department = forms.CharField(label="预警部门", max_length=60, required=False, help_text="部门筛查预警时填写")
    content = forms.CharField(label="内容", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("source") == "3" and not data.get("department"):
            self.add_error("department", "请填写预警部门")
        return data


class DismissForm(forms.Form):
    reason = forms.CharField(label="排除理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class MeasureForm(forms.Form):
    kind = ChosenField("measure_kind", label="帮扶措施")
    starts_on = day_field("开始日期")
    provider = forms.CharField(label="提供单位", max_length=60)
    content = forms.CharField(label="内容", max_length=200)


class VisitForm(forms.Form):
    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    on = day_field("走访日期")
    note = forms.CharField(label="走访情况", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
