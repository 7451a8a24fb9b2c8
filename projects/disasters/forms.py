"""Forms of disasters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from core.dictionaries.selectors import choices
from core.web.forms import AmountField, CodeField, Picks, WholeField
from core.web.pages.forms import day_field
from projects.models import Disaster, DisasterHousehold

LINES = {"rows": 3}


def _text(label: str, length: int, *, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=required)


class DisasterForm(forms.Form):
    """One event; ``villages`` are those it may have hit, ``version`` is what the form was opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = _text("灾害名称", 60, required=True)
    kind = forms.ChoiceField(label="灾害种类")
    happened_on = day_field("发生日期")
    ended_on = day_field("结束日期", required=False)
    official_name = _text("认定名称", 100)
    official_no = _text("认定文号", 60)
    places = forms.TypedMultipleChoiceField(label="受灾村", coerce=int, widget=Picks)
    note = forms.CharField(label="灾情说明", max_length=300, required=False, widget=forms.Textarea(attrs=LINES))

    def __init__(self, villages: Sequence[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "请选择"), *choices("disaster_kind")]  # type: ignore[attr-defined]
        self.fields["places"].choices = [(str(code), name) for code, name in villages]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "places")}


def initial_of(row: Disaster, places: Sequence[int]) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in DisasterForm.base_fields if name != "places"}
    return found | {"places": [str(place) for place in places]}


class DamageForm(forms.Form):
    """One hit household."""

    household = _text("户编号", 30, required=True)
    damage_grade = CodeField(label="住房受损程度", required=False)
    damaged_rooms = WholeField(label="受损间数", unit="间", min_value=0)
    persons = WholeField(label="受灾人口", unit="人", min_value=0)
    loss = AmountField(label="损失金额", unit="元", min_value=0, max_digits=12)
    rebuild_mode = CodeField(label="拟安置方式", required=False)
    note = _text("备注", 200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("damage_grade", "rebuild_mode"):
            self.fields[name].choices = [("", "未填"), *choices(name)]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "household"}


def damage_of(row: DisasterHousehold) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in DamageForm.base_fields if name != "household"}
    return found | {"household": row.household.code}


class RemoveForm(forms.Form):
    reason = forms.CharField(label="移除理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
