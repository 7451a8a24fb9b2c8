"""What a measure must satisfy by itself: one list of rules for the form and for the import."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from core.dictionaries import selectors as dictionaries
from projects.measures.rules import FilledWith, NotBelow, Rule
from projects.measures.sectors import Sector, sector_of
from projects.models import Measure

KIND_LIST: Final = "measure_kind"
FIELDS: Final = (
    "kind",
    "name",
    "pathway",
    "started_on",
    "ended_on",
    "quantity",
    "unit",
    "amount",
    "provider",
    "fund_source",
    "status",
    "stop_reason",
    "result",
    "signed_by_head",
    "remark",
)
STOPPED: Final = Measure.Status.STOPPED.value
RULES: Final[tuple[Rule, ...]] = (
    NotBelow("ended_on", "started_on", "结束日期早于开始日期"),
    FilledWith("unit", "quantity", "填了数量，请填计量单位"),
    FilledWith("stop_reason", "status", "已终止的措施请填终止原因", value=STOPPED),
)
STARTS_LATER: Final = "开始日期晚于本年度"
ENDED_BEFORE: Final = "结束日期早于本年度"
NEGATIVE: Final = "不能是负数"
NEEDS_PERSON: Final = "这类措施须填到人，请选择家庭成员"
NOT_OF_HOUSEHOLD: Final = "不是本户本年度的成员"


def rules_of(sector: Sector | None) -> tuple[Rule, ...]:
    return RULES + (sector.rules if sector else ())


def findings_of(values: Mapping[str, Any], year: int) -> dict[str, str]:
    """Sentence by field for what is wrong with plain values of a measure and its details; {} when nothing is."""
    sector = sector_of(values.get("sector") or "")
    found: dict[str, str] = {}
    if values.get("kind") not in dictionaries.labels(KIND_LIST):
        found["kind"] = "没有这个措施大类"
    elif values.get("sector") and (sector is None or values["kind"] not in sector.kinds):
        found["kind"] = "专项与措施大类不符"
    if not str(values.get("name") or "").strip():
        found["name"] = "请填写措施名称"
    if values.get("status") not in Measure.Status.values:
        found["status"] = "没有这个状态"
    start, end = values.get("started_on"), values.get("ended_on")
    if start is not None and start.year > year:
        found["started_on"] = STARTS_LATER
    if end is not None and end.year < year:
        found["ended_on"] = ENDED_BEFORE
    numbers = ("quantity", "amount", *(item.name for item in _numbers(sector)))
    for name in numbers:
        if values.get(name) is not None and values[name] < 0:
            found[name] = NEGATIVE
    for item in sector.bound if sector else []:
        value = values.get(item.name)
        if item.kind == "code" and value and value not in dictionaries.labels(item.fact.list):
            found[item.name] = f"「{item.label}」没有这个选项"
    for rule in rules_of(sector):
        if rule.broken(values):
            found.setdefault(rule.name, rule.message)
    return found


def _numbers(sector: Sector | None) -> list[Any]:
    return [item for item in sector.bound if item.kind in ("amount", "whole")] if sector else []


def departments_of(kind: str) -> frozenset[str]:
    """The departments (list ``sector``) whose field measures of this kind are."""
    return frozenset(dictionaries.attributes(KIND_LIST, kind).get("departments", []))
