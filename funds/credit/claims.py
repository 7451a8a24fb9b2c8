"""Claim sheets of interest subsidy per quarter: bank × township, made by one person and confirmed by another.

A confirmed sheet never changes. What is corrected later shows as a difference on a later sheet: what the quarter comes
to now less all that was claimed for it, whichever township claimed it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.timezone import localdate

from core.accounts.scope import Scope
from core.audit.trail import recorded
from core.regions.codes import Level, ancestor, area_range, level_of
from funds.credit.errors import CreditRefusedError, HiddenCreditError
from funds.credit.interest import quarter_days
from funds.credit.rules import NoRuleError
from funds.credit.selectors import quarters_of, rule_book
from funds.credit.services import Writer
from funds.models import Loan, SubsidyClaim, SubsidyLine

Period = tuple[int, int]


@dataclass(frozen=True)
class Row:
    """A loan's interest, subsidy and parts of a quarter, or the difference for an earlier one; yuan to the fen."""

    loan: int
    area: int
    year: int
    quarter: int
    interest: Decimal
    subsidy: Decimal
    parts: Mapping[str, Decimal]


def computed(scope: Scope, area: int, bank: str, year: int, quarter: int) -> list[Row]:
    """What the sheet of a township and bank says now: the quarter, and differences for earlier ones."""
    low, high = area_range(area)
    rows = Loan.objects.within(scope).filter(area__gte=low, area__lt=high)
    own = list(rows.filter(bank=bank, signed_on__lt=quarter_days(year, quarter)[1]).order_by("area", "pk"))
    # the cap is the household's: its loans of other banks count too
    known = list(rows.filter(household__in=[row.household_id for row in own]))
    earlier = SubsidyLine.objects.within(scope).filter(
        claim__claimed_at__isnull=False, loan__in=[row.pk for row in own]
    )
    claimed: dict[tuple[int, int, int], list[SubsidyLine]] = defaultdict(list)
    for line in earlier:
        claimed[line.loan_id, line.year, line.quarter].append(line)
    sheets = SubsidyClaim.objects.within(scope).filter(area=area, bank=bank, claimed_at__isnull=False)
    before = {period for period in sheets.values_list("year", "quarter") if period < (year, quarter)}
    before |= {(when, number) for _, when, number in claimed if (when, number) < (year, quarter)}
    try:
        told = quarters_of(scope, known, [*sorted(before), (year, quarter)], rule_book())
    except NoRuleError as error:
        raise CreditRefusedError({"": "还没有装载这一时期的信贷规定，不能计算贴息"}) from error
    found = []
    for period in [(year, quarter), *sorted(before)]:
        for loan in own:
            value = told[(loan.pk, *period)]
            row = _less(Row(loan.pk, loan.area, *period, value.interest, value.subsidy, value.parts), claimed)
            if row.interest or row.subsidy or any(row.parts.values()):
                found.append(row)
    return found


def _less(row: Row, claimed: Mapping[tuple[int, int, int], Sequence[SubsidyLine]]) -> Row:
    parts = dict(row.parts)
    interest, subsidy = row.interest, row.subsidy
    for line in claimed.get((row.loan, row.year, row.quarter), ()):
        interest -= line.interest
        subsidy -= line.subsidy
        for level, part in line.parts.items():
            parts[level] = parts.get(level, Decimal(0)) - Decimal(part)
    return Row(row.loan, row.area, row.year, row.quarter, interest, subsidy, parts)


def claims(scope: Scope, area: int, year: int) -> QuerySet[SubsidyClaim]:
    low, high = area_range(area)
    rows: QuerySet[SubsidyClaim] = SubsidyClaim.objects.within(scope).filter(area__gte=low, area__lt=high, year=year)
    return rows.order_by("-quarter", "area", "bank")


def claim_of(scope: Scope, pk: int) -> SubsidyClaim | None:
    return SubsidyClaim.objects.within(scope).filter(pk=pk).first()


def lines_of_claim(scope: Scope, claim: SubsidyClaim) -> QuerySet[SubsidyLine]:
    rows: QuerySet[SubsidyLine] = SubsidyLine.objects.within(scope).filter(claim=claim)
    return rows.select_related("loan", "loan__household", "loan__member")


def sums(scope: Scope, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """By claim: lines, interest, subsidy and the parts of the levels."""
    found: dict[int, dict[str, Any]] = {
        pk: {"lines": 0, "interest": Decimal(0), "subsidy": Decimal(0), "parts": {}} for pk in ids
    }
    rows = SubsidyLine.objects.within(scope).filter(claim__in=ids)
    for claim, interest, subsidy, parts in rows.values_list("claim_id", "interest", "subsidy", "parts"):
        total = found[claim]
        total["lines"] += 1
        total["interest"] += interest
        total["subsidy"] += subsidy
        for level, part in parts.items():
            total["parts"][level] = total["parts"].get(level, Decimal(0)) + Decimal(part)
    return found


def pairs(scope: Scope, area: int) -> list[tuple[int, str]]:
    """(township, bank) that have loans in a region."""
    low, high = area_range(area)
    rows = Loan.objects.within(scope).filter(area__gte=low, area__lt=high)
    found = rows.order_by().values_list("area", "bank").distinct()
    return sorted({(ancestor(place, Level.TOWNSHIP), bank) for place, bank in found})


def claim_make(*, writer: Writer, area: int, bank: str, year: int, quarter: int) -> SubsidyClaim:
    """Make the sheet of a quarter that is over, or make it anew while it is not confirmed."""
    if level_of(area) != Level.TOWNSHIP or not writer.scope.covers(area):
        raise HiddenCreditError(area)
    if not 1 <= quarter <= 4 or quarter_days(year, quarter)[1] > localdate():
        raise CreditRefusedError({"quarter": f"{year} 年第 {quarter} 季度还没有结束"})
    with recorded(writer.actor, reason="贴息制表"):
        sheets = SubsidyClaim.objects.within(writer.scope).select_for_update().filter(area=area, bank=bank)
        for sheet in sheets:
            period = (sheet.year, sheet.quarter)
            if sheet.claimed_at is not None:
                if period >= (year, quarter):
                    raise CreditRefusedError({"quarter": f"{period[0]} 年第 {period[1]} 季度已申报，差额列入以后季度"})
            elif period == (year, quarter):
                sheet.delete()
            elif period < (year, quarter):
                raise CreditRefusedError({"quarter": f"{period[0]} 年第 {period[1]} 季度的申报表还没有审核"})
        rows = computed(writer.scope, area, bank, year, quarter)
        if not rows:
            raise CreditRefusedError({"quarter": "这个季度没有应付利息"})
        claim: SubsidyClaim = SubsidyClaim.all_rows.create(
            area=area, bank=bank, year=year, quarter=quarter, made_by=writer.actor.user_id or 0,
            made_name=writer.actor.name,
        )  # fmt: skip
        SubsidyLine.all_rows.bulk_create(_line(claim, row) for row in rows)
    return claim


def _line(claim: SubsidyClaim, row: Row) -> SubsidyLine:
    return SubsidyLine(
        claim=claim,
        area=row.area,
        loan_id=row.loan,
        year=row.year,
        quarter=row.quarter,
        interest=row.interest,
        subsidy=row.subsidy,
        parts={level: str(part) for level, part in row.parts.items()},
    )


def claim_confirm(*, writer: Writer, pk: int) -> SubsidyClaim:
    """Hand the sheet in: another person than its maker, and only while the data still says the same."""
    with recorded(writer.actor, reason="贴息申报"):
        sheet = SubsidyClaim.objects.within(writer.scope).select_for_update().filter(pk=pk).first()
        if sheet is None or not writer.scope.covers(sheet.area):
            raise HiddenCreditError(pk)
        if sheet.claimed_at is not None:
            raise CreditRefusedError({"": "这张表已经申报"})
        if sheet.made_by == (writer.actor.user_id or 0):
            raise CreditRefusedError({"": "制表人不能审核自己的表，请由另一人审核"})
        stored = {
            (line.loan_id, line.year, line.quarter): (line.interest, line.subsidy)
            for line in lines_of_claim(writer.scope, sheet)
        }
        now = {
            (row.loan, row.year, row.quarter): (row.interest, row.subsidy)
            for row in computed(writer.scope, sheet.area, sheet.bank, sheet.year, sheet.quarter)
        }
        if stored != now:
            raise CreditRefusedError({"": "制表以后信贷资料有变化，请重新制表"})
        SubsidyClaim.all_rows.filter(pk=pk).update(
            claimed_by=writer.actor.user_id or 0, claimed_name=writer.actor.name, claimed_at=Now()
        )
    sheet.refresh_from_db()
    return sheet
