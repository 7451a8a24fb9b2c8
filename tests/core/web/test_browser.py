"""In a browser: keys, changed marks, selection, dialogues; nothing wider than a phone; no serious axe finding."""

import re
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import expect

from core.web.styleguide import PARTS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.core.web.guide_urls"),
]

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"


@pytest.fixture
def guide(live_server, page):
    """Opens a part of the style guide and collects what the browser complains about."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: complaints.append(m.text) if "Content Security Policy" in m.text else None)

    def go(part):
        page.goto(f"{live_server.url}/styleguide/{part}/")
        return page

    yield go
    assert complaints == []


def test_enter_moves_on_and_back(guide):
    page = guide("form")
    page.focus("#id_wage")
    page.keyboard.press("Enter")
    expect(page.locator("#id_business")).to_be_focused()
    page.keyboard.press("Shift+Enter")
    expect(page.locator("#id_wage")).to_be_focused()


def test_a_radio_group_is_one_stop_and_the_last_field_leads_to_save(guide):
    page = guide("form")
    page.focus("#id_property")
    page.keyboard.press("Enter")
    expect(page.locator("input[name=food][value='1']")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("input[name=clothing][value='1']")).to_be_focused()
    page.focus("#id_area")
    page.keyboard.press("Enter")
    expect(page.locator("#id_note")).to_be_focused()


def test_enter_that_ends_an_input_method_stays(guide):
    page = guide("form")
    page.focus("#id_head")
    page.locator("#id_head").dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    expect(page.locator("#id_head")).to_be_focused()


def test_changes_are_counted_and_taken_back(guide):
    page = guide("form")
    unsaved = page.locator("[data-unsaved]")
    # wage, property and dangerous differ from what is stored
    expect(unsaved).to_have_text("已改 3 格，尚未保存")
    page.fill("#id_head", "李国贵")
    page.locator("label:has(input[name=clothing][value='0'])").click()
    expect(unsaved).to_have_text("已改 5 格，尚未保存")
    expect(page.locator("[data-field=head]")).to_have_class(re.compile("changed"))
    page.fill("#id_head", "李国富")
    expect(unsaved).to_have_text("已改 4 格，尚未保存")


def test_ctrl_s_sends_the_form_once(guide):
    page = guide("form")
    sent = []
    page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    page.route(
        "**/styleguide/form/",
        lambda route: route.fulfill(status=204) if route.request.method == "POST" else route.continue_(),
    )
    page.focus("#id_wage")
    page.keyboard.press("Control+s")
    page.keyboard.press("Control+s")
    page.wait_for_timeout(200)
    assert sent == ["POST"]


def test_selection_opens_and_closes_the_batch_bar(guide):
    page = guide("register")
    bar = page.locator("[data-batch]")
    expect(bar.locator("[data-count]")).to_have_text("2")
    page.check("[data-all]")
    expect(bar.locator("[data-count]")).to_have_text("20")
    expect(page.locator("tbody tr.selected")).to_have_count(20)
    page.click("[data-clear-selection]")
    expect(bar).to_be_hidden()


def test_twenty_rows_stand_at_1366_by_768(guide):
    page = guide("register")
    last = page.locator("tbody tr").nth(19).bounding_box()
    foot = page.locator(".panel-foot").bounding_box()
    assert last["y"] + last["height"] <= foot["y"]
    assert foot["y"] + foot["height"] <= 768


def test_the_conflict_saves_only_when_each_field_is_chosen(guide):
    page = guide("pieces")
    page.click("[data-open=sample-dialog]")
    save = page.locator("#sample-dialog [data-resolve]")
    expect(save).to_be_disabled()
    page.check("input[name=fruit][value=mine]")
    expect(save).to_be_enabled()
    page.keyboard.press("Escape")
    expect(page.locator("#sample-dialog")).to_be_hidden()


def test_tree_folds(guide):
    page = guide("register")
    village = page.get_by_role("link", name="贾村观村")
    expect(village).to_be_visible()
    page.click("button[aria-label=展开杨柏镇]")
    expect(village).to_be_hidden()


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("part", PARTS)
def test_accessible_and_not_wider_than_the_screen(live_server, browser, part, width):
    context = browser.new_context(viewport={"width": width, "height": 844}, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{live_server.url}/styleguide/{part}/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("axe.run().then(result => result.violations.map(v => [v.impact, v.id, v.nodes[0].html]))")
    assert [finding for finding in found if finding[0] in {"serious", "critical"}] == []
    context.close()
