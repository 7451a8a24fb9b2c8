"""How far an income is from the line, in whole yuan (UI 3: the smallest amount that passes a strict comparison)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from households.models import HouseholdVerdict


@dataclass(frozen=True)
class Distance:
    """``per_head`` is the income per head; ``to_line`` is signed whole yuan a head, ``household`` the shortfall of all.

    All None where income, line or members are missing; ``household`` is 0 when the line is passed.
    """

    per_head: Decimal | None = None
    to_line: int | None = None
    household: int | None = None


def distance_of(verdict: HouseholdVerdict | None) -> Distance:
    """The distance of a stored verdict's income to its line."""
    if verdict is None or verdict.income is None or not verdict.members:
        return Distance()
    per_head = verdict.income / verdict.members
    if verdict.line is None:
        return Distance(per_head)
    if verdict.income > verdict.line * verdict.members:
        over = (per_head - verdict.line).quantize(Decimal(1), ROUND_HALF_UP)
        return Distance(per_head, int(over), 0)
    return Distance(
        per_head, -_least_above(verdict.line - per_head), _least_above(verdict.line * verdict.members - verdict.income)
    )


def _least_above(amount: Decimal) -> int:
    """The smallest whole number that is strictly more than ``amount`` (not negative)."""
    return int(amount.quantize(Decimal(1), ROUND_DOWN)) + 1
