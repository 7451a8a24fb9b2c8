"""The tabs above every page of the menu entry 小额信贷."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from core.accounts.rights import Action, may
from core.web.requests import OfficeRequest

_TABS: Final = (
    ("loan-list", "信贷台账"),
    ("credit-ratios", "评级授信获贷"),
    ("credit-warnings", "预警"),
    ("credit-growth", "产品增长"),
    ("credit-claims", "贴息申报"),
)


def credit_tabs(request: OfficeRequest, area: int, current: str) -> list[tuple[str, str, bool]]:
    """(label, address, is the page itself) of the tabs that this post may open."""
    if not may(request.post, Action.CREDIT_VIEW):
        return []
    return [(label, f"{reverse(name)}?area={area}", name == current) for name, label in _TABS]
