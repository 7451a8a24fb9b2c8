"""Households by income per head, with bins anchored at the line so that no bar straddles it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, log10

from django.utils.safestring import SafeString

from core.web.charts.svg import SMALLEST, chart, line, rect, text
from core.web.formats import thousands

LEFT, RIGHT, TOP, BOTTOM = 44.0, 10.0, 22.0, 22.0


@dataclass(frozen=True)
class Bin:
    """``low`` ≤ … < ``high`` in yuan (``None`` = open end) with its count of households."""

    low: Decimal | None
    high: Decimal | None
    count: int


def line_bins(threshold: Decimal, *, step: int = 500, below: int = 4, above: int = 10) -> list[Decimal]:
    """Edges ``threshold ± n × step``, ascending and none below 0; open ends lie outside them."""
    return [threshold + n * step for n in range(-below, above + 1) if threshold + n * step >= 0]


def _nice_step(top: int) -> int:
    """A round distance between grid lines: about five of them below ``top``."""
    rough = max(top / 5, 1)
    power = 10 ** int(log10(rough))
    return next(int(m * power) for m in (1, 2, 5, 10) if m * power >= rough)


def _grid(top: int, width: float, floor: float) -> tuple[list[SafeString], float]:
    step = _nice_step(top)
    highest = step * max(ceil(top / step), 1)
    scale = (floor - TOP) / highest
    parts = []
    for value in range(0, highest + 1, step):
        y = floor - value * scale
        parts.append(line(LEFT, y, width - RIGHT, y, "base" if value == 0 else "grid"))
        parts.append(text(LEFT - 6, y + 4, thousands(value), "axis", "end"))
    return parts, scale


def _label(item: Bin, index: int, bins: int, mark: int, x: float, room: float, y: float) -> list[SafeString]:
    """Open ends are named; between them every third edge, counted from the line."""
    if item.low is None and item.high is not None:
        return [text(x, y, f"<{thousands(item.high)}", "axis")]
    if item.low is None:
        return []
    if item.high is None:
        return [text(x + room, y, f"≥{thousands(item.low)}", "axis", "end")]
    if (index - mark) % 3 or index < 3 or index > bins - 4:
        return []
    return [text(x, y, thousands(item.low), "axis", "middle")]


def histogram(bins: Sequence[Bin], threshold: Decimal, *, width: int = 330, height: int = 230) -> SafeString:
    """Bars ascending by income: those whose ``high`` ≤ threshold are not met, the others met."""
    floor = height - BOTTOM
    parts, scale = _grid(max((b.count for b in bins), default=1), width, floor)
    room = (width - LEFT - RIGHT) / max(len(bins), 1)
    mark = next((index for index, item in enumerate(bins) if item.low == threshold), None)
    for index, item in enumerate(bins):
        x = LEFT + index * room
        under = item.high is not None and item.high <= threshold
        size = max(item.count * scale, SMALLEST) if item.count else 0.0
        parts.append(rect(x + 1, floor - size, room - 2, size, "c-not" if under else "c-met"))
        parts += _label(item, index, len(bins), mark or 0, x, room, floor + 16)
    if mark is not None:
        at = LEFT + mark * room
        parts.append(line(at, TOP - 12, at, floor, "c-dash"))
        parts.append(text(at - 5, TOP - 6, f"退出线 {thousands(threshold)} 元", "c-say", "end"))
    below = sum(b.count for b in bins if b.high is not None and b.high <= threshold)
    total = sum(b.count for b in bins)
    title = f"人均纯收入分布：退出线 {thousands(threshold)} 元以下 {thousands(below)} 户，共 {thousands(total)} 户"
    return chart(width, height, title, parts)
