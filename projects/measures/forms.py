"""Forms of measures: one for every kind, with the fields of a sector behind the common ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone

from core.dictionaries.selectors import choices
from core.web.forms import CodeField, YesNoField
from core.web.pages.forms import day_field
from projects.measures.checks import KIND_LIST
from projects.measures.errors import MeasureRefusedError
from projects.measures.fields import CleanText, amount_field, fact_field
from projects.measures.sectors import Sector
from projects.measures.services import may_write
from projects.models import Measure

WHOLE_HOUSEHOLD: Final = ("", "全户")
NO_PROJECT: Final = ("", "不属于项目")
BY_KIND: Final = ("", "按措施大类归入")


def kind_choices(department: str, sector: Sector | None) -> list[tuple[str, str]]:
    """The kinds that may be chosen: the sector's, of these those of a department's own field."""
    return [
        (code, label)
        for code, label in choices(KIND_LIST)
        if (sector is None or code in sector.kinds) and may_write(department, code)
    ]


class MeasureForm(forms.Form):
    """``people``, ``pathways`` and ``projects`` are (code, label).

    ``stored``: an existing measure's values; ``area``: its village.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        sector: Sector | None,
        department: str,
        people: Sequence[tuple[str, str]],
        pathways: Sequence[tuple[str, str]],
        projects: Sequence[tuple[str, str]] = (),
        stored: Mapping[str, Any],
        area: int = 0,
    ) -> None:
        super().__init__(data, initial=dict(stored))
        self.sector = sector
        kinds = kind_choices(department, sector)
        words = dict(sector.rename) if sector else {}
        person = sector is not None and sector.person
        blank = ("", "请选择") if person else WHOLE_HOUSEHOLD
        # One kind needs no choice, yet stands there: the person sees where the measure is counted.
        ask = [] if len(kinds) == 1 else [("", "请选择")]
        own: dict[str, forms.Field] = {
            "kind": forms.ChoiceField(label="措施大类", choices=[*ask, *kinds]),
            "name": CleanText(60, label="措施名称", required=True),
            "member": CodeField(label="家庭成员", choices=[blank, *people], required=person),
            "status": forms.ChoiceField(label="状态", choices=Measure.Status.choices),
            "started_on": day_field("开始日期", required=False),
            "ended_on": day_field("结束日期", required=False),
            "quantity": amount_field("数量", "", 12),
            "unit": CleanText(10, label="计量单位"),
            "amount": amount_field("金额", "元", 14),
            "provider": CleanText(60, label="实施单位"),
            "fund_source": CleanText(60, label="资金来源"),
            "project": CodeField(label="所属项目", choices=[NO_PROJECT, *projects], required=False),
            "pathway": CodeField(label="帮扶路径", choices=[BY_KIND, *pathways], required=False),
            "stop_reason": CleanText(100, label="终止原因"),
            "result": CleanText(200, label="成效"),
            "signed_by_head": YesNoField(label="户主是否签字"),
            "remark": CleanText(200, label="备注"),
        }
        for name, field in own.items():
            field.label = words.get(name, field.label)
            self.fields[name] = field
        for item in sector.bound if sector else []:
            self.fields[item.name] = fact_field(item, stored.get(item.name), area)

    @property
    def common(self) -> list[BoundField]:
        details = set(self.sector.names) if self.sector else set()
        return [self[name] for name in self.fields if name not in details]

    @property
    def details(self) -> list[BoundField]:
        return [self[name] for name in self.sector.names] if self.sector else []

    def values(self) -> dict[str, Any]:
        return {**self.cleaned_data, "sector": self.sector.code if self.sector else ""}

    def show(self, refusal: MeasureRefusedError) -> None:
        """Each sentence at its field, those of the household and year above the form."""
        for name, sentence in refusal.findings.items():
            self.add_error(name if name in self.fields else None, sentence)


class StopForm(forms.Form):
    """终止: the last day and why."""

    on = day_field("终止日期")
    reason = forms.CharField(label="终止原因", max_length=100, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate


class DeleteForm(forms.Form):
    reason = forms.CharField(
        label="删除理由",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="误登的才删除；不再实施的请办「终止」",
    )
