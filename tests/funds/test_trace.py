"""到户资金: sums by hand in a small world, an independent SQL beside a random one, scope, pages, workbooks."""

from __future__ import annotations

import io
import random
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test import Client

from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.audit.trail import SYSTEM
from core.ledgers.exports import ExportQuery, export_write, ledgers
from core.regions.codes import area_range
from funds.booking import Movement, book, cancel
from funds.models import FundEntry
from funds.trace.paid import shared_of
from funds.trace.selectors import lines_of, reach, without
from households.models import Household
from projects.models import Measure, ProjectBeneficiary
from tests import factories
from tests.cast import BAOKANG, JIACUNGUAN, TONGJIANG, XIANRENQIAN, YANGBAI, Cast
from tests.funds.scene import scene
from tests.projects.scene import YEAR, measure
from tests.projects.test_assets import asset, income, share

pytestmark = pytest.mark.django_db
TOWN = Scope(*area_range(YANGBAI))

# The same question without a line of the program's own: measures and shares of the year to registered households.
ORACLE = """
SELECT h.area / 1000 * 1000, sum(money)
FROM (SELECT household_id, amount AS money FROM projects_measure
      WHERE year = 2018 AND status IN ('doing', 'done') AND amount > 0
      UNION ALL
      SELECT d.household_id, d.amount FROM projects_assetdistribution d
      JOIN projects_assetincome i ON i.id = d.income_id WHERE i.year = 2018) AS got
JOIN households_household h ON h.id = household_id AND h.registered_from <= 2018
     AND (h.closed_year IS NULL OR h.closed_year > 2018)
GROUP BY 1"""


@pytest.fixture
def world(cast: Cast) -> dict[str, Household]:
    """Two households in one village and two in another.

    a: pigs 3,000, and 120.50 of the walnuts; b: a plan of 900, which gave nothing; c: 450 in 2017 only and a stopped
    measure of 700; d: not registered, 50,000.
    """
    homes = {
        "a": factories.household(JIACUNGUAN, head="甲"),
        "b": factories.household(JIACUNGUAN, head="乙"),
        "c": factories.household(XIANRENQIAN, head="丙"),
        "d": factories.household(XIANRENQIAN, head="丁", registered_from=None),
    }
    measure(homes["a"])
    measure(homes["b"], amount=Decimal(900), status="planned")
    measure(homes["c"], year=2017, amount=Decimal(450), started_on=date(2017, 3, 1))
    stopped = measure(homes["c"], amount=Decimal(700))
    Measure.all_rows.filter(pk=stopped.pk).update(status="stopped", stop_reason="退出合作社")
    measure(homes["d"], amount=Decimal(50000))
    got = income(cast.village_clerk, asset(cast.village_clerk))
    share(cast.village_clerk, got, **{homes["a"].code: "120.50"})
    return homes


def test_sums_and_who_got_nothing_by_hand(world: dict[str, Household]) -> None:
    whole, places = reach(SYSTEM_SCOPE, YANGBAI, YEAR)
    assert [(row.area, row.households, row.sums[:2], row.given, row.reached, row.without) for row in places] == [
        (JIACUNGUAN, 2, (Decimal("3000.00"), Decimal("120.50")), Decimal("3120.50"), 1, 1),
        (XIANRENQIAN, 1, (Decimal(0), Decimal(0)), Decimal(0), 0, 1),
    ]
    assert (whole.households, whole.given, whole.reached) == (3, Decimal("3120.50"), 1)
    assert {row.pk for row in without(SYSTEM_SCOPE, YANGBAI, YEAR)} == {world["b"].pk, world["c"].pk}
    # the year before: only the third household's measure
    assert reach(SYSTEM_SCOPE, TONGJIANG, 2017)[0].given == Decimal(450)
    # one level up, the places are townships
    assert [row.area for row in reach(SYSTEM_SCOPE, TONGJIANG, YEAR)[1]] == [YANGBAI]


def test_the_lines_of_one_household_lead_back_to_their_source(world: dict[str, Household]) -> None:
    lines = lines_of(SYSTEM_SCOPE, world["a"].pk)
    assert [(line.stream.code, line.money, line.title, line.on) for line in lines] == [
        ("measure", Decimal("3000.00"), "生猪养殖", date(2018, 3, 1)),
        ("dividend", Decimal("120.50"), "核桃园", None),
    ]
    assert lines_of(Scope(*area_range(BAOKANG)), world["a"].pk) == []


def test_a_payment_counts_once_and_a_counter_entry_takes_it_away(cast: Cast) -> None:
    home = factories.household(JIACUNGUAN, head="戊")
    deed = measure(home)  # 3,000: its own payment is not counted beside it
    paid = scene(allocated="5000.00")
    ProjectBeneficiary.all_rows.create(project=paid.project, household=home, area=home.area)

    def pay(amount: str, key: str, **more: int) -> FundEntry:
        movement = Movement(
            "pay", Decimal(amount), date(2018, 7, 1), key, allocation_id=paid.allocation.pk, household_id=home.pk,
            payee_kind="beneficiary", stage="subsidy", **more,
        )  # fmt: skip
        return book(SYSTEM, movement)

    pay("3000.00", "t1", measure_id=deed.pk)
    pay("450.25", "t2")
    wrong = pay("99.00", "t3")
    cancel(SYSTEM, wrong, day=date(2018, 7, 2), note="重复支付")
    whole, _ = reach(SYSTEM_SCOPE, JIACUNGUAN, YEAR)
    assert whole.given == Decimal("3450.25")
    assert sum(line.money for line in lines_of(SYSTEM_SCOPE, home.pk)) == Decimal("3450.25")
    (shared,) = shared_of(SYSTEM_SCOPE, home.pk)
    assert (shared.households, shared.money, shared.documents) == (1, Decimal("5000.00"), paid.document.number)


def test_sums_equal_an_independent_question_of_a_random_world(cast: Cast) -> None:
    chance = random.Random(20181231)
    homes = [
        factories.household(
            chance.choice((JIACUNGUAN, XIANRENQIAN)),
            registered_from=chance.choice((0, 0, 0, 2019, None)),
        )
        for _ in range(40)
    ]
    for home in homes:
        for number in range(chance.randrange(4)):
            row = measure(home, name=f"措施{number}", amount=Decimal(chance.randrange(1, 999_999)) / 100)
            if chance.random() < 0.3:
                Measure.all_rows.filter(pk=row.pk).update(year=2017)
    for home in homes[::5]:
        Household.all_rows.filter(pk=home.pk).update(closed_year=chance.choice((2018, 2019)))
    with connection.cursor() as cursor:
        cursor.execute(ORACLE)
        expected = dict(cursor.fetchall())
    _, places = reach(SYSTEM_SCOPE, TONGJIANG, YEAR)
    assert {row.area: row.given for row in places if row.given} == expected
    assert expected


def test_pages_show_the_own_area_and_hide_the_others(
    world: dict[str, Household], cast: Cast, client: Client, django_assert_max_num_queries
) -> None:
    client.force_login(cast.township_clerk)
    with django_assert_max_num_queries(25):
        shown = client.get(f"/funds/reach/?area={YANGBAI}").content.decode()
    assert "3,120.50" in shown
    assert "乙" in client.get(f"/funds/reach/without/?area={JIACUNGUAN}").content.decode()
    assert "3,000.00" in client.get(f"/households/{world['a'].code}/?tab=money").content.decode()
    client.force_login(cast.stranger)
    assert client.get(f"/funds/reach/?area={YANGBAI}").status_code == 404
    assert client.get(f"/households/{world['a'].code}/?tab=money").status_code == 404


def test_the_workbooks_say_the_same(world: dict[str, Household], cast: Cast) -> None:
    def cells(code: str) -> list[list[object]]:
        file = io.BytesIO()
        export_write(ledgers()[code], ExportQuery(YANGBAI, YEAR, TOWN), file)
        sheet = openpyxl.load_workbook(file).worksheets[0]
        return [list(row) for row in sheet.iter_rows(values_only=True)]

    assert ["贾村观村", 2, 3000, 120.5, 0, 3120.5, 1, 1] in [[*row[1:]] if row[0] == 1 else row for row in cells("M20")]
    told = [row for row in cells("M21") if "甲" in row]
    assert len(told) == 2
