"""The REST interface as another system sees it: tokens, scope, strictness, paging, masking."""

from __future__ import annotations

import base64
from decimal import Decimal

import pytest
from django.test import Client

from core.accounts.api_clients import api_client_create
from core.accounts.cipher import seal
from core.accounts.models import ApiClient
from core.audit.trail import SYSTEM
from core.changes.models import YearInUse
from core.regions.models import Region
from households.models import Household, HouseholdYear, Member, MemberYear

pytestmark = pytest.mark.django_db

TONGJIANG, BAOKANG = 511921000000, 420626000000
JIAGUAN, FAR = 511921119200, 420626100200
ID_NUMBER = "511921196703120317"


@pytest.fixture
def registry():
    YearInUse.objects.create(year=2018)
    for code, level, parent, name in [
        (TONGJIANG, 3, None, "通江县"),
        (JIAGUAN, 5, 511921119000, "贾村观村民委员会"),
        (FAR, 5, 420626100000, "远处村民委员会"),
    ]:
        Region.objects.create(code=code, level=level, parent_code=parent, name=name, official_name=name)
    for place, number in [(JIAGUAN, "5119211192000001"), (JIAGUAN, "5119211192000002"), (FAR, "4206261002000001")]:
        household = Household.objects.create(
            code=number,
            area=place,
            head_name="李国富",
            phone_sealed=seal("13812342746", table="household", column="phone", code=number),
        )
        HouseholdYear.objects.create(household=household, area=place, year=2018, wage_income=Decimal("6400.00"))
        member = Member.objects.create(
            code=f"{number}01",
            household=household,
            area=place,
            name="李国富",
            joined_year=2018,
            birth_date="1967-03-12",
            id_sealed=seal(ID_NUMBER, table="member", column="id_number", code=f"{number}01"),
        )
        MemberYear.objects.create(member=member, household=household, area=place, year=2018, health=["1"])


@pytest.fixture
def api(client: Client, registry):
    credentials = api_client_create(actor=SYSTEM, name="民政局", area=TONGJIANG)
    basic = base64.b64encode(f"{credentials.client_id}:{credentials.client_secret}".encode()).decode()
    answer = client.post("/o/token/", {"grant_type": "client_credentials"}, headers={"Authorization": f"Basic {basic}"})
    assert answer.status_code == 200, answer.content
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {answer.json()['access_token']}"
    return client


def codes(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["code"] for row in answer.json()["results"]]


def test_nothing_is_answered_without_a_token(client: Client, registry):
    for path in ("regions", "villages", "households", "members", "verdicts"):
        answer = client.get(f"/api/v1/{path}/")
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"
        assert "李国富" not in answer.content.decode()


def test_a_client_sees_its_county_and_no_other(api: Client):
    assert codes(api.get("/api/v1/households/")) == ["5119211192000001", "5119211192000002"]
    assert codes(api.get("/api/v1/members/")) == ["511921119200000101", "511921119200000201"]
    assert codes(api.get("/api/v1/villages/")) == [str(JIAGUAN)]
    assert codes(api.get("/api/v1/households/?area=420626")) == []
    assert api.get("/api/v1/households/4206261002000001/").status_code == 404
    assert api.get("/api/v1/members/420626100200000101/").status_code == 404
    assert api.get(f"/api/v1/villages/{FAR}/").status_code == 404


def test_ordinary_households_are_listed_only_when_they_are_asked_for(api: Client):
    ordinary = "5119211192000001"
    assert api.get(f"/api/v1/households/{ordinary}/").json()["registered_from"] == 0
    Household.all_rows.filter(code=ordinary).update(registered_from=None)
    assert codes(api.get("/api/v1/households/")) == ["5119211192000002"]
    assert codes(api.get("/api/v1/households/?registered=true")) == ["5119211192000002"]
    assert codes(api.get("/api/v1/households/?registered=false")) == [ordinary]
    assert api.get(f"/api/v1/households/{ordinary}/").json()["registered_from"] is None
    assert codes(api.get("/api/v1/members/")) == ["511921119200000201"]
    assert codes(api.get("/api/v1/members/?registered=false")) == ["511921119200000101"]
    assert codes(api.get(f"/api/v1/members/?household={ordinary}")) == ["511921119200000101"]
    assert api.get("/api/v1/households/?registered=1").status_code == 400


def test_regions_are_public_to_every_client(api: Client):
    assert codes(api.get("/api/v1/regions/")) == [str(FAR), str(TONGJIANG), str(JIAGUAN)]
    assert api.get(f"/api/v1/regions/{FAR}/").json()["name"] == "远处村民委员会"


def test_personal_data_leaves_masked(api: Client):
    household = api.get("/api/v1/households/5119211192000001/").json()
    assert household["phone"] == "138****2746"
    assert household["facts"]["wage_income"] == "6400.00"
    answer = api.get("/api/v1/members/511921119200000101/")
    member = answer.json()
    assert member["id_number"] == "511921********0317"
    assert member["birth_year"] == 1967
    assert "0312" not in answer.content.decode().replace("updated_at", "")  # month and day would unmask the number
    assert ID_NUMBER not in answer.content.decode()


def test_pages_follow_each_other_by_cursor(api: Client):
    first = api.get("/api/v1/households/?page_size=1")
    assert codes(first) == ["5119211192000001"]
    second = api.get("/api/v1/households/", {"page_size": 1, "cursor": first.json()["next"]})
    assert codes(second) == ["5119211192000002"]
    assert second.json()["next"] is None
    assert codes(
        api.get("/api/v1/regions/", {"page_size": 2, "cursor": api.get("/api/v1/regions/?page_size=1").json()["next"]})
    )[0] == str(TONGJIANG)


@pytest.mark.parametrize(
    "query",
    [
        "id_no__startswith=5119", "ordering=id_no", "_connector=OR", "page_size=1000000", "page_size=-1",
        "page_size=abc",
        "cursor=forged", "year=18", "year=２０１８", "area=51192", "year=2018&year=2017", "household=贾",
    ],
)  # fmt: skip
def test_unknown_repeated_and_malformed_parameters_are_refused(api: Client, query: str):
    answer = api.get(f"/api/v1/members/?{query}")
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"][0]["parameter"] == query.split("=")[0]


def test_a_nul_is_refused_as_a_problem(api: Client):
    answer = api.get("/api/v1/members/?household=%00")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("path", ["５１１９２１１１９２００", "0511921119200", "511921119200%00", "1e11"])
def test_keys_have_one_form(api: Client, path: str):
    assert api.get(f"/api/v1/villages/{path}/").status_code == 404


def test_only_json_is_spoken(api: Client):
    assert api.get("/api/v1/households/", headers={"Accept": "text/html"}).status_code == 406
    assert api.post("/api/v1/households/", "{}", content_type="application/json").status_code == 405


def test_a_token_in_the_query_string_is_refused(client: Client, registry):
    assert client.get("/api/v1/households/?access_token=x").status_code == 401


def test_an_inactive_client_is_refused_at_once(api: Client):
    ApiClient.objects.update(is_active=False)
    assert api.get("/api/v1/households/").status_code == 401


def test_the_page_costs_a_fixed_number_of_queries(api: Client, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        api.get("/api/v1/households/")


def test_the_schema_names_every_resource(client: Client):
    answer = client.get("/api/v1/schema/", headers={"Accept": "application/json"})
    assert answer.status_code == 200
    paths = answer.json()["paths"]
    assert {
        "/api/v1/regions/",
        "/api/v1/villages/",
        "/api/v1/households/",
        "/api/v1/members/",
        "/api/v1/verdicts/",
    } <= set(paths)
    assert {p["name"] for p in paths["/api/v1/verdicts/"]["get"]["parameters"]} == {
        "year", "area", "level", "outcome", "cursor", "page_size",
    }  # fmt: skip
