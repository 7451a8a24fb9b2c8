"""In a browser: entry by keyboard, the second writer, selection; no serious axe finding, no wide phone page."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from core.accounts.models import User
from households.models import HouseholdYear
from households.services import Token, household_update
from tests.households import cast as made
from tests.households.cast import ACTOR, VILLAGE, YEAR, Cast, register

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
Open = Callable[[User, str], Page]


@pytest.fixture
def people() -> Cast:
    made.regions()
    return made.cast()


@pytest.fixture
def opened(live_server: Any, page: Page) -> Open:
    def go(user: User, path: str) -> Page:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page.goto(live_server.url + path)
        return page

    return go


def test_a_clerk_enters_by_keyboard_and_saves(people: Cast, opened: Open) -> None:
    household = register()
    page = opened(people.village, f"/households/{household.code}/")
    page.keyboard.press("F2")
    page.wait_for_url("**/edit/")
    page.focus("#id_wage_income")
    page.fill("#id_wage_income", "6900")
    page.keyboard.press("Enter")
    expect(page.locator("#id_business_income")).to_be_focused()
    expect(page.locator("[data-unsaved]")).to_have_text("已改 1 格，尚未保存")
    page.keyboard.press("Control+s")
    expect(page.locator("#messages")).to_contain_text("已保存李国富户 2018 年度资料")
    assert HouseholdYear.all_rows.get().wage_income == Decimal("6900.00")


def test_the_second_writer_chooses_and_nobody_loses(people: Cast, opened: Open) -> None:
    household = register()
    page = opened(people.village, f"/households/{household.code}/edit/")
    household_update(
        actor=ACTOR,
        household=household,
        year=YEAR,
        token=Token(1, 1),
        values={},
        facts={"wage_income": Decimal(7200), "main_fuel": "4"},
    )
    page.fill("#id_wage_income", "6900")
    page.fill("#id_orchard_mu", "3")
    page.click("[data-save]")
    dialogue = page.locator("dialog#conflict")
    expect(dialogue).to_contain_text("周敏")
    expect(dialogue).to_contain_text("1 格两人都改了")
    page.check("input[name=choice_wage_income][value=mine]")
    page.click("[data-resolve]")
    expect(page.locator("#messages")).to_contain_text("已保存")
    year = HouseholdYear.all_rows.get()
    assert (year.wage_income, year.orchard_mu, year.main_fuel) == (Decimal("6900.00"), Decimal("3.00"), "4")


def test_mistakes_are_counted_linked_and_named(people: Cast, opened: Open) -> None:
    household = register()
    page = opened(people.village, f"/households/{household.code}/edit/")
    page.fill("#id_property_income", "")
    page.click("[data-save]")
    expect(page.locator(".error-summary")).to_contain_text("有 1 处需要改正")
    expect(page.locator("[data-field=property_income] .field-error")).to_contain_text("没有的项请填 0")


def test_chosen_rows_open_the_batch_bar(people: Cast, opened: Open) -> None:
    register()
    register(name="张三", order=33)
    page = opened(people.township, f"/households/?area={VILLAGE}")
    expect(page.locator("[data-batch]")).to_be_hidden()
    page.check("tbody tr:nth-child(2) input[type=checkbox]")
    expect(page.locator("[data-batch]")).to_contain_text("已选 1 户")
    page.click("text=打印明白卡")
    expect(page.locator(".print-sheet")).to_have_count(1)


PAGES = ["", "?tab=members", "?tab=history", "edit/", "members/new/", "move/", "paper/"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_accessible_and_fit_a_phone(people: Cast, opened: Open, path: str) -> None:
    household = register()
    page = opened(people.township, f"/households/{household.code}/{path}")
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    serious = [item["id"] for item in found["violations"] if item["impact"] in ("serious", "critical")]
    assert serious == []
    page.set_viewport_size({"width": 390, "height": 844})
    if path != "paper/":
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
