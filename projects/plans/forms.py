"""Forms of plans: the figure that a document lost, and a village's records."""

from __future__ import annotations

from typing import Any

from django import forms

from core.dictionaries.selectors import choices
from core.web.forms import AmountField
from core.web.pages.forms import day_field
from projects.models import PlanQuantity
from projects.plans.services import RecordInput


class QuantityForm(forms.Form):
    """What the office enters for a figure, or the year of a phase, that the plan does not give."""

    planned = AmountField(label="计划数", min_value=0)
    year = forms.IntegerField(label="年度", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, row: PlanQuantity, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"planned": row.planned, "year": row.year, "version": row.version}
        super().__init__(*args, **kwargs)
        self.fields["planned"].unit = row.item.unit  # type: ignore[attr-defined]
        if not row.phase:
            del self.fields["year"]
        if not row.missing:
            del self.fields["planned"]


class RecordForm(forms.Form):
    """What a village has or did."""

    kind = forms.ChoiceField(label="种类")
    quantity = AmountField(label="数量", min_value=0, required=True, initial=1)
    on = day_field("日期", required=False)
    name = forms.CharField(label="名称", max_length=60, required=False)
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = choices("village_record")  # type: ignore[attr-defined]

    def record(self, year: int) -> RecordInput:
        """The record of ``year``, the year that the page shows."""
        return RecordInput(year=year, **self.cleaned_data)
