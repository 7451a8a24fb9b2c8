"""Forms of 人工认定."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from assessment.explain.words import criterion_name
from assessment.indicators import INDICATORS
from assessment.recognition.services import Proposal
from assessment.selectors import Rule
from villages.models import Recognition


class ProposalForm(forms.Form):
    """What is recognised, why, by which document and until when."""

    kind = forms.ChoiceField(label="认定", choices=Recognition.Kind.choices)
    criterion = forms.ChoiceField(label="对哪一项", required=False)
    document = forms.CharField(label="文号", max_length=80, help_text="作为依据的文件名称或文号")
    valid_until = forms.DateField(
        label="有效期至", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), help_text="含当日"
    )
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, level: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(code, criterion_name(level, Rule(code, "veto"))) for where, code in INDICATORS if where == level]
        field = self.fields["criterion"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (declared above)
        field.choices = [("", "整体判定"), *names]

    def clean_valid_until(self) -> Any:
        day = self.cleaned_data["valid_until"]
        if day < timezone.localdate():
            raise forms.ValidationError("有效期不能早于今天")
        return day

    def proposal(self, year: int) -> Proposal:
        return Proposal(year=year, **self.cleaned_data)


class NoteForm(forms.Form):
    """A decision or a withdrawal with its words."""

    act = forms.ChoiceField(choices=[("approve", ""), ("reject", ""), ("withdraw", "")])
    note = forms.CharField(label="意见", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}))
