"""Verdicts over REST: unfolded by the standard's order, in the client's scope, level after level."""

from __future__ import annotations

import base64
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.test import Client

from assessment.claims import Worker
from core.accounts.api_clients import api_client_create
from core.audit.trail import SYSTEM
from core.regions.models import Region, RegionSpan
from households.models import Household, HouseholdYear, Member
from villages.models import VillageYear

pytestmark = pytest.mark.django_db
TONGJIANG, TOWN, HERE, FAR = 511921000000, 511921119000, 511921119200, 420626100200


@pytest.fixture
def judged(settings):
    call_command("load_standards", str(settings.BASE_DIR / "data" / "standards.json"))
    names = {511900000000: (2, "巴中市"), TONGJIANG: (3, "通江县"), TOWN: (4, "杨柏镇"), HERE: (5, "贾村观村")}
    for code, (level, name) in {**names, FAR: (5, "远处村")}.items():
        Region.objects.create(code=code, level=level, name=name, official_name=name)
        RegionSpan.objects.create(code=code, official_name=name)
    for place, number in ((HERE, "5119211192000001"), (FAR, "4206261002000001")):
        household = Household.objects.create(code=number, area=place, head_name="李国富")
        Member.objects.create(code=f"{number}01", household=household, area=place, name="李国富", joined_year=2018)
        HouseholdYear.objects.create(
            household=household,
            area=place,
            year=2018,
            no_worry_food=True,
            no_worry_clothing=False,
            **dict.fromkeys(("wage_income", "business_income", "property_income"), Decimal(1000)),
            **dict.fromkeys(("family_planning_grant", "subsistence_allowance", "destitute_allowance"), Decimal(0)),
            **dict.fromkeys(("pension_income", "eco_compensation", "transfer_other", "business_cost"), Decimal(0)),
        )
        VillageYear.objects.create(area=place, year=2018, rural_population=100, is_poor=True, hard_road=True)
    Worker().work()


@pytest.fixture
def api(client: Client, judged):
    credentials = api_client_create(actor=SYSTEM, name="民政局", area=TONGJIANG)
    basic = base64.b64encode(f"{credentials.client_id}:{credentials.client_secret}".encode()).decode()
    answer = client.post("/o/token/", {"grant_type": "client_credentials"}, headers={"Authorization": f"Basic {basic}"})
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {answer.json()['access_token']}"
    return client


def test_a_household_verdict_is_unfolded_criterion_by_criterion(api: Client):
    (verdict,) = api.get("/api/v1/verdicts/?level=household").json()["results"]
    assert (verdict["subject"], verdict["outcome"], verdict["standard"]) == (
        "5119211192000001",
        "not_met",
        "yangbai-household",
    )
    criteria = {item["criterion"]: item for item in verdict["criteria"]}
    income = criteria["income_above_line"]
    assert (Decimal(income["value"]), income["threshold"], income["outcome"]) == (Decimal(3000), "2995", "met")
    assert (criteria["clothing"]["outcome"], criteria["clothing"]["value"]) == ("not_met", "0")
    assert (criteria["tv"]["outcome"], criteria["tv"]["value"]) == ("unknown", None)
    assert criteria["food"]["label"] == "不愁吃"


def test_levels_follow_each_other_over_pages_and_nothing_foreign_is_among_them(api: Client):
    found, cursor = [], None
    for _ in range(10):
        answer = api.get("/api/v1/verdicts/", {"page_size": 1, **({"cursor": cursor} if cursor else {})}).json()
        found += [(item["level"], item["subject"]) for item in answer["results"]]
        cursor = answer["next"]
        if cursor is None:
            break
    assert found == [
        ("county", str(TONGJIANG)),
        ("village", str(HERE)),
        ("household", "5119211192000001"),
    ]


def test_filters_narrow_by_outcome_and_place(api: Client):
    def subjects(query: str) -> list[str]:
        return [item["subject"] for item in api.get(f"/api/v1/verdicts/?{query}").json()["results"]]

    assert subjects("level=household&outcome=not_met") == ["5119211192000001"]
    assert subjects("level=household&outcome=met") == []
    assert subjects("level=village&area=511921119") == [str(HERE)]
    assert subjects("area=420626") == []
    assert subjects("year=2017") == []
    assert api.get("/api/v1/verdicts/?outcome=maybe").status_code == 400
