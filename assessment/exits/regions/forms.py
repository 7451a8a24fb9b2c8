"""Forms of village and county exit: a department's list, and the withdrawal of one certificate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from assessment.exits.regions.certificates import Line
from assessment.exits.regions.services import Finding

ANSWERS = (("", "不填"), ("yes", "达标"), ("no", "未达标"))


class CertifyForm(forms.Form):
    """Of each (case, line) an answer, a finding and a document; what is left blank is not certified."""

    def __init__(self, lines: Sequence[tuple[int, Line]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys: list[tuple[int, str, str]] = []
        for case_id, line in lines:
            key, paper = f"c{case_id}-{line.row.code}", None if line.stale else line.certificate
            self.keys.append((case_id, line.row.code, key))
            words = line.row.label
            self.fields[key] = forms.ChoiceField(
                label=f"{words}认定",
                choices=ANSWERS,
                widget=forms.Select(attrs={"class": "control", "aria-label": f"{words}认定"}),
                required=False,
                initial="" if paper is None else ("yes" if paper.certified else "no"),
            )
            self.fields[f"{key}-finding"] = _text(words, "认定情况", 300, paper.finding if paper else "")
            self.fields[f"{key}-document"] = _text(words, "认定书文号", 120, paper.document if paper else "")

    def findings(self) -> list[Finding]:
        """What was answered."""
        data = self.cleaned_data
        return [
            Finding(case_id, code, data[key] == "yes", data[f"{key}-finding"], data[f"{key}-document"])
            for case_id, code, key in self.keys
            if data.get(key)
        ]


def _text(words: str, label: str, length: int, initial: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "control", "aria-label": f"{words}{label}", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=length, required=False, initial=initial, widget=widget)


class WithdrawForm(forms.Form):
    """Why a certificate is void."""

    reason = forms.CharField(label="撤回理由", max_length=200)
