"""Managing people: within the own reach, never the own kind or higher, each change with its event."""

from __future__ import annotations

import io
import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from core.accounts import services
from core.accounts.models import Post, User
from core.accounts.rights import Role, may_grant
from core.accounts.selectors import is_managed, users_within
from core.audit.models import AccessEvent
from core.audit.trail import SYSTEM
from tests import factories
from tests.cast import BAOKANG, CHENGGUAN, JIACUNGUAN, SICHUAN, TONGJIANG, YANGBAI, Cast, signed_in
from tests.matrix.world import post_of

NEW_USER = {
    "username": "wangfang",
    "name": "王芳",
    "office": "杨柏镇政府",
    "job_title": "专干",
    "phone": "",
    "role": "township",
    "area": "511921119",
    "starts_on": "2018-01-01",
    "ends_on": "",
}


def events(action: str) -> list[AccessEvent]:
    return list(AccessEvent.objects.filter(action=action))


@pytest.mark.parametrize(
    ("who", "role", "area", "allowed"),
    [
        ("county_officer", Role.TOWNSHIP, YANGBAI, True),
        ("county_officer", Role.VILLAGE, JIACUNGUAN, True),
        ("county_officer", Role.TEAM, JIACUNGUAN, True),
        ("county_officer", Role.HELPER, TONGJIANG, True),
        ("county_officer", Role.COUNTY, TONGJIANG, False),
        ("county_officer", Role.ADMIN, YANGBAI, False),
        ("county_officer", Role.AUDITOR, TONGJIANG, False),
        ("county_officer", Role.TOWNSHIP, JIACUNGUAN, False),
        ("county_officer", Role.TOWNSHIP, TONGJIANG, False),
        ("county_officer", Role.TOWNSHIP, CHENGGUAN, False),
        ("county_officer", Role.PROVINCE, SICHUAN, False),
        ("admin", Role.COUNTY, TONGJIANG, True),
        ("admin", Role.AUDITOR, TONGJIANG, True),
        ("admin", Role.ADMIN, TONGJIANG, False),
        ("admin", Role.COUNTY, BAOKANG, False),
        ("admin", Role.CITY, 511900000000, False),
        ("township_clerk", Role.VILLAGE, JIACUNGUAN, False),
        ("auditor", Role.VILLAGE, JIACUNGUAN, False),
        ("nobody", Role.VILLAGE, JIACUNGUAN, False),
    ],
)
def test_who_may_give_which_post(cast: Cast, who: str, role: Role, area: int, allowed: bool) -> None:
    assert may_grant(post_of(cast.members()[who]), role, area) is allowed


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("county_officer", {"township_clerk", "village_clerk", "team_leader", "helper_cadre"}),
        (
            "admin",
            {
                "county_officer",
                "department_officer",
                "auditor",
                "finance_officer",
                "inspector",
                "township_clerk",
                "village_clerk",
                "team_leader",
                "helper_cadre",
            },
        ),
        ("stranger", set()),
        ("township_clerk", set()),
        ("nobody", set()),
    ],
)
def test_whom_a_manager_sees(cast: Cast, who: str, seen: set[str]) -> None:
    assert {user.username for user in users_within(post_of(cast.members()[who]))} == seen


def test_a_new_account_gets_a_password_that_is_shown_once_and_must_be_changed(cast: Cast) -> None:
    officer = signed_in(cast.county_officer)
    page = officer.post("/users/new/", NEW_USER)
    assert page.status_code == 200
    found = re.search(r"data-password>([^<]+)<", page.content.decode())
    assert found is not None
    password = found[1]
    user = User.objects.get(username="wangfang")
    assert (user.must_change_password, user.is_staff, user.is_superuser) == (True, False, False)
    assert user.check_password(password)
    post = user.posts.get()
    assert (post.role, post.area, post.starts_on, post.ends_on) == ("township", YANGBAI, date(2018, 1, 1), None)
    (event,) = events("accounts.user.created")
    assert (event.actor_id, event.area) == (cast.county_officer.pk, YANGBAI)
    assert password not in str(event.detail)
    fresh = Client()
    fresh.post("/login/", {"username": "wangfang", "password": password})
    assert fresh.get("/places/").headers["Location"] == "/password/"
    assert password not in officer.get(f"/users/{user.pk}/").content.decode()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"area": "420626100"}, "不能安排"),
        ({"area": "511921"}, "不能安排"),
        ({"area": "511921999"}, "没有这个区划"),
        ({"area": "51192"}, "代码"),
        ({"role": "county", "area": "511921"}, "选"),
        ({"role": "admin"}, "选"),
        ({"username": "township_clerk"}, "已被使用"),
        ({"username": "Wang Fang"}, "小写字母"),
        ({"username": ""}, "必填"),
        ({"name": ""}, "必填"),
        ({"ends_on": "2017-12-31"}, "早于"),
        ({"starts_on": "2018-02-30"}, "日期"),
    ],
)
def test_a_refused_account_leaves_nothing(cast: Cast, change: dict[str, str], word: str) -> None:
    before = (User.objects.count(), Post.objects.count())
    page = signed_in(cast.county_officer).post("/users/new/", NEW_USER | change)
    assert page.status_code == 422
    assert word in page.content.decode()
    assert (User.objects.count(), Post.objects.count()) == before
    assert events("accounts.user.created") == []


def test_fields_that_are_not_in_the_form_have_no_effect(cast: Cast) -> None:
    signed_in(cast.county_officer).post("/users/new/", NEW_USER | {"is_superuser": "1", "is_staff": "on"})
    user = User.objects.get(username="wangfang")
    assert not user.is_superuser
    assert not user.is_staff


def test_disable_ends_the_session_and_enable_lets_in_again(cast: Cast) -> None:
    officer, clerk = signed_in(cast.county_officer), signed_in(cast.township_clerk)
    address = f"/users/{cast.township_clerk.pk}/enable/"
    assert officer.post(address, {"enabled": "x"}).status_code == 422
    assert clerk.get("/mine/").status_code == 200
    officer.post(address, {"enabled": "0"})
    assert clerk.get("/mine/").status_code == 302
    officer.post(address, {"enabled": "1"})
    assert signed_in(User.objects.get(pk=cast.township_clerk.pk)).get("/mine/").status_code == 200
    assert len(events("accounts.user.disabled")) == len(events("accounts.user.enabled")) == 1


def test_a_reset_unlocks_ends_sessions_and_must_be_changed(cast: Cast) -> None:
    clerk = signed_in(cast.township_clerk)
    for _ in range(6):
        Client().post("/login/", {"username": "township_clerk", "password": "falsch"})
    page = signed_in(cast.county_officer).post(f"/users/{cast.township_clerk.pk}/reset/")
    found = re.search(r"data-password>([^<]+)<", page.content.decode())
    assert found is not None
    assert clerk.get("/mine/").status_code == 302
    fresh = Client()
    assert fresh.post("/login/", {"username": "township_clerk", "password": found[1]}).status_code == 302
    assert fresh.get("/mine/").headers["Location"] == "/password/"


def test_posts_are_given_and_ended_with_their_days(cast: Cast) -> None:
    officer = signed_in(cast.county_officer)
    person = cast.village_clerk
    data = {"role": "village", "area": "511921119201", "starts_on": "2018-01-01", "ends_on": ""}
    assert officer.post(f"/users/{person.pk}/posts/", data).status_code == 302
    post = person.posts.get(area=511921119201)
    yesterday = timezone.localdate() - timedelta(days=1)
    early = officer.post(f"/users/{person.pk}/posts/{post.pk}/end/", {"ends_on": str(yesterday - timedelta(days=1))})
    assert early.status_code == 422
    assert officer.post(f"/users/{person.pk}/posts/{post.pk}/end/", {"ends_on": str(yesterday)}).status_code == 302
    post.refresh_from_db()
    assert post.ends_on == yesterday
    assert [event.area for event in events("accounts.post.granted")] == [511921119201]
    assert [event.area for event in events("accounts.post.ended")] == [511921119201]


def test_whoever_has_a_post_elsewhere_too_is_only_half_managed(cast: Cast) -> None:
    """A helper of two counties: 通江 may end its own post and touch neither the other nor the account."""
    officer, person = signed_in(cast.county_officer), cast.helper_cadre
    foreign = factories.post(person, Role.HELPER, CHENGGUAN)
    manager = post_of(cast.county_officer)
    assert not is_managed(manager, person)
    page = officer.get(f"/users/{person.pk}/").content.decode()
    assert "以外的岗位" in page
    assert "城关镇" not in page
    officer.post(f"/users/{person.pk}/enable/", {"enabled": "0"})
    officer.post(f"/users/{person.pk}/reset/")
    officer.post(f"/users/{person.pk}/", {"name": "改名"})
    officer.post(f"/users/{person.pk}/posts/{foreign.pk}/end/", {"ends_on": str(timezone.localdate())})
    person.refresh_from_db()
    foreign.refresh_from_db()
    assert (person.is_active, person.name, foreign.ends_on) == (True, "helper_cadre", None)
    assert person.check_password(factories.PASSWORD)


@pytest.mark.parametrize("call", ["self", "higher", "staff"])
def test_services_refuse_what_the_pages_do_not_offer(cast: Cast, call: str) -> None:
    manager = post_of(cast.county_officer)
    actions: dict[str, Any] = {
        "self": lambda: services.post_grant(
            actor=SYSTEM,
            manager=manager,
            user=cast.county_officer,
            role=Role.VILLAGE,
            area=JIACUNGUAN,
            starts_on=date(2018, 1, 1),
        ),
        "higher": lambda: services.user_enable(actor=SYSTEM, manager=manager, user=cast.city_officer, enabled=False),
        "staff": lambda: services.password_reset(
            actor=SYSTEM, manager=manager, user=factories.user("root", Role.VILLAGE, JIACUNGUAN, is_staff=True)
        ),
    }
    with pytest.raises(services.NotYoursError):
        actions[call]()


def test_the_plain_data_is_corrected(cast: Cast) -> None:
    data = {"name": "新名", "office": "新单位", "job_title": "主任", "phone": "0827-7221234"}
    assert signed_in(cast.county_officer).post(f"/users/{cast.township_clerk.pk}/", data).status_code == 302
    cast.township_clerk.refresh_from_db()
    assert (cast.township_clerk.name, cast.township_clerk.phone) == ("新名", "0827-7221234")
    empty = signed_in(cast.county_officer).post(f"/users/{cast.township_clerk.pk}/", data | {"name": ""})
    assert empty.status_code == 422


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=town", ["township_clerk"]),
        ("q=%25", []),
        ("role=helper", ["helper_cadre"]),
        ("role=nonsense&q=village", ["village_clerk"]),
        ("state=off", []),
        ("q=stranger", []),
    ],
)
def test_the_list_is_filtered(cast: Cast, query: str, found: list[str]) -> None:
    page = signed_in(cast.county_officer).get(f"/users/?{query}")
    assert [user.username for user, _ in page.context["rows"]] == found


def test_the_switch_of_posts_changes_the_scope_and_is_in_the_trail(cast: Cast) -> None:
    person = cast.township_clerk
    second = factories.post(person, Role.VILLAGE, JIACUNGUAN)
    client = signed_in(person)
    assert client.get(f"/villages/{511921119201}/").status_code == 200
    client.post("/post/", {"post": str(second.pk)})
    assert client.get(f"/villages/{511921119201}/").status_code == 404
    assert client.get(f"/villages/{JIACUNGUAN}/").status_code == 200
    assert len(events("accounts.post.switched")) == 1
    foreign = post_of(cast.county_officer)
    assert foreign is not None
    assert client.post("/post/", {"post": str(foreign.pk)}).status_code == 403
    assert client.get(f"/villages/{511921119201}/").status_code == 404


def test_the_first_administrator_comes_from_the_command(places: object) -> None:
    factories.user("root", is_staff=True, is_superuser=True)
    root = User.objects.get(username="root")
    assert signed_in(root).get("/users/").status_code == 403
    out = io.StringIO()
    call_command("grant_post", "root", "admin", "511921", stdout=out)
    post = root.posts.get()
    assert json.loads(out.getvalue()) == {"post": post.pk, "role": "admin", "area": TONGJIANG}
    assert signed_in(root).get("/users/").status_code == 200
    assert [event.area for event in events("accounts.post.granted")] == [TONGJIANG]


@pytest.mark.parametrize(
    ("username", "role", "area", "word"),
    [
        ("niemand", "admin", "511921", "没有启用的账号"),
        ("root", "county", "511921119", "不在这一级"),
        ("root", "county", "511922", "没有这个区划"),
    ],
)
def test_a_refused_appointment_leaves_nothing(places: object, username: str, role: str, area: str, word: str) -> None:
    factories.user("root")
    out = io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("grant_post", username, role, area, stdout=out)
    assert end.value.code == 2
    assert word in json.loads(out.getvalue())["message"]
    assert not Post.objects.exists()
