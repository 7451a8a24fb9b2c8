"""How many persons, villages or answers a rate lacks: whole numbers from the cross-multiplied comparison.

``t`` percent of ``whole``: a rate under a ceiling (<, <=) has a greatest part that still passes, a rate over a floor
(>, >=) a least one. Nothing is rounded before it is compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal


def greatest_part(whole: int, operator: str, threshold: Decimal) -> int:
    """The greatest part with part × 100 < threshold × whole (or ≤); −1 when not even 0 passes."""
    limit = threshold * whole / 100
    if operator == "<=":
        return int(limit.to_integral_value(ROUND_FLOOR))
    return int(limit.to_integral_value(ROUND_CEILING)) - 1


def least_part(whole: int, operator: str, threshold: Decimal) -> int:
    """The least part with part × 100 ≥ threshold × whole (or >)."""
    limit = threshold * whole / 100
    if operator == ">=":
        return int(limit.to_integral_value(ROUND_CEILING))
    return int(limit.to_integral_value(ROUND_FLOOR)) + 1


@dataclass(frozen=True)
class Interval:
    """A rate whose part is ``sure`` and up to ``open`` more, over ``whole``; ``ceiling``: smaller is better.

    ``good`` of the open ones must turn out well for the rate to pass for certain, ``bad`` the other way for it to
    fail for certain; 0 and 0 where it is decided. ``excess`` is by how much the sure part itself fails.
    """

    sure: int
    open: int
    whole: int
    operator: str
    threshold: Decimal

    @property
    def ceiling(self) -> bool:
        return self.operator in ("<", "<=")

    @property
    def limit(self) -> int:
        """The last part that passes."""
        part = greatest_part if self.ceiling else least_part
        return part(self.whole, self.operator, self.threshold)

    @property
    def outcome(self) -> bool | None:
        if self.whole <= 0:
            return None
        if self.ceiling:
            return True if self.sure + self.open <= self.limit else False if self.sure > self.limit else None
        return True if self.sure >= self.limit else False if self.sure + self.open < self.limit else None

    @property
    def good(self) -> int:
        if self.outcome is not None:
            return 0
        return self.sure + self.open - self.limit if self.ceiling else self.limit - self.sure

    @property
    def bad(self) -> int:
        if self.outcome is not None:
            return 0
        return self.limit - self.sure + 1 if self.ceiling else self.sure + self.open - self.limit + 1

    @property
    def excess(self) -> int:
        """How many are too many (ceiling) or too few (floor) for certain; 0 unless not met."""
        if self.outcome is not False:
            return 0
        return self.sure - self.limit if self.ceiling else self.limit - self.sure - self.open

    @property
    def low(self) -> Decimal:
        return Decimal(100 * self.sure) / self.whole

    @property
    def high(self) -> Decimal:
        return Decimal(100 * (self.sure + self.open)) / self.whole

    @property
    def limit_rate(self) -> Decimal:
        """The rate at the limit with two decimals, which must not read as the line that it only comes close to."""
        rate = Decimal(100 * max(self.limit, 0)) / self.whole
        near = rate.quantize(Decimal("0.01"), ROUND_HALF_UP)
        if near != self.threshold or rate == self.threshold:
            return near
        return rate.quantize(Decimal("0.01"), ROUND_FLOOR if self.ceiling else ROUND_CEILING)
