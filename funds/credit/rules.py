"""The rules of micro-credit by region and period: pure reading of what ``data/credit_rules.json`` says.

A key that a region does not set comes from the region above, and before that from its own earlier period. The nearest
region wins also over a later rule from above: whoever deviates says so himself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from core.regions.codes import ancestors

KEYS: Final = frozenset(
    {
        "cap", "max_line", "term_months", "ages", "ceilings", "share", "split", "day_count", "products", "micro",
        "rated", "lined", "lent", "growth", "due_days",
    }
)  # fmt: skip
LEVELS: Final = {"central": "中央", "province": "省级", "city": "市级", "county": "县级"}


class NoRuleError(LookupError):
    """No rule is in force: ``data/credit_rules.json`` has not been loaded, or the day lies before 2014."""


@dataclass(frozen=True)
class Terms:
    """What holds at a place on a day. Money in yuan, rates and shares in per cent.

    ``cap``: subsidised principal of a household; ``max_line``: the most of a micro-loan or line; ``ceilings``:
    (months up to, rate); ``share``: how much of the interest is subsidised; ``split``: (level, per cent of the
    subsidy); ``products``: subsidised, ``micro``: those under the limits of 扶贫小额信贷; targets in per cent.
    """

    cap: Decimal
    max_line: Decimal
    term_months: int
    ages: tuple[int, int]
    ceilings: tuple[tuple[int, Decimal], ...]
    share: Decimal
    split: tuple[tuple[str, Decimal], ...]
    day_count: str
    products: frozenset[str]
    micro: frozenset[str]
    rated: Decimal
    lined: Decimal
    lent: Decimal
    growth: Decimal
    due_days: tuple[int, ...]

    def ceiling(self, signed_on: date, due_on: date) -> Decimal:
        """The highest rate of a contract of this length; beyond the longest of the table the last."""
        months = months_between(signed_on, due_on)
        return next((rate for most, rate in self.ceilings if months <= most), self.ceilings[-1][1])


def months_between(start: date, end: date) -> int:
    """Months begun: 2018-03-01 to 2019-03-01 are 12, to 2019-03-02 are 13."""
    return (end.year - start.year) * 12 + end.month - start.month + (end.day > start.day)


@dataclass(frozen=True)
class RuleBook:
    """All rules as (region, starts_on, settings)."""

    rows: tuple[tuple[int, date, Mapping[str, Any]], ...]

    def at(self, area: int, day: date) -> Terms:
        """NoRuleError when something that every rule needs is not set."""
        found: dict[str, Any] = {}
        for region in reversed(ancestors(area)):
            for place, start, settings in self.rows:
                if place == region and start <= day:
                    found |= settings
        if missing := KEYS - set(found):
            raise NoRuleError(f"{area} {day}: {'、'.join(sorted(missing))}")
        return _terms(found)

    def starts(self, area: int) -> list[date]:
        """The days on which something changes at a place."""
        above = set(ancestors(area))
        return sorted({start for place, start, _ in self.rows if place in above})


def book_of(rows: Iterable[tuple[int, date, Mapping[str, Any]]]) -> RuleBook:
    return RuleBook(tuple(sorted(rows, key=lambda row: (row[0], row[1]))))


def _terms(settings: Mapping[str, Any]) -> Terms:
    return Terms(
        cap=Decimal(settings["cap"]),
        max_line=Decimal(settings["max_line"]),
        term_months=int(settings["term_months"]),
        ages=(int(settings["ages"][0]), int(settings["ages"][1])),
        ceilings=tuple((int(months), Decimal(rate)) for months, rate in settings["ceilings"]),
        share=Decimal(settings["share"]),
        split=tuple((str(level), Decimal(part)) for level, part in settings["split"]),
        day_count=str(settings["day_count"]),
        products=frozenset(settings["products"]),
        micro=frozenset(settings["micro"]),
        rated=Decimal(settings["rated"]),
        lined=Decimal(settings["lined"]),
        lent=Decimal(settings["lent"]),
        growth=Decimal(settings["growth"]),
        due_days=tuple(int(number) for number in settings["due_days"]),
    )
