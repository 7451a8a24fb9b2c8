"""The inbox, a finding with its exemption by two persons, the rules of a region."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.accounts.api_clients import api_client_create
from core.accounts.models import User
from core.accounts.rights import Role
from core.audit.trail import SYSTEM
from core.findings.models import DoubtMark, Exemption, Finding, FindingLog, RuleSetting
from core.findings.services import sweep
from households.models import Household, HouseholdYear
from tests import factories
from tests.cast import BAOKANG, JIACUNGUAN, TONGJIANG, XIANRENQIAN, Cast, signed_in

pytestmark = pytest.mark.django_db
LATER = timezone.localdate() + timedelta(days=90)


@pytest.fixture
def found(households: dict[int, Household]) -> Finding:
    """贾本村's household far from the road, and a sibling's too."""
    rows = [households[area].pk for area in (JIACUNGUAN, XIANRENQIAN)]
    HouseholdYear.all_rows.filter(household__in=rows).update(km_to_main_road=9)
    sweep(2018)
    DoubtMark.objects.all().delete()  # everything has been looked at
    return Finding.all_rows.get(rule="64B", area=JIACUNGUAN)


def body(reader: User, /, name: str, *args: Any, **query: Any) -> str:
    return signed_in(reader).get(reverse(name, args=args), query).content.decode()


def post(person: User, pk: int, **data: Any) -> int:
    return signed_in(person).post(reverse("finding-page", args=[pk]), data).status_code


def propose(person: User, pk: int, **changes: Any) -> int:
    return post(person, pk, **{"reason": "山高路远，实地量过", "expires_on": f"{LATER:%Y-%m-%d}", **changes})


def test_the_inbox_names_the_person_the_values_and_who_settles_it(cast: Cast, found: Finding) -> None:
    page = body(cast.village_clerk, "finding-list", rule="64B")
    assert "贾本村户与村主干路距离 9 公里，请核对" in page
    assert "village_clerk" in page
    assert "仙邻村" not in page
    # a helper sees the paired household alone, the county everything
    assert "贾本村户与村主干路距离" in body(cast.helper_cadre, "finding-list", rule="64B")
    assert "仙邻村" not in body(cast.helper_cadre, "finding-list", rule="64B")
    county = body(cast.county_officer, "finding-list", rule="64B")
    assert "贾本村" in county
    assert "仙邻村" in county


def test_filters_narrow(cast: Cast, found: Finding) -> None:
    officer = cast.county_officer
    assert "没有这样的疑点" in body(officer, "finding-list", rule="64B", severity="E")
    assert "仙邻村" not in body(officer, "finding-list", rule="64B", person=cast.village_clerk.pk)
    Finding.all_rows.filter(pk=found.pk).update(due_on=date(2018, 1, 1))
    late = body(officer, "finding-list", state="late")
    assert "贾本村" in late
    assert "已超期" in late
    assert "仙邻村户与" not in late


def test_counts_by_place_equal_an_independent_count(cast: Cast, found: Finding) -> None:
    page = body(cast.county_officer, "finding-list")
    for low, high in ((511921119000, 511921120000), (511921100000, 511921101000)):
        count = Finding.all_rows.filter(area__gte=low, area__lt=high, state="open").count()
        assert f'data-label="待处理">{count} 条' in page


def test_two_persons_exempt_a_finding(cast: Cast, found: Finding) -> None:
    assert propose(cast.village_clerk, found.pk) == 302
    assert propose(cast.village_clerk, found.pk) == 422
    assert post(cast.village_clerk, found.pk, act="approve") == 422
    found.refresh_from_db()
    assert found.state == "open"
    assert "贾本村" in body(cast.township_clerk, "finding-list", state="waiting")
    assert post(cast.township_clerk, found.pk, act="approve") == 302
    found.refresh_from_db()
    assert found.state == "exempt"
    told = list(FindingLog.objects.filter(finding=found).order_by("id").values_list("what", flat=True))
    assert told == ["opened", "proposed", "approved"]
    # a sweep leaves it exempt; withdrawn it is open again
    sweep(2018)
    found.refresh_from_db()
    assert found.state == "exempt"
    assert post(cast.township_clerk, found.pk, act="withdraw", note="再查") == 302
    found.refresh_from_db()
    assert found.state == "open"


def test_nobody_approves_what_they_proposed(cast: Cast, found: Finding) -> None:
    assert propose(cast.township_clerk, found.pk) == 302
    assert post(cast.township_clerk, found.pk, act="approve") == 422
    assert Exemption.objects.get().state == "proposed"
    assert Finding.all_rows.get(pk=found.pk).state == "open"
    assert post(cast.county_officer, found.pk, act="reject") == 422  # without a word
    assert post(cast.county_officer, found.pk, act="reject", note="距离不对") == 302
    assert Exemption.objects.get().state == "rejected"


@pytest.mark.parametrize("changes", [{"reason": ""}, {"expires_on": "2018-01-01"}, {"evidence": "7"}])
def test_an_incomplete_confirmation_is_refused(cast: Cast, found: Finding, changes: dict[str, str]) -> None:
    assert propose(cast.village_clerk, found.pk, **changes) == 422
    assert Exemption.objects.count() == 0


def test_a_helper_may_not_confirm_and_a_stranger_finds_nothing(cast: Cast, found: Finding) -> None:
    assert propose(cast.helper_cadre, found.pk) == 422
    assert propose(cast.stranger, found.pk) == 404
    assert Exemption.objects.count() == 0


def test_the_county_sets_a_rule_and_the_township_may_not(cast: Cast, found: Finding) -> None:
    address = reverse("finding-setting", args=["64B"])
    assert signed_in(cast.township_clerk).post(address, {"p_most": "20"}).status_code == 403
    assert RuleSetting.objects.count() == 0
    sent = signed_in(cast.county_officer).post(address, {"active": "on", "p_most": "20", "days": "5"})
    assert sent.status_code == 302
    row = RuleSetting.objects.get()
    assert (row.region, row.first_year, row.parameters, row.days) == (TONGJIANG, 2018, {"most": 20}, 5)
    sweep(2018)
    found.refresh_from_db()
    assert found.state == "closed"
    assert "2018 年起" in body(cast.county_officer, "finding-rules")


def test_the_card_has_a_tab_of_its_findings(cast: Cast, found: Finding, households: dict[int, Household]) -> None:
    code = households[JIACUNGUAN].code
    page = signed_in(cast.village_clerk).get(reverse("household-card", args=[code]), {"tab": "findings"})
    assert "与村主干路距离 9 公里" in page.content.decode()


def test_the_township_settles_where_no_clerk_is(cast: Cast, found: Finding) -> None:
    factories.user("other_clerk", Role.TOWNSHIP, 511921100000)
    page = body(cast.county_officer, "finding-list", area=XIANRENQIAN, rule="64B")
    assert "township_clerk" in page
    assert "other_clerk" not in page


def test_the_inbox_says_when_facts_wait_to_be_looked_at(cast: Cast, found: Finding) -> None:
    """A blank list is no clean village while the sweep has not been there."""
    waits, clean = "资料还在排查", "没有这样的疑点"
    page = body(cast.county_officer, "finding-list", area=XIANRENQIAN, rule="64B", severity="E")
    assert (waits in page, clean in page) == (False, True)
    HouseholdYear.all_rows.filter(area=XIANRENQIAN).update(km_to_main_road=3)
    page = body(cast.county_officer, "finding-list", area=XIANRENQIAN, rule="64B", severity="E")
    assert (waits in page, clean in page) == (True, False)
    assert waits not in body(cast.county_officer, "finding-list", area=JIACUNGUAN, rule="64B", severity="E")
    # The county's own mark waits for each of its villages.
    DoubtMark.objects.all().delete()
    factories.county_year(TONGJIANG, rural_income_per_head=9000)
    assert waits in body(cast.county_officer, "finding-list", area=JIACUNGUAN, rule="64B", severity="E")


def test_the_list_asks_a_fixed_number_of_queries(cast: Cast, found: Finding, django_assert_num_queries: Any) -> None:
    client = signed_in(cast.county_officer)
    address = reverse("finding-list")
    client.get(address)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _ in range(12):
        factories.household(JIACUNGUAN, facts={"km_to_main_road": 9})
    sweep(2018)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


def test_the_interface_lists_what_lies_in_the_clients_county(
    client: Client, found: Finding, households: dict[int, Household]
) -> None:
    def ask(area: int) -> list[dict[str, Any]]:
        given = api_client_create(actor=SYSTEM, name="甲", area=area)
        sent = {"grant_type": "client_credentials", "client_id": given.client_id, "client_secret": given.client_secret}
        token = client.post("/o/token/", sent).json()["access_token"]
        answer = client.get(
            "/api/v1/findings/", {"rule": "64B", "state": "open"}, headers={"authorization": f"Bearer {token}"}
        )
        listed: list[dict[str, Any]] = answer.json()["results"]
        return listed

    assert ask(BAOKANG) == []
    mine = next(row for row in ask(TONGJIANG) if row["area"] == str(JIACUNGUAN))
    assert (mine["household"], mine["message"]) == (
        households[JIACUNGUAN].code,
        "贾本村户与村主干路距离 9 公里，请核对",
    )


def test_findings_stand_in_the_to_do_with_the_helper_and_lead_to_the_inbox(cast: Cast, found: Finding) -> None:
    address = reverse("finding-list")
    for reader, count in ((cast.village_clerk, 1), (cast.county_officer, 2)):
        Finding.all_rows.exclude(rule="64B").update(state="closed", closed_on=timezone.localdate())
        page = body(reader, "todo-list")
        assert "疑点待处理" in page
        assert f'<span class="todo-count">{count}<small>条</small>' in page
        assert f"{address}?area=" in page
        assert "疑点超期未处理" not in page
    Finding.all_rows.filter(rule="64B").update(due_on=timezone.localdate() - timedelta(days=1))
    assert "疑点超期未处理" in body(cast.county_officer, "todo-list")
    assert f"帮扶 {cast.helper_cadre.name}" in body(cast.county_officer, "finding-list", rule="64B")
    # the helper's own list to complete: the paired household, with a link to its findings
    todo = body(cast.helper_cadre, "helper-todo")
    assert "疑点 1 条" in todo
    assert "tab=findings" in todo


def test_a_region_lays_down_the_days_of_a_severity(cast: Cast, found: Finding) -> None:
    client = signed_in(cast.county_officer)
    assert "15 天" in client.get(reverse("finding-rules")).content.decode()
    address = reverse("finding-setting", args=["W"])
    assert "程度“疑点”的处理天数" in client.get(address).content.decode()
    assert client.post(address, {"days": "0"}).status_code == 422
    assert not RuleSetting.objects.exists()
    assert client.post(address, {"days": "4"}).status_code == 302
    setting = RuleSetting.objects.get()
    assert (setting.rule, setting.region, setting.days) == ("severity:W", TONGJIANG, 4)
    Finding.all_rows.filter(pk=found.pk).update(state="closed", closed_on=date(2018, 1, 1))
    sweep(2018, today=date(2018, 5, 2))
    assert Finding.all_rows.get(pk=found.pk).due_on == date(2018, 5, 6)
    assert client.post(address, {"days": ""}).status_code == 302
    assert RuleSetting.objects.get().days is None
    assert signed_in(cast.village_clerk).post(address, {"days": "9"}).status_code == 403
