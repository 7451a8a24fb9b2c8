"""Micro-credit of the demo township: every household rated, some 98 % with a line, nearly all of them with a loan.

Made in sets of a few statements; what befalls a household hangs on its place in the township alone. A handful shows
the cases: late, renewed, above the cap, other use, not drawn.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.db import connection

from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import Actor, recorded
from core.regions.codes import area_range
from funds.credit.claims import claim_confirm, claim_make
from funds.credit.services import Writer
from funds.models import CreditLine, CreditRating, Loan, LoanChange, LoanEntry
from households.models import Household, Member
from households.standing import is_registered

BANKS: Final = ("通江农商银行", "农业银行通江支行")
# Every how many-th household has no line; has a line and no loan yet.
NO_LINE, NO_LOAN = 51, 90
GRADES: Final = ("1", "2", "2", "3")


def load(loader: Actor, town: int, year: int, maker: Actor, checker: Actor) -> None:
    """Ratings, lines, loans and repayments of the township's registered households, and two quarters' claims."""
    low, high = area_range(town)
    rows = Household.objects.within(SYSTEM_SCOPE).filter(is_registered(year), area__gte=low, area__lt=high)
    households = list(rows.order_by("area", "code"))
    borrowers = _borrowers(households, year)
    with recorded(loader, reason="演示资料", bulk=True):
        CreditRating.all_rows.bulk_create(
            CreditRating(
                household=row, area=row.area, rated_on=date(year - 1, 3, 1 + place % 28), grade=GRADES[place % 4],
                rated_by="村评级小组", source="import",
            )
            for place, row in enumerate(households)
        )  # fmt: skip
        lined = [(place, row) for place, row in enumerate(households) if place % NO_LINE != 50]
        CreditLine.all_rows.bulk_create(
            CreditLine(
                household=row, area=row.area, bank=BANKS[place % 5 == 0], amount=Decimal(50000),
                granted_on=date(year - 1, 4, 1 + place % 28), expires_on=date(2030, 12, 31), source="import",
            )
            for place, row in lined
        )  # fmt: skip
        loans = Loan.all_rows.bulk_create(
            _loan(place, row, borrowers[row.pk], year)
            for place, row in lined
            if row.pk in borrowers and place % NO_LOAN != 7
        )
        _entries(list(loans), year)
        with connection.cursor() as cursor:
            for table in ("creditrating", "creditline", "loan", "loanentry"):
                cursor.execute(f"ANALYZE funds_{table}")
    if loans:
        _claims(town, year, maker, checker)


def _borrowers(households: list[Household], year: int) -> dict[int, Member]:
    """A member of borrowing age of each household, the oldest record first."""
    members = Member.objects.within(SYSTEM_SCOPE).filter(
        household__in=[row.pk for row in households], left_year=None,
        birth_date__gt=date(year - 65, 12, 31), birth_date__lte=date(year - 19, 1, 1),
    ).order_by("household_id", "-id")  # fmt: skip
    return {row.household_id: row for row in members}


def _loan(place: int, row: Household, member: Member, year: int) -> Loan:
    signed = date(year - (place % 3 == 0), 1 + place % 9, 1 + place % 27)
    large = place == 33
    two = place % 7 == 0
    due = signed.replace(year=signed.year + (1 if two else 3))
    return Loan(
        household=row, area=row.area, member=member, relation="01" if member.name == row.head_name else "",
        bank=BANKS[place % 5 == 0], product="1" if large or place % 11 == 0 else "3",
        contract=f"XD{signed.year}{place + 1:05d}", purpose="92" if place == 60 else "123"[place % 3],
        amount=Decimal(80000) if large else Decimal(10000 + place % 9 * 5000), signed_on=signed, due_on=due,
        rate=Decimal("4.35") if two else Decimal("4.75"), day_count="act360", due_now=due, rate_now=Decimal(0),
        source="import",
    )  # fmt: skip


def _entries(loans: list[Loan], year: int) -> None:
    """Drawn on the day of signing; what fell due is mostly repaid, a quarter of the rest in part; one is renewed."""
    entries = [
        LoanEntry(loan=row, area=row.area, kind="draw", day=row.signed_on, principal=row.amount, source="import")
        for row in loans
    ]
    for number, row in enumerate(loans):
        due = row.due_on.year == row.signed_on.year + 1 and row.signed_on.year < year
        paid, day = (row.amount, row.due_on) if due else (row.amount / 5, row.signed_on + timedelta(100))
        # of those that fall due every fifth stays unpaid, of the others every fourth has paid a part
        if number % 5 == 0 if due else number % 4 != 1:
            continue
        entries.append(
            LoanEntry(
                loan=row, area=row.area, kind="repay", day=day, principal=paid, interest=Decimal(50), source="import"
            )
        )  # fmt: skip
    LoanEntry.all_rows.bulk_create(entries)
    longer = [row for row in loans if row.due_on.year > year]
    if longer:
        row = longer[0]
        LoanChange.all_rows.create(
            loan=row, area=row.area, kind="renew", day=row.due_on - timedelta(5),
            due_on=row.due_on.replace(year=row.due_on.year + 1), note="产业周期较长，续贷一年",
        )  # fmt: skip


def _claims(town: int, year: int, maker: Actor, checker: Actor) -> None:
    """The first bank's sheets: the first quarter handed in, the second waiting for the second person."""
    first = claim_make(writer=Writer(maker, SYSTEM_SCOPE), area=town, bank=BANKS[0], year=year, quarter=1)
    claim_confirm(writer=Writer(checker, SYSTEM_SCOPE), pk=first.pk)
    claim_make(writer=Writer(maker, SYSTEM_SCOPE), area=town, bank=BANKS[0], year=year, quarter=2)
