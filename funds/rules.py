"""Which rule of the funds holds in a region and year: the nearest region upwards that has one."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Final

from core.audit.trail import Actor, recorded
from core.regions.codes import Level, area_range, level_of, parse_area
from funds.models import FundRule

SOURCE: Final = Path(__file__).resolve().parents[1] / "data" / "funds.json"


def rule_of(area: int, year: int, name: str) -> FundRule | None:
    """The rule of the nearest region at or above ``area`` in ``year``; the whole country (0) comes last."""
    found = [
        row
        for row in FundRule.objects.filter(name=name, year_from__lte=year, year_to__gte=year)
        if row.region == 0 or _holds(row.region, area)
    ]
    return max(found, key=lambda row: (row.region != 0, level_of(row.region) if row.region else 0), default=None)


def number_of(area: int, year: int, name: str) -> Decimal | None:
    """The number of that rule; None without one."""
    row = rule_of(area, year, name)
    return None if row is None else row.number


def _holds(region: int, area: int) -> bool:
    low, high = area_range(region)
    return low <= area < high and level_of(region) <= Level.TOWNSHIP


def rules_load(*, actor: Actor, path: Path = SOURCE) -> int:
    """Bring the rules to what the file says; how many differed. Rules that the file does not name stay."""
    rows = json.loads(path.read_text("utf-8"))["rules"]
    changed = 0
    with recorded(actor, reason="载入资金规定"):
        for item in rows:
            key = {"region": parse_area(item["region"]) if item["region"] != "0" else 0, "name": item["name"],
                   "year_from": item["years"][0]}  # fmt: skip
            values = {"year_to": item["years"][1], "number": Decimal(item["number"]), "source": item["source"]}
            row = FundRule.objects.filter(**key).first()
            if row is None:
                FundRule.objects.create(**key, **values)
            elif any(getattr(row, name) != value for name, value in values.items()):
                FundRule.objects.filter(pk=row.pk).update(**values)
            else:
                continue
            changed += 1
    return changed
