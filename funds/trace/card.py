"""The tab 到户资金 of the household card: every yuan this household got, back to where it came from."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core.web.requests import OfficeRequest
from funds.trace.paid import shared_of
from funds.trace.selectors import lines_of
from funds.trace.streams import streams
from households.hooks import CardTab
from households.selectors import Card


def context(request: OfficeRequest, card: Card) -> dict[str, Any]:
    """The lines with their sums by year (loans beside, not within) and by stream."""
    lines = lines_of(request.scope, card.household.pk)
    years: dict[int, Decimal] = {}
    by_stream: dict[str, Decimal] = {}
    for line in lines:
        by_stream[line.stream.code] = by_stream.get(line.stream.code, Decimal(0)) + line.money
        if not line.stream.lent:
            years[line.year] = years.get(line.year, Decimal(0)) + line.money
    return {
        "money_lines": lines,
        "money_years": sorted(years.items(), reverse=True),
        "money_streams": [
            (item.label, by_stream[item.code], item.lent) for item in streams().values() if item.code in by_stream
        ],
        "money_shared": shared_of(request.scope, card.household.pk),
        "money_whole": sum(years.values(), Decimal(0)),
    }


TAB = CardTab("money", "到户资金", "funds/trace/card_tab.html", context)
