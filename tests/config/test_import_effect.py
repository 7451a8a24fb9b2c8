"""What an import would do to verdicts is what it then does (DESIGN 4.7): preview, import, drain, compare."""

from __future__ import annotations

import json
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from core.ledgers.outcome import Outcome
from households.models import HouseholdVerdict
from tests.books import household, households_book, id_number, imported, member, workbook
from tests.cast import JIACUNGUAN, XIANRENQIAN
from villages.models import RegionVerdict

INCOME = {
    "生产经营性收入": 0,
    "财产性收入": 0,
    "计划生育金": 0,
    "低保金": 0,
    "特困供养金": 0,
    "养老保险金": 0,
    "生态补偿金": 0,
    "其他转移性收入": 0,
    "生产经营性支出": 0,
}
GOOD = {
    "不愁吃": "是",
    "不愁穿": "是",
    "是否解决安全饮用水": "是",
    "是否通生活用电": "是",
    "是否通广播电视": "是",
    "有无增收门路": "有",
}
INSURED = {"是否参加城乡居民基本医疗保险": "是", "是否参加城乡居民基本养老保险": "是"}


def book(wages: list[int | None], village: int = JIACUNGUAN) -> bytes:
    rows = [
        household(f"H{n}", village, 是否危房户="否", 工资性收入=wage, **(INCOME if wage is not None else {}), **GOOD)
        for n, wage in enumerate(wages)
    ]
    return households_book(rows, [member(f"H{n}", "张三", id_number(n + 1), **INSURED) for n in range(len(wages))])


def drained() -> None:
    call_command("drain_changes", stdout=StringIO(), stderr=StringIO())


def outcomes() -> Counter[str]:
    names = {True: "met", False: "not_met", None: "unknown"}
    return Counter(names[row.outcome] for row in HouseholdVerdict.all_rows.filter(year=2018))


@pytest.fixture
def standards(places: dict[int, str]) -> None:
    call_command("load_standards", "data/standards.json", stdout=StringIO(), stderr=StringIO())


def both(kind: str, content: bytes) -> Outcome:
    """The outcome of an import whose preview must have said the same."""
    preview = imported(kind, content, dry=True)
    found = imported(kind, content)
    assert preview.effect == found.effect
    assert preview.counts == found.counts
    drained()
    return found


@pytest.mark.usefixtures("standards")
def test_the_effect_is_what_happens():
    first = both("households", book([9000, 100, None]))
    assert first.effect is not None
    assert first.effect["household"] == {"new_to_met": 1, "new_to_not_met": 1, "new_to_unknown": 1}
    assert outcomes() == {"met": 1, "not_met": 1, "unknown": 1}
    second = both("households", book([100, 9000, None]))
    assert second.effect is not None
    assert second.effect["household"] == {"met_to_not_met": 1, "not_met_to_met": 1}
    assert outcomes() == {"met": 1, "not_met": 1, "unknown": 1}
    third = both("households", book([100, 9000, None]))
    assert third.effect == {"household": {}, "village": {}}


@pytest.mark.usefixtures("standards")
def test_a_move_and_the_villages_facts():
    both("households", book([9000, 9000]))
    before = RegionVerdict.objects.get(area=JIACUNGUAN, year=2018).outcome
    found = both(
        "villages",
        workbook(
            {
                "村": [
                    {"行政村代码": str(code), "是否贫困村": "是", "农业户籍人口数": 100, "是否通硬化路": "否"}
                    for code in (JIACUNGUAN, XIANRENQIAN)
                ]
            }
        ),
    )
    after = RegionVerdict.objects.get(area=JIACUNGUAN, year=2018).outcome
    assert found.effect is not None
    assert found.effect["household"] == {}
    assert sum(found.effect["village"].values()) == (2 if before != after else 0)
    moved = both("households", book([9000, 9000], XIANRENQIAN))
    assert moved.effect is not None
    assert moved.effect["household"] == {}
    assert set(HouseholdVerdict.all_rows.values_list("area", flat=True)) == {XIANRENQIAN}


def test_a_preview_leaves_no_shadow(standards: None):
    imported("households", book([9000]), dry=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r'")
        assert cursor.fetchone() == (0,)
    assert json.dumps(imported("households", book([9000]), dry=True).as_json())
