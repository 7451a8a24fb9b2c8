"""The form of a region's fiscal figures of a year."""

from __future__ import annotations

from django import forms

from core.web.forms import AmountField
from core.web.pages.forms import day_field
from funds.contributions.forms import VersionForm


class FiscalForm(VersionForm):
    """Blank is not known, which is not 0."""

    revenue = AmountField(
        label="地方财政收入", unit="元", max_digits=16, min_value=0, help_text="没有公布的留空，不填 0"
    )
    special_budget = AmountField(
        label="本级专项扶贫资金预算", unit="元", max_digits=16, min_value=0, help_text="本级安排的，不含上级下达"
    )
    note = forms.CharField(label="数据来源", max_length=100, required=False, help_text="如 财政决算报告、预算批复文号")


class DayForm(forms.Form):
    """The day as of which."""

    on = day_field("截至", required=False)
