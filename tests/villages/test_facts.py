"""A village's and a county's facts through the browser: entered, refused, merged, hidden."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from core.accounts.models import Post, User
from core.accounts.rights import Role
from core.accounts.scope import SYSTEM_SCOPE
from core.changes.models import Change, YearInUse
from core.regions.models import Region
from villages.models import CountyYear, VillageYear

pytestmark = pytest.mark.django_db
COUNTY, TOWN, VILLAGE, SIBLING, FOREIGN = 511921000000, 511921119000, 511921119200, 511921119201, 420626100200


@pytest.fixture
def places():
    YearInUse.objects.create(year=2018)
    for code, level, parent, name in [
        (COUNTY, 3, 511900000000, "通江县"),
        (TOWN, 4, COUNTY, "杨柏镇"),
        (VILLAGE, 5, TOWN, "贾村观村"),
        (SIBLING, 5, TOWN, "仙人嵌村"),
        (FOREIGN, 5, 420626100000, "远处村"),
    ]:
        Region.objects.create(code=code, level=level, parent_code=parent, name=name, official_name=name)


def signed_in(client: Client, role: Role, area: int) -> Client:
    user = User.objects.create_user(f"{role}{area}", None, name="周敏")
    Post.objects.create(user=user, role=role, area=area, starts_on=date(2018, 1, 1))
    client.force_login(user)
    return client


def stored(area: int = VILLAGE) -> VillageYear | None:
    return VillageYear.objects.within(SYSTEM_SCOPE).filter(area=area).first()


def test_a_village_clerk_enters_facts_and_the_village_is_marked(client: Client, places):
    signed_in(client, Role.VILLAGE, VILLAGE)
    Change.objects.all().delete()
    answer = client.post(
        f"/villages/{VILLAGE}/edit/",
        {"rural_population": "1,204", "hard_road": "1", "clinics": "0", "bus": "", "collective_income": "50000.55"},
    )
    assert answer.status_code == 302, answer.content.decode()
    facts = stored()
    assert facts is not None
    assert (facts.rural_population, facts.hard_road, facts.clinics, facts.bus) == (1204, True, 0, None)
    assert facts.collective_income == Decimal("50000.55")
    assert (facts.source, facts.updated_by, facts.version) == ("form", User.objects.get().pk, 1)
    assert list(Change.objects.values_list("area", "year", "bulk")) == [(VILLAGE, 2018, False)]
    page = client.get(f"/villages/{VILLAGE}/").content.decode()
    assert "1,204" in page
    assert "未填" in page
    assert "周敏" in page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("clinics", "-1", "不能小于 0"),
        ("clinics", "三", "请填数字"),
        ("clinics", "1.5", "请填整数"),
        ("collective_income", "1_000", "请填数字"),
        ("collective_income", "0.001", "小数"),
        ("dangerous_households", "31", "不能大于总户数（30）"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_stored(client: Client, places, field, value, sentence):
    signed_in(client, Role.TOWNSHIP, TOWN)
    answer = client.post(f"/villages/{VILLAGE}/edit/", {"households": "30", field: value})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert stored() is None


def test_the_second_writer_loses_nothing_and_overwrites_nothing(client: Client, places):
    signed_in(client, Role.TOWNSHIP, TOWN)
    url = f"/villages/{VILLAGE}/edit/"
    client.post(url, {"clinics": "1", "doctors": "1", "schools": "1"})
    client.post(url, {"version": "1", "clinics": "1", "doctors": "2", "schools": "3"})  # somebody else
    answer = client.post(url, {"version": "1", "clinics": "5", "doctors": "1", "schools": "4"})  # read version 1
    assert answer.status_code == 409
    facts = stored()
    assert facts is not None
    assert (facts.version, facts.clinics, facts.doctors, facts.schools) == (2, 1, 2, 3)
    form = answer.context["form"]
    assert form.initial["version"] == 2
    # clinics: only mine; doctors: only theirs; schools: both, mine is kept and shown for a decision
    assert [form.initial[name] for name in ("clinics", "doctors", "schools")] == [5, 2, 4]
    assert answer.context["stale"] == [("村小学个数", 3, 4)]


def test_saving_the_same_again_writes_nothing(client: Client, places):
    signed_in(client, Role.TOWNSHIP, TOWN)
    client.post(f"/villages/{VILLAGE}/edit/", {"clinics": "1"})
    Change.objects.all().delete()
    client.post(f"/villages/{VILLAGE}/edit/", {"version": "1", "clinics": "1"})
    facts = stored()
    assert facts is not None
    assert facts.version == 1
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    ("role", "area", "status"),
    [
        (Role.VILLAGE, VILLAGE, 404),
        (Role.TOWNSHIP, 420626100000, 404),
        (Role.AUDITOR, COUNTY, 403),
        (Role.HELPER, TOWN, 403),
        (Role.ADMIN, 0, 403),
    ],
)
def test_whoever_may_not_changes_nothing(client: Client, places, role, area, status):
    signed_in(client, role, area)
    answer = client.post(f"/villages/{SIBLING}/edit/", {"clinics": "9"})
    assert answer.status_code == status
    assert stored(SIBLING) is None


def test_a_county_enters_its_exit_survey(client: Client, places):
    signed_in(client, Role.COUNTY, COUNTY)
    answer = client.post(
        f"/counties/{COUNTY}/edit/",
        {"sampled_exited": "1000", "wrong_exits": "3", "rural_income_per_head": "12036.50"},
    )
    assert answer.status_code == 302
    facts = CountyYear.objects.within(SYSTEM_SCOPE).get()
    assert (facts.sampled_exited, facts.wrong_exits, facts.omitted) == (1000, 3, None)
    assert (
        client.post(
            f"/counties/{COUNTY}/edit/", {"version": "1", "wrong_exits": "5", "sampled_exited": "4"}
        ).status_code
        == 422
    )
