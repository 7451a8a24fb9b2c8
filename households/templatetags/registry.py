"""Filters of the register's pages: labels of codes, the short form of a number, the fields of a section."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms import BoundField

from core.dictionaries import selectors as dictionaries
from households.facts import Section

register = template.Library()
KEPT_DIGITS = 7


@register.filter
def labelled(code: Any, code_list: str) -> str:
    """The label of a code, of several codes joined by 、; "" when not filled."""
    if isinstance(code, (list, tuple)):
        return "、".join(dictionaries.label(code_list, item) for item in code)
    return dictionaries.label(code_list, code or None)


@register.filter
def short_code(code: str) -> str:
    """The last seven digits after an ellipsis, for lists inside one village."""
    return f"…{code[-KEPT_DIGITS:]}" if len(code) > KEPT_DIGITS + 2 else code


@register.filter
def of_section(form: forms.Form, section: Section) -> list[BoundField]:
    """The bound fields of a section of the paper form, in its order."""
    return [form[fact.name] for fact in section.facts]
