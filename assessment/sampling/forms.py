"""Forms of the sampling kit."""

from __future__ import annotations

from typing import Any

from django import forms

from assessment.models import SampleSurvey, SampleUnit
from assessment.models.sampling import ANSWERS
from core.web.forms import WholeField, YesNoField

SIZE_LIMIT = 20_000
YES_NO = (("1", "是"), ("0", "否"))
HOUSEHOLD_FIELDS = ("reached", *ANSWERS, "approves", "surveyor", "note")
VILLAGE_FIELDS = (
    "unregistered_persons", "omitted_persons", "surveyed_households", "approving_households", "surveyor", "note",
)  # fmt: skip
LABELS = {field.name: str(field.verbose_name) for field in SampleUnit._meta.fields}
UNITS = {
    "unregistered_persons": "人", "omitted_persons": "人", "surveyed_households": "户", "approving_households": "户",
}  # fmt: skip


class PlanForm(forms.Form):
    """What is drawn, of how many, in which strata, with which seed."""

    title = forms.CharField(label="名称", max_length=60)
    unit = forms.ChoiceField(label="抽样单位", choices=SampleSurvey.Unit)
    purpose = forms.ChoiceField(label="用途", choices=SampleSurvey.Purpose)
    method = forms.ChoiceField(label="分配", choices=SampleSurvey.Method)
    size = WholeField(
        label="样本量", required=True, min_value=1, max_value=SIZE_LIMIT, help_text="每层固定时，是每层的样本数"
    )
    by_township = forms.ChoiceField(label="按乡镇分层", choices=YES_NO)
    by_poor = forms.ChoiceField(label="按贫困村分层", choices=YES_NO)
    by_status = forms.ChoiceField(label="按脱贫状态分层", choices=YES_NO)
    seed = forms.CharField(
        label="随机种子", max_length=40, required=False, help_text="不填则由系统生成并记录；可现场抽签产生"
    )

    def plan(self) -> dict[str, Any]:
        """The fields of ``services.Plan`` that the form holds."""
        data = dict(self.cleaned_data)
        for name in ("by_township", "by_poor", "by_status"):
            data[name] = data[name] == "1"
        return data


class UnitForm(forms.Form):
    """The answers of one unit; which questions depends on what was drawn."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, unit: SampleUnit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = HOUSEHOLD_FIELDS if unit.household_id else VILLAGE_FIELDS
        self.fields["version"].initial = unit.version
        for name in self.names:
            label = LABELS[name]
            field: forms.Field
            if name in UNITS:
                field = WholeField(label=label, unit=UNITS[name], min_value=0, max_digits=7)
            elif name in ("surveyor", "note"):
                field = forms.CharField(label=label, max_length=30 if name == "surveyor" else 200, required=False)
            else:
                field = YesNoField(label=label)
            field.initial = getattr(unit, name)
            self.fields[name] = field

    def answers(self) -> list[forms.BoundField]:
        return [self[name] for name in self.names]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        for part, whole in (
            ("omitted_persons", "unregistered_persons"),
            ("approving_households", "surveyed_households"),
        ):
            if data.get(part) is not None and (data.get(whole) is None or data[part] > data[whole]):
                self.add_error(part, f"不能大于{self.fields[whole].label}，请核对")
        if data.get("reached") is False and not data.get("note"):
            self.add_error("note", "没有入户的请写明原因")
        return data

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.names}
