"""The forms of drafts: a heading, and one row for every indicator of the level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms

from assessment.catalogue import OPERATOR_WORDS
from assessment.indicators import INDICATORS, LEVEL_LABELS, Indicator
from assessment.kleene import COMPARISONS
from assessment.models import LineDraft
from assessment.selectors import Rule
from assessment.services import Heading, LineContent
from core.accounts.scope import Scope
from core.regions.codes import parse_area
from core.regions.selectors import region_detail
from core.web.forms import AmountField

FIRST_YEAR, LAST_YEAR = 2013, 2100
EMPTY_ROWS = 2
KINDS = [("", "不列入"), ("veto", "否决项"), ("stretch", "参考项")]
OPERATORS = [("", "—"), *((sign, OPERATOR_WORDS[sign]) for sign in COMPARISONS)]
LINE = "poverty_line"


class RegionField(forms.CharField):
    """A region's code of 2 to 12 digits that exists and lies in the scope; gives the 12-digit area."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "适用区域代码")
        kwargs.setdefault("help_text", "市 4 位、县 6 位、乡镇 9 位或村 12 位，限本辖区；可在“区划”里查")
        super().__init__(max_length=12, **kwargs)
        self.scope = Scope()

    def clean(self, value: Any) -> int:
        text = str(super().clean(value))
        try:
            area = parse_area(text)
        except ValueError:
            raise forms.ValidationError("不是行政区划代码") from None
        if not area or not self.scope.covers(area):
            raise forms.ValidationError("不在您的辖区")
        if region_detail(area) is None:
            raise forms.ValidationError("没有这个区划")
        return area


class Scoped(forms.Form):
    """Base: the region must lie in ``scope``; ``revision`` is what was read."""

    region = RegionField()
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["region"]
        assert isinstance(field, RegionField)  # noqa: S101 - for the type checker
        field.scope = scope


class HeadingForm(Scoped):
    """Level, region, years and legal document of a standard."""

    level = forms.ChoiceField(label="级别", choices=list(LEVEL_LABELS.items()))
    first_year = forms.IntegerField(label="起始年度", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    last_year = forms.IntegerField(label="终止年度", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    document = forms.CharField(label="依据文件", max_length=120, help_text="文件名称和文号")
    field_order = ("level", "region", "first_year", "last_year", "document")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("first_year"), values.get("last_year")
        if first and last and first > last:
            self.add_error("last_year", "不能早于起始年度")
        return values

    def heading(self) -> Heading:
        data = self.cleaned_data
        return Heading(data["level"], data["region"], data["first_year"], data["last_year"], data["document"])


def _said(words: str, more: str = "", **attributes: Any) -> dict[str, Any]:
    """A control in a table's cell: its column says what it is, so its name is for screen readers."""
    return {"class": f"control {more}".strip(), "aria-label": words, **attributes}


class RuleForm(forms.Form):
    """One row of a standard. A row that is 不列入 is no criterion; whether it can be computed is told at release."""

    indicator = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="类别", required=False, choices=KINDS, widget=forms.Select(attrs=_said("类别")))
    operator = forms.ChoiceField(
        label="比较", required=False, choices=OPERATORS, widget=forms.Select(attrs=_said("比较"))
    )
    threshold = AmountField(
        label="阈值", max_digits=16, decimal_places=4, widget=forms.TextInput(attrs=_said("阈值", "num", size=9))
    )
    from_line = forms.BooleanField(
        label="取退出线", required=False, widget=forms.CheckboxInput(attrs={"aria-label": "取退出线"})
    )
    label = forms.CharField(
        label="名称", required=False, max_length=30, widget=forms.TextInput(attrs=_said("名称", size=16))
    )
    order = forms.IntegerField(
        label="顺序", required=False, min_value=1, max_value=999,
        widget=forms.TextInput(attrs=_said("顺序", "num", size=3)),
    )  # fmt: skip
    item: Indicator | None = None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("kind") and values.get("from_line") and values.get("threshold") is not None:
            self.add_error("threshold", "取退出线时不填阈值")
        if values.get("kind") and not values.get("indicator"):
            self.add_error("indicator", "请选择指标")
        return values

    def rule(self) -> Rule:
        data = self.cleaned_data
        number = data["threshold"]
        return Rule(
            data["indicator"], data["kind"], data["operator"], None if number is None else number.normalize(),
            LINE if data["from_line"] else "", data["label"].strip(),
        )  # fmt: skip


if TYPE_CHECKING:
    _FormSet = forms.BaseFormSet[RuleForm]
else:
    _FormSet = forms.BaseFormSet


class BaseRules(_FormSet):
    """The rows: those of the standard in order, the level's further indicators, and empty ones for a second use."""

    level = ""

    def add_fields(self, form: RuleForm, index: int | None) -> None:
        super().add_fields(form, index)
        sent = form.data if form.is_bound else {}
        name = str(form.initial.get("indicator") or sent.get(form.add_prefix("indicator")) or "")
        listed = sent.get(form.add_prefix("listed")) if form.is_bound else name
        form.item = INDICATORS.get((self.level, name))
        form.fields["listed"] = forms.CharField(required=False, widget=forms.HiddenInput, initial="1" if name else "")
        if not listed:
            further = [(code, item.label) for (at, code), item in INDICATORS.items() if at == self.level]
            further.insert(0, ("", "（另加一行）"))
            form.fields["indicator"] = forms.ChoiceField(
                label="指标", required=False, choices=further, widget=forms.Select(attrs=_said("指标"))
            )

    def rules(self) -> tuple[Rule, ...]:
        """The criteria in the order of their numbers; a row without a number keeps its place after those."""
        chosen = [form for form in self.forms if form.cleaned_data.get("kind")]
        chosen.sort(key=lambda form: form.cleaned_data["order"] or 1000)
        return tuple(form.rule() for form in chosen)


RuleFormSet = forms.formset_factory(RuleForm, formset=BaseRules, extra=0, max_num=120)


def rule_rows(level: str, rules: Sequence[Rule], data: Any = None) -> BaseRules:
    """The formset of a standard's criteria."""
    initial: list[dict[str, Any]] = [
        {
            "indicator": rule.indicator, "kind": rule.kind, "operator": rule.operator, "threshold": rule.threshold,
            "from_line": rule.threshold_from == LINE, "label": rule.label, "order": number,
        }
        for number, rule in enumerate(rules, 1)
    ]  # fmt: skip
    used = {rule.indicator for rule in rules}
    initial += [{"indicator": code} for at, code in INDICATORS if at == level and code not in used]
    initial += [{} for _ in range(EMPTY_ROWS)]
    made = type("Rules", (RuleFormSet,), {"level": level})
    formset: BaseRules = made(data, initial=initial, prefix="rule")
    return formset


class LineForm(Scoped):
    """A poverty line of a region, year and purpose."""

    year = forms.IntegerField(label="年度", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    purpose = forms.ChoiceField(label="用途", choices=LineDraft._meta.get_field("purpose").choices or [])
    amount = AmountField(label="金额", unit="元", required=True, min_value=0, max_digits=10, decimal_places=2)
    source = forms.CharField(label="出处", max_length=80, help_text="文件名称和文号")
    field_order = ("region", "year", "purpose", "amount", "source")

    def content(self) -> LineContent:
        data = self.cleaned_data
        return LineContent(data["region"], data["year"], data["purpose"], data["amount"], data["source"])


class CopyForm(Scoped):
    """Into which region a standard is copied."""


class StepForm(forms.Form):
    """The reason of a step, and the version that was seen."""

    reason = forms.CharField(label="理由", required=False, max_length=200)
    revision = forms.IntegerField(widget=forms.HiddenInput)
