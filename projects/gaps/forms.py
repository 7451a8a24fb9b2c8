"""The one form of the gap pages."""

from __future__ import annotations

from django import forms

from core.web.forms import AmountField


class LineForm(forms.Form):
    line = AmountField(
        label="低保标准（每人每年）", unit="元", max_digits=10, decimal_places=2, min_value=0, required=True
    )
