"""Tags for facts: a value with its unit as a reader wants it, and where a record came from."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField, ChoiceField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.accounts.selectors import names_of
from core.audit.models import Sourced
from core.web.formats import full_moment
from core.web.forms import YesNoField

register = template.Library()
SOURCES = {"form": "表单录入", "import": "导入", "api": "接口", "carry": "上年结转"}


@register.simple_tag
def fact_value(bound: BoundField) -> SafeString | str:
    """The value of an unbound form's field: words of its switch or list, thousands, unit; 未填 when blank."""
    value = bound.value()
    if value is None or value == "":
        return format_html('<span class="sub">{}</span>', "未填")
    field: Any = bound.field
    choices: Any = getattr(field, "choices", ())
    if isinstance(field, YesNoField):
        return str(dict(choices)[field.prepare_value(value)])
    if isinstance(field, ChoiceField):
        return str(dict(choices).get(value, value))
    text = f"{value:,}" if isinstance(value, int | Decimal) else str(value)
    unit = getattr(field, "unit", "")
    return format_html('{} <span class="sub">{}</span>', text, unit) if unit else text


@register.simple_tag
def source_of(record: Sourced) -> str:
    """「周敏 · 2018-09-20 10:12 · 导入批次 12 第 37 行」: who wrote a record last, when and from where."""
    name = names_of([record.updated_by]).get(record.updated_by or 0, "系统") if record.updated_by else "系统"
    place = SOURCES.get(record.source, record.source)
    if record.source == "import" and record.batch:
        place = f"导入批次 {record.batch}" + (f" 第 {record.row} 行" if record.row else "")
    return f"{name} · {full_moment(record.updated_at)} · {place}"
