"""Assets, their income and its shares over REST, and how far the plan is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from core.accounts.rights import Role
from projects.models import Asset, AssetDistribution, AssetIncome
from tests import factories
from tests.cast import BAOKANG, JIACUNGUAN, TONGJIANG, Cast
from tests.projects import plan_scene
from tests.projects.api_scene import patch, post, writing, wrong
from tests.projects.library_scene import project
from tests.projects.test_assets import asset, income

pytestmark = pytest.mark.django_db
ASSETS = "/api/v1/assets/"


def orchard(**changes: Any) -> dict[str, Any]:
    return {
        "area": str(JIACUNGUAN), "name": "核桃园", "kind": "operating", "owner_level": "village",
        "original_value": "560000.00", "term_start": "2018-01-01", **changes,
    }  # fmt: skip


def money(api: Any, address: str, body: Any, version: int | None, key: str = "") -> Any:
    headers = {"Idempotency-Key": key or uuid4().hex} | ({} if version is None else {"If-Match": f'"{version}"'})
    return api.post(address, body, content_type="application/json", headers=headers)


def test_an_asset_is_registered_read_and_changed(cast: Cast) -> None:
    api = writing()
    answer = post(api, ASSETS, orchard())
    assert answer.status_code == 201, answer.content.decode()
    told = answer.json()
    assert (told["code"], told["condition"], told["original_value"]) == (f"ZC{JIACUNGUAN}0001", "in_use", "560000.00")
    address = answer["Location"]
    assert [row["code"] for row in api.get(f"{ASSETS}?kind=operating").json()["results"]] == [told["code"]]
    assert api.get(f"{ASSETS}?kind=public").json()["results"] == []
    assert patch(api, address, {"condition": "idle"}, None).status_code == 428
    changed = patch(api, address, {"condition": "idle", "manager": "合作社"}, 1)
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    assert (changed.json()["condition"], changed.json()["original_value"]) == ("idle", "560000.00")
    assert patch(api, address, {"condition": "in_use"}, 1).status_code == 412
    assert wrong(patch(api, address, {"term_end": "2017-01-01"}, 2), 422)["term_end"] == "经营期结束早于开始"
    row = Asset.all_rows.get()
    assert (row.condition, row.version, row.source) == ("idle", 2, "api")


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"kind": "x"}, 400, "kind"),
        ({"original_value": 0}, 422, "original_value"),
        ({"original_value": None}, 400, "original_value"),
        ({"area": "420626100200"}, 404, ""),
        ({"area": "x"}, 400, "area"),
        ({"project": "XM0"}, 400, "project"),
        ({"version": 1}, 400, "version"),
        ({"colour": 1}, 400, "colour"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(
    cast: Cast, changes: dict[str, Any], status: int, field: str
) -> None:
    found = wrong(post(writing(), ASSETS, orchard(**changes)), status)
    assert field in found or not field
    assert not Asset.all_rows.exists()


def test_an_asset_of_a_project_that_is_not_built_is_refused(cast: Cast) -> None:
    row = project(cast.village_clerk)
    answer = post(writing(), ASSETS, orchard(project=row.code))
    assert (answer.status_code, "还没有形成资产" in answer.json()["detail"]) == (422, True)
    assert not Asset.all_rows.exists()


def test_income_and_shares_are_written_under_the_asset(cast: Cast) -> None:
    home = factories.household(JIACUNGUAN, head="分红户")
    row, api = asset(cast.village_clerk), writing()
    incomes = f"{ASSETS}{row.code}/incomes/"
    sent = {"year": 2018, "period": "全年", "amount": "1000.00"}
    assert money(api, incomes, sent, None).status_code == 428
    answer = money(api, incomes, sent, 1, "first")
    assert (answer.status_code, answer["ETag"]) == (201, '"2"'), answer.content.decode()
    told = answer.json()
    assert (told["amount"], told["given"], told["households"]) == ("1000.00", "0.00", 0)
    assert money(api, incomes, sent, 1, "first")["Idempotency-Replayed"] == "true"
    assert money(api, incomes, sent, 1, "other").status_code == 412
    shares = f"{incomes}{told['id']}/shares/"
    over = {"shares": [{"household": home.code, "amount": "1000.01"}]}
    assert "超过收益" in wrong(money(api, shares, over, 2), 422)["shares"]
    twice = {"shares": [{"household": home.code, "amount": 1}] * 2}
    assert set(wrong(money(api, shares, twice, 2), 400)) == {"shares.1.household"}
    fine = {"shares": [{"household": home.code, "amount": 0.001}]}
    assert set(wrong(money(api, shares, fine, 2), 400)) == {"shares.0.amount"}
    assert not AssetDistribution.all_rows.exists()
    given = money(api, shares, {"shares": [{"household": home.code, "amount": 600.5}], "paid_on": "2018-12-20"}, 2)
    assert (given.status_code, given["ETag"]) == (201, '"3"'), given.content.decode()
    assert given.json()["results"] == [{"household": home.code, "amount": "600.50", "paid_on": "2018-12-20"}]
    assert api.get(incomes).json()["results"][0]["given"] == "600.50"
    assert api.get(shares)["ETag"] == '"3"'
    less = money(api, incomes, {**sent, "amount": "600.00"}, 3, "less")
    assert "已分配" in wrong(less, 422)["amount"]
    assert AssetIncome.all_rows.get().amount == Decimal("1000.00")


def test_who_may_not_write_changes_nothing(cast: Cast) -> None:
    home = factories.household(JIACUNGUAN)
    row = asset(cast.village_clerk)
    earned = income(cast.village_clerk, row)
    version = Asset.all_rows.get().version
    incomes = f"{ASSETS}{row.code}/incomes/"
    for api, status in ((writing(role=""), 403), (writing(role=Role.AUDITOR), 403), (writing(BAOKANG), 404)):
        assert post(api, ASSETS, orchard()).status_code == status
        assert patch(api, f"{ASSETS}{row.code}/", {"note": "x"}, version).status_code == status
        sent = {"year": 2019, "period": "全年", "amount": 1}
        assert money(api, incomes, sent, version).status_code == status
        shares = {"shares": [{"household": home.code, "amount": 1}]}
        assert money(api, f"{incomes}{earned.pk}/shares/", shares, version).status_code == status
    assert (Asset.all_rows.get().version, Asset.all_rows.get().note) == (version, "")
    assert AssetIncome.all_rows.count() == 1
    assert not AssetDistribution.all_rows.exists()


def test_the_plan_is_read_as_its_page_shows_it(db: None) -> None:
    plan_scene.build()
    api = writing(TONGJIANG, role="")
    (plan,) = api.get("/api/v1/plans/").json()["results"]
    assert plan["area"] == str(plan_scene.TOWN)
    told = api.get(f"/api/v1/plans/{plan_scene.TOWN}/?year=2018").json()
    figures = {item["code"]: item for item in told["items"]}
    assert (len(figures), told["year"], told["region"]) == (136, 2018, str(plan_scene.TOWN))
    bridges = next(item for item in figures.values() if item["label"] == "渡汉桥")
    assert (float(bridges["planned"]), bridges["unit"], bridges["achieved"]) == (16.0, "座", None)
    assert api.get("/api/v1/plans/?area=420626").json()["results"] == []
    foreign = writing(BAOKANG, role="")
    assert foreign.get("/api/v1/plans/").json()["results"] == []
    assert foreign.get(f"/api/v1/plans/{plan_scene.TOWN}/").status_code == 404
