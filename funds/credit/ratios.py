"""评级率, 授信率, 获贷率 (B-57) as of a day, who is missing, and growth by product (A-29).

Denominators: registered households of the day's year for the first two, households with a line in force for the
third. A household has a loan once money was drawn, paid back or not.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from core.accounts.scope import Scope
from core.dictionaries.selectors import choices
from core.regions.codes import Level, ancestor, area_range, level_of
from funds.credit.checks import PRODUCTS
from funds.credit.rules import Terms
from funds.models import CreditLine, CreditRating, LoanEntry
from households.models import Household
from households.standing import is_registered

MISSING: Final = {"rating": "未评级", "line": "未授信", "loan": "有授信未获贷"}


@dataclass(frozen=True)
class Ratios:
    """Households: registered, and of them rated and with a line; of those with a line, with a loan."""

    area: int = 0
    registered: int = 0
    rated: int = 0
    lined: int = 0
    lent: int = 0

    @property
    def lacking(self) -> str:
        """The first of MISSING that somebody lacks; with nobody lacking anything the last."""
        if self.rated < self.registered:
            return "rating"
        return "line" if self.lined < self.registered else "loan"

    def plus(self, other: Ratios) -> Ratios:
        return replace(
            self,
            registered=self.registered + other.registered,
            rated=self.rated + other.rated,
            lined=self.lined + other.lined,
            lent=self.lent + other.lent,
        )

    def told(self, terms: Terms) -> list[Share]:
        return [
            Share("rating", "评级率", "已评级 ÷ 建档立卡户", self.rated, self.registered, terms.rated),
            Share("line", "授信率", "有授信 ÷ 建档立卡户", self.lined, self.registered, terms.lined),
            Share("loan", "获贷率", "获贷 ÷ 有授信户", self.lent, self.lined, terms.lent),
        ]


@dataclass(frozen=True)
class Share:
    """One ratio: ``part`` of ``whole`` households against a target in per cent."""

    missing: str
    label: str
    rule: str
    part: int
    whole: int
    target: Decimal

    @property
    def percent(self) -> Decimal | None:
        return Decimal(self.part) * 100 / self.whole if self.whole else None

    @property
    def needed(self) -> int:
        """Households for the target, rounded up: 98 % of 915 are 897."""
        return math.ceil(self.target * self.whole / 100)

    @property
    def met(self) -> bool | None:
        return self.part >= self.needed if self.whole else None

    @property
    def lacking(self) -> int:
        return self.whole - self.part


def households(scope: Scope, area: int, day: date) -> QuerySet[Any]:
    """The registered households of the day's year with ``rated``, ``lined`` and ``lent``."""
    low, high = area_range(area)
    own = {"household": OuterRef("pk")}
    rated = CreditRating.objects.within(scope).filter(rated_on__lte=day, **own)
    lined = CreditLine.objects.within(scope).filter(
        Q(expires_on__isnull=True) | Q(expires_on__gte=day), granted_on__lte=day, **own
    )
    lent = LoanEntry.objects.within(scope).filter(
        kind="draw", day__lte=day, counters=None, countered_by=None, loan__household=OuterRef("pk")
    )
    rows: QuerySet[Any] = Household.objects.within(scope).filter(is_registered(day.year), area__gte=low, area__lt=high)
    told: QuerySet[Any] = rows.annotate(rated=Exists(rated), lined=Exists(lined), lent=Exists(lent))
    return told


def missing(scope: Scope, area: int, day: date, kind: str) -> QuerySet[Any]:
    """The households that a ratio lacks; of the third those that have a line and no loan."""
    rows = households(scope, area, day)
    wanted = {"rating": Q(rated=False), "line": Q(lined=False), "loan": Q(lined=True, lent=False)}[kind]
    return rows.filter(wanted)


def ratios(scope: Scope, area: int, day: date) -> tuple[Ratios, list[Ratios]]:
    """The region's, and those of the regions right below it in order of code; one query."""
    counted = (
        households(scope, area, day)
        .order_by()
        .values("area")
        .annotate(
            number=Count("pk"),
            has_rating=Count("pk", filter=Q(rated=True)),
            has_line=Count("pk", filter=Q(lined=True)),
            has_loan=Count("pk", filter=Q(lined=True, lent=True)),
        )
    )
    below = Level(min(level_of(area) + 1, Level.VILLAGE))
    found: dict[int, Ratios] = {}
    total = Ratios(area)
    for row in counted:
        place = ancestor(row["area"], below)
        one = Ratios(place, row["number"], row["has_rating"], row["has_line"], row["has_loan"])
        found[place] = found.get(place, Ratios(place)).plus(one)
        total = total.plus(one)
    return total, [found[place] for place in sorted(found)]


@dataclass(frozen=True)
class Growth:
    """What was drawn of a product in a year and the year before, yuan; ``target`` is growth in per cent."""

    product: str
    label: str
    before: Decimal
    now: Decimal
    households: int
    target: Decimal

    @property
    def percent(self) -> Decimal | None:
        """(now − before) ÷ before; None without a year before."""
        return (self.now - self.before) * 100 / self.before if self.before else None

    @property
    def short(self) -> bool:
        return self.percent is not None and self.percent < self.target


def growth(scope: Scope, area: int, year: int, target: Decimal) -> list[Growth]:
    """By product, then all together (product ""); products without money in both years are left out."""
    low, high = area_range(area)
    rows = LoanEntry.objects.within(scope).filter(
        area__gte=low, area__lt=high, kind="draw", day__gte=date(year - 1, 1, 1), day__lte=date(year, 12, 31)
    )
    told: dict[tuple[str, int], tuple[Decimal, int]] = {}
    sums = rows.order_by().values_list(F("loan__product"), F("day__year"))
    for product, when, total, number in sums.annotate(
        total=Sum("principal"),
        number=Count("loan__household", distinct=True, filter=Q(counters=None, countered_by=None)),
    ):
        told[product, when] = (total, number)
    none = (Decimal(0), 0)
    found = [
        Growth(code, words, told.get((code, year - 1), none)[0], *told.get((code, year), none), target)
        for code, words in choices(PRODUCTS)
        if (code, year) in told or (code, year - 1) in told
    ]
    whole = Growth(
        "", "合计", sum((row.before for row in found), Decimal(0)), sum((row.now for row in found), Decimal(0)),
        sum(row.households for row in found), target,
    )  # fmt: skip
    return [*found, whole] if found else []


def as_of(counted: Mapping[str, str], today: date, year: int) -> date:
    """The day of ``?day=`` (ISO), else the last of the page's year or today, whichever is earlier."""
    try:
        return min(date.fromisoformat(counted.get("day", "")), today)
    except ValueError:
        return min(today, date(year, 12, 31))
