"""A project's procedure over REST: begun and carried on by the engine, and never past a missing artefact."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.accounts.rights import Role
from core.procedures.models import Entry
from projects.models import Project
from tests.cast import BAOKANG, JIACUNGUAN, Cast
from tests.core.procedures.scene import paper, snapshot
from tests.projects.api_scene import post, writing, wrong
from tests.projects.library_scene import Journey, project, shipped

pytestmark = pytest.mark.django_db


def proposal(**changes: Any) -> dict[str, Any]:
    today = timezone.localdate().isoformat()
    values = {"met_on": today, "present": 86, "votes": "80"}
    return {"step": "propose", "on": today, "values": values, **changes}


@pytest.fixture
def village(cast: Cast) -> Client:
    shipped()
    return writing(JIACUNGUAN, Role.VILLAGE)


def begun(api: Client, row: Project) -> int:
    answer = post(api, f"/api/v1/projects/{row.code}/cases/", {})
    assert answer.status_code == 201, answer.content.decode()
    return int(answer.json()["id"])


def test_a_project_is_begun_and_carried_on(cast: Cast, village: Client) -> None:
    row = project(cast.village_clerk)
    case = begun(village, row)
    told = village.get(f"/api/v1/cases/{case}/").json()
    assert (told["procedure"], told["subject"], told["subject_name"], told["log"]) == (
        "project",
        row.code,
        row.name,
        [],
    )
    assert village.get(f"/api/v1/projects/{row.code}/").json()["case"] == case
    assert [item["id"] for item in village.get(f"/api/v1/projects/{row.code}/cases/").json()["results"]] == [case]
    steps = {item["step"]: item for item in village.get(f"/api/v1/cases/{case}/steps/").json()["results"]}
    assert steps["propose"]["mine"] is True
    assert len(steps["propose"]["blockers"]) == 3
    assert {"met_on", "present", "votes"} <= {item["code"] for item in steps["propose"]["fields"]}
    for kind in ("Q01", "Q02", "Q03"):
        paper("case", case, kind)
    first = post(village, f"/api/v1/cases/{case}/steps/", proposal(), "propose-1")
    assert (first.status_code, first.json()["state"]) == (201, "proposed"), first.content.decode()
    again = post(village, f"/api/v1/cases/{case}/steps/", proposal(), "propose-1")
    assert (again.content, again["Idempotency-Replayed"]) == (first.content, "true")
    (entry,) = first.json()["log"]
    assert (entry["step"], entry["by"], entry["values"]["present"]) == ("propose", "农业局", "86")
    assert Entry.objects.get(case=case).actor_id is None
    assert Project.all_rows.get(pk=row.pk).state == "proposed"
    found = village.get("/api/v1/cases/?year=2018&procedure=project&state=proposed&open=true").json()["results"]
    assert [item["id"] for item in found] == [case]
    assert village.get("/api/v1/cases/?year=2018&open=false").json()["results"] == []


@pytest.mark.parametrize("missing", ["Q01", "Q02", "Q03"])
def test_a_missing_paper_stops_the_step(cast: Cast, village: Client, missing: str) -> None:
    row = project(cast.village_clerk)
    case = begun(village, row)
    for kind in {"Q01", "Q02", "Q03"} - {missing}:
        paper("case", case, kind)
    before = snapshot()
    answer = post(village, f"/api/v1/cases/{case}/steps/", proposal())
    assert (answer.status_code, answer.json()["code"], len(answer.json()["errors"])) == (422, "blocked", 1)
    assert snapshot() == before
    assert Project.all_rows.get(pk=row.pk).state == "draft"


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"step": "strike", "values": {"document": "通脱贫〔2018〕30 号"}}, 422, ""),
        ({"step": "none"}, 400, "step"),
        ({"step": None}, 400, "step"),
        ({"on": "2018-13-01"}, 400, "on"),
        ({"on": "2018-03-01"}, 422, "on"),
        ({"state": "struck_off"}, 400, "state"),
        ({"values": {"met_on": "x", "present": 1, "votes": 1}}, 422, "values.met_on"),
        ({"values": {"colour": 1}}, 400, "values.colour"),
        ({"values": {"votes": []}}, 400, "values.votes"),
        ({"values": 3}, 400, "values"),
        ({"reason": 3}, 400, "reason"),
    ],
)
def test_what_is_wrong_changes_nothing(
    cast: Cast, village: Client, changes: dict[str, Any], status: int, field: str
) -> None:
    case = begun(village, project(cast.village_clerk))
    for kind in ("Q01", "Q02", "Q03"):
        paper("case", case, kind)
    before = snapshot()
    assert field in wrong(post(village, f"/api/v1/cases/{case}/steps/", proposal(**changes)), status)
    assert snapshot() == before


def test_only_the_roles_of_the_step_inside_the_scope(cast: Cast, village: Client) -> None:
    row = project(cast.village_clerk)
    case = begun(village, row)
    for kind in ("Q01", "Q02", "Q03"):
        paper("case", case, kind)
    before = snapshot()
    for api, status in (
        (writing(role=Role.COUNTY), 422),
        (writing(role=Role.FINANCE), 403),
        (writing(role=""), 403),
        (writing(JIACUNGUAN, Role.VILLAGE, scope="read"), 403),
        (writing(BAOKANG), 404),
    ):
        assert post(api, f"/api/v1/cases/{case}/steps/", proposal()).status_code == status
    assert post(writing(BAOKANG), f"/api/v1/projects/{row.code}/cases/", {}).status_code == 404
    assert snapshot() == before


def test_a_review_without_its_papers_is_refused(cast: Cast, village: Client) -> None:
    journey = Journey(cast, cast.county_officer)
    journey.until("post_village")
    before = snapshot()
    town = writing(JIACUNGUAN // 1000 * 1000, Role.TOWNSHIP)
    steps = town.get(f"/api/v1/cases/{journey.case}/steps/").json()["results"]
    review = next(item for item in steps if item["step"] == "review")
    assert review["blockers"]
    answer = post(town, f"/api/v1/cases/{journey.case}/steps/", {"step": "review", "on": str(timezone.localdate())})
    assert answer.status_code == 422
    assert snapshot() == before


def test_the_cases_of_a_page_cost_a_fixed_number_of_queries(
    cast: Cast, village: Client, django_assert_num_queries: Any
) -> None:
    for name in ("甲", "乙", "丙"):
        begun(village, project(cast.village_clerk))
        Project.all_rows.filter(name="贾村观村组道路硬化").update(name=name)
    village.get("/api/v1/cases/?year=2018")
    with django_assert_num_queries(4):
        assert len(village.get("/api/v1/cases/?year=2018").json()["results"]) == 3
