"""The few SVG elements the charts are made of, with every attribute and text escaped."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe

HATCH = "url(#zm-hatch)"
SMALLEST = 1.5
"""Pixels of a share too small to see (never 0 for a count above 0)."""


def number(value: float) -> str:
    """At most two decimals, no trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def element(name: str, *children: str, **attributes: object) -> SafeString:
    """``<name a="…">children</name>``; ``class_`` is class, ``_`` in a name is ``-``; children are safe or escaped."""
    parts = []
    for key, value in attributes.items():
        if value is None:
            continue
        text = number(value) if isinstance(value, float) else str(value)
        parts.append(f' {key.rstrip("_").replace("_", "-")}="{escape(text)}"')
    inner = "".join(conditional_escape(child) for child in children)
    return mark_safe(f"<{name}{''.join(parts)}>{inner}</{name}>")  # noqa: S308 - name is ours, the rest is escaped


def rect(x: float, y: float, width: float, height: float, class_: str, **more: object) -> SafeString:
    fill = HATCH if class_ == "c-unk" else None
    return element(
        "rect",
        x=number(x),
        y=number(y),
        width=number(max(width, 0)),
        height=number(height),
        class_=class_,
        fill=fill,
        **more,
    )


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> SafeString:
    return element("line", x1=number(x1), y1=number(y1), x2=number(x2), y2=number(y2), class_=class_)


def text(x: float, y: float, words: str, class_: str | None = None, anchor: str | None = None) -> SafeString:
    return element("text", words, x=number(x), y=number(y), class_=class_, text_anchor=anchor)


def chart(
    width: float, height: float, title: str, children: Iterable[str], *, class_: str = "chart", fluid: bool = False
) -> SafeString:
    """The ``<svg>``: an image with ``title`` as its name; ``fluid`` fills the width of its box."""
    body = mark_safe("".join(children))  # noqa: S308 - made of element()
    size = format_html('width="{}" height="{}" ', number(width), number(height)) if not fluid else ""
    return format_html(
        '<svg class="{}" {}viewBox="0 0 {} {}" role="img" aria-label="{}"><title>{}</title>{}</svg>',
        class_,
        size,
        number(width),
        number(height),
        title,
        title,
        body,
    )


def widths(counts: list[int], room: float) -> list[float]:
    """Pixels a count, summing to ``room``; a count above 0 gets at least SMALLEST."""
    total = sum(counts)
    if not total:
        return [0.0 for _ in counts]
    sizes = [max(room * count / total, SMALLEST) if count else 0.0 for count in counts]
    sizes[sizes.index(max(sizes))] -= sum(sizes) - room
    return sizes
