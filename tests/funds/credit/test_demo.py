"""The demo's credit: everybody rated, nearly all with a line and a loan, each case there; nothing is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import SYSTEM, Actor
from funds.credit import demo, ratios
from funds.models import Loan, LoanChange, SubsidyClaim
from tests import factories
from tests.cast import JIACUNGUAN, YANGBAI
from tests.funds.credit.scene import load_rules

pytestmark = pytest.mark.django_db


def test_each_case_is_there(places: object) -> None:
    load_rules()
    for number in range(63):
        factories.household(JIACUNGUAN, head=f"演户{number}", code=f"51192111920{number:05d}")
    demo.load(SYSTEM, YANGBAI, 2018, Actor(1, "制表人"), Actor(2, "审核人"))
    total, _ = ratios.ratios(SYSTEM_SCOPE, YANGBAI, date(2018, 12, 31))
    # the 51st has no line, the 8th no loan
    assert (total.registered, total.rated, total.lined, total.lent) == (63, 63, 62, 61)
    loans = Loan.all_rows.all()
    assert loans.filter(amount__gt=50000).count() == 1
    assert loans.filter(purpose="92").count() == 1
    late = loans.filter(balance__gt=0, due_now__lte=date(2018, 12, 31)).count()
    assert 0 < late < 10
    assert loans.filter(rate_now=Decimal(0)).count() == 0
    assert LoanChange.all_rows.get().kind == "renew"
    assert [row.claimed_at is not None for row in SubsidyClaim.all_rows.order_by("quarter")] == [True, False]
