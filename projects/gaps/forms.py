"""The forms of the gap pages."""

from __future__ import annotations

from django import forms

from core.web.forms import AmountField
from projects.models import SectorLimit


class LimitForm(forms.Form):
    """One limit of a county from the page's year on."""

    code = forms.ChoiceField(label="限额", choices=SectorLimit.Code.choices)
    most = AmountField(label="上限", max_digits=12, min_value=0, required=True)


class LineForm(forms.Form):
    line = AmountField(
        label="低保标准（每人每年）", unit="元", max_digits=10, decimal_places=2, min_value=0, required=True
    )
