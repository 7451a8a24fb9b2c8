"""Measures in and out by workbook: what is stored, what is refused at which cell, and the way there and back."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest

from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.ledgers.exports import ExportQuery, export_write, ledgers
from core.regions.codes import area_range
from households.models import Household, Member
from projects.models import IndustryDetail, Measure, TrainingDetail
from tests import factories
from tests.books import figures, imported, reasons, workbook
from tests.cast import JIACUNGUAN, NUOJIANG_VILLAGE, YANGBAI, Cast
from tests.projects.scene import COURSE, PIGS, YEAR, measure

pytestmark = pytest.mark.django_db
TOWN = Scope(*area_range(YANGBAI))


@pytest.fixture
def home(cast: Cast) -> Household:
    return factories.household(JIACUNGUAN, head="措施户")


def head_of(home: Household) -> Member:
    return Member.all_rows.filter(household=home).earliest("pk")


def pigs(home: Household, **cells: Any) -> dict[str, Any]:
    return {
        "户编号": home.code,
        "户主姓名": home.head_name,
        "措施名称": "生猪养殖",
        "状态": "实施中",
        "开始日期": "2018-03-01",
        "规模": 10,
        "计量单位": "头",
        "产业类型": "养殖业",
        "奖补金额(元)": 2000,
        **cells,
    }


def load(kind: str, sheet: str, *rows: dict[str, Any], **options: Any) -> Any:
    return imported(kind, workbook({sheet: list(rows)}), **options)


def test_a_sector_sheet_stores_measure_and_details(home: Household) -> None:
    found = load("measures-industry", "产业到户", pigs(home))
    assert (figures(found), reasons(found)) == ((1, 0, 0, 0), {})
    row = Measure.all_rows.get()
    details = IndustryDetail.all_rows.get(measure=row)
    assert (row.kind, row.sector, row.area, row.quantity, row.unit) == ("01", "industry", JIACUNGUAN, Decimal(10), "头")
    assert (row.status, row.source, row.batch, row.row) == ("doing", "import", found.batch, 2)
    assert (details.industry_kind, details.award, details.area) == ("2", Decimal(2000), JIACUNGUAN)


def test_the_same_again_changes_nothing_and_a_change_only_itself(home: Household) -> None:
    load("measures-industry", "产业到户", pigs(home))
    assert figures(load("measures-industry", "产业到户", pigs(home))) == (0, 0, 1, 0)
    found = load("measures-industry", "产业到户", pigs(home, **{"奖补金额(元)": 2500}))
    assert figures(found) == (0, 1, 0, 0)
    row = Measure.all_rows.get()
    assert (row.version, IndustryDetail.all_rows.get().award) == (2, Decimal(2500))
    assert [count.heading for count in found.fields] == ["奖补金额"]
    bare = {name: value for name, value in pigs(home).items() if name not in ("奖补金额(元)", "状态")}
    assert figures(load("measures-industry", "产业到户", bare)) == (0, 0, 1, 0)


def test_what_a_sheet_says_is_what_the_form_says(home: Household) -> None:
    """The same values by form and by import give the same rows."""
    other = factories.household(JIACUNGUAN, head="另一户")
    measure(home, PIGS, amount=None, lead_mode=None)
    load("measures-industry", "产业到户", pigs(other))
    ignored = {"id", "household_id", "source", "batch", "row", "updated_by", "updated_at", "inserted_at", "measure_id"}
    for model in (Measure, IndustryDetail):
        first, second = model.all_rows.order_by("id").values()
        assert {k: v for k, v in first.items() if k not in ignored} == {
            k: v for k, v in second.items() if k not in ignored
        }


def test_refusals_by_cell(home: Household, cast: Cast) -> None:
    foreign = factories.household(NUOJIANG_VILLAGE, head="邻镇户")
    closed = factories.household(JIACUNGUAN, head="销户", closed_year=2018)
    rows = [
        pigs(home, 户编号="没有"),
        pigs(foreign),
        pigs(closed),
        pigs(home, 户主姓名="别人"),
        pigs(home, 措施名称="甲", 结束日期="2018-01-01"),
        pigs(home, 措施名称="乙", 开始日期="2019-01-01"),
        pigs(home, 措施名称="丙", **{"奖补金额(元)": -1}),
        pigs(home, 措施名称="丁", 产业类型="造船"),
        pigs(home, 措施名称="戊", 带动方式="入股分红"),
        pigs(home, 措施名称="己", 状态="已终止"),
        pigs(home, 措施名称="庚", 措施编号=99),
        pigs(home, 措施名称="辛"),
        pigs(home, 措施名称="辛"),
    ]
    found = load("measures-industry", "产业到户", *rows, scope=TOWN)
    assert not Measure.all_rows.exists()
    said = {cell.split("!")[1][1:]: text for cell, text in reasons(found).items()}
    assert "没有这个" in said["2"] or "编号" in said["2"]
    assert said["3"] == "不在您的辖区"
    assert "已于 2018 年注销" in said["4"]
    assert said["5"] == "户主姓名与户编号不符"
    assert said["6"] == "结束日期早于开始日期"
    assert said["7"] == "开始日期晚于本年度"
    assert "负数" in said["8"]
    assert "请从下列选项中选择" in said["9"]
    assert said["10"] == "带动方式是入股分红，请填入股金额"
    assert said["11"] == "已终止的措施请填终止原因"
    assert "没有这个措施编号" in said["12"]
    assert said["13"] == "同一条措施与第 14 行重复"


def test_training_names_a_member_of_the_household(home: Household) -> None:
    stranger = head_of(factories.household(JIACUNGUAN))
    row = {"户编号": home.code, "措施名称": "电工培训", "培训开始": "2018-05-02", "学时": 80}
    found = load("measures-training", "技能培训", {**row, "人编号": stranger.code})
    assert list(reasons(found).values()) == ["不是本户本年度的成员"]
    found = load("measures-training", "技能培训", {**row, "人编号": head_of(home).code, "姓名": "别名"})
    assert list(reasons(found).values()) == ["姓名与人编号不符"]
    found = load("measures-training", "技能培训", {**row, "人编号": head_of(home).code, "学时": 0})
    assert list(reasons(found).values()) == ["学时应在 1 到 2000 之间"]
    found = load("measures-training", "技能培训", {**row, "人编号": head_of(home).code})
    assert figures(found) == (1, 0, 0, 0)
    assert (TrainingDetail.all_rows.get().hours, Measure.all_rows.get().status) == (80, "planned")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("measures-industry-import", "measures-industry"),
        ("measures-training-import", "measures-training"),
        ("measures-plain-import", "measures"),
    ],
)
def test_what_comes_out_goes_in_unchanged(home: Household, code: str, kind: str) -> None:
    measure(home)
    measure(home, COURSE, member=head_of(home).code, remark="结业")
    measure(home, {"kind": "11", "name": "慰问", "status": "stopped", "stop_reason": "已搬走", "pathway": None})
    out = io.BytesIO()
    query = ExportQuery(JIACUNGUAN, YEAR, SYSTEM_SCOPE)
    assert export_write(ledgers()[code], query, out) == 1
    found = imported(kind, out.getvalue())
    assert (figures(found), reasons(found)) == ((0, 0, 1, 0), {})


@pytest.mark.parametrize("code", ["M5", "L20", "L22", "L23"])
def test_each_ledger_has_its_measures(home: Household, code: str) -> None:
    measure(home)
    measure(home, COURSE, member=head_of(home).code)
    out = io.BytesIO()
    rows = export_write(ledgers()[code], ExportQuery(JIACUNGUAN, YEAR, SYSTEM_SCOPE), out)
    assert rows == {"M5": 2, "L20": 0, "L22": 1, "L23": 1}[code]
