"""What the card of a project says about its money (projects.hooks)."""

from __future__ import annotations

from typing import Any

from core.accounts.rights import Action, may
from core.web.formats import share
from core.web.requests import OfficeRequest
from funds.money.selectors import money_of
from projects.models import Project

TEMPLATE = "funds/money/panel.html"


def money_panel(row: Project, request: OfficeRequest) -> dict[str, Any] | None:
    """The context of the panel; None for who may not look at money."""
    if not may(request.post, Action.FUND_VIEW):
        return None
    money = money_of(row, orders=False)
    return {"money": money, "share": share(money.spent, money.amount), "row": row}
