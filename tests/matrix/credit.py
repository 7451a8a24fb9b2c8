"""Micro-credit in the matrix: in each of the four villages a rating, a line and a loan that was drawn, and a sheet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core.accounts.rights import Action
from core.regions.codes import Level, ancestor
from funds.models import CreditLine, CreditRating, Loan, LoanChange, LoanEntry, SubsidyClaim, SubsidyLine
from households.models import Household, Member
from tests.matrix.lines import WRITTEN, Api, Line, Page, form_of
from tests.matrix.world import PLACES, Subject, World, at_households, nowhere

BANK = "农商行"


def _loan(household: Household) -> Loan:
    found: Loan = Loan.all_rows.get_or_create(
        bank=BANK, contract=f"HT{household.area}",
        defaults={
            "household": household, "area": household.area, "product": "3", "purpose": "2", "amount": Decimal(1000),
            "member": Member.all_rows.filter(household=household).earliest("pk"), "signed_on": date(2018, 1, 2),
            "due_on": date(2019, 1, 2), "rate": Decimal("4.35"), "day_count": "act360",
        },
    )[0]  # fmt: skip
    return found


def at_loans(world: World) -> list[Subject]:
    return [Subject(label, {"pk": _loan(world.household(area)).pk}, area) for label, area in PLACES.items()]


def at_ratings(world: World) -> list[Subject]:
    found = []
    for label, area in PLACES.items():
        household = world.household(area)
        row = CreditRating.all_rows.get_or_create(
            household=household, rated_on=date(2018, 1, 1), defaults={"area": area, "grade": "1"}
        )[0]
        found.append(Subject(label, {"pk": row.pk}, area))
    return found


def at_lines(world: World) -> list[Subject]:
    found = []
    for label, area in PLACES.items():
        row = CreditLine.all_rows.get_or_create(
            household=world.household(area), bank=BANK, granted_on=date(2018, 1, 1),
            defaults={"area": area, "amount": Decimal(1000)},
        )[0]  # fmt: skip
        found.append(Subject(label, {"pk": row.pk}, area))
    return found


def at_entries(world: World) -> list[Subject]:
    found = []
    for label, area in PLACES.items():
        row = LoanEntry.all_rows.get_or_create(
            loan=_loan(world.household(area)), kind="draw", day=date(2018, 1, 2), counters=None,
            defaults={"area": area, "principal": Decimal(1000)},
        )[0]  # fmt: skip
        found.append(Subject(label, {"pk": row.pk}, area))
    return found


def at_changes(world: World) -> list[Subject]:
    found = []
    for label, area in PLACES.items():
        row = LoanChange.all_rows.get_or_create(
            loan=_loan(world.household(area)), kind="rate", day=date(2018, 3, 2), counters=None,
            defaults={"area": area, "rate": Decimal(4)},
        )[0]  # fmt: skip
        found.append(Subject(label, {"pk": row.pk}, area))
    return found


def at_claims(world: World) -> list[Subject]:
    """A township's sheet is seen by its township and above; the lines are the villages'."""
    found = []
    for label, area in PLACES.items():
        sheet, new = SubsidyClaim.all_rows.get_or_create(
            area=ancestor(area, Level.TOWNSHIP), bank=BANK, year=2018, quarter=1,
            defaults={"made_by": 0, "made_name": "制表人"},
        )  # fmt: skip
        if new:
            SubsidyLine.all_rows.create(
                claim=sheet, loan=_loan(world.household(area)), area=area, year=2018, quarter=1,
                interest=Decimal(1), subsidy=Decimal(1), parts={"county": "1.00"},
            )  # fmt: skip
        found.append(Subject(label, {"pk": sheet.pk}, sheet.area))
    return found


_VIEW, _EDIT = Action.CREDIT_VIEW, Action.CREDIT_EDIT
CREDIT_LINES: dict[str, Line | tuple[Line, ...]] = {
    "api:credit-rating-list": Api(),
    "api:credit-rating-detail": Api(at_ratings),
    "api:credit-line-list": Api(),
    "api:credit-line-detail": Api(at_lines),
    "api:loan-list": Api(),
    "api:loan-detail": Api(at_loans),
    "api:loan-entry-list": Api(),
    "loan-list": Page(_VIEW),
    "credit-ratios": Page(_VIEW),
    "credit-growth": Page(_VIEW),
    "credit-warnings": Page(_VIEW),
    "credit-claims": Page(_VIEW),
    "credit-claim-make": Page(_EDIT, nowhere, method="post", ok=frozenset({404})),
    "credit-claim": Page(_VIEW, at_claims),
    # back to the sheet with the reason, when it is refused
    "credit-claim-confirm": Page(_EDIT, at_claims, method="post", ok=WRITTEN | {302}),
    "credit-rating-new": form_of(_EDIT, at_households()),
    "credit-line-new": form_of(_EDIT, at_households()),
    "loan-new": form_of(_EDIT, at_households()),
    "credit-rating-edit": form_of(_EDIT, at_ratings),
    "credit-line-edit": form_of(_EDIT, at_lines),
    "loan-page": Page(_VIEW, at_loans),
    "loan-edit": form_of(_EDIT, at_loans),
    "loan-entry": form_of(_EDIT, at_loans),
    "loan-change": form_of(_EDIT, at_loans),
    "loan-entry-counter": form_of(_EDIT, at_entries),
    "loan-change-counter": form_of(_EDIT, at_changes),
}
