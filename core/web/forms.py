"""Form fields of the interface: the three-part switch, and fields that carry their unit."""

from __future__ import annotations

from typing import Any

from django import forms

YES_NO = ("是", "否")
HAVE_NOT = ("有", "无")
BLANK = "未填"


class ThreeSwitch(forms.RadioSelect):
    """是 / 否 / 未填 side by side; drawn by components/three.html."""

    template_name = "components/three.html"
    use_fieldset = False


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
