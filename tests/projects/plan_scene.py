"""A township with its real village names and the shipped plan, for the tests of plans."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings

from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.audit.trail import SYSTEM
from core.regions.codes import area_range
from projects.models import PlanItem
from projects.plans.services import plans_load
from tests import factories

FILE = settings.BASE_DIR / "data" / "plans" / "yangbai.json"
TOWN = 511921119000
_FIRST = ("贾村观", "仙人嵌", "沙泥坪", "马口背", "邵家河", "永丰观", "双凤垭")
VILLAGES = (*_FIRST, "盘龙山", "天平寺", "骡子坡", "青山梁", "潘家河", "鹿溪沟", "朽石坎")
CODES = {name: TOWN + 200 + place for place, name in enumerate(VILLAGES)}
ABOVE = {510000000000: "四川省", 511900000000: "巴中市", 511921000000: "通江县", TOWN: "杨柏镇"}


def shipped() -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return payload


def build(load: bool = True) -> None:
    """The regions of 2018; with ``load`` the plan."""
    factories.regions(
        ABOVE
        | {code: f"{name}村民委员会" for name, code in CODES.items()}
        | {TOWN + 1: "杨柏河社区居委会", TOWN + 2: "太平乡社区居委会"}
    )
    if load:
        plans_load(shipped(), actor=SYSTEM, scope=SYSTEM_SCOPE)


def scope(area: int = TOWN) -> Scope:
    return Scope(*area_range(area))


def item(code: str) -> PlanItem:
    return PlanItem.all_rows.get(code=code)
