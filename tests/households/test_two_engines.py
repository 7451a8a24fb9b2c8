"""One declaration, two engines, one result: django-import-export row by row, and the staged import in sets.

Its row engine runs the very same resource class; here it is told how to find and save the record of a row.
"""

from __future__ import annotations

from typing import Any

import pytest
import tablib
from django.db import models
from import_export.instance_loaders import BaseInstanceLoader

from core.ledgers.columns import LedgerResource, ledger_fields
from households.ledgers.kind import HOUSEHOLD_YEAR, MEMBER_YEAR
from households.ledgers.sheets import HouseholdSheet, MemberSheet
from households.models import Household, HouseholdYear, Member, MemberYear
from tests.books import figures, household, households_book, id_number, imported, member, reasons, workbook
from tests.cast import JIACUNGUAN, XIANRENQIAN
from villages.ledgers.sheets import VillageSheet
from villages.models import VillageYear

pytestmark = pytest.mark.usefixtures("places")

INCOME: dict[str, Any] = {
    "工资性收入": "12,000.5",
    "生产经营性收入": 300,
    "财产性收入": 0,
    "计划生育金": 0,
    "低保金": "１２００",
    "特困供养金": 0,
    "养老保险金": 0,
    "生态补偿金": 0,
    "其他转移性收入": 0,
    "生产经营性支出": 99.99,
}


def row_by_row(resource: type[LedgerResource], rows: list[dict[str, Any]], record: Any) -> list[str]:
    """Run the row engine of django-import-export over ``rows``; ``record(row)`` finds or makes what a row means.

    The errors it found, one a row that has any.
    """

    class Engine(resource):  # type: ignore[valid-type, misc]
        class Meta:
            instance_loader_class = BaseInstanceLoader
            import_id_fields: list[str] = []
            skip_diff = True

        def get_or_init_instance(self, instance_loader: Any, row: dict[str, Any]) -> tuple[Any, bool]:
            return record(row), True

        def get_instance(self, instance_loader: Any, row: dict[str, Any]) -> Any:
            return record(row)

        def init_instance(self, row: Any = None) -> Any:
            return record(row)

        def do_instance_save(self, instance: Any, is_create: bool) -> None:
            instance.save()

    heads = list(dict.fromkeys(key for row in rows for key in row))
    data = tablib.Dataset(*[[row.get(head) for head in heads] for row in rows], headers=heads)
    result = Engine().import_data(data)
    assert not result.has_errors(), [error.error for row in result.rows for error in row.errors]
    return [str(row.number) for row in result.invalid_rows]


def facts(model: type[models.Model], names: list[str], order: str) -> list[tuple[Any, ...]]:
    return list(model.all_rows.order_by(order).values_list(*names))  # type: ignore[attr-defined]


def test_villages() -> None:
    rows = [
        {"行政村代码": str(JIACUNGUAN), "是否贫困村": "1", "总户数": "1,064", "是否通硬化路": "有", "村医人数": 2},
        {"行政村代码": XIANRENQIAN, "是否贫困村": "否", "总户数": 0, "是否通硬化路": "", "主导产业": "茶  叶"},
    ]
    assert figures(imported("villages", workbook({"村": rows}))) == (2, 0, 0, 0)
    names = [name for name in ledger_fields(VillageSheet) if name not in ("area", "name")]
    staged = facts(VillageYear, names, "area")
    VillageYear.all_rows.all().delete()
    assert row_by_row(VillageSheet, rows, lambda row: VillageYear(year=2018)) == []
    assert facts(VillageYear, names, "area") == staged


def test_households_and_members() -> None:
    rows = [
        household("H1", 首次识别时间="2014年6月", 其他致贫原因="因学，因残", 危房级别="Ｃ级", 住房面积=60.5, **INCOME),
        household("H2", XIANRENQIAN, 有无卫生厕所="无", 备注="一\n二", 脱贫年度="2017年"),
    ]
    people = [
        member("H1", "张三", id_number(1), 健康状况="残疾、长期慢性病", 文化程度="小学", 是否现役军人="否"),
        member("H2", "张三", id_number(2), 在校生状况="非在校生", 民族="土家族"),
    ]
    people[0]["务工时间(月)"] = "１１"
    assert figures(imported("households", households_book(rows, people))) == (4, 0, 0, 0)
    of_households, of_members = list(HOUSEHOLD_YEAR.names), list(MEMBER_YEAR.names)
    before = facts(HouseholdYear, of_households, "household__code"), facts(MemberYear, of_members, "member__code")
    HouseholdYear.all_rows.all().delete()
    MemberYear.all_rows.all().delete()

    def of_household(row: dict[str, Any]) -> HouseholdYear:
        owner = Household.all_rows.get(code=row["户编号"])
        return HouseholdYear(household=owner, area=owner.area, year=2018)

    def of_member(row: dict[str, Any]) -> MemberYear:
        person = Member.all_rows.get(household__code=row["户编号"])
        return MemberYear(member=person, household=person.household, area=person.area, year=2018)

    assert row_by_row(HouseholdSheet, rows, of_household) == []
    assert row_by_row(MemberSheet, people, of_member) == []
    assert (
        facts(HouseholdYear, of_households, "household__code"),
        facts(MemberYear, of_members, "member__code"),
    ) == before


@pytest.mark.parametrize("wrong", [{"是否通硬化路": "通"}, {"总户数": -1}, {"是否贫困村": "不详"}, {"出列年度": "17"}])
def test_both_refuse_the_same_cells(wrong: dict[str, Any]) -> None:
    rows = [{"行政村代码": str(JIACUNGUAN), "是否贫困村": "是"} | wrong]
    assert len(reasons(imported("villages", workbook({"村": rows})))) == 1
    assert row_by_row(VillageSheet, rows, lambda row: VillageYear(year=2018)) == ["1"]
    assert not VillageYear.all_rows.exists()
