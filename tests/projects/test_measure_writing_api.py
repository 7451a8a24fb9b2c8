"""Measures written over REST: through the form's rules, once a key, only at the version that was read."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections

from core.accounts.models import ApiAnswer
from core.accounts.rights import Role
from households.models import Household, Member
from projects.models import Measure
from projects.models.sectors import IndustryDetail
from tests import factories
from tests.cast import BAOKANG, JIACUNGUAN, TONGJIANG, Cast
from tests.projects.api_scene import patch, post, writing, wrong
from tests.projects.scene import COURSE, measure

pytestmark = pytest.mark.django_db
MEASURES = "/api/v1/measures/"


@pytest.fixture
def home(cast: Cast) -> Household:
    return factories.household(JIACUNGUAN, head="措施户")


def pigs(home: Household, **changes: Any) -> dict[str, Any]:
    return {
        "household": home.code, "year": 2018, "kind": "01", "sector": "industry", "name": "生猪养殖",
        "started_on": "2018-03-01", "quantity": 10, "unit": "头", "amount": "3000.00", "status": "doing",
        "industry": {"industry_kind": "2", "lead_mode": "1", "award": 2000.5}, **changes,
    }  # fmt: skip


def count() -> tuple[int, int]:
    return Measure.all_rows.count(), IndustryDetail.all_rows.count()


def test_a_measure_is_registered_with_its_details(home: Household) -> None:
    api = writing()
    answer = post(api, MEASURES, pigs(home))
    assert answer.status_code == 201, answer.content.decode()
    told = answer.json()
    assert (told["name"], told["amount"], told["industry"]["award"]) == ("生猪养殖", "3000.00", "2000.50")
    assert (answer["ETag"], answer["Location"]) == ('"1"', f"{MEASURES}{told['id']}/")
    assert api.get(answer["Location"]).json() == told
    row = Measure.all_rows.get(pk=told["id"])
    assert (row.source, row.updated_by, row.amount, row.area) == ("api", None, Decimal(3000), JIACUNGUAN)


def test_a_key_is_one_effect(home: Household) -> None:
    api = writing()
    first = post(api, MEASURES, pigs(home), "one")
    again = post(api, MEASURES, pigs(home), "one")
    assert (again.status_code, again.content, again["Idempotency-Replayed"]) == (201, first.content, "true")
    assert again["ETag"] == first["ETag"]
    other = post(api, MEASURES, pigs(home, name="肉牛养殖"), "one")
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    without = api.post(MEASURES, pigs(home), content_type="application/json")
    assert (without.status_code, without.json()["errors"][0]["header"]) == (400, "Idempotency-Key")
    assert count() == (1, 1)
    assert "生猪" not in bytes(ApiAnswer.objects.get().body).decode("latin-1")
    # a refusal is not kept: the same key may be tried again with what was missing
    assert post(api, MEASURES, pigs(home, unit=""), "two").status_code == 422
    assert post(api, MEASURES, pigs(home, name="肉牛养殖"), "two").status_code == 201


@pytest.mark.parametrize(
    ("changes", "status", "field", "words"),
    [
        ({"unit": ""}, 422, "unit", "填了数量，请填计量单位"),
        ({"started_on": "2019-01-01"}, 422, "started_on", "开始日期晚于本年度"),
        ({"ended_on": "2018-02-01"}, 422, "ended_on", "结束日期早于开始日期"),
        ({"kind": "02"}, 400, "kind", ""),
        ({"kind": None}, 400, "kind", "必填，不能为空"),
        ({"member": "5119999999"}, 422, "member", "不是本户本年度的成员"),
        ({"amount": "很多"}, 400, "amount", "请填数字，如 1234.50"),
        ({"amount": -1}, 400, "amount", "不能是负数"),
        ({"amount": True}, 400, "amount", "应为数字"),
        ({"name": 7}, 400, "name", "应为字符串"),
        ({"name": "\ud800"}, 400, "name", "应为字符串"),
        ({"signed_by_head": "是"}, 400, "signed_by_head", "应为 true、false 或 null"),
        ({"version": 3}, 400, "version", "这一项不能在这里写入"),
        ({"village": "511921119201"}, 400, "village", "这一项不能在这里写入"),
        ({"training": {}}, 400, "training", "这一项不能在这里写入"),
        ({"colour": "red"}, 400, "colour", "没有这个字段"),
        ({"industry": {"award": "x"}}, 400, "industry.award", "请填数字，如 1234.50"),
        ({"industry": {"hours": 3}}, 400, "industry.hours", "没有这个字段"),
        ({"industry": []}, 400, "industry", "应为一个 JSON 对象"),
        ({"sector": "none"}, 400, "sector", ""),
        ({"year": "2018"}, 400, "year", "应为 2013 到 2100 的整数"),
        ({"household": None}, 400, "household", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_stored(
    home: Household, changes: dict[str, Any], status: int, field: str, words: str
) -> None:
    found = wrong(post(writing(), MEASURES, pigs(home, **changes)), status)
    assert field in found
    assert found[field] == words or not words
    assert count() == (0, 0)
    assert not ApiAnswer.objects.exists()


@pytest.mark.parametrize(
    "text", [" ", "[]", "{", '{"a": NaN}', '{"year": 2018, "year": 2017}', "[" * 100_000, "\xff".encode("latin-1")]
)
def test_only_one_json_object_is_read(home: Household, text: Any) -> None:
    api = writing()
    headers = {"Idempotency-Key": "k"}
    answer = api.generic("POST", MEASURES, text, content_type="application/json", headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert api.post(MEASURES, {"year": 2018}, headers=headers).status_code == 415
    assert count() == (0, 0)


def test_who_may_not_write_changes_nothing(home: Household) -> None:
    refused = [
        (writing(role=""), 403),
        (writing(scope="read"), 403),
        (writing(role=Role.AUDITOR), 403),
        (writing(BAOKANG), 404),
        (writing(role=Role.DEPARTMENT, sector="education"), 400),
    ]
    for api, status in refused:
        answer = post(api, MEASURES, pigs(home))
        assert answer.status_code == status, answer.content.decode()
    assert count() == (0, 0)
    row = measure(home)
    for api, status in refused:
        answer = patch(api, f"{MEASURES}{row.pk}/", {"result": "x"}, 1)
        assert answer.status_code in (status, 422), answer.content.decode()
    row.refresh_from_db()
    assert (row.result, row.version) == ("", 1)


def test_a_change_needs_the_version_that_was_read(home: Household) -> None:
    person = Member.all_rows.filter(household=home).earliest("pk")
    row, api = measure(home, COURSE, member=person.code), writing()
    address = f"{MEASURES}{row.pk}/"
    assert patch(api, address, {"result": "结业"}, None).status_code == 428
    headers = {"If-Match": "*"}
    assert api.patch(address, {"result": "x"}, content_type="application/json", headers=headers).status_code == 428
    answer = patch(api, address, {"result": "结业", "training": {"hours": 90}}, 1)
    assert (answer.status_code, answer["ETag"]) == (200, '"2"'), answer.content.decode()
    assert (answer.json()["result"], answer.json()["training"]["hours"]) == ("结业", 90)
    assert (answer.json()["name"], answer.json()["member"]) == ("电工培训", person.code)
    late = patch(api, address, {"result": "未结业", "training": {"hours": 70}}, 1)
    assert (late.status_code, late["ETag"]) == (412, '"2"')
    assert set(wrong(late, 412)) == {"result", "training.hours"}
    assert set(wrong(patch(api, address, {"year": 2019, "sector": "post"}, 2), 400)) == {"year", "sector"}
    assert wrong(patch(api, address, {"started_on": "2018-06-01"}, 2), 422)["ended_on"] == "结束日期早于开始日期"
    # nothing that differs: nothing is written
    assert patch(api, address, {"result": "结业"}, 2)["ETag"] == '"2"'
    row.refresh_from_db()
    assert (row.result, row.version, row.source) == ("结业", 2, "api")
    assert patch(writing(BAOKANG), address, {"result": "x"}, 2).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_same_key_many_times_at_once_is_one_row(home: Household) -> None:
    api = writing()
    sent = json.dumps(pigs(home))
    token = api.defaults["HTTP_AUTHORIZATION"]

    def send(_: int) -> tuple[int, bytes]:
        from django.test import Client

        try:
            answer = post(Client(headers={"Authorization": token}), MEASURES, json.loads(sent), "storm")
            return answer.status_code, answer.content
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(send, range(24)))
    assert {status for status, _ in found} <= {201, 409}
    assert len({body for status, body in found if status == 201}) == 1
    assert count() == (1, 1)


def test_the_schema_tells_how_to_write(home: Household) -> None:
    paths = writing(TONGJIANG).get("/api/v1/schema/", headers={"Accept": "application/json"}).json()["paths"]
    change = next(path for path in paths if path.startswith(f"{MEASURES}{{"))
    assert [item["name"] for item in paths[MEASURES]["post"]["parameters"]] == ["Idempotency-Key"]
    assert "If-Match" in {item["name"] for item in paths[change]["patch"]["parameters"]}
