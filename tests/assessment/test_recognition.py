"""人工认定: two persons, above the subject, until a day; no computation touches it, every list shows both columns."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from assessment.drain import recompute
from assessment.recognition import services
from assessment.recognition.selectors import of_household, recognitions
from assessment.recognition.services import Proposal, RecognitionRefusedError
from assessment.verdict_pages import verdict_page
from core.accounts.models import Post, User
from core.accounts.rights import Role
from core.accounts.scope import SYSTEM_SCOPE, scope_of
from core.audit.trail import Actor
from core.regions.models import Region
from households.models import Household, HouseholdVerdict
from households.selectors.register import RegisterFilter, register_page
from tests import factories
from tests.assessment.scene import GOOD_VILLAGE, drain, edit, good_household, line, release
from tests.cast import BAOKANG, JIACUNGUAN, TONGJIANG, XIANRENQIAN, Cast, signed_in
from villages.models import Recognition

pytestmark = pytest.mark.django_db
YEAR = 2018


@pytest.fixture
def row(cast: Cast) -> Household:
    release("household", ["income_above_line", "food"])
    release("village", ["assessed_incidence"])
    line()
    for area in (JIACUNGUAN, XIANRENQIAN):
        factories.village_year(area, **GOOD_VILLAGE)
    found = good_household(JIACUNGUAN, head="贾特殊", facts={"no_worry_food": False})
    drain()
    return found


def post_of(user: User) -> Post:
    return Post.objects.get(user=user)


def actor(user: User) -> Actor:
    return Actor(user_id=user.pk, name=user.name, door="web")


def proposal(**changes: Any) -> Proposal:
    given = {
        "year": YEAR,
        "kind": "met",
        "criterion": "",
        "reason": "五保供养，集中居住",
        "document": "通扶〔2018〕12号",
        "valid_until": timezone.localdate() + timedelta(days=20),
    }
    return Proposal(**{**given, **changes})


def propose(user: User, subject: Household | Region, **changes: Any) -> Recognition:
    return services.recognition_propose(
        subject=subject, proposal=proposal(**changes), actor=actor(user), post=post_of(user)
    )


def decide(user: User, found: Recognition, *, approve: bool = True, note: str = "") -> Recognition:
    return services.recognition_decide(pk=found.pk, approve=approve, note=note, actor=actor(user), post=post_of(user))


def stored() -> list[dict[str, Any]]:
    return list(Recognition.all_rows.order_by("id").values())


def test_two_persons_make_a_recognition_and_it_stands_beside_the_verdict(row: Household, cast: Cast) -> None:
    found = propose(cast.township_clerk, row)
    assert of_household(row, YEAR)[0].standing == "待审批"
    assert not of_household(row, YEAR)[0].counts
    decide(cast.county_officer, found)
    (shown,) = of_household(row, YEAR)
    assert (shown.counts, shown.standing, shown.row.decided_name) == (True, "有效", "county_officer")
    assert HouseholdVerdict.all_rows.get(household=row).outcome is False
    page = signed_in(cast.village_clerk).get(reverse("household-verdict", args=[row.code])).content.decode()
    assert "认定达标，有效期至" in page
    assert "未达标" in page


def test_nobody_approves_the_own_proposal(row: Household, cast: Cast) -> None:
    found = propose(cast.county_officer, row)
    before = stored()
    with pytest.raises(RecognitionRefusedError, match="提出人不能审批"):
        decide(cast.county_officer, found)
    assert stored() == before
    colleague = factories.user("colleague", Role.COUNTY, TONGJIANG)
    assert decide(colleague, found).state == "approved"


def test_the_database_refuses_one_person_as_both(row: Household, cast: Cast) -> None:
    found = propose(cast.county_officer, row)
    with pytest.raises(IntegrityError, match="recognition_two_persons"), transaction.atomic():
        Recognition.all_rows.filter(pk=found.pk).update(decided_by=cast.county_officer.pk)


def test_a_county_is_approved_above_the_county(row: Household, cast: Cast) -> None:
    county = Region.objects.get(code=TONGJIANG)
    found = propose(cast.county_officer, county, kind="deferred")
    colleague = factories.user("colleague", Role.COUNTY, TONGJIANG)
    before = stored()
    with pytest.raises(RecognitionRefusedError, match="上一级"):
        decide(colleague, found)
    assert stored() == before
    assert decide(cast.city_officer, found).state == "approved"


@pytest.mark.parametrize("name", ["township_clerk", "village_clerk", "auditor", "admin", "stranger"])
def test_who_may_not_approve_changes_nothing(row: Household, cast: Cast, name: str) -> None:
    found = propose(cast.county_officer, row)
    before = stored()
    with pytest.raises((RecognitionRefusedError, Recognition.DoesNotExist)):
        decide(getattr(cast, name), found)
    assert stored() == before


@pytest.mark.parametrize("name", ["village_clerk", "team_leader", "auditor", "department_officer", "stranger"])
def test_who_may_not_propose_writes_nothing(row: Household, cast: Cast, name: str) -> None:
    with pytest.raises(RecognitionRefusedError):
        propose(getattr(cast, name), row)
    assert stored() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"valid_until": date(2018, 1, 1)},
        {"criterion": "hard_road"},
        {"kind": "maybe"},
        {"reason": "  "},
        {"document": " "},
    ],
)
def test_a_proposal_that_says_nothing_is_refused(row: Household, cast: Cast, changes: dict[str, Any]) -> None:
    with pytest.raises(RecognitionRefusedError):
        propose(cast.county_officer, row, **changes)
    assert stored() == []


def test_a_second_one_waits_for_the_end_of_the_first(row: Household, cast: Cast) -> None:
    found = propose(cast.township_clerk, row)
    for _ in range(2):
        with pytest.raises(RecognitionRefusedError, match="已有"):
            propose(cast.county_officer, row)
        if Recognition.all_rows.get().state == "proposed":
            decide(cast.county_officer, found)
    propose(cast.county_officer, row, criterion="food")
    with pytest.raises(RecognitionRefusedError, match="请写明"):
        services.recognition_withdraw(
            pk=found.pk, note=" ", actor=actor(cast.county_officer), post=post_of(cast.county_officer)
        )
    services.recognition_withdraw(
        pk=found.pk, note="情况变化", actor=actor(cast.county_officer), post=post_of(cast.county_officer)
    )
    assert propose(cast.township_clerk, row).state == "proposed"


def test_computing_everything_anew_leaves_recognitions_identical(row: Household, cast: Cast) -> None:
    decide(cast.county_officer, propose(cast.township_clerk, row))
    before = stored()
    edit(row, no_worry_food=True)
    release("household", ["food"])
    drain()
    recompute(YEAR, 0)
    assert HouseholdVerdict.all_rows.get(household=row).outcome is True
    assert stored() == before


def test_it_ends_on_its_day_by_itself(row: Household, cast: Cast) -> None:
    today = timezone.localdate()
    found = decide(cast.county_officer, propose(cast.township_clerk, row, valid_until=today))
    assert found.counts_on(today)
    assert not found.counts_on(today + timedelta(days=1))
    Recognition.all_rows.update(valid_until=today - timedelta(days=1))
    (shown,) = of_household(row, YEAR)
    assert (shown.counts, shown.standing) == (False, "已到期")
    page = signed_in(cast.village_clerk).get(reverse("household-verdict", args=[row.code])).content.decode()
    assert "已到期" in page
    assert register_row(row).recognised == ""
    # and a new one may follow
    assert propose(cast.township_clerk, row).state == "proposed"


def register_row(row: Household) -> Any:
    page = register_page(scope=SYSTEM_SCOPE, year=YEAR, wanted=RegisterFilter(area=JIACUNGUAN))
    return next(item for item in page.rows if item.household.pk == row.pk)


def test_lists_and_the_interface_show_both_columns(row: Household, cast: Cast) -> None:
    decide(cast.county_officer, propose(cast.township_clerk, row))
    village = Region.objects.get(code=JIACUNGUAN)
    decide(cast.county_officer, propose(cast.township_clerk, village, kind="not_met"))
    until = timezone.localdate() + timedelta(days=20)
    assert register_row(row).recognised == f"认定达标至 {until:%Y-%m-%d}"
    found = {
        item["subject"]: item["recognition"] and (item["outcome"], item["recognition"]["kind"])
        for item in verdict_page(
            scope=SYSTEM_SCOPE, year=YEAR, area=JIACUNGUAN, level=None, filters={}, after=None, size=50
        ).results
    }
    assert found == {row.code: ("not_met", "met"), f"{JIACUNGUAN}": ("met", "not_met")}


def test_the_list_by_where_they_stand(row: Household, cast: Cast) -> None:
    today = timezone.localdate()
    late = decide(cast.county_officer, propose(cast.township_clerk, row, valid_until=today + timedelta(days=31)))
    soon = decide(cast.county_officer, propose(cast.township_clerk, row, criterion="food"))
    waits = propose(cast.township_clerk, Region.objects.get(code=JIACUNGUAN))
    own = propose(cast.county_officer, Region.objects.get(code=XIANRENQIAN))

    def shown(name: str, user: User = cast.county_officer) -> list[int]:
        post = post_of(user)
        rows = recognitions(scope=scope_of(post), area=TONGJIANG, show=name, user_id=user.pk, post=post)
        return list(rows.order_by("id").values_list("id", flat=True))

    assert (shown("waiting"), shown("proposed")) == ([waits.pk], [waits.pk, own.pk])
    assert (shown("force"), shown("soon"), shown("expired")) == ([late.pk, soon.pk], [soon.pk], [])
    assert shown("waiting", cast.township_clerk) == []
    assert shown("all", cast.stranger) == []
    Recognition.all_rows.filter(pk=soon.pk).update(valid_until=today - timedelta(days=1))
    assert shown("expired") == [soon.pk]


def test_a_recognition_moves_and_goes_with_its_household(row: Household, cast: Cast) -> None:
    propose(cast.township_clerk, row)
    Household.all_rows.filter(pk=row.pk).update(area=XIANRENQIAN)
    assert Recognition.all_rows.get().area == XIANRENQIAN
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM households_household WHERE id = %s", [row.pk])
    assert stored() == []


def test_the_pages_propose_decide_and_withdraw(row: Household, cast: Cast) -> None:
    clerk, officer = signed_in(cast.township_clerk), signed_in(cast.county_officer)
    address = reverse("recognition-household", args=[row.code])
    given = {"kind": "met", "criterion": "food", "document": "文", "reason": "理由",
             "valid_until": f"{timezone.localdate():%Y-%m-%d}"}  # fmt: skip
    assert clerk.post(address, {**given, "valid_until": "2018-01-01"}).status_code == 422
    assert clerk.post(address, given).status_code == 302
    found = Recognition.all_rows.get()
    page = reverse("recognition-page", args=[found.pk])
    assert clerk.post(page, {"act": "approve"}).status_code == 422
    assert "贾特殊" in officer.get(reverse("recognition-list")).content.decode()
    assert officer.post(page, {"act": "reject"}).status_code == 422
    assert officer.post(page, {"act": "approve"}).status_code == 302
    assert officer.post(page, {"act": "approve"}).status_code == 422
    assert clerk.post(page, {"act": "withdraw", "note": "误报"}).status_code == 302
    assert Recognition.all_rows.get().state == "withdrawn"
    assert signed_in(cast.stranger).get(page).status_code == 404
    region = reverse("recognition-region", args=[BAOKANG])
    assert officer.get(region).status_code == 404
