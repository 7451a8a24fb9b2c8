"""In a browser: verdicts follow a save without a reload; no serious axe finding, no page wider than the phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from assessment.claims import Worker
from core.accounts.models import User
from households.models import Household
from tests import factories
from tests.assessment.scene import GOOD_VILLAGE, INCOME, drain, edit, good_household, line, release
from tests.cast import JIACUNGUAN, NUOJIANG_VILLAGE, TONGJIANG, XIANRENQIAN, YANGBAI, Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
Open = Callable[[User, str], Page]


@pytest.fixture
def house(cast: Cast) -> Household:
    """A household that is not met and alone keeps its village and its county from being met."""
    release("household", ["income_above_line", "food"])
    release("village", ["assessed_incidence"])
    release("county", ["assessed_incidence"])
    line()
    for area in (JIACUNGUAN, XIANRENQIAN, NUOJIANG_VILLAGE):
        factories.village_year(area, **{**GOOD_VILLAGE, "rural_population": 10})
    row = good_household(JIACUNGUAN, head="李国富", facts={**INCOME, "wage_income": 1000})
    good_household(JIACUNGUAN, head="王未知", facts={"no_worry_food": None})
    drain()
    return row


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


def test_a_save_changes_household_village_and_county_without_a_reload(
    cast: Cast, house: Household, opened: Open
) -> None:
    page = opened(cast.county_officer, f"/households/{house.code}/")
    chain, verdict = page.locator("#badge-chain"), page.locator("#household-verdict")
    expect(chain.locator(".outcome.not-met")).to_have_count(3)
    expect(verdict).to_contain_text("差一项：人均纯收入还差 1,996 元")
    # entered elsewhere meanwhile; the pages learn of it when they are opened, and follow from then on
    edit(house, wage_income=2996)
    edit(Household.all_rows.get(head_name="王未知"), no_worry_food=True)
    page.reload()
    expect(chain.locator(".outcome.pending")).to_have_count(3)
    expect(chain.locator(".outcome.not-met")).to_have_count(3)
    page.evaluate("window.stayed = true")
    Worker().work(seconds=30)
    expect(chain.locator(".outcome.met")).to_have_count(3)
    expect(chain.locator(".outcome.pending")).to_have_count(0)
    expect(verdict).to_contain_text("2 项全部达标")
    assert page.evaluate("window.stayed") is True


def test_a_village_follows_and_keeps_its_place_meanwhile(cast: Cast, house: Household, opened: Open) -> None:
    edit(house, wage_income=9000)
    page = opened(cast.village_clerk, f"/assessment/regions/{JIACUNGUAN}/")
    expect(page.locator(".pending-box")).to_contain_text("1 个村计算中")
    expect(page.locator("table").filter(has_text="李国富")).to_have_count(1)
    page.locator(".chips a").first.focus()
    # two questions without news leave the focus where it is
    page.wait_for_timeout(2500)
    expect(page.locator(".chips a").first).to_be_focused()
    Worker().work(seconds=30)
    expect(page.locator(".pending-box")).to_have_count(0)
    expect(page.locator("table").filter(has_text="李国富")).to_have_count(0)


@pytest.mark.parametrize("width", [1366, 390])
def test_accessible_and_not_wider_than_the_screen(
    cast: Cast, house: Household, live_server: Any, browser: Any, width: int
) -> None:
    client = Client()
    client.force_login(cast.county_officer)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context = browser.new_context(viewport={"width": width, "height": 844}, bypass_csp=True)
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    for path in (
        "/",
        "/todo/",
        f"/assessment/regions/{TONGJIANG}/",
        f"/assessment/regions/{YANGBAI}/",
        f"/assessment/regions/{JIACUNGUAN}/",
        f"/households/{house.code}/verdict/",
        "/assessment/villages/",
        "/assessment/changes/",
        "/overview/incomes/",
        "/standards/",
    ):
        page.goto(live_server.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.add_script_tag(path=str(AXE))
        found = page.evaluate("axe.run().then(result => result.violations.map(v => [v.impact, v.id, v.nodes[0].html]))")
        assert [finding for finding in found if finding[0] in {"serious", "critical"}] == [], path
    context.close()


def test_the_policy_of_the_pages_is_never_broken(cast: Cast, house: Household, opened: Open, page: Page) -> None:
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: complaints.append(m.text) if "Content Security Policy" in m.text else None)
    for path in ("/", f"/assessment/regions/{TONGJIANG}/", f"/households/{house.code}/verdict/"):
        opened(cast.county_officer, path)
    assert complaints == []
