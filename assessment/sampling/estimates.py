"""Rates of a sample with 95 % intervals.

**Plain rate**: errors ÷ sample, the very counts that CONTRACT 4 compares (cross-multiplied there, a Fraction here).
Its interval is Wilson's score interval without continuity correction. No finite population correction is applied to
it: that keeps it on the cautious side, and the plain rate is what is compared between counties of any size. Where the
unit drawn is a household or village but persons are counted, persons of one unit are alike and the interval is too
narrow; the weighted estimate is then the one to read.

**Weighted rate**: a combined ratio estimator over the strata. With N and n the units of a stratum in the population
and answered, R = Σ N/n Σy ÷ Σ N/n Σx, and with e = y − R x its variance is Σ N² (1 − n/N) s²(e) / n ÷ X², X the
denominator; 1 − n/N is the finite population correction, decided for here because units are drawn without
replacement from a known, stored population. A unit outside the domain (not exited, when wrong exits are counted)
enters with x = y = 0. The interval is R ± z·√var, cut to 0–100 %. Units that were not reached count as not drawn (the
answer rate stands beside). No interval where a stratum that was not taken whole has a single answer, nor where
all answers are alike (a spread of 0 would claim certainty); no estimate where a stratum with a population has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Final

Z: Final = Decimal("1.959963984540054")
DIGITS: Final = 30


def percent(share: Decimal) -> str:
    """A share in percent with two decimals, half up."""
    return f"{(share * 100).quantize(Decimal('0.01'), ROUND_HALF_UP)}"


@dataclass(frozen=True)
class Interval:
    """Bounds as shares of one."""

    low: Decimal
    high: Decimal

    @property
    def low_percent(self) -> str:
        return percent(self.low)

    @property
    def high_percent(self) -> str:
        return percent(self.high)


@dataclass(frozen=True)
class Stratum:
    """``population`` units, and of every answered one what is counted (y) and of how many (x)."""

    population: int
    answers: Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Rate:
    """One rate: its counts, the plain interval, the weighted estimate with its interval, or why there is none."""

    count: int
    whole: int
    plain: Interval | None
    weighted: Decimal | None
    weighted_interval: Interval | None
    why: str = ""

    @property
    def value(self) -> Fraction | None:
        """count ÷ whole, exact; None where nobody was asked."""
        return Fraction(self.count, self.whole) if self.whole else None

    @property
    def weighted_percent(self) -> str:
        return "" if self.weighted is None else percent(self.weighted)


def wilson(count: int, whole: int) -> Interval | None:
    """Wilson's 95 % score interval; None where ``whole`` is 0."""
    if not whole:
        return None
    with localcontext() as context:
        context.prec = DIGITS
        n, p = Decimal(whole), Decimal(count) / Decimal(whole)
        middle = p + Z * Z / (2 * n)
        spread = Z * (p * (1 - p) / n + Z * Z / (4 * n * n)).sqrt()
        below = 1 + Z * Z / n
        low, high = (middle - spread) / below, (middle + spread) / below
    return Interval(
        max(low, Decimal(0)) if count else Decimal(0), min(high, Decimal(1)) if count < whole else Decimal(1)
    )


def rate(strata: Sequence[Stratum]) -> Rate:
    """The plain and the weighted rate of y ÷ x over the strata."""
    count = sum(y for stratum in strata for y, _ in stratum.answers)
    whole = sum(x for stratum in strata for _, x in stratum.answers)
    plain = wilson(count, whole)
    if not whole:
        return Rate(count, whole, None, None, None, "没有可用的回答")
    empty = [stratum for stratum in strata if stratum.population and not stratum.answers]
    if empty:
        return Rate(count, whole, plain, None, None, f"{len(empty)} 层没有回答，不能加权推算")
    weighted, interval = _weighted(strata)
    why = "" if interval else "有的层只有 1 个回答，或回答全都一样，估计不出抽样误差；看样本率的区间"
    return Rate(count, whole, plain, weighted, interval, why)


def _weighted(strata: Sequence[Stratum]) -> tuple[Decimal, Interval | None]:
    used = [stratum for stratum in strata if stratum.answers]
    weights = [Fraction(stratum.population, len(stratum.answers)) for stratum in used]
    top = sum((w * sum(y for y, _ in s.answers) for w, s in zip(weights, used, strict=True)), Fraction())
    base = sum((w * sum(x for _, x in s.answers) for w, s in zip(weights, used, strict=True)), Fraction())
    ratio = top / base
    variance = Fraction()
    for stratum in used:
        part = _variance(stratum, ratio)
        if part is None:
            return _decimal(ratio), None
        variance += part
    if not variance and any(len(stratum.answers) < stratum.population for stratum in used):
        return _decimal(ratio), None
    with localcontext() as context:
        context.prec = DIGITS
        spread = Z * _decimal(variance / base**2).sqrt()
        middle = _decimal(ratio)
        return middle, Interval(max(middle - spread, Decimal(0)), min(middle + spread, Decimal(1)))


def _variance(stratum: Stratum, ratio: Fraction) -> Fraction | None:
    """N² (1 − n/N) s² / n of a stratum; 0 where it was taken whole, None where one answer says nothing of spread."""
    n, population = len(stratum.answers), stratum.population
    if n >= population:
        return Fraction()
    if n < 2:
        return None
    residuals = [y - ratio * x for y, x in stratum.answers]
    mean = sum(residuals, Fraction()) / n
    spread = sum(((e - mean) ** 2 for e in residuals), Fraction()) / (n - 1)
    return population**2 * (1 - Fraction(n, population)) * spread / n


def _decimal(value: Fraction) -> Decimal:
    with localcontext() as context:
        context.prec = DIGITS
        return Decimal(value.numerator) / Decimal(value.denominator)
