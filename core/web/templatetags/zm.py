"""Template words of the interface (built in: no ``{% load %}``). Syntax and examples: docs/ui.md, /styleguide/."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.accounts.rights import Role
from core.web import charts, formats
from core.web.forms import ThreeSwitch

register = template.Library()

register.filter("yuan", formats.yuan)
register.filter("wan", formats.wan)
register.filter("thousands", formats.thousands)
register.filter("decimal", formats.decimal_text)
register.filter("signed", formats.signed)
register.filter("percent", formats.percent)
register.filter("full_date", formats.full_date)
register.filter("full_moment", formats.full_moment)
register.filter("clock", formats.clock)
register.filter("waited", formats.waited)
register.simple_tag(formats.share, name="share")


@register.filter
def short_date(value: date | datetime | None) -> str:
    return formats.short_date(value)


@register.filter
def get_attr(attributes: dict[str, Any], name: str) -> Any:
    """A widget attribute whose name has a hyphen."""
    return attributes.get(name, "")


@register.filter
def dash(value: object) -> object:
    """The value, or ``—`` when there is none (0 and False are values)."""
    return formats.EMPTY if value is None or value == "" else value


@register.filter
def role_name(role: str) -> str:
    """A role's Chinese name, as policies and logs keep its code."""
    return str(Role(role).label) if role in Role.values else role


@register.filter
def filled(value: object) -> object:
    """A fact: ``None`` is 未填, True and False are 是 and 否."""
    if value is None or value == "":
        return "未填"
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else value


@register.simple_tag
def icon(name: str, size: int = 13, label: str = "", class_: str = "") -> SafeString:
    """``{% icon "met" 12 %}``: from the own sprite; ``label`` only where no word stands beside it."""
    described = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="icon icon-{} {}" width="{}" height="{}" {}><use href="{}#{}"></use></svg>',
        size,
        class_,
        size,
        size,
        SafeString(described),
        static("icons/sprite.svg"),
        name,
    )


OUTCOMES: dict[object, tuple[str, str, str]] = {
    True: ("met", "met", "达标"),
    "met": ("met", "met", "达标"),
    False: ("not-met", "not-met", "未达标"),
    "not_met": ("not-met", "not-met", "未达标"),
    None: ("unknown", "unknown", "未知"),
    "unknown": ("unknown", "unknown", "未知"),
}


@register.filter
def outcome_class(outcome: object) -> str:
    """``met``, ``not-met`` or ``unknown``, for a verdict's frame."""
    return OUTCOMES[outcome][0]


@register.filter
def outcome_word(outcome: object) -> str:
    return OUTCOMES[outcome][2]


@register.simple_tag
def badge(outcome: object, *, pending: bool = False, size: str = "", word: str = "") -> SafeString:
    """``{% badge row.outcome pending=row.pending size="big|pair" %}``: True/False/None or the outcome's code."""
    class_, symbol, default = OUTCOMES[outcome]
    box = format_html('<span class="outcome {} {}">{}{}</span>', class_, size, icon(symbol), word or default)
    if not pending:
        return box
    mark = icon("pending", 13, "计算中", "pending-mark")
    return format_html('{}<span title="计算中">{}</span>', box, mark)


@register.simple_tag
def outcome_icon(outcome: object, size: int = 13) -> SafeString:
    """The symbol alone in its colour; the word stands beside it."""
    class_, symbol, _ = OUTCOMES[outcome]
    return icon(symbol, size, "", {"met": "t-met", "not-met": "t-not", "unknown": "t-unk"}[class_])


@register.simple_tag
def outcome_sign(outcome: object) -> str:
    """✓, ✗ or ？ as text, for paper (black on white, no sprite)."""
    return {"met": "✓", "not-met": "✗", "unknown": "？"}[OUTCOMES[outcome][0]]


@register.simple_tag
def pending_badge(words: str = "计算中") -> SafeString:
    return format_html('<span class="outcome pending">{}{}</span>', icon("pending"), words)


STATUSES: dict[str, tuple[str, str, str]] = {
    "0": ("in", "未脱贫", "未脱贫"),
    "1": ("out", "已脱贫", "已脱贫(享受政策)"),
    "3": ("back", "返贫", "返贫"),
    "4": ("out-ended", "已脱贫(不享受)", "已脱贫(不再享受政策)"),
}


@register.simple_tag
def official(
    code: str | None, year: int | None = None, *, doubt: str = "", word: str = "", full: str = ""
) -> SafeString:
    """``{% official row.poverty_status row.exit_year doubt="不一致" %}``: 登记状态, plain text with a dot.

    The code is CL-03's; for other lists (a village's 已退出) give ``code`` "0"/"1" and the ``word``.
    """
    if code is None or code not in STATUSES:
        return SafeString(word or "未填")
    kind, short, long = STATUSES[code]
    with_year = f" {year}" if year and kind != "in" else ""
    mark = flag(doubt) if doubt else SafeString("")
    return format_html(
        '<span class="status {}" title="{}"><span class="status-dot"></span>{}{}</span>{}',
        kind,
        full or word or long,
        word or short,
        with_year,
        format_html(" {}", mark) if mark else mark,
    )


@register.simple_tag
def flag(words: str) -> SafeString:
    """An amber mark of doubt (不一致, 未指定, 疑点): never an outcome."""
    return format_html('<span class="flag">{}</span>', words)


@register.simple_tag
def legend(*, pending: bool = False) -> SafeString:
    """The legend of bars and tiles, in their order."""
    parts = [
        format_html('<span class="legend-item">{}{}</span>', charts.village_tiles([charts.Tile(word, outcome)]), word)
        for outcome, word in ((True, "达标"), (False, "未达标"), (None, "未知"))
    ]
    if pending:
        tile = charts.village_tiles([charts.Tile("计算中", True, pending=True)])
        parts.append(format_html('<span class="legend-item">{}计算中（框内为上次结果）</span>', tile))
    return format_html('<span class="legend" aria-hidden="true">{}</span>', SafeString("".join(parts)))


@register.simple_tag
def outcome_bar(met: int, not_met: int, unknown: int, unit: str = "户", width: int = 98) -> SafeString:
    return charts.outcome_bar(met, not_met, unknown, unit=unit, width=width)


@register.simple_tag
def village_tiles(tiles: Sequence[charts.Tile], a_row: int = 24) -> SafeString:
    return charts.village_tiles(tiles, a_row=a_row)


@register.simple_tag
def histogram(bins: Sequence[charts.Bin], threshold: Decimal, width: int = 330, height: int = 230) -> SafeString:
    return charts.histogram(bins, threshold, width=width, height=height)


@register.simple_tag
def share_bars(rows: Sequence[charts.Share], unit: str = "户") -> SafeString:
    return charts.share_bars(rows, unit=unit)


@register.simple_tag
def interval_bar(
    low: Decimal, high: Decimal, threshold: Decimal, low_words: str = "", unknown_words: str = "", width: int = 900
) -> SafeString:
    return charts.interval_bar(low, high, threshold, low_words=low_words, unknown_words=unknown_words, width=width)


@register.inclusion_tag("components/path.html")
def region_path(regions: Iterable[Any], current: str = "", after: str = "") -> dict[str, Any]:
    """``{% region_path path "李国富户" %}``: links (objects or pairs of name and url), then the page's h1.

    ``regions`` holds ``(name, url)`` pairs or objects with ``name`` and ``url``; an empty url is plain text.
    Without ``current`` the last region is the h1.
    """
    items = [(r[0], r[1]) if isinstance(r, tuple | list) else (r.name, getattr(r, "url", "")) for r in regions]
    if not current and items:
        current = items.pop()[0]
    return {"items": items, "current": current, "after": after}


@register.inclusion_tag("components/freshness.html")
def freshness(
    as_of: datetime | None,
    pending: int = 0,
    unit: str = "户",
    *,
    late_since: datetime | None = None,
    idle: bool = False,
) -> dict[str, Any]:
    """``{% freshness as_of 3 "个村" %}``: 截至 14:32 and the blue box; ``idle`` says 无待计算 when nothing waits."""
    return {"as_of": as_of, "pending": pending, "unit": unit, "late_since": late_since, "idle": idle}


@register.inclusion_tag("components/figures.html")
def figures(items: Iterable[dict[str, Any]], compact: bool = False) -> dict[str, Any]:
    """Key figures: dicts of label, value, unit, note, outcome, icon, prefix, href, badge, range, tone (met, not, …)."""
    return {"items": items, "compact": compact}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: template.Context, page: Any, order: str = "") -> dict[str, Any]:
    """The foot of a table for a :class:`core.web.paging.Page`; ``order`` says the order in words."""
    return {"page": page, "order": order, "request": context.get("request")}


@register.inclusion_tag("components/sort.html", takes_context=True)
def sort_head(context: template.Context, label: str, key: str, current: str = "") -> dict[str, Any]:
    """A ``<th>``'s inside: a link that sorts by ``key``, or turns the order; ``current`` is ``key`` or ``-key``."""
    arrow = {key: "↑", f"-{key}": "↓"}.get(current, "")
    return {
        "label": label,
        "to": f"-{key}" if current == key else key,
        "arrow": arrow,
        "request": context.get("request"),
    }


def _attributes(bound: BoundField, unit: str, ids: list[str]) -> dict[str, Any]:
    widget = bound.field.widget
    attrs: dict[str, Any] = {}
    if ids:
        attrs["aria-describedby"] = " ".join(ids)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if isinstance(widget, ThreeSwitch | forms.CheckboxSelectMultiple | forms.RadioSelect):
        return attrs
    numeric = isinstance(bound.field, forms.DecimalField | forms.IntegerField)
    attrs["class"] = " ".join(filter(None, [widget.attrs.get("class"), "control", "num" if numeric else ""]))
    if isinstance(widget, forms.NumberInput):
        # typed text keeps "1,234" and IME digits reachable for the server's own check and sentence
        attrs |= {"inputmode": "decimal", "autocomplete": "off"}
    return attrs


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, unit: str = "", size: str = "", label: str = "", plain: str = "") -> dict[str, Any]:
    """``{% field form.wage unit="元" size="wide|double|stacked" %}``: label, control, unit, hint, error.

    ``plain`` shows that text instead of the control (grey: written by the system or an approval).
    """
    unit = unit or getattr(bound.field, "unit", "")
    ids = []
    if bound.help_text:
        ids.append(f"{bound.auto_id}-hint")
    if bound.errors:
        ids.append(f"{bound.auto_id}-error")
    group = isinstance(bound.field.widget, ThreeSwitch | forms.CheckboxSelectMultiple | forms.RadioSelect)
    return {
        "bound": bound,
        "unit": unit,
        "size": size,
        "label": label or bound.label,
        "plain": plain,
        "group": group,
        "described": " ".join(ids),
        "control": "" if plain else bound.as_widget(attrs=_attributes(bound, unit, ids)),
        "long_unit": len(unit) > 2,
        # a refused form comes back with what was typed: the script could not tell it from what is stored
        "changed": bound.form.is_bound and bound.name in bound.form.changed_data,
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms_: Any) -> dict[str, Any]:
    """``{% error_summary form other_form %}``: the count and links to the fields, above the form."""
    errors = [bound for form in forms_ if form is not None for bound in form if bound.errors]
    general = [error for form in forms_ if form is not None for error in form.non_field_errors()]
    return {"errors": errors, "general": general, "count": len(errors) + len(general)}
