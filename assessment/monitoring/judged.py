"""What a household is judged by in monitoring: net income + claims − compliant self-paid expense, beside the range.

DOMAIN 3.6: the sum of the household is compared with the range × its persons. Blank is unknown, never 0.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from assessment.selectors import lines
from core.accounts.scope import SYSTEM_SCOPE
from core.regions.codes import ancestors
from households.models import Household, HouseholdYear, MemberYear
from households.rules import INCOME_FIELDS, net_income
from households.selectors.register import member_counts

PURPOSE: Final = "monitor"
# 丧失劳动力, 无劳动力
UNABLE: Final = frozenset({"4", "5"})


@dataclass(frozen=True)
class Range:
    """The monitoring range that applies: yuan per head and year, and whose it is (0: the country's)."""

    region: int
    amount: Decimal


@dataclass(frozen=True)
class Judged:
    """One household's year: sums in yuan of the whole household, None where a part is not filled.

    ``registered``: as poor, in that year; else it is an ordinary household.
    """

    status: str | None
    members: int
    registered: bool
    net: Decimal | None
    claim: Decimal | None
    self_paid: Decimal | None
    range: Range | None

    @property
    def total(self) -> Decimal | None:
        if self.net is None or self.claim is None or self.self_paid is None:
            return None
        return self.net + self.claim - self.self_paid

    @property
    def per_head(self) -> Decimal | None:
        return self.total / self.members if self.total is not None and self.members else None

    @property
    def above(self) -> bool | None:
        """Strictly more than the range × persons; None: not known."""
        if self.total is None or self.range is None or not self.members:
            return None
        return self.total > self.range.amount * self.members


def ranges(year: int) -> Mapping[int, Decimal]:
    """The ranges of a year: region → yuan per head."""
    return lines(year, PURPOSE)


def range_at(area: int, known: Mapping[int, Decimal]) -> Range | None:
    """The range of the place itself or of its nearest ancestor that has one."""
    region = next((code for code in ancestors(area) if code in known), None)
    return None if region is None else Range(region, known[region])


def judged(ids: Collection[int], year: int) -> dict[int, Judged]:
    """By household; in four queries. For households that the caller has found in scope."""
    known = ranges(year)
    households = {row.pk: row for row in Household.all_rows.filter(pk__in=list(ids)).only("area", "registered_from")}
    areas = {pk: row.area for pk, row in households.items()}
    counts = member_counts(SYSTEM_SCOPE, year, list(areas))
    facts = {row.household_id: row for row in HouseholdYear.all_rows.filter(household__in=list(areas), year=year)}
    found = {}
    for pk, area in areas.items():
        row = facts.get(pk)
        found[pk] = Judged(
            row.poverty_status if row else None,
            counts.get(pk, 0),
            households[pk].registered_in(year),
            net_income({name: getattr(row, name) for name in INCOME_FIELDS}) if row else None,
            row.claim_income if row else None,
            row.compliant_self_paid if row else None,
            range_at(area, known),
        )
    return found


def range_of(area: int, year: int) -> Range | None:
    return range_at(area, ranges(year))


def without_labour(household_id: int, year: int) -> bool | None:
    """Whether every member of the year is registered without labour; None where one has no record of it."""
    skills = list(
        MemberYear.all_rows.filter(household=household_id, year=year, member__left_year__isnull=True)
        .values_list("labour_skill", flat=True)
    )  # fmt: skip
    if any(skill is not None and skill not in UNABLE for skill in skills):
        return False
    return None if not skills or None in skills else True
