"""一般农户: the households of the register that are not registered as poor in a year, for list and card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, QuerySet

from core.accounts.scope import Scope
from core.regions.codes import area_range
from core.regions.models import Region
from core.regions.selectors import name_of, region_children, year_end
from core.web.paging import Page, page_of
from households.models import Household, HouseholdYear
from households.rules import INCOME_FIELDS, net_income
from households.selectors.register import PER_PAGE, by_words, helper_names, member_counts, with_members
from households.standing import is_ordinary


@dataclass(frozen=True)
class OrdinaryRow:
    """One line: ``per_head`` is net income a head from the year's record, None where it is not filled in whole."""

    household: Household
    village: str
    members: int
    per_head: Decimal | None
    helpers: str
    updated_at: datetime | None


@dataclass(frozen=True)
class OrdinaryPage:
    page: Page[Household]
    rows: Sequence[OrdinaryRow]


def ordinary_households(scope: Scope, year: int, area: int = 0) -> QuerySet[Household]:
    """The open ordinary households of a year that have a member in it."""
    low, high = area_range(area)
    rows: QuerySet[Household] = Household.objects.within(scope).filter(
        is_ordinary(year), with_members(year), area__gte=low, area__lt=high
    )
    return rows


def ordinary_page(*, scope: Scope, year: int, area: int = 0, words: str = "", cursor: str = "") -> OrdinaryPage:
    """One page of the list, by village and number; a fixed number of queries."""
    query = ordinary_households(scope, year, area)
    if words:
        query = by_words(query, scope, words)
    page = page_of(query, ("area", "code"), cursor, per_page=PER_PAGE)
    ids = [row.pk for row in page.rows]
    facts = {row.household_id: row for row in HouseholdYear.objects.within(scope).filter(household__in=ids, year=year)}
    members, helpers = member_counts(scope, year, ids), helper_names(scope, ids)
    villages = name_of({row.area for row in page.rows})
    rows = []
    for household in page.rows:
        record, count = facts.get(household.pk), members.get(household.pk, 0)
        total = net_income({name: getattr(record, name) for name in INCOME_FIELDS}) if record else None
        rows.append(
            OrdinaryRow(
                household,
                villages.get(household.area, ""),
                count,
                total / count if total is not None and count else None,
                helpers.get(household.pk, ""),
                record.updated_at if record else None,
            )
        )
    return OrdinaryPage(page, rows)


def ordinary_below(*, scope: Scope, year: int, area: int) -> list[tuple[Region, int]]:
    """The regions directly below a place that have ordinary households, with their number; two queries."""
    found = ordinary_households(scope, year, area).order_by().values_list("area").annotate(count=Count("pk"))
    counts = dict(found)
    below = []
    for region in region_children(area, year_end(year)):
        low, high = area_range(region.code)
        count = sum(number for place, number in counts.items() if low <= place < high)
        if count:
            below.append((region, count))
    return below
