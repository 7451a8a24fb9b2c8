"""Projects written over REST: the plan and its lists, never the state; frozen once it is in the library."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from core.accounts.rights import Role
from core.procedures.models import Case
from projects.models import Project, ProjectInvestment, ProjectQuantity, ProjectTarget, ProjectVillage
from tests.cast import BAOKANG, JIACUNGUAN, Cast
from tests.projects.api_scene import patch, post, writing, wrong
from tests.projects.library_scene import Journey, project, shipped

pytestmark = pytest.mark.django_db
PROJECTS = "/api/v1/projects/"


def road(**changes: Any) -> dict[str, Any]:
    return {
        "area": str(JIACUNGUAN), "year": 2018, "name": "村组道路硬化", "category": "111", "nature": "new",
        "planned_start": "2018-05-01", "planned_end": "2018-11-30", "total": "1280000.00", "for_households": False,
        "quantities": [{"area": str(JIACUNGUAN), "item": "村组道路", "unit": "公里", "planned": 3.2}],
        "investments": [{"level": "central", "kind": "01", "planned": "1280000"}],
        "targets": [{"group": "output", "name": "硬化里程", "target": "3.2", "unit": "公里", "weight": 30}],
        **changes,
    }  # fmt: skip


def counts() -> tuple[int, ...]:
    models = (Project, ProjectVillage, ProjectQuantity, ProjectInvestment, ProjectTarget)
    return tuple(model.all_rows.count() for model in models)


def test_a_project_is_planned_with_its_lists(cast: Cast) -> None:
    api = writing()
    answer = post(api, PROJECTS, road())
    assert answer.status_code == 201, answer.content.decode()
    told = answer.json()
    assert (told["code"], told["state"], told["total"]) == (f"XM{JIACUNGUAN}2018001", "draft", "1280000.00")
    assert told["villages"] == [str(JIACUNGUAN)]
    assert told["quantities"] == [
        {"area": str(JIACUNGUAN), "item": "村组道路", "unit": "公里", "planned": "3.20", "achieved": None}
    ]
    assert told["investments"] == [{"level": "central", "kind": "01", "planned": "1280000.00", "note": ""}]
    assert (told["targets"][0]["weight"], told["targets"][0]["actual"]) == ("30.00", "")
    assert api.get(answer["Location"]).json() == told
    assert Project.all_rows.get().source == "api"
    assert post(api, PROJECTS, road(name="蓄水池")).json()["code"] == f"XM{JIACUNGUAN}2018002"


@pytest.mark.parametrize(
    ("changes", "status", "field", "words"),
    [
        ({"state": "struck_off"}, 400, "state", "这一项不能在这里写入"),
        ({"progress": "100"}, 400, "progress", "这一项不能在这里写入"),
        ({"settled": "1"}, 400, "settled", "这一项不能在这里写入"),
        ({"case": 1}, 400, "case", "这一项不能在这里写入"),
        ({"code": "XM1"}, 400, "code", "这一项不能在这里写入"),
        ({"colour": "red"}, 400, "colour", "没有这个字段"),
        ({"name": ""}, 400, "name", "必填，不能为空"),
        ({"category": "999"}, 400, "category", ""),
        ({"for_households": "yes"}, 400, "for_households", ""),
        ({"planned_end": "2018-04-01"}, 422, "planned_end", "计划完工早于计划开工"),
        ({"area": "51192111920"}, 400, "area", "应为行政区划代码"),
        ({"area": 511921}, 400, "area", "应为不长于 12 个字的字符串"),
        ({"villages": ["420626100200"]}, 422, "villages", ""),
        ({"villages": [1]}, 400, "villages", ""),
        ({"quantities": [{"area": "420626100200", "item": "x", "unit": "y", "planned": 1}]}, 400,
         "quantities.0.area", ""),
        ({"quantities": [{"item": "x", "unit": "y", "planned": 1}]}, 400, "quantities.0.area", ""),
        ({"quantities": [{"area": str(JIACUNGUAN), "item": "x", "unit": "y", "planned": 1, "achieved": 1}]}, 400,
         "quantities.0.achieved", "没有这个字段"),
        ({"investments": [{"level": "central", "planned": 1}] * 2}, 422, "investments", "有重复的行"),
        ({"investments": "x"}, 400, "investments", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_stored(
    cast: Cast, changes: dict[str, Any], status: int, field: str, words: str
) -> None:
    found = wrong(post(writing(), PROJECTS, road(**changes)), status)
    assert field in found
    assert found[field] == words or not words
    assert counts() == (0, 0, 0, 0, 0)


def test_who_may_not_write_changes_nothing(cast: Cast) -> None:
    row = project(cast.village_clerk)
    before = counts()
    for api, status in ((writing(role=""), 403), (writing(role=Role.FINANCE), 403), (writing(BAOKANG), 404)):
        assert post(api, PROJECTS, road()).status_code == status
        assert patch(api, f"{PROJECTS}{row.code}/", {"name": "别的"}, row.version).status_code == status
    row.refresh_from_db()
    assert (counts(), row.name) == (before, "贾村观村组道路硬化")


def test_a_list_is_sent_whole_and_the_version_is_needed(cast: Cast) -> None:
    row, api = project(cast.village_clerk), writing()
    address = f"{PROJECTS}{row.code}/"
    assert patch(api, address, {"note": "x"}, None).status_code == 428
    sent = {"note": "复核", "investments": [{"level": "county", "kind": None, "planned": "1280000.00"}]}
    answer = patch(api, address, sent, 1)
    assert (answer.status_code, answer["ETag"]) == (200, '"2"'), answer.content.decode()
    told = answer.json()
    assert told["investments"] == [{"level": "county", "kind": None, "planned": "1280000.00", "note": ""}]
    assert (told["note"], len(told["quantities"]), len(told["targets"])) == ("复核", 1, 1)
    late = patch(api, address, {"note": "晚了"}, 1)
    assert (late.status_code, late["ETag"]) == (412, '"2"')
    row.refresh_from_db()
    assert (row.note, row.version, row.source) == ("复核", 2, "api")


@pytest.mark.parametrize("state", ["struck_off", "in_library", "proposed"])
def test_the_state_is_not_written_past_the_procedure(cast: Cast, state: str) -> None:
    row, api = project(cast.village_clerk), writing()
    answer = patch(api, f"{PROJECTS}{row.code}/", {"state": state, "note": "x"}, row.version)
    assert wrong(answer, 400) == {"state": "这一项不能在这里写入"}
    row.refresh_from_db()
    assert (row.state, row.note, row.version, row.case_id) == ("draft", "", 1, None)
    assert not Case.all_rows.exists()


def test_a_decided_plan_stands(cast: Cast) -> None:
    shipped()
    journey, api = Journey(cast, cast.county_officer), writing()
    journey.until("enter")
    row = Project.all_rows.get(pk=journey.row.pk)
    answer = patch(api, f"{PROJECTS}{row.code}/", {"total": "1.00", "contact": "李工"}, row.version)
    assert "已入库" in wrong(answer, 422)["total"]
    fresh = Project.all_rows.get(pk=row.pk)
    assert (fresh.total, fresh.contact, fresh.version) == (Decimal(1280000), "", row.version)
    assert patch(api, f"{PROJECTS}{row.code}/", {"contact": "李工"}, row.version).status_code == 200
