"""Village tiles: one a village, in code order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from core.web.charts.svg import HATCH, chart, element, line, rect

WIDTH, HEIGHT, STEP = 9, 14, 11
WORDS = {True: "达标", False: "未达标", None: "未知"}


@dataclass(frozen=True)
class Tile:
    """One village: ``outcome`` True met, False not met, None unknown; ``pending`` while it is recomputed."""

    name: str
    outcome: bool | None
    pending: bool = False
    href: str = ""


def _tile(x: float, y: float, tile: Tile) -> SafeString:
    parts: list[SafeString] = []
    if tile.outcome is True:
        parts.append(rect(x, y, WIDTH, HEIGHT, "c-met"))
    elif tile.outcome is False:
        parts.append(rect(x, y, WIDTH, HEIGHT, "c-not"))
        parts.append(line(x + 2.5, y + 5, x + 6.5, y + 9, "c-cross"))
        parts.append(line(x + 6.5, y + 5, x + 2.5, y + 9, "c-cross"))
    else:
        box = {"x": x + 0.5, "y": y + 0.5, "width": WIDTH - 1, "height": HEIGHT - 1}
        parts.append(element("rect", class_="c-unk", fill=HATCH, **box))
    if tile.pending:
        parts.append(rect(x, y, WIDTH, HEIGHT, "c-pending"))
    words = f"{tile.name}：{WORDS[tile.outcome]}{'，计算中' if tile.pending else ''}"
    group = element("g", element("title", words), *parts)
    return element("a", group, href=tile.href, class_="tile-link", aria_label=words) if tile.href else group


def village_tiles(tiles: Sequence[Tile], *, a_row: int = 24) -> SafeString:
    """The tiles of one township, 9×14 each, at most ``a_row`` side by side."""
    parts = [
        _tile(1 + (index % a_row) * STEP, 1 + (index // a_row) * (HEIGHT + 2), tile) for index, tile in enumerate(tiles)
    ]
    counts = Counter(tile.outcome for tile in tiles)
    pending = sum(tile.pending for tile in tiles)
    title = "，".join(f"{word} {counts[key]} 村" for key, word in WORDS.items())
    if pending:
        title += f"，{pending} 村计算中"
    columns = min(len(tiles), a_row)
    rows = (len(tiles) + a_row - 1) // a_row
    drawing = chart(columns * STEP + 1, rows * (HEIGHT + 2), title, parts, class_="chart inline")
    if any(tile.href for tile in tiles):
        # links inside an image would be lost to screen readers
        return SafeString(drawing.replace('role="img"', 'role="group"', 1))
    return drawing
