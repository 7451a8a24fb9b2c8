"""Loading the rules of micro-credit (``data/credit_rules.json``); the same file again changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.audit.trail import Actor, recorded
from core.regions.codes import parse_area
from funds.credit.rules import KEYS
from funds.models import CreditRule


class CreditRulesRefusedError(ValueError):
    """The file says something that is no rule; nothing was loaded."""


def rules_prepare(payload: Mapping[str, Any], *, actor: Actor) -> int:
    """Add the rules that this database does not know by region and day; how many. What an office changed stays."""
    known = set(CreditRule.objects.values_list("region", "starts_on"))
    fresh = []
    for item in payload["rules"]:
        key = (parse_area(item["region"]), date.fromisoformat(item["starts_on"]))
        if unknown := set(item["settings"]) - KEYS:
            raise CreditRulesRefusedError(f"{key}：没有这些规定 {'、'.join(sorted(unknown))}")
        if "split" in item["settings"] and sum(float(part) for _, part in item["settings"]["split"]) != 100:
            raise CreditRulesRefusedError(f"{key}：分担比例合计应为 100%")
        if key not in known:
            fresh.append(CreditRule(region=key[0], starts_on=key[1], settings=item["settings"], basis=item["basis"]))
    if fresh:
        with recorded(actor, reason="信贷规定导入"):
            CreditRule.objects.bulk_create(fresh)
    return len(fresh)
