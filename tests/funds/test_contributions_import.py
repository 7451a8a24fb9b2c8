"""Contributions from a workbook and back: all or nothing, unchanged the second time."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from core.accounts.models import User
from core.ledgers.exports import ExportQuery, export_write, ledgers
from core.ledgers.imports import apply, check, staged
from core.ledgers.kinds import kinds
from core.ledgers.outcome import Outcome
from core.ledgers.services import NewBatch, Upload
from funds.models import Contribution
from tests.cast import CHENGGUAN_VILLAGE, JIACUNGUAN, TONGJIANG, YANGBAI, Cast
from tests.core.procedures.scene import acting
from tests.funds.contributions_scene import GOODS, given, helper

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = ["受赠区划代码", "捐赠方", "捐赠方类型", "帮扶类型", "形式", "金额或折价(元)", "物资名称", "数量", "计量单位",
        "接收日期", "受赠方", "用途"]  # fmt: skip
MONEY = [str(JIACUNGUAN), "巴山药业", "企业", "帮扶企业", "资金", "500.50", "", "", "", "2018-05-06", "村委会", "修路"]
GOODS_ROW = [
    str(YANGBAI),
    "县水务局",
    "机关事业单位",
    "驻村工作队派出单位",
    "物资",
    "",
    "水泵",
    "2",
    "台",
    "2018-06-01",
    "镇政府",
    "抗旱",
]


def book(*rows: list[Any], head: list[str] = HEAD) -> io.BytesIO:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "捐赠"
    for row in (head, *rows):
        sheet.append(row)
    out = io.BytesIO()
    workbook.save(out)
    out.seek(0)
    return out


def run(person: User, file: Any, *, dry: bool = False, year: int = 2018) -> Outcome:
    actor, post, scope = acting(person)
    kind = kinds()["contributions"]
    with staged(kind, file, year=year, scope=scope, actor=actor) as held:
        if dry:
            return check(held)
        return apply(held, NewBatch(kind, year, Upload("捐赠.xlsx", 1, "0" * 64), actor, post))


def counts(found: Outcome) -> tuple[int, int, int, int, int]:
    part = found.counts
    return part.read, part.created, part.updated, part.unchanged, part.refused


def changed(row: list[Any], place: int, value: str) -> list[Any]:
    return [*row[:place], value, *row[place + 1 :]]


def test_a_file_and_the_same_again(cast: Cast) -> None:
    unit = helper(cast.county_officer, YANGBAI, name="县水务局")
    assert counts(run(cast.county_officer, book(MONEY, GOODS_ROW), dry=True)) == (2, 2, 0, 0, 0)
    assert Contribution.all_rows.count() == 0
    assert counts(run(cast.county_officer, book(MONEY, GOODS_ROW))) == (2, 2, 0, 0, 0)
    money, goods = Contribution.all_rows.order_by("area")[0], Contribution.all_rows.order_by("area")[1]
    if money.form != "money":
        money, goods = goods, money
    assert (money.amount, money.source, money.helper_id, str(money.notice_due_on)) == (
        Decimal("500.50"), "import", None, "2018-06-05",
    )  # fmt: skip
    assert (goods.amount, goods.quantity, goods.helper_id) == (None, Decimal(2), unit.pk)
    assert counts(run(cast.county_officer, book(MONEY, GOODS_ROW))) == (2, 0, 0, 2, 0)
    assert counts(run(cast.county_officer, book(changed(MONEY, 5, "600"), GOODS_ROW))) == (2, 0, 1, 1, 0)
    assert Contribution.all_rows.get(pk=money.pk).amount == Decimal("600.00")


def test_what_is_wrong_refuses_all(cast: Cast) -> None:
    for wrong in (
        changed(MONEY, 0, str(CHENGGUAN_VILLAGE)), changed(MONEY, 5, ""), changed(MONEY, 5, "0"),
        changed(MONEY, 6, "化肥"), changed(MONEY, 9, "2017-05-06"), changed(MONEY, 3, "没有的"),
        changed(GOODS_ROW, 7, ""), changed(GOODS_ROW, 8, ""),
    ):  # fmt: skip
        assert run(cast.county_officer, book(wrong)).counts.refused == 1
    assert run(cast.county_officer, book(MONEY, MONEY)).counts.refused == 2
    assert run(cast.county_officer, book(["99", *MONEY], head=["登记号", *HEAD])).counts.refused == 1
    assert Contribution.all_rows.count() == 0


def test_what_goes_out_comes_in_unchanged(cast: Cast) -> None:
    given(cast.village_clerk)
    given(cast.village_clerk)
    given(cast.county_officer, TONGJIANG, **GOODS)
    _, _, scope = acting(cast.county_officer)
    out = io.BytesIO()
    export_write(ledgers()["contributions-import"], ExportQuery(TONGJIANG, 2018, scope), out)
    out.seek(0)
    assert counts(run(cast.county_officer, out)) == (3, 0, 0, 3, 0)
