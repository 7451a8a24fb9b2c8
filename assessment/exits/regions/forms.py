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
            key, paper = f"c{case_id}-{line.row.code}", line.certificate
            self.keys.append((case_id, line.row.code, key))
            self.fields[key] = forms.ChoiceField(
                label=f"{line.row.label}认定",
                choices=ANSWERS,
                required=False,
                initial="" if paper is None else ("yes" if paper.certified else "no"),
            )
            self.fields[f"{key}-finding"] = forms.CharField(
                label="认定情况", max_length=300, required=False, initial=paper.finding if paper else ""
            )
            self.fields[f"{key}-document"] = forms.CharField(
                label="认定书文号", max_length=120, required=False, initial=paper.document if paper else ""
            )

    def findings(self) -> list[Finding]:
        """What was answered."""
        data = self.cleaned_data
        return [
            Finding(case_id, code, data[key] == "yes", data[f"{key}-finding"], data[f"{key}-document"])
            for case_id, code, key in self.keys
            if data.get(key)
        ]


class WithdrawForm(forms.Form):
    """Why a certificate is void."""

    reason = forms.CharField(label="撤回理由", max_length=200)
