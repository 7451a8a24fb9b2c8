"""Forms of the project library; the rows of a project are formsets that need no JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django import forms

from core.dictionaries.selectors import choices
from core.regions.codes import Level
from core.regions.selectors import name_of, region_list
from core.web.forms import AmountField, FilePicker
from core.web.pages.forms import day_field
from projects.library.services import Plan
from projects.models import PlanItem, Project, ProjectTarget

LINES: Final = forms.Textarea(attrs={"rows": 2})
MORE: Final = 3


def _text(label: str, length: int, *, required: bool = False, lines: bool = False, hint: str = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2}) if lines else forms.TextInput()
    return forms.CharField(label=label, max_length=length, required=required, widget=widget, help_text=hint)


class ProjectForm(forms.Form):
    """The plain fields of a project; ``version`` is what the form was opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = _text("项目名称", 120, required=True)
    category = forms.ChoiceField(label="项目类别", required=False)
    nature = forms.ChoiceField(label="建设性质", required=False, choices=[("", "未填"), *Project.Nature.choices])
    place = _text("实施地点", 200)
    planned_start = day_field("计划开工", required=False)
    planned_end = day_field("计划完工", required=False)
    total = AmountField(label="计划总投资", unit="元", min_value=0)
    department = _text("主管部门", 60)
    responsible_unit = _text("责任单位", 60)
    implementing_unit = _text("实施单位", 60)
    contact = _text("实施单位联系人", 30)
    village_contact = _text("村级联系人", 30)
    for_households = forms.TypedChoiceField(
        label="到户项目", choices=[("0", "否"), ("1", "是")], coerce=lambda value: value == "1", required=False,
        empty_value=False,  # type: ignore[arg-type]  # the stubs know texts only
    )  # fmt: skip
    content = _text("建设内容及规模", 1000, lines=True)
    participation = _text("群众参与", 500, lines=True)
    mechanism = _text("带贫减贫机制", 500, lines=True)
    note = _text("备注", 300, lines=True)

    def __init__(self, year: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", "未填"), *choices("project_category", year)]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the service takes; blank codes are NULL."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return data | {"category": data["category"] or None}


def initial_of(row: Project) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in ProjectForm.base_fields}
    return found | {"for_households": "1" if row.for_households else "0", "category": row.category or ""}


class _Row(forms.Form):
    """One row; wholly blank ones are left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs |= {"class": "control", "aria-label": field.label, "autocomplete": "off"}
            field.required = name in self.needed

    needed: Sequence[str] = ()


class QuantityRow(_Row):
    needed = ("area", "item", "unit", "planned")
    area = forms.TypedChoiceField(label="村", coerce=int)
    item = forms.CharField(label="建设任务", max_length=60)
    unit = forms.CharField(label="单位", max_length=10)
    planned = AmountField(label="计划数量", min_value=0)

    def __init__(
        self, *args: Any, villages: Sequence[tuple[int, str]] = (), items: Sequence[PlanItem] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if items:
            asked = [("", "不挂接"), *((str(item.pk), _words(item)) for item in items)]
            field = forms.TypedChoiceField(
                label="规划指标", choices=asked, coerce=int, empty_value=None, required=False
            )
            field.widget.attrs |= {"class": "control", "aria-label": field.label}
            self.fields["plan_item_id"] = field
        options = [("", "请选择"), *((str(code), name) for code, name in villages)]
        self.fields["area"].choices = options  # type: ignore[attr-defined]


def _words(item: PlanItem) -> str:
    return f"{item.row} {item.label}（{item.unit}）"


class InvestmentRow(_Row):
    needed = ("level", "planned")
    level = forms.ChoiceField(label="级次")
    kind = forms.ChoiceField(label="资金类别")
    planned = AmountField(label="计划金额", min_value=0)
    note = forms.CharField(label="说明", max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [("", "请选择"), *choices("fund_level")]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", "未填"), *choices("fund_kind")]  # type: ignore[attr-defined]


class TargetRow(_Row):
    needed = ("group", "name", "target")
    group = forms.ChoiceField(label="指标类", choices=[("", "请选择"), *ProjectTarget.Group.choices])
    kind = forms.CharField(label="类型", max_length=10)
    name = forms.CharField(label="指标名称", max_length=60)
    unit = forms.CharField(label="单位", max_length=10)
    target = forms.CharField(label="目标值", max_length=40)
    weight = AmountField(label="权重", min_value=0, max_value=100, max_digits=5)


FORMSETS: Final[Mapping[str, tuple[str, type[_Row]]]] = {
    "quantities": ("建设任务（按村）", QuantityRow),
    "investments": ("资金来源", InvestmentRow),
    "targets": ("绩效目标", TargetRow),
}


class ProjectForms:
    """The form and its three lists together. ``more`` is how many blank rows each list has.

    ``items``: figures of the plan that a row may work off; without them the row keeps the one it has.
    """

    def __init__(
        self,
        area: int,
        year: int,
        data: Any = None,
        row: Project | None = None,
        rows: Any = None,
        more: int = MORE,
        items: Sequence[PlanItem] = (),
    ) -> None:
        initial = initial_of(row) if row else None
        self.form = ProjectForm(year, data, initial=initial)
        self.villages = villages_below(area, year)
        self.sets: dict[str, Any] = {}
        for name, (title, kind) in FORMSETS.items():
            stored = [_initial(item, kind) for item in getattr(rows, name)] if rows else []
            options: dict[str, Any] = {}
            if name == "quantities":
                options = {"villages": self.villages, "items": items}
                for line, item in zip(stored, rows.quantities if rows else (), strict=True):
                    line["plan_item_id"] = item.plan_item_id
            made: Any = forms.formset_factory(kind, extra=more, can_delete=True, max_num=500)
            self.sets[name] = made(data, prefix=name, initial=stored, form_kwargs=options)
            self.sets[name].title = title

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(item.is_valid() for item in self.sets.values())])

    def plan(self) -> Plan:
        lists = {name: [_cleaned(row) for row in made.forms if _told(row)] for name, made in self.sets.items()}
        villages = sorted({row["area"] for row in lists["quantities"]})
        return Plan(self.form.values(), villages or None, lists["quantities"], lists["investments"], lists["targets"])

    def refuse(self, fields: Mapping[str, str]) -> None:
        for name, words in fields.items():
            self.form.add_error(name if name in self.form.fields else None, words)


def villages_below(area: int, year: int) -> list[tuple[int, str]]:
    """The villages that a project of ``area`` may work in: those of the end of its year."""
    from core.regions.codes import area_range, level_of

    if level_of(area) == Level.VILLAGE:
        return [(area, name_of([area]).get(area, ""))]
    low, high = area_range(area)
    return [(row.code, row.name) for row in region_list(low, high, Level.VILLAGE, date(year, 12, 31))]


def _told(row: Any) -> bool:
    return bool(row.cleaned_data) and not row.cleaned_data.get("DELETE") and (row.has_changed() or bool(row.initial))


def _cleaned(row: Any) -> dict[str, Any]:
    data = {name: value for name, value in row.cleaned_data.items() if name != "DELETE"}
    if "level" in data:
        data["kind"] = data["kind"] or None
    return data


def _initial(item: Any, kind: type[_Row]) -> dict[str, Any]:
    return {name: getattr(item, name) for name in kind.base_fields}


class ReportForm(forms.Form):
    """How far the project is; achieved quantities under ``q<id>``, actual values of targets under ``t<id>``."""

    on = day_field("报告日期")
    percent = AmountField(label="总进度", unit="%", required=True, min_value=0, max_value=100, max_digits=5)
    content = forms.CharField(label="进展情况", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    photo = forms.FileField(label="现场照片", widget=FilePicker(), required=False, help_text="存为本件“项目进度照片”")

    def __init__(self, quantities: Iterable[Any], targets: Iterable[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.quantities, self.targets = list(quantities), list(targets)
        names = name_of({item.area for item in self.quantities})
        for item in self.quantities:
            self.fields[f"q{item.pk}"] = AmountField(
                label=f"{names.get(item.area, '')} {item.item}（计划 {item.planned.normalize():f}）", unit=item.unit,
                min_value=0, initial=item.achieved,
            )  # fmt: skip
        for item in self.targets:
            self.fields[f"t{item.pk}"] = forms.CharField(
                label=f"{item.name}（目标 {item.target}{item.unit}）",
                max_length=40,
                required=False,
                initial=item.actual,
            )

    def achieved(self) -> dict[int, Any]:
        return {item.pk: self.cleaned_data[f"q{item.pk}"] for item in self.quantities}

    def actual(self) -> dict[int, str]:
        return {item.pk: self.cleaned_data[f"t{item.pk}"] for item in self.targets}


class BeneficiaryForm(forms.Form):
    """户编号, one a line or parted by blanks and commas."""

    codes = forms.CharField(
        label="户编号",
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="每行一个，或用逗号、空格隔开",
    )

    def listed(self) -> list[str]:
        text = str(self.cleaned_data["codes"])
        for mark in "，、,;；\t\r\n":
            text = text.replace(mark, " ")
        return text.split()


class DoubtForm(forms.Form):
    """Why a word of the negative list does not apply."""

    words = forms.CharField(label="核实说明", max_length=200, required=False)
