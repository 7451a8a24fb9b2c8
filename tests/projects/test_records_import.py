"""A village's facilities and events from a workbook and back: all or nothing, unchanged the second time."""

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
from projects.models import VillageRecord
from tests.cast import CHENGGUAN_VILLAGE, JIACUNGUAN, TONGJIANG, YANGBAI, Cast, signed_in
from tests.core.procedures.scene import acting

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = ["区划代码", "种类", "年度", "终止年度", "日期", "名称", "数量", "说明"]
PIGS = [str(JIACUNGUAN), "养猪 50 头以上大户", "2016", "", "", "李家猪场", "60", ""]
READING = [str(YANGBAI), "读书活动或知识讲座", "2018", "", "2018-04-23", "读书日", "1", "镇中学"]


def book(*rows: list[Any], head: list[str] = HEAD) -> io.BytesIO:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "设施与活动"
    for row in (head, *rows):
        sheet.append(row)
    out = io.BytesIO()
    workbook.save(out)
    out.seek(0)
    return out


def run(person: User, file: Any, *, dry: bool = False) -> Outcome:
    actor, post, scope = acting(person)
    kind = kinds()["village-records"]
    with staged(kind, file, year=2018, scope=scope, actor=actor) as held:
        if dry:
            return check(held)
        return apply(held, NewBatch(kind, 2018, Upload("设施.xlsx", 1, "0" * 64), actor, post))


def counts(found: Outcome) -> tuple[int, int, int, int, int]:
    part = found.counts
    return part.read, part.created, part.updated, part.unchanged, part.refused


def changed(row: list[Any], place: int, value: str) -> list[Any]:
    return [*row[:place], value, *row[place + 1 :]]


def test_a_file_and_the_same_again(cast: Cast) -> None:
    person = cast.county_officer
    assert counts(run(person, book(PIGS, READING), dry=True)) == (2, 2, 0, 0, 0)
    assert not VillageRecord.all_rows.exists()
    assert counts(run(person, book(PIGS, READING))) == (2, 2, 0, 0, 0)
    pigs = VillageRecord.all_rows.get(area=JIACUNGUAN)
    assert (pigs.kind, pigs.year, pigs.quantity, pigs.source, pigs.row) == ("112", 2016, Decimal(60), "import", 2)
    assert counts(run(person, book(PIGS, READING))) == (2, 0, 0, 2, 0)
    assert counts(run(person, book(changed(PIGS, 3, "2018"), READING))) == (2, 0, 1, 1, 0)
    pigs.refresh_from_db()
    assert (pigs.ended_year, pigs.version) == (2018, 2)


def test_what_is_wrong_refuses_all(cast: Cast) -> None:
    for wrong in (
        changed(PIGS, 0, str(CHENGGUAN_VILLAGE)), changed(PIGS, 0, "511921119999"), changed(PIGS, 1, "养虎大户"),
        changed(PIGS, 2, "2019"), changed(PIGS, 3, "2016"), changed(PIGS, 4, "2017-01-01"), changed(PIGS, 6, "0"),
        changed(PIGS, 6, ""), changed(changed(READING, 3, "2019"), 5, "讲座"),
    ):  # fmt: skip
        found = run(cast.township_clerk, book(READING, wrong))
        assert found.counts.refused == 1, wrong
        assert not VillageRecord.all_rows.exists()
    assert run(cast.county_officer, book(PIGS, PIGS)).counts.refused == 2
    assert run(cast.county_officer, book(["99", *PIGS], head=["登记号", *HEAD])).counts.refused == 1
    assert not VillageRecord.all_rows.exists()


def test_what_goes_out_comes_in_unchanged(cast: Cast) -> None:
    person = cast.county_officer
    run(person, book(PIGS, READING))
    # two of a kind that nothing tells apart: the number does
    for _ in range(2):
        VillageRecord.all_rows.create(area=JIACUNGUAN, kind="144", year=2017)
    assert run(person, book([str(JIACUNGUAN), "阅报栏", "2017", "", "", "", "2", ""])).counts.refused == 1
    _, _, scope = acting(person)
    out = io.BytesIO()
    export_write(ledgers()["village-records-import"], ExportQuery(TONGJIANG, 2018, scope), out)
    out.seek(0)
    assert counts(run(person, out)) == (4, 0, 0, 4, 0)


def test_only_who_may_write_villages_is_offered_it(cast: Cast) -> None:
    assert 'value="village-records"' in signed_in(cast.township_clerk).get("/imports/").content.decode()
    assert 'value="village-records"' not in signed_in(cast.inspector).get("/imports/").content.decode()
