"""Forms of the import and export pages."""

from __future__ import annotations

from typing import Any

from django import forms

from core.accounts.models import Post
from core.accounts.rights import Action, may
from core.jobs.uploads import MAX_BYTES
from core.ledgers.exports import ledgers
from core.ledgers.kinds import kinds
from core.regions.codes import COUNTRY, Level
from core.regions.models import Region
from core.regions.selectors import region_children, region_detail
from core.web.forms import FilePicker

FIRST_YEAR, LAST_YEAR = 2013, 2100
ENDINGS = (".xlsx", ".xls", ".csv")
# What a kind needs beside the right to import; kinds of other apps say it themselves (ImportKind.needs).
NEEDS = {
    "households": Action.HOUSEHOLD_EDIT,
    "villages": Action.VILLAGE_EDIT,
    "counties": Action.COUNTY_EDIT,
    "targets": Action.TARGET_EDIT,
    "survey_households": Action.SURVEY_ENTER,
    "survey_villages": Action.SURVEY_ENTER,
}


def kinds_of(post: Post | None) -> list[tuple[str, str]]:
    """Code and title of the kinds that a post may import."""
    known = kinds()
    needs = NEEDS | {code: kind.needs for code, kind in known.items() if kind.needs is not None}
    return [(code, known[code].title) for code, action in needs.items() if may(post, action)]


class UploadForm(forms.Form):
    """Kind, year and file of an import."""

    kind = forms.ChoiceField(label="导入什么")
    year = forms.IntegerField(label="资料年度", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    file = forms.FileField(
        label="文件",
        help_text=f".xlsx（推荐）、.xls 或单表 CSV，不超过 {MAX_BYTES >> 20} MB",
        widget=FilePicker(attrs={"accept": ",".join(ENDINGS)}),
    )

    def __init__(self, post: Post | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = kinds_of(post)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(ENDINGS):
            raise forms.ValidationError("请选择 .xlsx、.xls 或 .csv 文件")
        return file


class UndoForm(forms.Form):
    """Why a batch is undone."""

    reason = forms.CharField(label="撤销理由", max_length=200, help_text="记入每一行的改动记录")


class ExportForm(forms.Form):
    """Which ledger, of which region and year; ``plain`` with a reason where the post may."""

    code = forms.ChoiceField(label="台账")
    area = forms.TypedChoiceField(label="区划", coerce=int)
    year = forms.IntegerField(label="年度", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    plain = forms.BooleanField(
        label="完整显示证件号码、电话、账号", required=False, help_text="不选则打码；完整导出会留下记录"
    )
    reason = forms.CharField(label="理由", max_length=200, required=False)

    def __init__(self, post: Post | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.post = post
        self._choices("code", [(code, f"{code} {item.title}") for code, item in ledgers().items()])
        self._choices("area", [(region.code, name) for region, name in places_of(post)])
        if not may(post, Action.EXPORT_PLAIN):
            del self.fields["plain"]
            del self.fields["reason"]

    def _choices(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("plain") and not data.get("reason", "").strip():
            self.add_error("reason", "完整导出须说明理由")
        return data


def places_of(post: Post | None) -> list[tuple[Region, str]]:
    """The regions a post may choose: its own and, two levels down but not below the township, those in it."""
    if post is None:
        return []
    own = region_detail(post.area)
    if own is None:
        return [(region, region.name) for region in region_children(COUNTRY)] if post.area == COUNTRY else []
    found = [(own, own.name)]
    for child in region_children(own.code):
        if child.level > Level.TOWNSHIP:
            break
        found.append((child, f"\u3000{child.name}"))
        if own.level < Level.COUNTY:
            found += [
                (grandchild, f"\u3000\u3000{grandchild.name}")
                for grandchild in region_children(child.code)
                if grandchild.level <= Level.TOWNSHIP
            ]
    return found
