"""The pages of the project library: list, card, form with rows, households, report."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.accounts.models import User
from households.models import Household
from projects.library import selectors, services
from projects.library.errors import ProjectRefusedError
from projects.library.selectors import Benefit, ProjectFilter
from projects.models import Plan, PlanItem, Project, ProjectBeneficiary, ProjectQuantity, Workstream
from tests import factories
from tests.cast import JIACUNGUAN, TONGJIANG, YANGBAI, Cast
from tests.core.procedures.scene import acting
from tests.projects.library_scene import plan, project, shipped

pytestmark = pytest.mark.django_db


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def management(prefix: str, total: int, initial: int = 0) -> dict[str, str]:
    return {f"{prefix}-TOTAL_FORMS": str(total), f"{prefix}-INITIAL_FORMS": str(initial)}


def form(**values: str) -> dict[str, str]:
    return {
        "name": "贾村观蓄水池",
        "category": "111",
        "total": "50,000.00",
        **management("quantities", 1),
        "quantities-0-area": str(JIACUNGUAN),
        "quantities-0-item": "蓄水池",
        "quantities-0-unit": "口",
        "quantities-0-planned": "3",
        **management("investments", 1),
        "investments-0-level": "central",
        "investments-0-planned": "50000",
        **management("targets", 2),
        "targets-0-group": "output",
        "targets-0-name": "新建蓄水池",
        "targets-0-target": "3",
        **values,
    }


def test_a_project_is_made_without_javascript(cast: Cast) -> None:
    client = signed_in(cast.village_clerk)
    assert "再加空行" in client.get("/projects/new/").content.decode()
    more = client.post("/projects/new/", form(more="1"))
    assert more.status_code == 200
    assert b'value="4"' in more.content
    assert Project.all_rows.count() == 0
    answer = client.post("/projects/new/", form())
    row = Project.all_rows.get()
    assert answer.headers["Location"] == f"/projects/{row.pk}/"
    assert (row.area, row.year, row.total, row.state, row.code) == (
        JIACUNGUAN, 2018, Decimal("50000.00"), "draft", f"XM{JIACUNGUAN}2018001",
    )  # fmt: skip
    assert ProjectQuantity.all_rows.get().planned == 3
    assert [item.area for item in selectors.rows_of(row).villages] == [JIACUNGUAN]
    card = client.get(f"/projects/{row.pk}/").content.decode()
    assert "贾村观蓄水池" in card
    assert "50,000.00" in card
    assert "发起申报" in card


def test_the_same_name_again_is_a_warning(cast: Cast) -> None:
    client = signed_in(cast.village_clerk)
    client.post("/projects/new/", form())
    answer = client.post("/projects/new/", form(), follow=True)
    assert "同村同年已有同名项目" in answer.content.decode()
    assert Project.all_rows.count() == 2


def test_what_is_wrong_is_said_and_nothing_stored(cast: Cast) -> None:
    client = signed_in(cast.village_clerk)
    backwards = {"planned_start": "2018-05-01", "planned_end": "2018-04-01"}
    for wrong in ({"name": ""}, {"total": "五万"}, {"quantities-0-planned": "-1"}, backwards):
        assert client.post("/projects/new/", form(**wrong)).status_code == 422
    assert Project.all_rows.count() == 0


def test_a_second_writer_is_told(cast: Cast) -> None:
    row = project(cast.village_clerk)
    client = signed_in(cast.village_clerk)
    sent = form(version=str(row.version), **management("quantities", 1, 1), **management("investments", 1, 1))
    assert client.post(f"/projects/{row.pk}/edit/", sent).status_code == 302
    again = client.post(f"/projects/{row.pk}/edit/", sent | {"name": "又改"})
    assert again.status_code == 409
    assert Project.all_rows.get().name == "贾村观蓄水池"


def test_the_procedure_begins_on_the_card(cast: Cast) -> None:
    shipped()
    row = project(cast.village_clerk)
    client = signed_in(cast.village_clerk)
    answer = client.post(f"/projects/{row.pk}/open/")
    case = Project.all_rows.get().case_id
    assert answer.headers["Location"] == f"/procedures/cases/{case}/"
    assert client.get(answer.headers["Location"]).status_code == 200
    card = client.get(f"/projects/{row.pk}/").content.decode()
    for words in ("村级申报", "缺“村民会议纪要”", "缺“项目申报书”", "缺“项目承诺书”"):
        assert words in card
    assert client.post(f"/projects/{row.pk}/open/").headers["Location"] == f"/procedures/cases/{case}/"


def test_households_are_linked_by_code_and_counted(cast: Cast, households: dict[int, Household]) -> None:
    row = project(cast.village_clerk)
    client = signed_in(cast.village_clerk)
    own, foreign = households[JIACUNGUAN], households[min(set(households) - {JIACUNGUAN})]
    address = f"/projects/{row.pk}/households/"
    refused = client.post(address, {"codes": f"{own.code} {foreign.code}"})
    assert refused.status_code == 422
    assert foreign.code in refused.content.decode()
    assert ProjectBeneficiary.all_rows.count() == 0
    assert client.post(address, {"codes": f"{own.code},{own.code}"}).status_code == 302
    # 贾本村 and one more member of 2018, registered
    assert selectors.benefit_counts([row])[row.pk] == Benefit(1, 2, 1, 2)
    card = client.get(f"/projects/{row.pk}/").content.decode()
    assert own.head_name in card
    assert client.post(address, {"remove": str(own.pk)}).status_code == 302
    assert ProjectBeneficiary.all_rows.count() == 0


def test_a_member_who_came_later_is_not_counted(cast: Cast, households: dict[int, Household]) -> None:
    row = project(cast.village_clerk)
    own = households[JIACUNGUAN]
    factories.member(own, name="后来", joined_year=2019)
    factories.member(own, name="走了", joined_year=2015, left_year=2018)
    ProjectBeneficiary.all_rows.create(project=row, household=own, area=own.area)
    Household.all_rows.filter(pk=own.pk).update(registered_from=2019)
    assert selectors.benefit_counts([row])[row.pk] == Benefit(1, 2, 0, 0)


def test_the_list_finds_by_every_filter(cast: Cast) -> None:
    _, _, county = acting(cast.county_officer)
    road, pool = project(cast.village_clerk), project(cast.village_clerk, plan(name="蓄水池", category="101"))
    town = project(cast.township_clerk, area=YANGBAI)

    def found(**wanted: Any) -> set[int]:
        return {row.pk for row in selectors.projects(county, ProjectFilter(**wanted))}

    assert found(area=TONGJIANG) == {road.pk, pool.pk, town.pk}
    assert found(area=JIACUNGUAN) == {road.pk, pool.pk, town.pk}  # the township's works there
    assert found(category="101") == {pool.pk}
    assert found(word="水池") == {pool.pk}
    assert found(word="池水") == set()
    assert found(word=road.code) == {road.pk}
    assert found(year=2017) == set()
    assert found(state="in_library") == set()


def test_the_list_costs_the_same_for_one_and_for_many(cast: Cast) -> None:
    client = signed_in(cast.county_officer)
    project(cast.village_clerk)
    client.get("/projects/")
    with CaptureQueriesContext(connection) as few:
        client.get("/projects/")
    for number in range(8):
        project(cast.village_clerk, plan(name=f"项目{number}"))
    with CaptureQueriesContext(connection) as many:
        assert client.get("/projects/").status_code == 200
    assert len(many) == len(few)


def test_strangers_find_nothing(cast: Cast) -> None:
    row = project(cast.village_clerk)
    for person in (cast.stranger, cast.helper_cadre, cast.auditor):
        client = signed_in(person)
        assert client.post(f"/projects/{row.pk}/edit/", form()).status_code in (403, 404)
    assert Project.all_rows.get().version == row.version


def test_a_row_works_off_a_figure_of_the_plan_where_the_office_says_so(cast: Cast) -> None:
    own = Plan.all_rows.create(code="trial", area=YANGBAI, title="规划", first_year=2015, last_year=2020)
    stream = Workstream.objects.create(plan=own, code="1", label="专项", order=0)
    item, other = (
        PlanItem.all_rows.create(
            plan=own, workstream=stream, area=YANGBAI, code=unit, row="B-41", heading="水利", label="蓄水池",
            unit=unit, kind="total", order=0,
        )
        for unit in ("口", "米")
    )  # fmt: skip
    row = project(cast.village_clerk)
    ProjectQuantity.all_rows.update(unit="口")
    quantity = {"area": JIACUNGUAN, "item": "村组道路", "unit": "口", "planned": Decimal("3.20")}
    assert "规划指标" not in signed_in(cast.village_clerk).get(f"/projects/{row.pk}/edit/").content.decode()
    assert "B-41 蓄水池（口）" in signed_in(cast.township_clerk).get(f"/projects/{row.pk}/edit/").content.decode()
    for person, wanted in ((cast.village_clerk, item), (cast.township_clerk, other)):
        actor, _, scope = acting(person)
        sent = services.Plan(quantities=[{**quantity, "plan_item_id": wanted.pk}])
        with pytest.raises(ProjectRefusedError):
            services.project_update(actor=actor, scope=scope, pk=row.pk, version=1, plan=sent)
        assert ProjectQuantity.all_rows.get().plan_item_id is None
    actor, _, scope = acting(cast.township_clerk)
    sent = services.Plan(quantities=[{**quantity, "plan_item_id": item.pk}])
    services.project_update(actor=actor, scope=scope, pk=row.pk, version=1, plan=sent)
    assert ProjectQuantity.all_rows.get().plan_item_id == item.pk
    # the village's form has no such choice: what the office linked stays
    actor, _, scope = acting(cast.village_clerk)
    more = services.Plan(quantities=[{**quantity, "planned": Decimal(4)}])
    services.project_update(actor=actor, scope=scope, pk=row.pk, version=2, plan=more)
    assert ProjectQuantity.all_rows.get().plan_item_id == item.pk
