"""Rules and loans for tests of micro-credit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings

from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.audit.trail import SYSTEM
from funds.credit.load import rules_prepare
from funds.credit.rules import RuleBook, book_of
from funds.credit.services import Writer, entry_add, loan_save
from funds.models import Loan
from households.models import Household, Member

OFFICE = Writer(SYSTEM, SYSTEM_SCOPE)
BANK = "通江农商银行"


def shipped() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((settings.BASE_DIR / "data/credit_rules.json").read_text(encoding="utf-8"))
    return found


def shipped_book() -> RuleBook:
    """The shipped rules without a database."""
    return book_of((row["region"], date.fromisoformat(row["starts_on"]), row["settings"]) for row in shipped()["rules"])


def load_rules() -> None:
    rules_prepare(shipped(), actor=SYSTEM)


def writer(scope: Scope = SYSTEM_SCOPE) -> Writer:
    return Writer(SYSTEM, scope)


CONTRACT: Mapping[str, Any] = {
    "bank": BANK,
    "product": "3",
    "contract": "HT001",
    "purpose": "2",
    "amount": Decimal(50000),
    "signed_on": date(2018, 1, 10),
    "due_on": date(2020, 1, 10),
    "rate": Decimal("4.75"),
    "day_count": "act360",
}


def head_of(household: Household) -> Member:
    row: Member = Member.all_rows.filter(household=household).order_by("pk")[0]
    return row


def loan(household: Household, *, drawn: str | None = "50000", **changes: Any) -> Loan:
    """A contract of the head, drawn on the day of signing (``drawn`` None: not)."""
    values = {**CONTRACT, "member": head_of(household).code, **changes}
    row = loan_save(writer=OFFICE, household=household.code, values=values)
    if drawn is not None:
        draw(row, drawn, row.signed_on)
    row.refresh_from_db()
    return row


def draw(row: Loan, principal: str, day: date) -> None:
    entry_add(writer=OFFICE, loan=row.pk, values={"kind": "draw", "day": day, "principal": Decimal(principal)})


def repay(row: Loan, principal: str, day: date, interest: str = "0") -> None:
    values = {"kind": "repay", "day": day, "principal": Decimal(principal), "interest": Decimal(interest)}
    entry_add(writer=OFFICE, loan=row.pk, values=values)
