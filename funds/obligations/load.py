"""Loading the obligations of regions as data: checked whole, written at once; the same file again changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.audit.trail import Actor, recorded
from core.regions.codes import area_range, parse_area
from funds.contributions.errors import RecordRefusedError
from funds.models import HelperKind, ObligationRule


@dataclass(frozen=True)
class Loaded:
    """How many rules the file held, and how many of them were new or changed."""

    rules: int
    changed: int


def obligations_load(payload: object, *, actor: Actor, scope: Scope) -> Loaded:
    """Load the rules of a parsed file (shape: data/obligations.json). RecordRefusedError: nothing is loaded."""
    if not isinstance(payload, Mapping) or not isinstance(payload.get("rules"), list):
        raise RecordRefusedError({"": "文件应为一个对象，其中「rules」是列表"})
    parsed = [_rule(item, number) for number, item in enumerate(payload["rules"], 1)]
    keys = [tuple(rule[name] for name in ("kind", "region", "helper_kind", "first_year")) for rule in parsed]
    if len(set(keys)) != len(keys):
        raise RecordRefusedError({"": "同一地区、责任、类型和起始年度的标准重复"})
    if any(not scope.covers(rule["region"]) for rule in parsed):
        raise RecordRefusedError({"": "有的区域不在您的辖区"})
    changed = 0
    with recorded(actor, reason="资金责任标准导入"):
        for rule in parsed:
            changed += _store(rule)
    return Loaded(len(parsed), changed)


def obligations_prepare(payload: object, *, actor: Actor) -> Loaded:
    """Load the shipped file into a database that has no rules yet; what an office has loaded stays."""
    return (
        Loaded(0, 0) if ObligationRule.objects.exists() else obligations_load(payload, actor=actor, scope=SYSTEM_SCOPE)
    )


def _rule(item: Any, number: int) -> dict[str, Any]:
    where = f"第 {number} 条"
    try:
        region, kind = parse_area(item["region"]), str(item["kind"])
        first, *rest = item["years"]
        last = rest[0] if rest else None
        found: dict[str, Any] = {
            "kind": kind, "region": region, "high": area_range(region)[1], "helper_kind": str(item.get("helper", "")),
            "rate": _number(item.get("rate")), "minimum": _number(item.get("minimum")),
            "basis": str(item.get("basis", "budget")) if kind == "growth" else "",
            "first_year": int(first), "last_year": None if last is None else int(last),
            "document": str(item["document"])[:60],
        }  # fmt: skip
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise RecordRefusedError({"": f"{where}不完整或格式不对：{error}"}) from error
    good = {
        "growth": bool(found["rate"]) and found["basis"] in ObligationRule.Basis.values and not found["minimum"],
        "minimum": bool(found["minimum"]) and found["helper_kind"] in HelperKind.values and not found["rate"],
        "audit": not found["rate"] and not found["minimum"] and not found["helper_kind"],
    }.get(kind, False)
    if not good or (found["last_year"] is not None and found["last_year"] < found["first_year"]):
        raise RecordRefusedError({"": f"{where}：growth 要 rate，minimum 要 helper 和 minimum，audit 都不要"})
    return found


def _number(value: object) -> Decimal | None:
    number = None if value is None else Decimal(str(value))
    if number is not None and (not number.is_finite() or number <= 0):
        raise ValueError(f"{value} 应大于 0")
    return number


def _store(rule: dict[str, Any]) -> bool:
    key = {name: rule.pop(name) for name in ("kind", "region", "helper_kind", "first_year")}
    row, made = ObligationRule.objects.get_or_create(**key, defaults=rule)
    differing = {name: value for name, value in rule.items() if getattr(row, name) != value}
    if differing and not made:
        ObligationRule.objects.filter(pk=row.pk).update(**differing)
    return made or bool(differing)
