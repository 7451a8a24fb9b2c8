"""The main pages at both sizes: axe, the policy, the console, and nothing wider than the phone."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from tests.cast import JIACUNGUAN, TONGJIANG, YANGBAI
from tests.e2e.conftest import DESK, PHONE, County, Office

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"

PAGES = (
    "/",
    "/households/",
    "/households/{code}/",
    "/households/ordinary/",
    "/households/ordinary/new/",
    "/households/{code}/?tab=members",
    "/households/{code}/verdict/",
    "/households/{code}/edit/",
    f"/assessment/regions/{TONGJIANG}/",
    f"/assessment/regions/{YANGBAI}/",
    f"/assessment/regions/{JIACUNGUAN}/",
    "/assessment/villages/",
    "/assessment/changes/",
    f"/villages/{JIACUNGUAN}/",
    f"/villages/{JIACUNGUAN}/edit/",
    f"/counties/{TONGJIANG}/",
    "/standards/",
    "/imports/",
    "/findings/",
    "/findings/rules/",
    "/findings/rules/64B/",
    "/jobs/",
    "/places/",
    "/mine/",
)


def _findings(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(all => all.violations"
        ".filter(one => ['serious', 'critical'].includes(one.impact)).map(one => one.id + ' ' + one.nodes[0].html))"
    )
    return [f"{page.url} {finding}" for finding in found]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_pages_are_accessible_quiet_and_fit(county: County, office: Office, size: dict[str, int]) -> None:
    page = office.page(county.people.county_officer, size)
    wrong: list[str] = []
    for path in PAGES:
        answer = page.goto(path.format(code=county.household.code))
        assert answer is not None
        if answer.status != 200:
            wrong.append(f"{path} {answer.status}")
        page.wait_for_load_state("networkidle")
        wrong += _findings(page)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > size["width"]:
            wrong.append(f"{path} is {width} wide")
    assert wrong == []


def test_the_helper_sees_the_paired_households_and_no_other(county: County, office: Office) -> None:
    page = office.page(county.people.helper_cadre, PHONE)
    page.goto("/")
    expect(page.locator("main")).to_contain_text("张明亮")
    expect(page.locator(".house-card")).to_have_count(1)
    for other in ("李国富", "王长久", "赵远山"):
        expect(page.locator("body")).not_to_contain_text(other)
    page.click(".house-card")
    expect(page.locator("main")).to_contain_text("张明亮")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.request.get(f"/households/{county.paired.code}/").status == 200
    assert page.request.get(f"/households/{county.household.code}/").status == 404
    assert page.request.get(f"/households/{county.neighbour.code}/verdict/").status == 404
