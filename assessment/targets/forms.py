"""Forms of the roadmap; the same words, units and limits as elsewhere."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.utils import timezone

from assessment.models import ReductionTarget
from assessment.targets.progress import MEASURE_WORDS, UNITS
from assessment.targets.services import StepInput, TargetInput
from core.dictionaries.selectors import choices
from core.web.forms import WholeField

FIRST_YEAR, LAST_YEAR = 2013, 2100
# 事项 天数 责任人, one line a step.
_STEP: Final = re.compile(r"^(?P<title>\S.*?)[\s,，]+(?P<days>\d{1,4})\s*天?(?:[\s,，]+(?P<who>.+))?$")
SUGGESTED: Final = """民主评议 120 村委会
入户核实 100 乡镇扶贫办
村内公示 85 村委会
乡镇审核 70 乡镇扶贫办
县级审定 45 县扶贫办
公告销号 30 县扶贫办
年度验收 15 县扶贫办"""


def day_field(label: str, **kwargs: Any) -> forms.DateField:
    """A date as the browser's own field gives it."""
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs)


def year_field(label: str, **kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=FIRST_YEAR, max_value=LAST_YEAR, **kwargs)


class TargetsForm(forms.Form):
    """A row of four numbers a region: ``m{area}-{measure}``, and the version that was read."""

    def __init__(
        self, codes: list[int], known: dict[int, ReductionTarget], measures: list[str], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.codes, self.measures = codes, measures
        for code in codes:
            row = known.get(code)
            self.fields[f"v{code}"] = forms.IntegerField(
                required=False, widget=forms.HiddenInput, initial=row.version if row else None
            )
            for measure in measures:
                self.fields[f"m{code}-{measure}"] = WholeField(
                    label=MEASURE_WORDS[measure],
                    unit=UNITS[measure],
                    min_value=0,
                    max_digits=9,
                    initial=getattr(row, measure) if row else None,
                )

    def cells(self, code: int) -> list[forms.BoundField]:
        return [self[f"m{code}-{measure}"] for measure in self.measures]

    def hidden(self, code: int) -> forms.BoundField:
        return self[f"v{code}"]

    def inputs(self, known: dict[int, ReductionTarget]) -> list[TargetInput]:
        """What to store; a measure that the page does not show keeps its value."""
        found = []
        for code in self.codes:
            row = known.get(code)
            values = {name: getattr(row, name) if row else None for name in MEASURE_WORDS}
            values |= {name: self.cleaned_data[f"m{code}-{name}"] for name in self.measures}
            found.append(TargetInput(code, values, self.cleaned_data[f"v{code}"]))
        return found


def _county_types() -> list[tuple[str, str]]:
    return [("", "未填"), *choices("county_type")]


class PlanForm(forms.Form):
    """When a region is to leave, and what kind of poor county it is."""

    county_type = forms.TypedChoiceField(
        label="贫困县类型", choices=_county_types, required=False, coerce=str, empty_value=None
    )
    exit_year = year_field("计划退出年度", required=False)
    left_year = year_field("已退出年度", required=False, help_text="批准退出以后填写")
    document = forms.CharField(label="依据文件", max_length=120, required=False)


class PhaseForm(forms.Form):
    """One phase of the calendar."""

    name = forms.CharField(label="阶段", max_length=30)
    first_year = year_field("起始年度")
    last_year = year_field("终止年度")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("first_year") and data.get("last_year") and data["last_year"] < data["first_year"]:
            self.add_error("last_year", "终止年度不能早于起始年度")
        return data


class MilestoneForm(forms.Form):
    """One milestone."""

    title = forms.CharField(label="事项", max_length=60)
    due_on = day_field("完成时限")
    responsible = forms.CharField(label="责任单位", max_length=60, required=False)


class BackScheduleForm(forms.Form):
    """倒排工期: the end, and the steps before it."""

    end_on = day_field("完成日期")
    steps = forms.CharField(
        label="环节",
        widget=forms.Textarea(attrs={"rows": 8}),
        initial=SUGGESTED,
        help_text="一行一个环节：事项　提前天数　责任人",
    )

    def clean_steps(self) -> list[StepInput]:
        found = []
        for line in self.cleaned_data["steps"].splitlines():
            if not line.strip():
                continue
            match = _STEP.match(line.strip())
            if match is None:
                raise forms.ValidationError(f"「{line.strip()[:40]}」应为：事项　提前天数　责任人")
            found.append(StepInput(match["title"][:60], int(match["days"]), (match["who"] or "").strip()[:60]))
        return found


class DoneForm(forms.Form):
    """When a milestone was done; blank takes it back."""

    done_on = day_field("完成日期", required=False)
    note = forms.CharField(label="完成情况", max_length=200, required=False)


class StepForm(forms.Form):
    """A step of the task book."""

    on = day_field("日期")
    document = forms.CharField(label="文号", max_length=80)
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()


class AdmonitionForm(forms.Form):
    """A talk with the leader of a region."""

    talked_on = day_field("谈话日期")
    leader = forms.CharField(label="谈话对象", max_length=60)
    talked_by = forms.CharField(label="谈话人", max_length=60)
    document = forms.CharField(label="文号", max_length=80, required=False)
    note = forms.CharField(label="谈话要点", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
