"""A rate that is known only as an interval, against its threshold."""

from __future__ import annotations

from decimal import Decimal
from math import ceil

from django.utils.safestring import SafeString

from core.web.charts.svg import HATCH, chart, element, line, rect, text
from core.web.formats import decimal_text

LEFT = 28.0
NARROW = 500
# How wide a label of this chart is, about, and how much of it stands left of its anchor.
LABEL = 92.0
SHARE = {"start": 0.0, "middle": 0.5, "end": 1.0}


def _ticks(highest: int, width: float, scale: float) -> list[SafeString]:
    step = max(1, ceil(highest / 10))
    parts = []
    for value in range(0, highest + 1, step):
        x = LEFT + value * scale
        parts.append(line(x, 56, x, 60, "base"))
        parts.append(text(x, 74, f"{value}%", "axis", "middle"))
    return parts


def _labels(
    x_low: float, x_high: float, x_line: float, low: Decimal, high: Decimal, threshold: Decimal, *, narrow: bool = False
) -> list[SafeString]:
    """Three labels above the bar; the outer ones lean outwards so that near values do not overlap.

    A narrow bar (the phone's) has room for the threshold only.
    """
    parts = [
        text(x_line, 18, f"标准 < {decimal_text(threshold, 0)}%", "c-say", "middle"),
        line(x_line, 24, x_line, 64, "c-line"),
    ]
    if narrow:
        return parts
    if low == high:
        anchor = "end" if x_low < x_line else "start"
        parts.append(text(x_low, 34, f"{decimal_text(low)}%", "c-say", anchor))
        return parts
    at = {x: _leaning(x, x_line) for x in (x_low, x_high)}
    free = at[x_high][0] - LABEL * SHARE[at[x_high][1]] - 4
    if at[x_low][0] + LABEL * (1 - SHARE[at[x_low][1]]) > free:
        at[x_low] = (free, "end")
    for x, value, word, class_ in ((x_low, low, "低值", "c-say-not"), (x_high, high, "高值", "c-say")):
        parts.append(text(at[x][0], 18, f"{word} {decimal_text(value)}%", class_, at[x][1]))
        parts.append(line(x, 24, x, 38, "base"))
    return parts


def _leaning(x: float, x_line: float) -> tuple[float, str]:
    """Where a label stands and how it is anchored: away from the threshold's own where that is near."""
    if abs(x - x_line) >= 110:
        return x, "middle"
    anchor = "end" if x <= x_line else "start"
    room = min(abs(x - x_line) - 44, 0)
    return (x + room, anchor) if anchor == "end" else (x - room, anchor)


def interval_bar(
    low: Decimal,
    high: Decimal,
    threshold: Decimal,
    *,
    low_words: str = "",
    unknown_words: str = "",
    width: int = 900,
) -> SafeString:
    """Solid from 0 to ``low``, hatched to ``high``, a strong line at ``threshold``; all in percent.

    ``low_words`` and ``unknown_words`` (未达标 21 人, 未知 24 人) are written on the bar where they fit.
    """
    highest = max(ceil(high), ceil(threshold) + 2, ceil(low))
    scale = (width - 2 * LEFT) / highest
    x_low, x_high, x_line = (LEFT + float(value) * scale for value in (low, high, threshold))
    parts = [rect(LEFT, 38, width - 2 * LEFT, 18, "c-rest"), rect(LEFT, 38, x_low - LEFT, 18, "c-not")]
    if high > low:
        parts.append(element("rect", x=x_low, y=38, width=x_high - x_low, height=18, class_="c-unk", fill=HATCH))
    if low_words and x_low - LEFT > 13 * len(low_words):
        parts.append(text((LEFT + x_low) / 2, 52, low_words, "c-on-dark", "middle"))
    if unknown_words and x_high - x_low > 14 * len(unknown_words):
        middle, room = (x_low + x_high) / 2, 10.0 * len(unknown_words) + 8
        if abs(middle - x_line) < room / 2 + 4:
            middle = x_line - room / 2 - 8 if x_line - x_low > x_high - x_line else x_line + room / 2 + 8
        parts.append(rect(middle - room / 2, 40, room, 14, "c-plate"))
        parts.append(text(middle, 52, unknown_words, "c-say", "middle"))
    parts += _ticks(highest, width, scale)
    parts += _labels(x_low, x_high, x_line, low, high, threshold, narrow=width < NARROW)
    parts.append(text((LEFT + x_line) / 2, 94, "全部落在这里：达标", "c-say-met", "middle"))
    parts.append(text((x_line + width - LEFT) / 2, 94, "全部落在这里：未达标", "c-say-not", "middle"))
    value = f"{decimal_text(low)}%" if low == high else f"{decimal_text(low)}%–{decimal_text(high)}%"
    return chart(width, 100, f"{value}，标准小于 {decimal_text(threshold, 0)}%", parts, fluid=True)
