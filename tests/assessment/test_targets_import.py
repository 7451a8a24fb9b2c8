"""Targets from a workbook: regions of any level, who set what, all or nothing."""

import io

import openpyxl
import pytest

from assessment.models import ReductionTarget
from core.ledgers.imports import apply, check, staged
from core.ledgers.kinds import kinds
from core.ledgers.services import NewBatch, Upload
from tests.assessment.roadmap import actor, scope, target
from tests.cast import BAZHONG, CHENGGUAN_VILLAGE, JIACUNGUAN, TONGJIANG, YANGBAI

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = ["代码", "地区", "脱贫人口", "脱贫户数", "出列贫困村", "摘帽县"]


def book(*rows, head=HEAD):
    workbook = openpyxl.Workbook()
    workbook.active.title = "目标"
    for row in (head, *rows):
        workbook.active.append(row)
    out = io.BytesIO()
    workbook.save(out)
    out.seek(0)
    return out


def run(person, area, file, dry=False):
    kind = kinds()["targets"]
    with staged(kind, file, year=2018, scope=scope(area), actor=actor(person)) as held:
        if dry:
            return check(held)
        return apply(held, NewBatch(kind, 2018, Upload("目标.xlsx", 1, "0" * 64), actor(person), None))


def stored():
    return {
        row.area: (row.persons, row.households, row.villages, row.counties, row.set_from, row.version)
        for row in ReductionTarget.all_rows.all()
    }


def test_rows_are_created_changed_and_left_alone(cast):
    target(YANGBAI, persons=5, households=2)
    rows = [[str(YANGBAI), "杨柏镇", 6, 2, None, None], ["511921", "通江县", 100, None, 3, None]]
    found = run(cast.county_officer, TONGJIANG, book(*rows), dry=True)
    assert (found.counts.created, found.counts.updated) == (1, 1)
    assert stored()[YANGBAI][0] == 5
    run(cast.county_officer, TONGJIANG, book(*rows))
    assert stored() == {
        YANGBAI: (6, 2, None, None, TONGJIANG, 2),
        TONGJIANG: (100, None, 3, None, TONGJIANG, 1),
    }
    again = run(cast.county_officer, TONGJIANG, book(*rows))
    assert (again.counts.unchanged, again.counts.read) == (2, 2)


def test_a_column_that_is_not_in_the_file_keeps_its_value(cast):
    target(YANGBAI, persons=5, households=2)
    run(cast.county_officer, TONGJIANG, book([str(YANGBAI), None], head=["代码", "脱贫人口"]))
    assert stored()[YANGBAI][:2] == (None, 2)


def test_foreign_unknown_and_higher_set_rows_refuse_the_whole_file(cast):
    target(TONGJIANG, persons=100, set_from=BAZHONG)
    target(CHENGGUAN_VILLAGE, persons=9, set_from=0)
    before = stored()
    good = [str(JIACUNGUAN), "", 3, None, None, None]
    rows = {
        "不在您的辖区": [str(CHENGGUAN_VILLAGE), "", 9, None, None, None],
        "没有这个地区代码，请对照行政区划代码表核对": ["511921999999", "", 1, None, None, None],
        "目标由上级下达，不能修改": [str(TONGJIANG), "", 99, None, None, None],
    }
    for reason, row in rows.items():
        found = run(cast.county_officer, TONGJIANG, book(good, row))
        assert [problem.reason for problem in found.problems] == [reason]
        assert stored() == before
    # the row that was set above may stand in the file as it is
    same = run(cast.county_officer, TONGJIANG, book(good, [str(TONGJIANG), "", 100, None, None, None]))
    assert (same.counts.created, same.counts.unchanged) == (1, 1)
