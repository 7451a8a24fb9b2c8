"""Importing the sheets 村 and 县 (CONTRACT 3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from core.accounts.scope import Scope
from core.audit.trail import Actor
from core.changes.models import Change
from core.ledgers.models import Batch
from core.ledgers.refusal import FileRefusedError
from core.regions.codes import area_range
from tests.books import figures, imported, reasons, workbook
from tests.cast import JIACUNGUAN, TONGJIANG, XIANRENQIAN, YANGBAI
from villages.models import CountyYear, VillageYear

pytestmark = pytest.mark.usefixtures("places")

TOWN = Scope(*area_range(YANGBAI))
CLERK = Actor(7, "镇专干", 3, "command")


def village(code: int = JIACUNGUAN, **cells: Any) -> dict[str, Any]:
    return {"行政村代码": str(code), "是否贫困村": "是", **cells}


def villages(*rows: dict[str, Any]) -> bytes:
    return workbook({"村": list(rows)})


def stored(code: int = JIACUNGUAN, year: int = 2018) -> VillageYear:
    return VillageYear.all_rows.get(area=code, year=year)


def test_a_village_is_stored_with_its_source():
    found = imported("villages", villages(village(农业户籍人口数=1064, 是否通硬化路="否", 卫生室个数="1")), actor=CLERK)
    row = stored()
    assert figures(found) == (1, 0, 0, 0)
    assert (row.is_poor, row.rural_population, row.hard_road, row.clinics, row.bus) == (True, 1064, False, 1, None)
    assert (row.source, row.batch, row.row, row.updated_by, row.version) == ("import", found.batch, 2, 7, 1)
    batch = Batch.objects.get(pk=found.batch or 0)
    assert (batch.state, batch.created, batch.owner_id) == (Batch.State.APPLIED, 1, 7)


def test_the_same_again_writes_nothing():
    book = villages(village(总户数=300), village(XIANRENQIAN))
    imported("villages", book)
    before = list(VillageYear.all_rows.order_by("id").values())
    Change.objects.all().delete()
    assert figures(imported("villages", book)) == (0, 0, 2, 0)
    assert list(VillageYear.all_rows.order_by("id").values()) == before
    assert not Change.objects.exists()


def test_only_what_differs_is_written_and_a_missing_column_changes_nothing():
    imported("villages", villages(village(总户数=300, 村医人数=1), village(XIANRENQIAN, 总户数=200, 村医人数=2)))
    found = imported("villages", villages(village(总户数=300), village(XIANRENQIAN, 总户数=210)))
    assert figures(found) == (0, 1, 1, 0)
    assert (stored().version, stored(XIANRENQIAN).version) == (1, 2)
    assert (stored(XIANRENQIAN).households, stored(XIANRENQIAN).doctors) == (210, 2)
    assert [(part.heading, part.rows) for part in found.fields] == [("总户数", 1)]
    assert "200 → 210" in found.fields[0].example


def test_a_blank_cell_clears():
    imported("villages", villages(village(总户数=300, 村负责人="赵某")))
    assert figures(imported("villages", villages(village(总户数=None, 村负责人=""), village(XIANRENQIAN, 总户数=1))))[
        :2
    ] == (1, 1)
    assert (stored().households, stored().leader) == (None, "")


def test_ten_thousand_yuan_become_yuan():
    imported("villages", villages({**village(), "村集体经济收入(万元)": 3.256789}))
    assert stored().collective_income == Decimal("32567.89")


def test_a_differing_name_is_a_note_and_never_renames():
    found = imported("villages", villages(village(行政村="贾村观村"), village(XIANRENQIAN, 行政村="别的村")))
    assert figures(found) == (2, 0, 0, 0)
    assert [note for note in found.notes if "名称不改" in note] == [
        "村!C3「别的村」与代码对应的名称「仙人嵌村民委员会」不同，名称不改"
    ]


def test_errors_come_all_at_once_and_nothing_is_stored():
    found = imported(
        "villages",
        villages(
            village(511921119299),
            village(511921100201),
            village(是否通硬化路="不清楚"),
            village(是否贫困村="否"),
            village(XIANRENQIAN, 总户数=-1),
        ),
        scope=TOWN,
    )
    errors = reasons(found)
    assert set(errors) == {"村!A2", "村!A3", "村!A4", "村!C4", "村!A5", "村!D6"}
    assert errors["村!A3"] == "不在您的辖区"
    assert errors["村!A4"] == "代码与第 5 行重复"
    assert figures(found) == (0, 0, 0, 5)
    assert found.batch is None
    assert not VillageYear.all_rows.exists()
    assert not Batch.objects.exists()


def test_a_dry_run_gives_the_same_figures_and_stores_nothing():
    book = villages(village(总户数=300))
    assert figures(imported("villages", book, dry=True)) == (1, 0, 0, 0)
    assert not VillageYear.all_rows.exists()
    assert not Batch.objects.exists()
    assert not Change.objects.filter(area=JIACUNGUAN, year=2018).exists()


def test_a_sheet_without_a_row_refuses_the_file():
    with pytest.raises(FileRefusedError, match="没有数据行"):
        imported("villages", workbook({"村": [{"行政村代码": None, "是否贫困村": None}]}))


def test_a_county_by_its_six_digits():
    found = imported(
        "counties", workbook({"县": [{"县代码": "511921", "抽样脱贫人口数": 500, "农村居民人均可支配收入": 9876.5}]})
    )
    row = CountyYear.all_rows.get(area=TONGJIANG, year=2018)
    assert figures(found) == (1, 0, 0, 0)
    assert (row.sampled_exited, row.rural_income_per_head, row.omitted) == (500, Decimal("9876.50"), None)


def test_a_township_clerk_may_not_write_the_county():
    found = imported("counties", workbook({"县": [{"县代码": "511921", "错退人口数": 1}]}), scope=TOWN)
    assert reasons(found) == {"县!A2": "不在您的辖区"}
