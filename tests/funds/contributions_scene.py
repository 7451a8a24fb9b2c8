"""Contributions for tests, entered through the service; and a paper that a notice needs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from core.accounts.models import User
from funds.contributions import services
from funds.models import Contribution, SupportUnit
from tests.cast import JIACUNGUAN
from tests.core.procedures.scene import acting

MONEY: dict[str, Any] = {
    "donor": "通江银耳公司", "donor_kind": "enterprise", "helper_kind": "social", "form": "money",
    "amount": Decimal("1000.00"), "received_on": date(2018, 3, 5), "recipient": "贾村观村委会", "purpose": "修水池",
}  # fmt: skip
GOODS: dict[str, Any] = MONEY | {
    "form": "goods", "goods": "化肥", "quantity": Decimal("2.5"), "unit": "吨", "amount": Decimal("6000.00"),
}  # fmt: skip


def given(person: User, area: int = JIACUNGUAN, **changes: Any) -> Contribution:
    actor, _, scope = acting(person)
    return services.contribution_create(actor=actor, scope=scope, area=area, values={**MONEY, **changes})


def helper(person: User, area: int, kind: str = "team", name: str = "通江县水务局", **changes: Any) -> SupportUnit:
    actor, _, scope = acting(person)
    values = {"name": name, "kind": kind, "starts_on": date(2017, 1, 1), "home": None, "ends_on": None, **changes}
    return services.unit_save(actor=actor, scope=scope, area=area, values=values)
