"""Interest and subsidy of a household's loans in a quarter: exact arithmetic, no database.

- A span runs from a day to the next one on which anything changes; the first day counts, the last does not
  (算头不算尾): money drawn today earns interest tonight, money repaid today does not.
- Days by the contract: actual days over 360 or 365, or 30E/360. Interest = balance × rate × days ÷ base.
- Subsidised is a loan with a subsidised product and a productive purpose, before the day on which it falls due (an
  extension moves that day from its own day on) and before the day on which it lost the subsidy.
- On at most ``cap`` yuan of the household's subsidised loans, first signed first; at most at the ceiling of the day
  of signing; the share of the interest that the period subsidises.
- Nothing is rounded before the end: interest and subsidy of a loan and quarter half up to the fen; the parts of the
  levels by rounded running sums, so that they are never negative and add up to the subsidy exactly.
- Penalty interest is the bank's matter and is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final

from funds.credit.rules import Terms

FEN: Final = Decimal("0.01")


@dataclass(frozen=True)
class LoanFacts:
    """A loan as interest sees it; money in yuan, rates in per cent a year.

    ``moves``: (day, change of the balance); ``rates`` and ``dues``: (from which day, value), oldest first, the first
    of them the contract's. ``ceiling``: the highest subsidised rate. ``subsidised``: by product and purpose.
    """

    key: int
    signed_on: date
    day_count: str
    moves: tuple[tuple[date, Decimal], ...]
    rates: tuple[tuple[date, Decimal], ...]
    dues: tuple[tuple[date, date], ...]
    ceiling: Decimal
    subsidised: bool = True
    lost_from: date | None = None

    def balance(self, day: date) -> Decimal:
        """Owed during the night after ``day``."""
        return sum((change for when, change in self.moves if when <= day), Decimal(0))

    def rate(self, day: date) -> Decimal:
        return [rate for start, rate in self.rates if start <= day or start == self.rates[0][0]][-1]

    def due(self, day: date) -> date:
        return [due for start, due in self.dues if start <= day or start == self.dues[0][0]][-1]

    def has_subsidy(self, day: date) -> bool:
        return self.subsidised and day < self.due(day) and (self.lost_from is None or day < self.lost_from)

    def turns(self) -> set[date]:
        """Days on which anything changes."""
        found = {day for day, _ in self.moves} | {day for day, _ in self.rates}
        found |= {day for pair in self.dues for day in pair}
        return found | ({self.lost_from} if self.lost_from else set())


@dataclass(frozen=True)
class Span:
    """Nights of one loan under the same conditions: [start, end), ``days`` of its convention."""

    start: date
    end: date
    days: int
    balance: Decimal
    rate: Decimal
    subsidised: Decimal
    interest: Fraction
    subsidy: Fraction


@dataclass
class Quarter:
    """A loan's quarter in yuan to the fen, with the spans that it comes from."""

    interest: Decimal = Decimal(0)
    subsidy: Decimal = Decimal(0)
    parts: dict[str, Decimal] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)


def days_between(convention: str, start: date, end: date) -> int:
    """Days of [start, end) by the bank's convention; 30E/360 takes a 31st as a 30th."""
    if convention == "30e360":
        return _european(end) - _european(start)
    return (end - start).days


def _european(day: date) -> int:
    return day.year * 360 + day.month * 30 + min(day.day, 30)


def base_of(convention: str) -> int:
    return 365 if convention == "act365" else 360


def to_fen(value: Fraction) -> Decimal:
    """Half up, exactly (away from zero below it)."""
    sign = -1 if value < 0 else 1
    whole = (abs(value) * 200 + 1) // 2
    return Decimal(sign * int(whole)) * FEN


def quarters(
    loans: Sequence[LoanFacts], start: date, end: date, terms: Callable[[date], Terms], turns: Sequence[date] = ()
) -> dict[int, Quarter]:
    """By loan: interest and subsidy of [start, end) for all loans of one household.

    ``terms`` tells the rules of a day, ``turns`` the days on which they change.
    """
    ordered = sorted(loans, key=lambda loan: (loan.signed_on, loan.key))
    days = {start, end, *turns}.union(*(loan.turns() for loan in ordered))
    marks = sorted(day for day in days if start <= day <= end)
    found = {loan.key: Quarter() for loan in ordered}
    shares: dict[int, dict[str, Fraction]] = {loan.key: {} for loan in ordered}
    for first, last in pairwise(marks):
        rules = terms(first)
        room = rules.cap
        for loan in ordered:
            span = _span(loan, first, last, rules, room)
            if span is None:
                continue
            room -= span.subsidised
            found[loan.key].spans.append(span)
            for level, part in rules.split:
                share = span.subsidy * Fraction(part) / 100
                shares[loan.key][level] = shares[loan.key].get(level, Fraction(0)) + share
    for key, quarter in found.items():
        quarter.interest = to_fen(sum((span.interest for span in quarter.spans), Fraction(0)))
        quarter.subsidy = to_fen(sum((span.subsidy for span in quarter.spans), Fraction(0)))
        quarter.parts = parts_of(shares[key])
    return found


def _span(loan: LoanFacts, first: date, last: date, rules: Terms, room: Decimal) -> Span | None:
    balance = loan.balance(first)
    if balance <= 0:
        return None
    days, base = days_between(loan.day_count, first, last), base_of(loan.day_count)
    rate = loan.rate(first)
    taken = min(balance, room) if loan.has_subsidy(first) else Decimal(0)
    time = Fraction(days, base)
    interest = Fraction(balance) * Fraction(rate) / 100 * time
    helped = Fraction(taken) * Fraction(min(rate, loan.ceiling)) / 100 * time * Fraction(rules.share) / 100
    return Span(first, last, days, balance, rate, taken, interest, helped)


def parts_of(shares: dict[str, Fraction]) -> dict[str, Decimal]:
    """Exact shares to the fen: the rounded running sum less the one before, so they add up to the rounded whole."""
    found: dict[str, Decimal] = {}
    exact, told = Fraction(0), Decimal(0)
    for level, share in shares.items():
        exact += share
        rounded = to_fen(exact)
        found[level], told = rounded - told, rounded
    return found


def quarter_days(year: int, quarter: int) -> tuple[date, date]:
    """First day of a quarter, and of the next one."""
    return date(year, quarter * 3 - 2, 1), date(year + quarter // 4, quarter * 3 % 12 + 1, 1)
