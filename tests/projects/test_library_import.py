"""Projects from a workbook and back: all or nothing, unchanged the second time, and no state ever."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from core.accounts.models import User
from core.accounts.rights import Role
from core.ledgers.exports import ExportQuery, export_write, ledgers
from core.ledgers.imports import apply, check, staged
from core.ledgers.kinds import kinds
from core.ledgers.outcome import Outcome
from core.ledgers.services import NewBatch, Upload
from households.models import Household
from projects.models import Project, ProjectBeneficiary, ProjectInvestment, ProjectQuantity, ProjectVillage
from tests import factories
from tests.cast import CHENGGUAN_VILLAGE, JIACUNGUAN, NUOJIANG_VILLAGE, TONGJIANG, YANGBAI, Cast
from tests.core.procedures.scene import acting
from tests.projects.library_scene import Journey, project, shipped

pytestmark = pytest.mark.django_db(transaction=True)
SHEETS: dict[str, list[list[Any]]] = {
    "项目": [
        ["项目编码", "所属区划代码", "项目名称", "项目类别", "计划总投资(元)"],
        ["TJ-01", str(JIACUNGUAN), "蓄水池", "村基础设施", "50000.00"],
    ],
    "数量": [["项目编码", "行政村代码", "建设任务", "单位", "计划数量"], ["TJ-01", str(JIACUNGUAN), "蓄水池", "口", 3]],
    "资金": [["项目编码", "资金级次", "计划金额(元)"], ["TJ-01", "中央", "50000.00"]],
    "绩效": [["项目编码", "指标类", "指标名称", "目标值"], ["TJ-01", "产出", "新建蓄水池", "3"]],
}


def book(**changed: list[list[Any]]) -> io.BytesIO:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in {**SHEETS, **changed}.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    workbook.save(out)
    out.seek(0)
    return out


def run(person: User, file: Any, *, dry: bool = False) -> Outcome:
    actor, post, scope = acting(person)
    kind = kinds()["projects"]
    with staged(kind, file, year=2018, scope=scope, actor=actor) as held:
        if dry:
            return check(held)
        return apply(held, NewBatch(kind, 2018, Upload("项目库.xlsx", 1, "0" * 64), actor, post))


def counts(found: Outcome) -> tuple[int, int, int, int, int]:
    part = found.counts
    return part.read, part.created, part.updated, part.unchanged, part.refused


def test_a_file_makes_projects_and_the_same_again_nothing(cast: Cast) -> None:
    assert counts(run(cast.county_officer, book(), dry=True)) == (4, 4, 0, 0, 0)
    assert Project.all_rows.count() == 0
    assert counts(run(cast.county_officer, book())) == (4, 4, 0, 0, 0)
    row = Project.all_rows.get()
    assert (row.code, row.state, row.total, row.category, row.source) == (
        "TJ-01", "draft", Decimal("50000.00"), "111", "import",
    )  # fmt: skip
    assert ProjectInvestment.all_rows.get().planned == Decimal("50000.00")
    assert ProjectVillage.all_rows.get().area == JIACUNGUAN
    assert counts(run(cast.county_officer, book())) == (4, 0, 0, 4, 0)
    more = [SHEETS["数量"][0], ["TJ-01", str(JIACUNGUAN), "蓄水池", "口", 4]]
    assert counts(run(cast.county_officer, book(数量=more))) == (4, 0, 1, 3, 0)
    assert ProjectQuantity.all_rows.get().planned == 4
    assert Project.all_rows.get().version == row.version + 1


def test_what_is_wrong_refuses_all(cast: Cast) -> None:
    head = SHEETS["项目"][0]
    wrong = [
        [["TJ-01", str(CHENGGUAN_VILLAGE), "别县", "村基础设施", "1"]],
        [["TJ-01", str(JIACUNGUAN), "蓄水池", "没有的类别", "1"]],
        [["TJ-01", str(JIACUNGUAN), "甲", "村基础设施", "1"], ["TJ-01", str(JIACUNGUAN), "乙", "村基础设施", "1"]],
    ]
    for rows in wrong:
        assert run(cast.county_officer, book(项目=[head, *rows])).counts.refused >= 1
    outside = [SHEETS["数量"][0], ["TJ-01", str(NUOJIANG_VILLAGE), "蓄水池", "口", 3]]
    assert run(cast.county_officer, book(数量=outside)).counts.refused == 1
    unknown = [SHEETS["资金"][0], ["TJ-99", "中央", "1"]]
    assert run(cast.county_officer, book(资金=unknown)).counts.refused == 1
    assert Project.all_rows.count() == 0


def test_households_come_with_the_file(cast: Cast, households: dict[int, Household]) -> None:
    head = ["项目编码", "户编号", "户主姓名"]
    own, other = households[JIACUNGUAN], households[NUOJIANG_VILLAGE]
    assert run(cast.county_officer, book(受益户=[head, ["TJ-01", other.code, ""]])).counts.refused == 1
    assert counts(run(cast.county_officer, book(受益户=[head, ["TJ-01", own.code, own.head_name]])))[:2] == (5, 5)
    assert ProjectBeneficiary.all_rows.get().household_id == own.pk


def test_what_goes_out_comes_in_unchanged(cast: Cast, households: dict[int, Household]) -> None:
    project(cast.village_clerk)
    project(cast.township_clerk, area=YANGBAI)
    ProjectBeneficiary.all_rows.create(
        project=Project.all_rows.earliest("id"), household=households[JIACUNGUAN], area=JIACUNGUAN
    )
    _, _, scope = acting(cast.county_officer)
    out = io.BytesIO()
    export_write(ledgers()["projects-import"], ExportQuery(TONGJIANG, 2018, scope), out)
    out.seek(0)
    found = run(cast.county_officer, out)
    # 2 projects, 2 quantities, 4 sources, 2 targets, 1 household
    assert counts(found) == (11, 0, 0, 11, 0)


def test_an_import_moves_no_project(cast: Cast) -> None:
    """A state is no column; what is in the library cannot be changed in its plan either."""
    shipped()
    journey = Journey(cast, factories.user("county_second", Role.COUNTY, TONGJIANG))
    journey.until("enter")
    code = Project.all_rows.get().code
    rows = [[*SHEETS["项目"][0], "状态"], [code, str(JIACUNGUAN), "改名", "村基础设施", "1", "已销号"]]
    empty = {name: [SHEETS[name][0]] for name in ("数量", "资金", "绩效")}
    found = run(cast.county_officer, book(项目=rows, **empty))
    assert found.counts.refused == 1
    assert any("状态" in note for note in found.notes)
    row = Project.all_rows.get()
    assert (row.state, row.name, row.total) == ("in_library", journey.row.name, journey.row.total)


def test_the_office_ledger(cast: Cast, households: dict[int, Household]) -> None:
    row = project(cast.village_clerk)
    ProjectBeneficiary.all_rows.create(project=row, household=households[JIACUNGUAN], area=JIACUNGUAN)
    _, _, scope = acting(cast.county_officer)
    out = io.BytesIO()
    assert export_write(ledgers()["L9"], ExportQuery(TONGJIANG, 2018, scope), out) == 1
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    cells = [str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value is not None]
    for words in ("资金来源（元）", "中央", row.code, "贾村观村组道路硬化", "村基础设施", "硬化里程 3.2公里", "未申报"):
        assert words in cells
