"""Forms of the import and export pages."""

from __future__ import annotations

from typing import Any

from django import forms

from core.accounts.models import Post
from core.accounts.rights import Action, may
from core.jobs.uploads import MAX_BYTES
from core.ledgers.kinds import kinds

FIRST_YEAR, LAST_YEAR = 2013, 2100
ENDINGS = (".xlsx", ".xls", ".csv")
# What a kind needs beside the right to import.
NEEDS = {"counties": Action.COUNTY_EDIT, "villages": Action.VILLAGE_EDIT, "households": Action.HOUSEHOLD_EDIT}


class UploadForm(forms.Form):
    """Kind, year and file of an import."""

    kind = forms.ChoiceField(label="导入什么")
    year = forms.IntegerField(label="资料年度", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    file = forms.FileField(
        label="文件",
        help_text=f".xlsx（推荐）、.xls 或单表 CSV，不超过 {MAX_BYTES >> 20} MB",
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )

    def __init__(self, post: Post | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(code, kind.title) for code, kind in kinds().items() if may(post, NEEDS[code])]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(ENDINGS):
            raise forms.ValidationError("请选择 .xlsx、.xls 或 .csv 文件")
        return file
