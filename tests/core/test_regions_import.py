"""Editions of the region tree: what is valid when follows from all editions, in whatever order they come."""

from __future__ import annotations

import gzip
import io
import itertools
import json
import random
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core.changes.models import Change
from core.regions.models import EditionEntry, Region, RegionSpan

DATA = Path(__file__).resolve().parents[2] / "data"
ABOVE = "510000000000,四川省,1,\n511900000000,巴中市,2,510000000000\n"
COUNTY = "511921000000,通江县,3,511900000000\n511921119000,杨柏镇,4,511921000000\n"
JIA = "511921119200,贾村观村民委员会,5,511921119000\n"
XIAN = "511921119201,仙人嵌村民委员会,5,511921119000\n"
NEW = "511921119214,新桥河村民委员会,5,511921119000\n"


def load(path: Path, *arguments: str) -> dict[str, int]:
    out = io.StringIO()
    call_command("import_regions", str(path), *arguments, stdout=out, stderr=io.StringIO())
    report: dict[str, int] = json.loads(out.getvalue().splitlines()[-1])
    return report


def refused(path: Path, *arguments: str) -> str:
    out = io.StringIO()
    with pytest.raises((SystemExit, CommandError)) as end:
        call_command("import_regions", str(path), *arguments, stdout=out, stderr=io.StringIO())
    if isinstance(end.value, CommandError):  # refused by the parser
        return str(end.value)
    assert isinstance(end.value, SystemExit)
    assert end.value.code == 2
    return str(json.loads(out.getvalue().splitlines()[-1])["message"])


def edition(tmp_path: Path, *lines: str, name: str = "edition.csv") -> Path:
    path = tmp_path / name
    path.write_text("code,name,level,parent\n" + "".join(lines), encoding="utf-8")
    return path


def state() -> tuple[list[object], ...]:
    """Everything that is derived, without surrogate keys."""
    return (
        list(Region.objects.order_by("code").values_list()),
        list(
            RegionSpan.objects.order_by("code", "valid_from", "official_name").values_list(
                "code", "valid_from", "valid_to", "official_name"
            )
        ),
        list(
            EditionEntry.objects.order_by("unit", "edition", "code").values_list(
                "unit", "edition", "code", "official_name"
            )
        ),
    )


@pytest.mark.django_db
def test_both_editions_stand_side_by_side_and_vanished_codes_are_retired_with_their_date() -> None:
    assert load(DATA / "regions_2018.csv", "--edition", "2018-10-31") == {
        "read": 3538,
        "created": 3538,
        "updated": 0,
        "retired": 0,
    }
    second = load(DATA / "regions_2023.csv", "--edition", "2023-06-30")
    assert second == {"read": 3361, "created": 284, "updated": 180, "retired": 461}
    gone = Region.objects.get(code=511921119201)
    assert (gone.name, gone.official_name, gone.retired_on) == ("仙人嵌村", "仙人嵌村民委员会", date(2023, 6, 30))
    assert list(RegionSpan.objects.filter(code=gone.code).values_list("valid_from", "valid_to")) == [
        (None, date(2023, 6, 30))
    ]
    assert list(RegionSpan.objects.filter(code=511921119214).values_list("valid_from", "valid_to")) == [
        (date(2023, 6, 30), None)
    ]
    # Renamed: one code, two names in time, the region carries the newer one.
    community = RegionSpan.objects.filter(code=511921119001).order_by("valid_from")
    assert [(span.official_name, span.valid_from, span.valid_to) for span in community] == [
        ("杨柏河社区居民委员会", date(2023, 6, 30), None),
        ("杨柏河社区居委会", None, date(2023, 6, 30)),
    ]
    assert Region.objects.get(code=511921119001).official_name == "杨柏河社区居民委员会"


@pytest.mark.django_db
def test_the_same_again_changes_nothing_and_marks_nothing() -> None:
    load(DATA / "regions_2018.csv")
    load(DATA / "regions_2023.csv", "--edition", "2023-06-30")
    before = state()
    Change.objects.all().delete()
    nothing = {"created": 0, "updated": 0, "retired": 0}
    assert load(DATA / "regions_2018.csv") == {"read": 3538} | nothing
    assert load(DATA / "regions_2023.csv", "--edition", "2023-06-30") == {"read": 3361} | nothing
    assert state() == before
    assert not Change.objects.exists()


@pytest.mark.django_db
def test_the_order_of_loading_never_matters(tmp_path: Path) -> None:
    random_lines = random.Random(7)
    villages = [f"511921119{number},第{number}村民委员会,5,511921119000\n" for number in range(200, 208)]
    editions = {}
    for year in (2012, 2015, 2018, 2023):
        chosen = [line for line in villages if random_lines.random() < 0.6]
        renamed = [line.replace("村民", f"村{year % 2}民") if random_lines.random() < 0.3 else line for line in chosen]
        editions[f"{year}-06-30"] = edition(tmp_path, ABOVE, COUNTY, *renamed, name=f"{year}.csv")
    wanted = None
    for order in itertools.permutations(editions):
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM regions_region; DELETE FROM regions_regionspan; DELETE FROM regions_editionentry"
            )
        for day in order:
            load(editions[day], "--edition", day)
        if wanted is None:
            wanted = state()
        assert state() == wanted, order


@pytest.mark.django_db
def test_an_edition_speaks_only_for_the_counties_it_contains(tmp_path: Path) -> None:
    other = "511922000000,南江县,3,511900000000\n511922100000,南江镇,4,511922000000\n"
    load(edition(tmp_path, ABOVE, COUNTY, JIA, other), "--edition", "2018-10-31")
    result = load(edition(tmp_path, ABOVE, COUNTY, NEW), "--edition", "2023-06-30")
    assert result == {"read": 5, "created": 1, "updated": 0, "retired": 1}
    assert Region.objects.get(code=511922100000).retired_on is None
    assert Region.objects.get(code=511921119200).retired_on == date(2023, 6, 30)


@pytest.mark.django_db
def test_an_older_edition_brings_retired_codes_and_a_code_may_return(tmp_path: Path) -> None:
    load(edition(tmp_path, ABOVE, COUNTY, JIA), "--edition", "2018-10-31")
    assert load(edition(tmp_path, ABOVE, COUNTY, JIA, XIAN), "--edition", "2014-01-01") == {
        "read": 6,
        "created": 1,
        "updated": 0,
        "retired": 1,
    }
    assert Region.objects.get(code=511921119201).retired_on == date(2018, 10, 31)
    assert load(edition(tmp_path, ABOVE, COUNTY, JIA, XIAN), "--edition", "2023-06-30")["updated"] == 1
    spans = RegionSpan.objects.filter(code=511921119201).values_list("valid_from", "valid_to")
    assert set(spans) == {(None, date(2018, 10, 31)), (date(2023, 6, 30), None)}
    assert Region.objects.get(code=511921119201).retired_on is None


@pytest.mark.django_db
def test_a_change_marks_its_county_and_no_other(tmp_path: Path) -> None:
    other = "511922000000,南江县,3,511900000000\n"
    load(edition(tmp_path, ABOVE, COUNTY, JIA, XIAN, other), "--edition", "2018-10-31")
    Change.objects.all().delete()
    load(edition(tmp_path, ABOVE, COUNTY, JIA, other), "--edition", "2023-06-30")
    assert set(Change.objects.values_list("area", "year", "bulk")) == {(511921000000, None, True)}


@pytest.mark.django_db
def test_without_a_date_only_the_first_file_is_taken(tmp_path: Path) -> None:
    first = edition(tmp_path, ABOVE, COUNTY, JIA)
    load(first)
    before = state()
    second = edition(tmp_path, ABOVE, COUNTY, JIA, XIAN, name="second.csv")
    assert "--edition" in refused(second)
    assert state() == before
    load(second, "--edition", "2012-01-01")
    assert list(RegionSpan.objects.filter(code=511921119201).values_list("valid_from", "valid_to")) == [
        (date(2012, 1, 1), None)
    ]


@pytest.mark.django_db
def test_gzip_is_read(tmp_path: Path) -> None:
    path = tmp_path / "edition.csv.gz"
    path.write_bytes(gzip.compress(edition(tmp_path, ABOVE, COUNTY).read_bytes()))
    assert load(path)["created"] == 4


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lines", "word"),
    [
        ((ABOVE, COUNTY, "51192111920,贾村观村,5,511921119000\n"), "行政区划代码"),
        ((ABOVE, COUNTY, "５１1921119200,贾村观村,5,511921119000\n"), "行政区划代码"),
        ((ABOVE, COUNTY, JIA, JIA), "重复"),
        ((ABOVE, COUNTY, "511921119200,贾村观村,4,511921119000\n"), "级别"),
        ((ABOVE, COUNTY, "511921119200,贾村观村,5,511921000000\n"), "上级"),
        ((ABOVE, COUNTY, "511921119200,,5,511921119000\n"), "名称"),
        ((ABOVE, COUNTY, "511921120200,别处村,5,511921120000\n"), "不在文件中"),
        ((ABOVE, COUNTY, "511921119200,贾村观村\n"), "列数"),
        ((COUNTY,), "上级"),
        ((), "没有数据行"),
    ],
)
def test_a_file_with_one_wrong_row_is_refused_whole(tmp_path: Path, lines: tuple[str, ...], word: str) -> None:
    assert word in refused(edition(tmp_path, *lines), "--edition", "2018-10-31")
    assert not Region.objects.exists()
    assert not EditionEntry.objects.exists()
    assert not Change.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2023-06-31", "20230630", "2023-6-30", "昨天", ""])
def test_a_wrong_date_is_refused(tmp_path: Path, day: str) -> None:
    refused(edition(tmp_path, ABOVE, COUNTY), "--edition", day)
    assert not Region.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content", [b"\x1f\x8bnot gzip", b"\xb4\xfa\xc2\xeb,\xc3\xfb\xb3\xc6\n1,2\n", b"a,b\n1,2\n", b""]
)
def test_a_file_that_is_no_edition_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    refused(path, "--edition", "2018-10-31")
    refused(tmp_path / "missing.csv", "--edition", "2018-10-31")
