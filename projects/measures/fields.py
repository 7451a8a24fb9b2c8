"""Form fields of a measure, made of its columns and of a sector's declaration."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from core.dictionaries.selectors import choices
from core.ledgers.cell_base import CellError
from core.ledgers.cell_texts import Text
from core.web.forms import AmountField, CodeField, CodesField, WholeField, YesNoField, with_unit
from core.web.pages.forms import day_field
from projects.measures.sectors import BoundFact

NOT_FILLED: Final = ("", "未填")


class CleanText(forms.CharField):
    """A text cleaned as an import's cell is; "" when blank."""

    def __init__(self, longest: int, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(strip=False, **kwargs)
        self.cell = Text(max_length=longest)

    def clean(self, value: Any) -> Any:
        try:
            cleaned = self.cell.clean(value)
        except CellError as error:
            raise ValidationError(str(error)) from error
        if cleaned is None and self.required:
            raise ValidationError("必填，不能为空")
        return cleaned or ""


def amount_field(label: str, unit: str, digits: int, places: int = 2) -> forms.Field:
    return AmountField(
        label=label,
        unit=unit,
        max_digits=digits,
        decimal_places=places,
        min_value=0,
        error_messages={"min_value": "不能是负数"},
    )


def fact_field(item: BoundFact, stored: Any, area: int = 0) -> forms.Field:
    """The field of a sector's fact; ``stored`` keeps a code that is no longer offered, ``area`` is the household's."""
    column: Any = item.column
    if item.fact.offers is not None:
        offered: dict[str, str] = dict(item.fact.offers(area))
        kept = {stored: stored} if stored and stored not in offered else {}
        return CodeField(label=item.label, required=False, choices=[NOT_FILLED, *(kept | offered).items()])
    if item.kind == "code":
        return CodeField(
            label=item.label, required=False, choices=[NOT_FILLED, *choices(item.fact.list, keep=stored)]
        )  # fmt: skip
    if item.kind == "codes":
        return CodesField(label=item.label, required=False, choices=choices(item.fact.list))
    if item.kind == "yes":
        return YesNoField(label=item.label)
    if item.kind == "amount":
        return amount_field(item.label, item.fact.unit, column.max_digits, column.decimal_places)
    if item.kind == "whole":
        return WholeField(label=item.label, unit=item.fact.unit, min_value=0)
    if item.kind == "year":
        return with_unit(WholeField(label=item.label, min_value=1900, max_value=2100), "年")
    if item.kind == "day":
        return day_field(item.label, required=False)
    return CleanText(column.max_length, label=item.label)
