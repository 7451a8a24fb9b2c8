"""一般农户 in the register: entered without a word of poverty, listed apart, taken in once and never back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.changes.models import Change
from core.ledgers.exports import ExportQuery, ledgers, row_count
from households.models import Household, HouseholdYear, Pairing
from households.selectors import neighbours, ordinary_below, ordinary_page, register_page
from households.selectors.register import RegisterFilter
from households.services import (
    ClosedHouseholdError,
    RegisteredError,
    RulesBrokenError,
    Token,
    household_close,
    household_register,
    household_take_in,
    household_update,
)
from tests.households.cast import (
    ACTOR,
    INCOME,
    NEXT_VILLAGE,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    YEAR,
    Cast,
    next_transaction,
    number,
    register,
)
from tests.households.test_household_services import everything

pytestmark = pytest.mark.django_db
POOR = {"household_attr": "01", "cause_main": "1", "identify_standard": "1"}


def ordinary(area: int = VILLAGE, name: str = "周边缘", order: int = 61, **facts: Any) -> Household:
    next_transaction()
    row = household_register(
        actor=ACTOR,
        scope=SYSTEM_SCOPE,
        area=area,
        year=YEAR,
        values={"group_name": "2 组"},
        facts={**INCOME, **facts},
        head={"name": name, "id_number": number("19700520", order)},
        head_facts={"health": ["1"]},
        ordinary=True,
    )
    next_transaction()
    return row


def take_in(row: Household, year: int = YEAR, **facts: Any) -> Household:
    return household_take_in(
        actor=ACTOR, household=row, year=year, facts={**POOR, **facts}, reason="村民代表大会评议通过"
    )


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: Any) -> str:
    return str(response.content.decode())


def test_it_is_stored_without_a_word_of_poverty(regions: None) -> None:
    row = ordinary()
    assert row.registered_from is None
    facts = HouseholdYear.all_rows.get(household=row, year=YEAR)
    assert (facts.household_attr, facts.poverty_status, facts.cause_main) == (None, None, None)
    assert facts.wage_income == Decimal("6400.00")
    assert register().registered_from == 0


@pytest.mark.parametrize("fact", [{"poverty_status": "1"}, {"household_attr": "01"}, {"causes_other": ["2"]}])
def test_what_is_said_of_the_poor_is_refused(regions: None, fact: dict[str, Any]) -> None:
    row = ordinary()
    before = everything()
    with pytest.raises(RulesBrokenError) as refusal:
        household_update(actor=ACTOR, household=row, year=YEAR, token=Token(1, 1), values={}, facts=fact)
    assert [item.field for item in refusal.value.findings] == list(fact)
    with pytest.raises(RulesBrokenError):
        ordinary(name="王另户", order=63, **fact)
    assert everything() == before


def test_taken_in_it_is_registered_from_the_year_on_and_the_trail_says_so(regions: None) -> None:
    row = ordinary()
    HouseholdYear.all_rows.create(household=row, area=VILLAGE, year=YEAR - 1)
    HouseholdYear.all_rows.create(household=row, area=VILLAGE, year=YEAR + 1)
    Change.objects.all().delete()
    taken = take_in(row)
    assert (taken.registered_from, taken.first_identified_on, taken.version) == (YEAR, date(YEAR, 1, 1), 2)
    assert [taken.registered_in(year) for year in (YEAR - 1, YEAR, YEAR + 1)] == [False, True, True]
    stored = {item.year: item for item in HouseholdYear.all_rows.filter(household=row)}
    assert [stored[year].poverty_status for year in (YEAR - 1, YEAR, YEAR + 1)] == [None, "0", "0"]
    assert (stored[YEAR].household_attr, stored[YEAR].cause_main) == ("01", "1")
    assert stored[YEAR].wage_income == Decimal("6400.00")
    assert Change.objects.filter(area=VILLAGE, year__isnull=True).exists()
    event = apps.get_model("households", "HouseholdEvent").objects.get(pgh_obj_id=row.pk)
    assert event.registered_from is None
    assert event.pgh_context.metadata["reason"] == "纳入建档立卡：村民代表大会评议通过"


def test_there_is_no_second_taking_in_and_no_way_back(regions: None) -> None:
    row, closed, poor = ordinary(), ordinary(name="王另户", order=63), register()
    household_close(actor=ACTOR, household=closed, reason="1", on=date(2018, 6, 1), note="外迁多年")
    next_transaction()
    take_in(row)
    before = everything()
    for refused, household, facts in (
        (RegisteredError, row, {}),
        (RegisteredError, poor, {}),
        (ClosedHouseholdError, closed, {}),
        (RulesBrokenError, row, {"cause_main": None}),
    ):
        with pytest.raises(refused):
            take_in(household, YEAR + 1, **facts)
    assert everything() == before


def test_the_lists_are_apart_and_each_card_leads_to_its_own_kind(regions: None) -> None:
    first, poor, second = ordinary(), register(), ordinary(name="王另户", order=63)
    ordinary(OTHER_VILLAGE, name="外镇户", order=65)
    town = Scope(TOWN, TOWN + 1000)
    listed = register_page(scope=town, year=YEAR, wanted=RegisterFilter(area=TOWN))
    assert [row.household.code for row in listed.rows] == [poor.code]
    found = ordinary_page(scope=town, year=YEAR, area=0)
    assert [row.household.code for row in found.rows] == [first.code, second.code]
    assert (found.rows[0].members, found.rows[0].per_head) == (1, Decimal("10333.00"))
    assert [row.household.code for row in ordinary_page(scope=town, year=YEAR, words="王").rows] == [second.code]
    assert [(region.code, count) for region, count in ordinary_below(scope=town, year=YEAR, area=TOWN)] == [
        (VILLAGE, 2)
    ]
    # nobody belongs to it yet in the year before
    assert ordinary_page(scope=town, year=YEAR - 1).rows == []
    assert neighbours(scope=town, household=first, year=YEAR) == ("", second.code)
    assert neighbours(scope=town, household=poor, year=YEAR) == ("", "")


def test_the_ledgers_are_apart(regions: None) -> None:
    ordinary()
    poor = register()
    found: dict[str, list[list[Any]]] = {}
    for code in ("L1", "L2", "ordinary"):
        ledger, query = ledgers()[code], ExportQuery(TOWN, YEAR, SYSTEM_SCOPE)
        found[code] = [list(row) for row in ledger.sheets(query)[0].rows]
        assert row_count(ledger, query) == 1
    assert [row[8] for row in found["L1"]] == [poor.code]
    assert [row[5] for row in found["L2"]] == [poor.code]
    (line,) = found["ordinary"]
    assert line[3:7] == ["2 组", "周边缘", "511921********" + number("19700520", 61)[-4:], 1]
    assert line[9] == Decimal("10333.00")


class TestPages:
    def test_the_list_shows_the_scope_and_no_verdict(self, people: Cast) -> None:
        ordinary()
        ordinary(OTHER_VILLAGE, name="外镇户", order=65)
        register()
        page = text(browser(people.township).get("/households/ordinary/"))
        assert "周边缘" in page
        assert "外镇户" not in page
        assert "李国富" not in page
        assert "系统判定" not in page
        assert "贾村观村 1" in page
        assert "周边缘" not in text(browser(people.township).get("/households/"))
        assert browser(people.admin).get("/households/ordinary/").status_code == 403

    def test_the_list_costs_a_fixed_number_of_queries(self, people: Cast, django_assert_max_num_queries: Any) -> None:
        for order in range(61, 81, 2):
            ordinary(name=f"甲{'乙丙丁戊己庚辛壬癸子'[(order - 61) // 2]}", order=order)
        town = browser(people.township)
        town.get("/households/ordinary/")
        with django_assert_max_num_queries(24):
            town.get("/households/ordinary/")

    def test_a_village_clerk_enters_one(self, people: Cast) -> None:
        clerk = browser(people.village)
        page = text(clerk.get(reverse("ordinary-new")))
        assert "脱贫状态" not in page
        assert "首次识别时间" not in page
        sent = {"area": str(VILLAGE), "head-name": "周边缘", "head-id_number": number("19700520", 61)}
        response = clerk.post(reverse("ordinary-new"), {**sent, "wage_income": "5"})
        assert response.status_code == 422
        assert "收入项不完整" in text(response)
        assert Household.all_rows.count() == 0
        response = clerk.post(reverse("ordinary-new"), {**sent, "poverty_status": "0"})
        assert response.status_code == 302
        row = Household.all_rows.get()
        assert (row.registered_from, row.head_name, row.area) == (None, "周边缘", VILLAGE)
        assert HouseholdYear.all_rows.get().poverty_status is None

    @pytest.mark.parametrize("tab", ["basic", "members", "income", "living", "verdict", "helpers", "history"])
    def test_every_tab_of_its_card_opens(self, people: Cast, tab: str) -> None:
        row = ordinary()
        page = text(browser(people.township).get(f"/households/{row.code}/?tab={tab}"))
        assert "一般农户（未建档立卡），不参加退出评估" in page
        assert "纳入建档立卡" in page
        assert "打印明白卡" not in page
        assert "脱贫状态" not in page

    def test_its_year_is_edited_without_a_word_of_poverty(self, people: Cast) -> None:
        row, town = ordinary(), browser(people.township)
        assert "户属性" not in text(town.get(reverse("household-edit", args=[row.code])))
        sent = {name: str(value) for name, value in INCOME.items()} | {"token": "1.1", "group_name": "3 组"}
        response = town.post(reverse("household-edit", args=[row.code]), {**sent, "wage_income": "100"}, follow=True)
        assert "判定几秒内" not in text(response)
        assert HouseholdYear.all_rows.get().wage_income == 100
        assert Household.all_rows.get().group_name == "3 组"

    def test_the_township_takes_it_in(self, people: Cast) -> None:
        row, town = ordinary(), browser(people.township)
        address = reverse("household-take-in", args=[row.code])
        assert "纳入后不能撤回" in text(town.get(address))
        before = everything()
        for sent in ({}, {"since": "2031", **POOR, "reason": "评议通过"}, {"since": str(YEAR), **POOR, "reason": "短"}):
            assert town.post(address, sent).status_code == 422
        assert everything() == before
        response = town.post(address, {"since": str(YEAR), **POOR, "reason": "村民代表大会评议通过"}, follow=True)
        assert f"自 {YEAR} 年起建档立卡" in text(response)
        assert Household.all_rows.get().registered_from == YEAR
        page = text(town.get(f"/households/{row.code}/?tab=history"))
        assert "建档立卡起始年度" in page
        assert f"{YEAR} 年" in page
        assert town.get(address).status_code == 302

    def test_who_may_not_take_in_changes_nothing(self, people: Cast) -> None:
        row = ordinary()
        Pairing.all_rows.create(household=row, area=VILLAGE, helper=people.helper, starts_on=date(2016, 3, 1))
        before = everything()
        address = reverse("household-take-in", args=[row.code])
        sent = {"since": str(YEAR), **POOR, "reason": "村民代表大会评议通过"}
        for user, status in (
            (people.village, 403),
            (people.helper, 403),
            (people.auditor, 403),
            (people.stranger, 404),
        ):
            assert browser(user).post(address, sent).status_code == status
            assert "纳入建档立卡" not in text(browser(user).get(f"/households/{row.code}/"))
        assert everything() == before

    def test_a_helper_sees_the_paired_one_apart(self, people: Cast) -> None:
        row = ordinary()
        ordinary(NEXT_VILLAGE, name="王另户", order=63)
        Pairing.all_rows.create(household=row, area=VILLAGE, helper=people.helper, starts_on=date(2016, 3, 1))
        page = text(browser(people.helper).get("/households/mine/"))
        assert "一般农户 1 户" in page
        assert "周边缘" in page
        assert "王另户" not in page

    def test_it_has_no_card_to_print(self, people: Cast) -> None:
        row = ordinary()
        county = browser(people.county)
        assert county.get(reverse("household-paper", args=[row.code])).status_code == 404
        assert "周边缘" not in text(county.get(f"{reverse('household-papers')}?household={row.code}"))

    def test_it_is_ordinary_in_the_years_before(self, people: Cast) -> None:
        row = ordinary()
        take_in(row, YEAR + 1)
        county = browser(people.county)
        session = county.session
        session["year"] = YEAR
        session.save()
        page = text(county.get(f"/households/{row.code}/"))
        assert f"不参加退出评估；自 {YEAR + 1} 年起建档立卡" in page
        assert f"{YEAR} 年度" in page
