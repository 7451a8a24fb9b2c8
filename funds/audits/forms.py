"""Forms of audits and of what they find."""

from __future__ import annotations

from typing import Any

from django import forms

from core.findings.problems import Found
from core.regions.codes import parse_area
from core.web.forms import AmountField
from core.web.pages.forms import day_field
from funds.contributions.forms import VersionForm
from funds.models import Audit


class AuditForm(VersionForm):
    """One audit of a region."""

    title = forms.CharField(label="审计事项", max_length=80)
    level = forms.ChoiceField(label="资金范围", choices=Audit.FundLevel.choices)
    office = forms.CharField(label="审计机关", max_length=60)
    started_on = day_field("开始日期")
    note = forms.CharField(label="备注", max_length=200, required=False)


class FinishForm(forms.Form):
    """The report that concludes it."""

    finished_on = day_field("办结日期")
    report_no = forms.CharField(label="报告文号", max_length=40)


class FoundForm(forms.Form):
    """A problem that the audit found."""

    area = forms.CharField(label="所在区划代码", max_length=12, help_text="县、乡镇或村的代码")
    found_on = day_field("发现日期")
    content = forms.CharField(label="问题", max_length=500, widget=forms.Textarea(attrs={"rows": 4}))
    amount = AmountField(label="涉及金额", unit="元", max_digits=16, min_value=0, help_text="不涉及金额的留空")
    unit = forms.CharField(label="责任单位", max_length=60)
    person = forms.CharField(label="责任人", max_length=30)
    due_on = day_field("整改期限")

    def clean_area(self) -> int:
        try:
            return parse_area(self.cleaned_data["area"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def found(self) -> Found:
        values: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if name != "area"}
        return Found(**values)
