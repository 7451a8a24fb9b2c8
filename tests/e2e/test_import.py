"""Import in the browser: refused with its cells and an annotated copy, corrected, previewed, confirmed, decided."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from core.accounts.cipher import unseal
from households.models import Household, HouseholdVerdict, HouseholdYear, Member
from tests import books
from tests.cast import JIACUNGUAN
from tests.e2e.conftest import County, Office, Worker
from tests.e2e.test_clerk import SOON

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _book(county: County, wage: str | int) -> bytes:
    """Both households of 贾村观 with all their members; what has no column stays as it is."""
    chosen = (county.household, county.paired)
    rows = [books.household(row.code, JIACUNGUAN, row.head_name) for row in chosen]
    for cells, amount in zip(rows, (wage, 20000), strict=True):
        cells |= {"工资性收入": amount, "不愁吃": "是"}
    return books.households_book(rows, [_head(row) for row in chosen])


def _head(household: Household) -> dict[str, Any]:
    person = Member.all_rows.get(household=household)
    number = unseal(person.id_sealed, table="member", column="id_number", code=person.code)
    return books.member(household.code, person.name, number)


def _upload(page: Page, name: str, book: bytes) -> None:
    page.goto("/imports/")
    page.select_option("select[name=kind]", "households")
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": book})
    page.get_by_role("button", name="上传并校验").click()
    page.wait_for_url("**/imports/*/")


def test_a_refused_workbook_corrected_becomes_verdicts(county: County, office: Office, worker: Worker) -> None:
    page = office.page(county.people.township_clerk)
    _upload(page, "户.xlsx", _book(county, "三千多"))
    expect(page.locator(".notice.error")).to_contain_text("有 1 行被拒绝")
    problem = page.get_by_role("region", name="要改正的错误")
    expect(problem).to_contain_text("户")
    expect(problem).to_contain_text("G2")
    expect(problem).to_contain_text("工资性收入")
    expect(page.get_by_role("button", name="确认导入")).to_be_disabled()
    with page.expect_download() as given:
        page.get_by_role("link", name="下载标注错误的工作簿").click()
    marked = load_workbook(io.BytesIO(given.value.path().read_bytes()))
    assert marked["户"]["G2"].value == "三千多"
    assert marked["户"]["G2"].fill.fgColor.rgb not in (None, "00000000")
    assert HouseholdYear.all_rows.get(household=county.household).wage_income == 2990

    _upload(page, "户-改正.xlsx", _book(county, 5200))
    expect(page.locator(".notice.success")).to_contain_text("将写入 2 行")
    effect = page.locator(".effect")
    expect(effect).to_contain_text("2 户有变")
    expect(page.locator("main")).to_contain_text("工资性收入")
    assert HouseholdYear.all_rows.get(household=county.household).wage_income == 2990
    page.get_by_role("button", name="确认导入 2 行").click()
    expect(page.locator(".notice.success")).to_contain_text("已导入：写入 2 行")

    page.goto(f"/households/{county.household.code}/")
    chain = page.locator("#badge-chain")
    expect(chain).not_to_contain_text("计算中", timeout=SOON)
    expect(chain).not_to_contain_text("未达标")
    met = HouseholdVerdict.all_rows.filter(household__in=[county.household, county.paired])
    assert [row.outcome for row in met] == [True, True]
