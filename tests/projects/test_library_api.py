"""Projects over REST: scope, paging, ETag, and that a client without a role writes nothing."""

from __future__ import annotations

import pytest

from tests.cast import BAOKANG, TONGJIANG, Cast
from tests.projects.library_scene import plan, project
from tests.projects.test_measure_api import client_of

pytestmark = pytest.mark.django_db


def test_what_a_client_reads_and_that_it_writes_nothing(cast: Cast) -> None:
    first, second = project(cast.village_clerk), project(cast.village_clerk, plan(name="蓄水池"))
    api = client_of(TONGJIANG)
    page = api.get("/api/v1/projects/?year=2018&page_size=1").json()
    assert [row["code"] for row in page["results"]] == [first.code]
    assert (page["results"][0]["total"], page["results"][0]["state"]) == ("1280000.00", "draft")
    rest = api.get("/api/v1/projects/", {"year": 2018, "page_size": 1, "cursor": page["next"]}).json()
    assert ([row["code"] for row in rest["results"]], rest["next"]) == ([second.code], None)
    address = f"/api/v1/projects/{first.code}/"
    answer = api.get(address)
    assert (answer.json()["name"], answer.headers["ETag"]) == (first.name, f'"{first.version}"')
    assert api.get(address, headers={"If-None-Match": f'"{first.version}"'}).status_code == 304
    for method, status in ((api.put, 405), (api.post, 405), (api.delete, 405), (api.patch, 403)):
        assert method(address, {"state": "struck_off"}, content_type="application/json").status_code == status
    first.refresh_from_db()
    assert first.state == "draft"
    foreign = client_of(BAOKANG)
    assert foreign.get("/api/v1/projects/?year=2018").json()["results"] == []
    assert foreign.get(address).status_code == 404
