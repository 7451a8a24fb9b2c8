"""Reading the tree: children, path, search and the names that workbooks use."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from core.regions import selectors
from core.regions.codes import Level
from core.regions.naming import name_key, pinyin_of, short_name

DATA = Path(__file__).resolve().parents[2] / "data"
YANGBAI, TONGJIANG = 511921119000, 511921000000
DAY_2018, DAY_2023 = date(2018, 12, 31), date(2023, 12, 31)


@pytest.fixture
def tree(db: None) -> None:
    for year, day in (("2018", "2018-10-31"), ("2023", "2023-06-30")):
        call_command(
            "import_regions",
            str(DATA / f"regions_{year}.csv"),
            "--edition",
            day,
            stdout=io.StringIO(),
            stderr=io.StringIO(),
        )


@pytest.mark.parametrize(
    ("official", "short"),
    [
        ("贾村观村民委员会", "贾村观村"),
        ("杨柏河社区居委会", "杨柏河社区"),
        ("杨柏河社区居民委员会", "杨柏河社区"),
        ("新村村委会", "新村"),
        ("东街居民委员会", "东街"),
        ("村民委员会", "村民委员会"),
        ("杨柏镇", "杨柏镇"),
    ],
)
def test_short_names(official: str, short: str) -> None:
    assert short_name(official) == short


def test_a_village_answers_to_its_name_however_it_is_written() -> None:
    written = ["贾村观", "贾村观村", "贾村观村委会", "贾村观村民委员会", "贾村观民委员会", " 贾村观 村 "]
    assert {name_key(text) for text in written} == {"贾村观"}


def test_pinyin_and_initials() -> None:
    assert pinyin_of("贾村观村") == ("jiacunguancun", "jcgc")
    assert pinyin_of("重庆市") == ("chongqingshi", "cqs")


@pytest.mark.usefixtures("tree")
def test_children_are_those_of_the_day() -> None:
    assert len(selectors.region_children(TONGJIANG, DAY_2018)) == 49
    assert len(selectors.region_children(TONGJIANG, DAY_2023)) == 33
    assert [region.name for region in selectors.region_children(0)] == ["湖北省", "四川省"]
    villages = [region.code % 1000 for region in selectors.region_children(YANGBAI, DAY_2018)]
    assert villages == [1, 2, *range(200, 214)]
    assert [r.code % 1000 for r in selectors.region_children(YANGBAI)] == [
        1,
        200,
        202,
        204,
        206,
        207,
        208,
        213,
        214,
        215,
    ]
    assert len(selectors.region_list(TONGJIANG, TONGJIANG + 10**6, Level.VILLAGE, DAY_2018)) == 568
    assert len(selectors.region_list(TONGJIANG, TONGJIANG + 10**6, Level.VILLAGE, DAY_2023)) == 367


@pytest.mark.usefixtures("tree")
def test_path_and_names() -> None:
    assert [region.name for region in selectors.region_path(YANGBAI)] == ["四川省", "巴中市", "通江县", "杨柏镇"]
    assert selectors.full_name(511921119200, below=TONGJIANG) == "杨柏镇贾村观村"
    assert selectors.name_of(iter([YANGBAI, 0, 999])) == {YANGBAI: "杨柏镇", 0: "全国"}


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("贾村", [511921119200]),
        ("jcg", [511921119200]),
        ("JCGC", [511921119200]),
        ("jiacungu", [511921119200]),
        ("511921119200", [511921119200]),
        ("%", []),
        ("_", []),
        ("(a+)+$", []),
        ("", []),
        ("贾" * 51, []),
    ],
)
def test_search_inside_a_range(text: str, found: list[int]) -> None:
    low, high = YANGBAI, YANGBAI + 1000
    assert [region.code for region in selectors.region_search(text, low, high, on=DAY_2018)] == found


@pytest.mark.usefixtures("tree")
def test_search_never_leaves_the_range() -> None:
    assert selectors.region_search("贾村观", 420626000000, 420627000000) == []


@pytest.mark.usefixtures("tree")
def test_history_of_a_code() -> None:
    past = selectors.region_history(511921119001)
    assert [span.official_name for span in past.spans] == ["杨柏河社区居委会", "杨柏河社区居民委员会"]
    assert list(past.editions) == [date(2018, 10, 31), date(2023, 6, 30)]
