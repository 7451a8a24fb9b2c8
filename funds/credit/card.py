"""The tab 小额信贷 of the household card; registered in ``funds.apps``."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.timezone import localdate

from core.accounts.rights import Action, may
from core.dictionaries.selectors import label
from core.web.requests import OfficeRequest
from funds.credit import checks, selectors
from households.hooks import CardTab
from households.selectors import Card


def context(request: OfficeRequest, card: Card) -> dict[str, Any]:
    """Ratings, lines and loans of the household in scope, newest first."""
    household, today = card.household, min(localdate(), date(card.year, 12, 31))
    return {
        "ratings": [
            (row, label(checks.GRADES, row.grade)) for row in selectors.ratings_of(request.scope, household.pk)
        ],
        "lines": selectors.lines_of(request.scope, household.pk),
        "loans": [
            (row, label(checks.PRODUCTS, row.product), row.balance > 0 and row.due_now < today)
            for row in selectors.loans_of_household(request.scope, household.pk)
        ],
        "may_credit": may(request.post, Action.CREDIT_EDIT),
        "may_see_loan": may(request.post, Action.CREDIT_VIEW),
        "closed": household.closed_year is not None,
    }  # fmt: skip


TAB = CardTab("credit", "小额信贷", "funds/credit/card_tab.html", context)
