"""Measures over REST: scope, filters, typed details, ETag; and measures in the trail, as bearers of papers."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.accounts.api_clients import api_client_create
from core.audit.trail import SYSTEM
from core.evidence.subjects import kind_of
from households.models import Household, Member
from projects.measures.services import measure_update
from tests import factories
from tests.cast import BAOKANG, JIACUNGUAN, TONGJIANG, Cast, signed_in
from tests.households.cast import next_transaction
from tests.projects.scene import COURSE, OFFICE, measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(cast: Cast) -> Household:
    return factories.household(JIACUNGUAN, head="措施户")


def client_of(area: int) -> Client:
    client = Client()
    made = api_client_create(actor=SYSTEM, name="农业局", area=area)
    basic = base64.b64encode(f"{made.client_id}:{made.client_secret}".encode()).decode()
    answer = client.post("/o/token/", {"grant_type": "client_credentials"}, headers={"Authorization": f"Basic {basic}"})
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {answer.json()['access_token']}"
    return client


def test_what_a_client_reads(home: Household) -> None:
    person = Member.all_rows.filter(household=home).earliest("pk")
    pigs, course = measure(home), measure(home, COURSE, member=person.code)
    api = client_of(TONGJIANG)
    rows: list[dict[str, Any]] = api.get("/api/v1/measures/?year=2018").json()["results"]
    assert [row["id"] for row in rows] == [pigs.pk, course.pk]
    assert (rows[0]["household"], rows[0]["member"], rows[0]["amount"]) == (home.code, None, "3000.00")
    assert (rows[0]["industry"]["award"], rows[0]["industry"]["industry_kind"]) == ("2000.00", "2")
    assert "training" not in rows[0]
    assert (rows[1]["member"], rows[1]["training"]["hours"]) == (person.code, 80)
    narrowed = api.get(f"/api/v1/measures/?year=2018&sector=training&household={home.code}").json()["results"]
    assert [row["id"] for row in narrowed] == [course.pk]
    first = api.get("/api/v1/measures/?year=2018&page_size=1").json()
    rest = api.get("/api/v1/measures/", {"year": 2018, "page_size": 1, "cursor": first["next"]}).json()
    assert ([row["id"] for row in rest["results"]], rest["next"]) == ([course.pk], None)
    assert api.get("/api/v1/measures/?sector=none").status_code == 400
    foreign = client_of(BAOKANG)
    assert foreign.get("/api/v1/measures/?year=2018").json()["results"] == []
    assert foreign.get(f"/api/v1/measures/{pigs.pk}/").status_code == 404


def test_an_item_carries_its_version(home: Household) -> None:
    row, api = measure(home), client_of(TONGJIANG)
    address = f"/api/v1/measures/{row.pk}/"
    answer = api.get(address)
    assert (answer["ETag"], answer.json()["name"]) == ('"1"', "生猪养殖")
    assert api.get(address, headers={"If-None-Match": '"1"'}).status_code == 304
    measure_update(writer=OFFICE, pk=row.pk, version=1, values={"result": "出栏"})
    answer = api.get(address, headers={"If-None-Match": '"1"'})
    assert (answer.status_code, answer["ETag"], answer.json()["result"]) == (200, '"2"', "出栏")


def test_changes_are_told_in_words(cast: Cast, home: Household) -> None:
    row = measure(home)
    next_transaction()
    measure_update(writer=OFFICE, pk=row.pk, version=1, values={"kind": "01", "result": "出栏", "lead_mode": "2"})
    next_transaction()
    for kind, words in (("measure", "出栏"), ("measure-industry", "合作社带动")):
        page = signed_in(cast.county_officer).get(f"/trail/changes/?kind={kind}").content.decode()
        assert "措施户户" in page
        assert words in page


def test_a_measure_bears_papers(cast: Cast, home: Household) -> None:
    factories.pairing(cast.helper_cadre, home)
    row = measure(home)
    for person, status in ((cast.village_clerk, 200), (cast.helper_cadre, 200), (cast.stranger, 404)):
        assert signed_in(person).get(f"/evidence/measure/{row.pk}/").status_code == status
    subject = kind_of("measure")
    assert (subject.published([row.pk], 2018), subject.facts([row.pk], 2018)) == ({}, {})


def test_templates_and_kinds_for_whoever_may(cast: Cast, home: Household) -> None:
    browser = signed_in(cast.township_clerk)
    page = browser.get("/imports/").content.decode()
    for kind in ("measures", "measures-industry", "measures-training", "measures-post"):
        assert f'value="{kind}"' in page
        assert browser.get(reverse("import-template", args=[kind])).status_code == 200
    assert "measures-industry" not in signed_in(cast.inspector).get("/imports/").content.decode()
