"""Region pages: the tree of the own range, the past of a code, search; all of the year of the page."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from core.accounts.rights import Role
from core.audit.trail import SYSTEM
from core.regions.codes import ancestors, level_of
from core.regions.files import Entry
from core.regions.models import Succession
from core.regions.services import edition_load
from tests import factories
from tests.cast import JIACUNGUAN, NUOJIANG, PLACES, TONGJIANG, XIANRENQIAN, YANGBAI, Cast, signed_in

NEW = 511921119214


@pytest.fixture
def officer(cast: Cast) -> Client:
    """The county officer after the edition of 2023, in which 仙人嵌 is gone and 新桥河 has come."""
    names = {code: name for code, name in PLACES.items() if code != XIANRENQIAN} | {NEW: "新桥河村民委员会"}
    entries = [Entry(code, name, level_of(code), ancestors(code)[1] or None) for code, name in names.items()]
    edition_load(entries=entries, edition=date(2023, 6, 30), actor=SYSTEM)
    return signed_in(cast.county_officer)


def names_in(nodes: list) -> dict:
    return {node.name: names_in(node.children) for node in nodes}


def test_the_tree_opens_down_to_the_page_and_shows_the_year(officer: Client) -> None:
    page = officer.get(f"/places/{JIACUNGUAN}/")
    assert names_in(page.context["tree"]) == {"通江县": {"诺江镇": {}, "杨柏镇": {"贾村观村": {}, "仙人嵌村": {}}}}
    (county,) = page.context["tree"]
    town = county.children[1]
    assert [node.on for node in town.children] == [True, False]
    assert county.children[0].opens == f"/places/{NUOJIANG}/tree/?at={JIACUNGUAN}"
    assert town.children[0].opens == ""


def test_a_region_page_tells_the_past(officer: Client) -> None:
    Succession.objects.create(from_code=XIANRENQIAN, to_code=NEW, kind="merge", on=date(2023, 6, 30))
    gone = officer.get(f"/places/{XIANRENQIAN}/").content.decode()
    assert "自 2023-06-30 起停用" in gone
    assert "合并到" in gone
    assert "新桥河村" in gone
    come = officer.get(f"/places/{NEW}/").content.decode()
    assert "2018 年底不在有效期" in come
    assert "合并自" in come
    town = officer.get(f"/places/{YANGBAI}/")
    assert [(row.region.code, row.since, row.until) for row in town.context["rows"]] == [
        (JIACUNGUAN, None, None),
        (NEW, date(2023, 6, 30), None),
        (XIANRENQIAN, None, date(2023, 6, 30)),
    ]


def test_the_home_is_the_own_region(officer: Client, cast: Cast) -> None:
    assert officer.get("/places/").context["region"].code == TONGJIANG
    assert signed_in(cast.village_clerk).get("/places/").context["region"].code == JIACUNGUAN
    country = factories.user("land", Role.INSPECTOR, 0)
    assert names_in(signed_in(country).get("/places/").context["tree"]) == {"湖北省": {}, "四川省": {}}


def test_nodes_load_alone_and_as_a_page(officer: Client) -> None:
    part = officer.get(f"/places/{YANGBAI}/tree/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "<li>" in part
    assert "贾村观村" in part
    assert "<html" in officer.get(f"/places/{YANGBAI}/tree/").content.decode()


@pytest.mark.parametrize(
    ("words", "found"), [("jcg", ["杨柏镇贾村观村"]), ("诺江", ["通江县诺江镇"]), ("三溪沟", []), ("%", [])]
)
def test_search_stays_in_the_range(officer: Client, words: str, found: list[str]) -> None:
    assert [node.name for node in officer.get("/places/search/", {"q": words}).context["nodes"]] == found


@pytest.mark.parametrize("words", ["(", "(a+)+$", "_", "x" * 10_000, "𠮷"])
def test_hostile_searches_find_nothing(officer: Client, words: str) -> None:
    answer = officer.get("/places/search/", {"q": words})
    assert answer.status_code == 200
    assert answer.context["nodes"] == []


def test_a_nul_in_the_query_is_a_bad_request(officer: Client) -> None:
    assert officer.get("/places/search/", {"q": "a\0b"}).status_code == 400


@pytest.mark.parametrize("address", ["１", "01", "1e3", "1%00", "9" * 30, "511921119200.", "0", "-1", "51192111920A"])
def test_only_the_canonical_form_of_a_code_is_an_address(officer: Client, address: str) -> None:
    assert officer.get(f"/places/{address}/").status_code == 404


def test_an_empty_search_in_the_panel_brings_the_tree_back(officer: Client) -> None:
    answer = officer.get("/places/search/", {"q": ""}, headers={"HX-Request": "true"})
    assert names_in(answer.context["nodes"]).keys() == {"通江县"}


def test_without_any_edition_the_page_says_so(db: None) -> None:
    nowhere = factories.user("leer", Role.INSPECTOR, 0)
    assert "还没有导入行政区划" in signed_in(nowhere).get("/places/").content.decode()
