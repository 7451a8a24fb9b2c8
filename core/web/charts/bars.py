"""Bars of shares: met, not met, unknown side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from core.web.charts.svg import chart, number, rect, text, widths
from core.web.formats import share

CLASSES = ("c-met", "c-not", "c-unk")


def describe(met: int, not_met: int, unknown: int, unit: str) -> str:
    return f"达标 {met} {unit}，未达标 {not_met} {unit}，未知 {unknown} {unit}"


def outcome_bar(
    met: int, not_met: int, unknown: int, *, unit: str = "户", width: int = 98, height: int = 12
) -> SafeString:
    """One bar of three counts (table cell); an empty frame when all are 0."""
    parts = []
    x = 0.0
    for size, class_ in zip(widths([met, not_met, unknown], float(width)), CLASSES, strict=True):
        if size:
            parts.append(rect(x, 0, size, height, class_))
            x += size
    if not parts:
        parts.append(rect(0.5, 0.5, width - 1, height - 1, "c-rest"))
    return chart(width, height, describe(met, not_met, unknown, unit), parts, class_="chart inline")


@dataclass(frozen=True)
class Share:
    """One row of :func:`share_bars`: a label and its three counts."""

    label: str
    met: int
    not_met: int
    unknown: int


def share_bars(rows: Sequence[Share], *, unit: str = "户") -> SafeString:
    """Rows of label, bar and the met share in percent, in the order given."""
    height = 24
    parts: list[SafeString] = []
    for index, row in enumerate(rows):
        top = index * height
        parts.append(text(0, top + 16, row.label))
        x = 90.0
        for size, class_ in zip(widths([row.met, row.not_met, row.unknown], 150.0), CLASSES, strict=True):
            if size:
                parts.append(rect(x, top + 7, size, 10, class_))
                x += size
        total = row.met + row.not_met + row.unknown
        parts.append(text(286, top + 16, share(row.met, total), anchor="end"))
    title = "；".join(f"{row.label}：{describe(row.met, row.not_met, row.unknown, unit)}" for row in rows)
    return chart(290, max(len(rows), 1) * height, title or number(0), parts)
