"""The exit's pages: candidates and opening, papers, the exited that do not meet the standard, the card."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from core.accounts.models import User
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.models import AccessEvent
from core.procedures.models import Case, Round
from households.models import Household, HouseholdVerdict, HouseholdYear
from tests.assessment.exits.scene import DAY, YEAR, begun, policies, ready, standard, until
from tests.assessment.scene import drain, edit, good_household
from tests.cast import JIACUNGUAN, TONGJIANG, XIANRENQIAN, YANGBAI, Cast, signed_in

FLAGGED = reverse("household-flagged")
LIST = reverse("household-exits")


@pytest.fixture
def village(cast: Cast) -> dict[str, Household]:
    """Two ready, one just short of income, one unknown, one short of two things, one exited."""
    policies()
    standard()
    rows = {
        name: good_household(JIACUNGUAN, head=name, facts=facts)
        for name, facts in {
            "甲达标": {},
            "乙达标": {},
            "丙差钱": {"wage_income": 2900},
            "丁未知": {"no_worry_food": None},
            "戊两项": {"wage_income": 0, "no_worry_food": False},
            "己脱贫": {"poverty_status": "1", "exit_year": 2016},
        }.items()
    }
    drain()
    return rows


def page(person: User, address: str, **query: object) -> str:
    response = signed_in(person).get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_village_lists_who_is_ready_and_who_is_near(cast: Cast, village: dict[str, Household]) -> None:
    shown = page(cast.village_clerk, LIST)
    for words in ("可列入 2 户", "差一项 2 户", "另有 1 户差两项以上", "人均纯收入未达标", "不愁吃未知", "甲达标"):
        assert words in shown, words
    assert "己脱贫" not in shown
    assert "戊两项" not in shown


def test_one_click_opens_a_round(cast: Cast, village: dict[str, Household]) -> None:
    chosen = [village["甲达标"].pk, village["乙达标"].pk]
    response = signed_in(cast.village_clerk).post(LIST, {"household": chosen})
    around = Round.all_rows.get()
    assert response.headers["Location"] == reverse("procedure-round", args=[around.pk])
    assert (around.area, around.year, around.opened_by) == (JIACUNGUAN, YEAR, cast.village_clerk.pk)
    assert sorted(Case.all_rows.values_list("subject_id", flat=True)) == sorted(chosen)
    assert "可列入 0 户" in page(cast.village_clerk, LIST)


def test_the_round_page_offers_the_rest_and_shows_the_verdict(cast: Cast, village: dict[str, Household]) -> None:
    around, _ = begun(cast.village_clerk, [village["甲达标"].pk])
    shown = page(cast.village_clerk, reverse("procedure-round", args=[around.pk]))
    assert "可补充列入 1 户" in shown
    assert "系统判定" in shown
    signed_in(cast.village_clerk).post(LIST, {"household": [village["乙达标"].pk], "round": around.pk})
    assert Case.all_rows.filter(round=around).count() == 2


@pytest.mark.parametrize("name", ["丙差钱", "丁未知", "己脱贫"])
def test_who_is_not_ready_cannot_be_slipped_in(cast: Cast, village: dict[str, Household], name: str) -> None:
    response = signed_in(cast.village_clerk).post(LIST, {"household": [village["甲达标"].pk, village[name].pk]})
    assert response.status_code == 422
    assert Round.all_rows.count() == Case.all_rows.count() == 0


def test_a_foreign_household_is_refused_and_an_auditor_may_not_open(cast: Cast, village: dict[str, Household]) -> None:
    foreign = good_household(XIANRENQIAN, head="邻村户")
    drain()
    assert signed_in(cast.village_clerk).post(LIST, {"household": [foreign.pk]}).status_code == 422
    assert signed_in(cast.auditor).post(LIST, {"household": [foreign.pk]}).status_code == 403
    outside = signed_in(cast.village_clerk).post(f"{LIST}?area={XIANRENQIAN}", {"household": [foreign.pk]})
    assert outside.status_code == 404
    assert Round.all_rows.count() == 0


def test_township_and_county_count_what_is_below(cast: Cast, village: dict[str, Household]) -> None:
    until("strike", cast, [village["甲达标"].pk])
    drain()
    begun(cast.village_clerk, [village["乙达标"].pk])
    # Five were registered poor, one is struck off (one person); of four left one is met, two are not, one unknown.
    for person, area, code in (
        (cast.township_clerk, YANGBAI, str(JIACUNGUAN)),
        (cast.county_officer, TONGJIANG, str(YANGBAI)),
    ):
        row = signed_in(person).get(LIST, {"area": area, "format": "xlsx"})
        sheet = openpyxl.load_workbook(io.BytesIO(row.content)).active
        assert sheet is not None
        lines = [[cell.value for cell in line] for line in sheet.iter_rows()]
        found = next(line for line in lines if line[2] == code)
        assert found[3:11] == [4, 1, 1, 2, 1, 1, 1, 1]
        assert "本年已销号" in page(person, LIST, area=area)


def test_the_list_as_a_workbook_leaves_a_trace(cast: Cast, village: dict[str, Household]) -> None:
    response = signed_in(cast.village_clerk).get(LIST, {"format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    words = [cell.value for line in sheet.iter_rows() for cell in line]
    assert "甲达标" in words
    assert "丙差钱" in words
    assert AccessEvent.objects.filter(action="assessment.candidates.exported").count() == 1
    assert signed_in(cast.inspector).get(LIST, {"format": "xlsx"}).status_code == 403


def test_the_sheets_are_filled_from_the_facts(cast: Cast, village: dict[str, Household]) -> None:
    around, cases = begun(cast.village_clerk, [village["甲达标"].pk, village["乙达标"].pk])
    for address in (
        reverse("household-exit-sheets", args=[around.pk]),
        reverse("household-exit-sheet", args=[cases[0]]),
    ):
        shown = page(cast.village_clerk, address)
        for words in ("贫困户脱贫验收表", "贫困户人均纯收入统计表", "甲达标", "20,000.00", "2,995.00", "工资性收入"):
            assert words in shown, words
    whole = page(cast.village_clerk, reverse("household-exit-sheets", args=[around.pk]))
    assert whole.count("<article") == 4
    assert whole.count('class="print-break"') == 3
    assert page(cast.village_clerk, reverse("household-exit-confirmations", args=[around.pk])).count("<article") == 2


def test_a_list_of_sheets_costs_as_many_queries_as_one(
    cast: Cast, village: dict[str, Household], django_assert_max_num_queries: object
) -> None:
    around, _ = begun(cast.village_clerk, [village["甲达标"].pk])
    client = signed_in(cast.village_clerk)
    address = reverse("household-exit-sheets", args=[around.pk])
    client.get(address)
    one = _queries(client, address)
    rows = [good_household(JIACUNGUAN, head=f"更多{number}") for number in range(5)]
    drain()
    begun_more = signed_in(cast.village_clerk).post(LIST, {"household": [row.pk for row in rows], "round": around.pk})
    assert begun_more.status_code == 302
    assert _queries(client, address) == one


def _queries(client: Client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_an_exited_household_that_fails_is_flagged_and_not_changed(cast: Cast, village: dict[str, Household]) -> None:
    assert "己脱贫" not in page(cast.county_officer, FLAGGED)
    before = HouseholdYear.all_rows.get(household=village["己脱贫"])
    edit(village["己脱贫"], is_dangerous_house=True)
    drain()
    shown = page(cast.county_officer, FLAGGED)
    assert "己脱贫" in shown
    assert "住房安全未达标" in shown
    record = HouseholdYear.all_rows.get(household=village["己脱贫"])
    assert (record.poverty_status, record.exit_year, record.version) == ("1", 2016, before.version)
    since = HouseholdVerdict.objects.within(SYSTEM_SCOPE).get(household=village["己脱贫"]).changed_at

    # A further criterion changes the verdict's row; the household has been flagged since the first one.
    edit(village["己脱贫"], no_worry_food=False)
    drain()
    from assessment.exits.household_flagged import flagged_lines, flagged_query

    line = flagged_lines(list(flagged_query(scope=SYSTEM_SCOPE, area=TONGJIANG, year=YEAR)))[0]
    assert (line.head, line.since, line.words) == ("己脱贫", since, "不愁吃、住房安全未达标")
    assert "己脱贫" not in page(cast.county_officer, FLAGGED, outcome="unknown")
    card = page(cast.county_officer, reverse("household-verdict", args=[village["己脱贫"].code]))
    assert "登记 2016 年已脱贫，现在判定未达标" in card


def test_the_todo_line_leads_to_the_flagged(cast: Cast, village: dict[str, Household]) -> None:
    edit(village["己脱贫"], no_worry_food=False)
    drain()
    assert "/exits/households/flagged/?area=511921000000&amp;outcome=not_met" in page(
        cast.county_officer, reverse("todo-list")
    )


def test_the_card_shows_the_procedure_with_its_next_step(cast: Cast, village: dict[str, Household]) -> None:
    _, cases = until("post", cast, [village["甲达标"].pk])
    card = page(cast.village_clerk, reverse("household-verdict", args=[village["甲达标"].code]))
    for words in (
        "贫困户退出",
        "村内公示中",
        "乡镇审核",
        reverse("procedure-case", args=[cases[0]]),
        f"{DAY:%Y-%m-%d}",
    ):
        assert words in card, words


def test_readiness_needs_no_program_in_a_place_without_households(cast: Cast) -> None:
    policies()
    standard()
    ready(XIANRENQIAN)
    assert "没有可列入的户" in page(cast.village_clerk, LIST)
