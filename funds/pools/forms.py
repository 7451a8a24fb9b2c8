"""Forms of pools."""

from __future__ import annotations

from django import forms

from core.web.forms import AmountField
from core.web.pages.forms import day_field
from funds.contributions.forms import VersionForm
from funds.models import FundPool, PoolEntry
from funds.pools.services import Entry


class PoolForm(VersionForm):
    """One pool of a region."""

    kind = forms.ChoiceField(label="基金种类", choices=[("", "请选择"), *FundPool.Kind.choices])
    name = forms.CharField(label="名称", max_length=60)
    keeper = forms.CharField(label="管理单位或开户银行", max_length=60, required=False)
    note = forms.CharField(label="备注", max_length=200, required=False)


class EntryForm(forms.Form):
    """One movement."""

    kind = forms.ChoiceField(label="事项", choices=[("", "请选择"), *PoolEntry.Kind.choices])
    booked_on = day_field("日期")
    amount = AmountField(label="金额", unit="元", required=True, max_digits=16)
    document = forms.CharField(label="文号或凭证", max_length=60)
    purpose = forms.CharField(label="说明", max_length=120, required=False)

    def entry(self) -> Entry:
        return Entry(**self.cleaned_data)
