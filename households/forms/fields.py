"""Form fields of the register: the cells of the workbooks, so that form and import clean alike, and masked numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from core.accounts.masking import mask_phone
from core.dictionaries import id_number
from core.dictionaries.selectors import choices
from core.ledgers.cell_base import CellError, CellWidget
from core.ledgers.cell_dates import Partial, PartialDate
from core.ledgers.cell_numbers import AreaCode, Year
from core.ledgers.cell_personal import Phone
from core.ledgers.cell_texts import Text
from core.ledgers.model_fields import ANY_LEVEL
from core.web.forms import HAVE_NOT, AmountField, CodeField, CodesField, WholeField, YesNoField, with_unit
from households.facts import Fact, Section

NOT_FILLED: Final = ("", "未填")
LARGEST_COUNT: Final = 99
LENGTHS: Final = {
    "group_name": 30,
    "address": 100,
    "bank_name": 60,
    "resettle_site": 60,
    "relocation_difficulties": 100,
    "remark": 200,
    "work_region": 60,
    "work_employer": 60,
    "filled_by": 50,
}


class CellField(forms.CharField):
    """A text that a ledger's cell cleans; ``blank`` is what an empty one is stored as."""

    def __init__(self, cell: CellWidget, *, blank: Any = "", **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(strip=False, **kwargs)
        self.cell, self.blank = cell, blank

    def clean(self, value: Any) -> Any:
        try:
            cleaned = self.cell.clean(value)
        except CellError as error:
            raise ValidationError(str(error)) from error
        if cleaned is None and self.required:
            raise ValidationError("必填，不能为空")
        return self.blank if cleaned is None else cleaned

    def prepare_value(self, value: Any) -> Any:
        return "" if value is None else str(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != (data or ""))


class YearField(CellField):
    """A calendar year of four digits; None when blank."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Year(), blank=None, **kwargs)
        self.widget.attrs |= {"class": "num", "inputmode": "numeric", "maxlength": "5"}


class PartialDateField(CellField):
    """A date known to the year, month or day; a ``PartialDate`` or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Partial(), blank=None, **kwargs)
        self.widget.attrs |= {"placeholder": "2014-03"}


class AreaCodeField(CellField):
    """An official code of any level, filled up to 12 digits; None when blank."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(AreaCode(lengths=ANY_LEVEL), blank=None, **kwargs)
        self.widget.attrs |= {"class": "num", "inputmode": "numeric", "maxlength": "12"}


class DayField(forms.DateField):
    """A day typed as 2018-11-23; not in the future."""

    widget = forms.DateInput(attrs={"placeholder": "2018-06-30", "autocomplete": "off"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        kwargs["error_messages"] = {"invalid": "请按 2018-06-30 的样式填写日期", "required": "必填，不能为空"}
        super().__init__(input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"], **kwargs)

    def clean(self, value: Any) -> Any:
        day: date | None = super().clean(value)
        if day is not None and day > id_number.today_in_china():
            raise forms.ValidationError("不能晚于今天")
        if day is not None and day.year < 1949:
            raise forms.ValidationError("年份太早，请核对")
        return day


class MaskedField(CellField):
    """A personal number that is shown masked. The mask sent back means: not changed (``None``); blank clears."""

    def __init__(self, cell: CellWidget, mask: Callable[[str], str], stored: str = "", **kwargs: Any) -> None:
        super().__init__(cell, **kwargs)
        self.shown = mask(stored) if stored else ""
        self.initial = self.shown
        self.widget.attrs |= {"autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        if self.shown and value == self.shown:
            return None
        return super().clean(value)


_DATED: Final[dict[str, type[forms.Field]]] = {"date": PartialDateField, "day": DayField, "area": AreaCodeField}


def field_of(fact: Fact, year: int, stored: Any, *, required: bool = False) -> forms.Field:
    """The form field of a fact of ``year``; ``stored`` keeps a code that is no longer offered."""
    field = _plain_field(fact, year, stored)
    field.label, field.required = fact.label, required
    if required:
        field.error_messages["required"] = "必填，不能为空"
    if fact.unit:
        with_unit(field, fact.unit)
    return field


def _plain_field(fact: Fact, year: int, stored: Any) -> forms.Field:
    if fact.kind == "code":
        return CodeField(choices=[NOT_FILLED, *choices(fact.list, year, keep=stored)])
    if fact.kind == "codes":
        return CodesField(choices=choices(fact.list, year))
    if fact.kind in ("yes", "have"):
        return YesNoField(words=HAVE_NOT) if fact.kind == "have" else YesNoField()
    if fact.kind == "amount":
        return AmountField(
            unit=fact.unit, max_digits=fact.digits, min_value=0, error_messages={"min_value": "不能是负数"}
        )
    if fact.kind == "whole":
        return WholeField(unit=fact.unit, min_value=0, max_value=LARGEST_COUNT)
    if fact.kind == "year":
        return YearField()
    if fact.kind in _DATED:
        return _DATED[fact.kind]()
    if fact.kind == "phone":
        return MaskedField(Phone(), mask_phone, stored or "")
    long = fact.kind == "long"
    widget = forms.Textarea(attrs={"rows": 2}) if long else forms.TextInput()
    return CellField(Text(max_length=LENGTHS[fact.name], multiline=long), widget=widget)


def add_facts(
    form: forms.Form, sections: tuple[Section, ...], year: int, stored: dict[str, Any], required: tuple[str, ...]
) -> None:
    """Give ``form`` a field for every fact of the sections."""
    for section in sections:
        for fact in section.facts:
            form.fields[fact.name] = field_of(fact, year, stored.get(fact.name), required=fact.name in required)


def partial_of(day: Any, precision: str) -> PartialDate | None:
    """The stored pair of date and precision as the field shows it."""
    return PartialDate(day, precision or "day") if day else None  # type: ignore[arg-type]  # stored by this field
