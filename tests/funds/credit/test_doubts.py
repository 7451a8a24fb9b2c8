"""Rules about loans: for each a loan that is a hit, and one that just is not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.findings.models import Finding
from core.findings.registry import rules
from core.findings.services import sweep
from households.models import Household
from tests import factories
from tests.cast import JIACUNGUAN, Cast
from tests.funds.credit.scene import load_rules, loan

pytestmark = pytest.mark.django_db
D = Decimal
ON_TIME = {"due_on": date(2019, 5, 1), "rate": D("4.35"), "signed_on": date(2018, 5, 2)}
# as of 31 December 2018: rule → (a hit, its neighbour)
EXAMPLES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "105A": (
        {"due_on": date(2018, 12, 30), "rate": D("4.35")},
        {"due_on": date(2018, 12, 31), "rate": D("4.35")},
    ),
    "105B": (
        {**ON_TIME, "due_on": date(2019, 1, 30)},
        {**ON_TIME, "due_on": date(2019, 1, 31)},
    ),
    "105C": ({"purpose": "92"}, {"purpose": "9"}),
    # due on 10 January 2020
    "105D": ({"born": date(1954, 1, 10)}, {"born": date(1954, 1, 11)}),
    "105E": ({"second": True, "drawn": "10000"}, {"drawn": "10000"}),
    "105F": ({"amount": D("50000.01"), "drawn": "50000.01", "product": "1"}, {}),
    "105G": ({"closed": 2018}, {"closed": 2019}),
    "105H": ({"left": 2018}, {"left": 2019}),
}


def made(number: int, example: dict[str, Any]) -> Household:
    home = factories.household(JIACUNGUAN, head=f"贷案{number}")
    asked = dict(example)
    borrower = factories.member(home, name="借款人", born=asked.pop("born", date(1980, 1, 1)))
    second, closed, left = asked.pop("second", False), asked.pop("closed", None), asked.pop("left", None)
    loan(home, contract=f"D{number}", member=borrower.code, **asked)
    if second:
        loan(home, contract=f"S{number}", drawn="10000")
    if closed:
        Household.all_rows.filter(pk=home.pk).update(closed_year=closed)
    if left:
        type(borrower).all_rows.filter(pk=borrower.pk).update(left_year=left)
    return home


def test_each_rule_finds_its_hit_and_leaves_its_neighbour(cast: Cast) -> None:
    load_rules()
    of = {
        code: (made(number * 2, bad).pk, made(number * 2 + 1, good).pk)
        for number, (code, (bad, good)) in enumerate(EXAMPLES.items())
    }
    sweep(2018)
    hits = set(Finding.all_rows.values_list("rule", "household_id"))
    missed = [code for code, (bad, _) in of.items() if (code, bad) not in hits]
    wrong = [code for code, (_, good) in of.items() if (code, good) in hits]
    assert (missed, wrong) == ([], [])
    assert {rule.code for rule in rules() if rule.source == "loan"} == set(EXAMPLES)
