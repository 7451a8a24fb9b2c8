"""The monthly report by hand: what counts as spent, as of which day, by age, by region, and for whom."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import SYSTEM
from funds.models import Allocation, FundDocument
from funds.progress.selectors import idle, last_month_end, late, progress, reach, total
from funds.progress.views import month_of
from funds.rules import rules_load
from projects.models import ProjectVillage
from tests import factories
from tests.cast import JIACUNGUAN, TONGJIANG, XIANRENQIAN, YANGBAI
from tests.funds.scene import booked, document, project
from tests.funds.scene import scene as made_scene

pytestmark = pytest.mark.django_db
JUNE = date(2018, 6, 30)


def ints(*values: Decimal | int | None) -> list[int | None]:
    """Whole yuan; what is not whole fails."""
    assert all(value is None or value == int(value) for value in values)
    return [None if value is None else int(value) for value in values]


def test_paid_to_an_office_and_the_deposit_are_unspent(places: Any) -> None:
    made = made_scene(allocated="1000.00", contracted="1000.00", received="5000.00")
    work = {"allocation": made.allocation, "contract": made.contract}
    booked("pay", "300.00", **work)
    booked("hold", "100.00", **work)
    booked("office", "200.00", allocation=made.allocation)
    booked("pay", "50.00", day=date(2018, 7, 1), **work)
    (line,) = progress(SYSTEM_SCOPE, TONGJIANG, 2018, JUNE)
    told = ints(line.issued, line.allocated, line.spent, line.office, line.held, line.unspent)
    assert told == [5000, 1000, 300, 200, 100, 4700]
    (later,) = progress(SYSTEM_SCOPE, TONGJIANG, 2018, date(2018, 7, 31))
    assert ints(later.spent, later.unspent) == [350, 4650]


def test_money_handed_down_counts_where_it_lies_and_once(places: Any) -> None:
    county = document("1000.00")
    town: FundDocument = document(area=YANGBAI, issuer="通江县财政局", parent=county, issued_on=date(2018, 5, 1))
    booked("distribute", "400.00", document=county, to_document=town)
    booked("return", "150.00", document=town, to_document=county)
    lines = progress(SYSTEM_SCOPE, TONGJIANG, 2018, JUNE)
    assert [line.area for line in lines] == [TONGJIANG, YANGBAI]
    assert [ints(line.issued, line.unspent) for line in lines] == [[750, 750], [250, 250]]
    whole = total(lines)
    with connection.cursor() as cursor:  # in a sentence of its own
        cursor.execute("SELECT sum(amount) FROM funds_fundentry WHERE kind = 'issue'")
        assert ints(whole.issued, whole.unspent) == ints(cursor.fetchone()[0], 1000)
    # the township alone: what it received, less what it gave back is not its own question
    assert progress(SYSTEM_SCOPE, YANGBAI, 2018, JUNE)[0].issued == 400


def test_idle_money_by_age_against_the_limits(places: Any) -> None:
    rules_load(actor=SYSTEM)
    document("700.00", issued_on=date(2017, 7, 1))  # a year on 2018-07-01
    document("200.00", issued_on=date(2016, 7, 1))
    document("100.00", issued_on=date(2016, 6, 29))
    lines = progress(SYSTEM_SCOPE, TONGJIANG, 0, JUNE)
    found = idle(lines, TONGJIANG, 2018)
    assert [ints(item.amount, item.share, item.limit) for item in found] == [[700, 70, 8], [200, 20, 2], [100, 10, 0]]
    assert all(item.over for item in found)


def test_deadlines_are_counted_in_the_region_s_days(places: Any) -> None:
    rules_load(actor=SYSTEM)
    upper = document("10.00", issued_on=date(2018, 5, 20), received_on=date(2018, 5, 30))
    own = document("20.00", issued_on=date(2018, 5, 1), level="county")
    assert late(SYSTEM_SCOPE, TONGJIANG, 2018, date(2018, 6, 29)) == []
    found = late(SYSTEM_SCOPE, TONGJIANG, 2018, date(2018, 7, 1))
    assert [(item.id, item.due, item.days) for item in found] == [
        (own.pk, JUNE, 1),
        (upper.pk, date(2018, 6, 29), 2),
    ]
    assert ints(*(item.free for item in found)) == [20, 10]


def test_for_whom_it_was_spent(places: Any) -> None:
    factories.village_year(JIACUNGUAN, is_poor=True)
    factories.village_year(XIANRENQIAN, is_poor=False)
    home = factories.household(XIANRENQIAN)
    money = document("1000.00")
    poor, mixed = project(), project()
    for target, areas in ((poor, (JIACUNGUAN,)), (mixed, (JIACUNGUAN, XIANRENQIAN))):
        ProjectVillage.all_rows.bulk_create(ProjectVillage(project=target, area=area) for area in areas)
    one = Allocation.all_rows.create(document=money, project=poor)
    two = Allocation.all_rows.create(document=money, project=mixed)
    for row in (one, two):
        booked("allocate", "400.00", allocation=row)
    booked("pay", "300.00", allocation=one)
    booked("pay", "100.00", allocation=two)
    booked("pay", "40.00", allocation=two, payee_kind="beneficiary", household=home)
    found = reach(SYSTEM_SCOPE, TONGJIANG, 2018, JUNE)
    # 300 in a poor village, half of 140 in the mixed project; 40 to a household by name: 300 + 50 + 40
    assert ints(found.spent, found.poor, found.households, found.precise) == [440, 370, 40, 390]


def test_publicity_due_and_done(places: Any) -> None:
    document("1.00", publicity_due=date(2018, 6, 1), published_on=date(2018, 6, 20))
    document("1.00", publicity_due=date(2018, 6, 1), published_on=date(2018, 7, 2))
    document("1.00", publicity_due=date(2018, 7, 1), published_on=date(2018, 5, 2))
    (line,) = progress(SYSTEM_SCOPE, TONGJIANG, 2018, JUNE)
    assert (line.due, line.published) == (2, 1)


def test_the_month_that_is_shown() -> None:
    today = date(2018, 7, 5)
    assert last_month_end(today) == JUNE
    assert month_of("", today) == month_of("2018-13", today) == month_of("2019-01", today) == JUNE
    assert month_of("2018-02", today) == date(2018, 2, 28)
    assert month_of("2017-12", today) == date(2017, 12, 31)


def test_shares_of_nothing_are_nothing(places: Any) -> None:
    assert [item.share for item in idle([], TONGJIANG, 2018)] == [None, None, None]
    assert reach(SYSTEM_SCOPE, TONGJIANG, 2018, JUNE).spent == Decimal(0)
