"""Form fields of the interface: the three-part switch, and fields that carry their unit."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Any

from django import forms

from core.web.formats import MINUS, decimal_text

YES_NO = ("是", "否")
HAVE_NOT = ("有", "无")
BLANK = "未填"


class ThreeSwitch(forms.RadioSelect):
    """是 / 否 / 未填 side by side; drawn by components/three.html."""

    template_name = "components/three.html"
    use_fieldset = False


class FilePicker(forms.FileInput):
    """A file field with its own words: the browser's button speaks the language of the browser."""

    template_name = "components/file.html"


class YesNoField(forms.TypedChoiceField):
    """True, False or None (not filled): never a tick box, because blank is not no.

    ``words`` are the two words of the fact (是/否, 有/无).
    """

    widget = ThreeSwitch

    def __init__(self, *, words: tuple[str, str] = YES_NO, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        choices = [("1", words[0]), ("0", words[1]), ("", BLANK)]
        super().__init__(choices=choices, coerce=lambda value: value == "1", empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return {True: "1", False: "0", None: ""}.get(value, value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != (data or ""))


def with_unit(field: forms.Field, unit: str) -> forms.Field:
    """Marks ``field`` with the unit that stands inside its frame (元, 亩, 年, 平方米)."""
    field.unit = unit  # type: ignore[attr-defined]
    return field


class AmountField(forms.DecimalField):
    """A number as offices type it: ``6,900.00``, full-width digits, surrounding blanks; shown with separators.

    ``unit`` stands inside the frame. Blank is ``None``. The sentences say what to type.
    """

    widget = forms.TextInput

    def __init__(self, *, unit: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("max_digits", 14)
        kwargs["error_messages"] = {
            "invalid": "请填数字，如 1234.50",
            "max_decimal_places": "最多 %(max)s 位小数",
            "min_value": "不能小于 %(limit_value)s",
            "max_value": "不能大于 %(limit_value)s",
            **kwargs.get("error_messages", {}),
        }
        super().__init__(**kwargs)
        self.unit = unit

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs say int
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).replace(",", "").replace(" ", "")
            if "_" in value:  # Python would read 1_000 as a thousand
                raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        number = super().to_python(value)
        return None if number is None else Decimal(number)

    def prepare_value(self, value: Any) -> Any:
        # typed text comes back as it was typed, so that the mistake is seen
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return decimal_text(value, self.decimal_places or 0).replace(MINUS, "-")
        return value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off"}


class WholeField(AmountField):
    """A count: an ``AmountField`` without decimals that gives an int."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(decimal_places=0, error_messages={"max_decimal_places": "请填整数"}, **kwargs)

    def clean(self, value: Any) -> int | None:
        number = super().clean(value)
        return None if number is None else int(number)


class Picks(forms.CheckboxSelectMultiple):
    """Several of a short list, side by side."""

    template_name = "components/picks.html"
    use_fieldset = False


class CodesField(forms.MultipleChoiceField):
    """Several codes of a list; None when none is chosen."""

    widget = Picks

    def clean(self, value: Any) -> Any:
        return list(super().clean(value)) or None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return set(initial or []) != set(data or [])


class CodeField(forms.ChoiceField):
    """One code of a list; None when blank."""

    def clean(self, value: Any) -> Any:
        return super().clean(value) or None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or "") != (data or "")
