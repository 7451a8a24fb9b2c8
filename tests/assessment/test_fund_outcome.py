"""What a document's money moved, by hand: indicators of households and villages twelve months after the payment."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from assessment.trace.selectors import routes
from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.regions.codes import area_range
from funds.models import Allocation
from projects.models import Project
from tests import factories
from tests.assessment.benefit_scene import BEFORE, five, project
from tests.assessment.scene import GOOD_VILLAGE, drain, release
from tests.cast import BAOKANG, JIACUNGUAN, YANGBAI, Cast
from tests.funds.scene import booked, document

pytestmark = pytest.mark.django_db


def paid_for(row: Project, amount: str = "0", day: date = date(2017, 6, 1)) -> Allocation:
    """1,000 yuan of a document of the county for the project, of it paid ``amount``."""
    found = Allocation.all_rows.create(document=document("1000.00"), project=row)
    booked("allocate", "1000.00", allocation=found, day=day)
    if Decimal(amount):
        booked("pay", amount, allocation=found, day=day)
    return found


def test_households_before_the_project_and_twelve_months_after_the_payment(places) -> None:
    row, _ = five()
    source = paid_for(row, "400.00").document
    (route,) = routes(SYSTEM_SCOPE, source)
    assert (route.allocated, route.paid) == (Decimal(1000), Decimal(400))
    assert (route.first, route.after) == (date(2017, 6, 1), 2018)
    assert (route.households, route.registered) == (5, 4)
    # of the industry's aims the standard asks for the income alone: one household lacked it, and has it now
    assert [(item.unit, item.lacking, item.met, item.still, item.lost) for item in route.moved] == [("户", 1, 1, 0, 0)]


def test_a_village_road_moves_the_village(places) -> None:
    release("village", ["hard_road", "bus"])
    factories.village_year(JIACUNGUAN, BEFORE, **{**GOOD_VILLAGE, "hard_road": False})
    factories.village_year(JIACUNGUAN, **GOOD_VILLAGE)
    row = project(category="111")
    drain()
    (route,) = routes(SYSTEM_SCOPE, paid_for(row, "1.00").document)
    assert {(item.unit, item.lacking, item.met) for item in route.moved} == {("村", 1, 1), ("村", 0, 0)}


def test_nothing_is_said_before_the_money_is_paid_or_the_year_has_verdicts(places) -> None:
    row, _ = five()
    (unpaid,) = routes(SYSTEM_SCOPE, paid_for(row).document)
    assert (unpaid.first, unpaid.after, unpaid.moved) == (None, None, [])
    (early,) = routes(SYSTEM_SCOPE, paid_for(row, "1.00", date(2018, 6, 1)).document)
    assert (early.after, early.told, early.moved) == (2019, False, [])


def test_the_page_in_scope_and_hidden_elsewhere(cast: Cast, client: Client) -> None:
    source = paid_for(project(), "400.00").document
    client.force_login(cast.county_officer)
    shown = client.get(f"/funds/documents/{source.pk}/outcome/")
    assert shown.status_code == 200
    assert "400.00" in shown.content.decode()
    client.force_login(cast.stranger)
    assert client.get(f"/funds/documents/{source.pk}/outcome/").status_code == 404
    assert routes(Scope(*area_range(BAOKANG)), source) == []
    # a township sees the part of the county's money that came to it, but not the document's page
    assert len(routes(Scope(*area_range(YANGBAI)), source)) == 0
