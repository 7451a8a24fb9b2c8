"""Figures and words of the import page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from core.ledgers.hooks import Effect
from core.ledgers.models import Batch

_RANK: Final = {"met": 2, "unknown": 1, "not_met": 0}
_LEVELS: Final = {"household": ("户判定", "户"), "village": ("村判定", "村")}


@dataclass(frozen=True)
class Step:
    """One kind of change: ``before`` and ``after`` are outcomes, or new and gone."""

    before: str
    after: str
    word: str
    tone: str
    number: int


@dataclass(frozen=True)
class Level:
    title: str
    unit: str
    total: int
    steps: list[Step]


def figures(batch: Batch) -> list[dict[str, Any]]:
    """read = created + updated + unchanged + refused; doubts are counted apart."""

    def note(name: str) -> str:
        return " · ".join(f"{sheet['name']} {sheet[name]:,}" for sheet in batch.sheets)

    return [
        {"label": "读取", "value": f"{batch.rows_read:,}", "unit": "行", "note": note("read")},
        {"label": "新增", "value": f"{batch.created:,}", "unit": "行", "note": note("created"), "prefix": "＝"},
        {"label": "更新", "value": f"{batch.updated:,}", "unit": "行", "note": note("updated"), "prefix": "＋"},
        {"label": "不变", "value": f"{batch.unchanged:,}", "unit": "行", "note": note("unchanged"), "prefix": "＋"},
        {
            "label": "拒绝",
            "value": f"{batch.refused:,}",
            "unit": "行",
            "note": f"{note('refused')}，须改正" if batch.refused else "没有错误",
            "prefix": "＋",
            "tone": "not" if batch.refused else "",
        },
        {
            "label": "疑点（不拦）",
            "value": f"{batch.doubts:,}",
            "unit": "条",
            "note": "另计，导入后随批次保存",
            "tone": "doubt",
        },
    ]


def effect_rows(effect: Effect | None) -> list[Level] | None:
    """The effect for the page, better changes first; None where it is not known."""
    if effect is None:
        return None
    levels = []
    for code, (title, unit) in _LEVELS.items():
        steps = [_step(name, number) for name, number in effect.get(code, {}).items() if number]
        order = {"变好": 0, "新增": 1, "变差": 2, "不再判定": 3}
        steps.sort(key=lambda step: (order[step.word], -step.number))
        levels.append(Level(title, unit, sum(step.number for step in steps), steps))
    return levels


def _step(name: str, number: int) -> Step:
    before, _, after = name.partition("_to_")
    if before == "new":
        return Step(before, after, "新增", "", number)
    if after == "gone":
        return Step(before, after, "不再判定", "", number)
    better = _RANK[after] > _RANK[before]
    return Step(before, after, "变好" if better else "变差", "t-met" if better else "t-not", number)
