"""What the pools stand behind: loans owed in their region for each yuan in the pool (A-31)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from core.accounts.scope import Scope
from funds.models import FundPool


def supported(scope: Scope, rows: Sequence[FundPool], today: date) -> Mapping[int, Decimal]:
    """Pool of compensation → yuan owed on the loans of its region; a region whose loans are not kept is missing."""
    return {}


def leverage(loans: Decimal | None, left: Decimal) -> Decimal | None:
    """Loans ÷ pool; None where either is not known or the pool is empty."""
    return None if loans is None or left <= 0 else loans / left
