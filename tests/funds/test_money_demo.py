"""The demo's money stands on projects in every state, adds up, and leaves a claim for another person."""

from __future__ import annotations

from typing import Any

import pytest

from core.accounts.rights import Role
from funds.balances import verify
from funds.models import Allocation, Contract, FundDocument, PaymentOrder
from funds.money import demo
from tests import factories
from tests.cast import TONGJIANG, YANGBAI
from tests.funds.test_services import works

pytestmark = pytest.mark.django_db


def test_the_demo_of_money(places: Any) -> None:
    factories.user("finance", Role.FINANCE, TONGJIANG)
    factories.user("xiangmu", Role.TOWNSHIP, YANGBAI)
    for number, state in enumerate(("planned", "funded", "contracted", "building", "accepted", "struck_off")):
        works(state=state, total=f"{100000 + number}.37")
    demo.load(YANGBAI, TONGJIANG, 2018)
    assert verify().different == 0
    assert FundDocument.all_rows.count() == 4
    assert (Allocation.all_rows.count(), Contract.all_rows.count()) == (10, 4)
    assert PaymentOrder.all_rows.get().state == "asked"
