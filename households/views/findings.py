"""The tab 疑点 of the household card: the open and exempt findings of the year."""

from __future__ import annotations

from typing import Any

from core.findings.selectors import open_of_household
from core.web.pages.findings import lines
from core.web.requests import OfficeRequest
from households.hooks import CardTab
from households.selectors.card import Card


def context(request: OfficeRequest, card: Card) -> dict[str, Any]:
    found = open_of_household(request.scope, card.household.pk, card.year)
    return {"finding_lines": lines(request, found)}


TAB = CardTab("findings", "疑点", "findings/card_tab.html", context)
