"""Signing in: lockout that holds in parallel, forced change, sessions that end when they must."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from core.accounts import lockout
from core.accounts.models import Post, SignInCount, User
from core.accounts.passwords import KindsOfCharactersValidator, generated_password
from core.accounts.rights import Role
from core.audit.models import AccessEvent
from tests import factories
from tests.cast import TONGJIANG, YANGBAI, Cast, signed_in
from tests.factories import PASSWORD

NEW = "Xin-mima-2026!"


def try_in(client: Client, username: str, password: str, address: str = "10.0.0.1", **more: str):
    return client.post("/login/", {"username": username, "password": password, **more}, REMOTE_ADDR=address)


def inside(client: Client) -> bool:
    return bool(client.get("/mine/").status_code == 200)


@pytest.fixture
def person(db: None) -> User:
    return factories.user("zhoumin", Role.COUNTY, TONGJIANG, name="周敏")


def events(action: str) -> int:
    return AccessEvent.objects.filter(action=action).count()


def test_the_right_password_opens_a_new_session_and_leaves_an_event(person: User) -> None:
    client = Client()
    client.get("/login/")
    client.session.save()
    assert try_in(client, "zhoumin", PASSWORD, next="/mine/").headers["Location"] == "/mine/"
    assert inside(client)
    event = AccessEvent.objects.get(action="accounts.session.opened")
    assert (event.actor_id, event.area, event.detail["address"]) == (person.pk, TONGJIANG, "10.0.0.1")


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_next_stays_on_this_site(person: User, target: str) -> None:
    assert try_in(Client(), "zhoumin", PASSWORD, next=target).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("username", "password"), [("zhoumin", "falsch"), ("nobody", PASSWORD), ("zhoumin", "x" * 129)]
)
def test_a_wrong_one_says_nothing_about_the_account(person: User, username: str, password: str) -> None:
    client = Client()
    answer = try_in(client, username, password)
    assert answer.status_code == 422
    assert not inside(client)
    assert events("accounts.session.opened") == 0


def test_wrong_account_and_wrong_password_answer_alike(person: User) -> None:
    texts = []
    for username in ("zhoumin", "niemand"):
        text = try_in(Client(), username, "falsch").content.decode().replace(username, "NAME")
        texts.append([line for line in text.splitlines() if "csrf" not in line.lower()])
    assert texts[0] == texts[1]
    assert AccessEvent.objects.filter(action="accounts.session.refused").latest("pk").detail["username"] != "niemand"


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["a\0b", "%", "' OR 1=1 --", "甲" * 31, "１２３"])
def test_hostile_account_names_are_only_wrong(username: str) -> None:
    assert try_in(Client(), username, "x").status_code == 422


def test_the_sixth_try_is_refused_even_if_right_and_another_desk_still_gets_in(person: User) -> None:
    for _ in range(5):
        try_in(Client(), "zhoumin", "falsch")
    locked = Client()
    assert "15 分钟" in try_in(locked, "zhoumin", PASSWORD).content.decode()
    assert not inside(locked)
    assert events("accounts.session.locked") == 1
    elsewhere = Client()
    try_in(elsewhere, "zhoumin", PASSWORD, address="10.0.0.2")
    assert inside(elsewhere)


def test_the_lock_ends_after_the_window(person: User) -> None:
    for _ in range(6):
        try_in(Client(), "zhoumin", "falsch")
    SignInCount.objects.update(started_at=timezone.now() - lockout.WINDOW - timedelta(seconds=1))
    client = Client()
    try_in(client, "zhoumin", PASSWORD)
    assert inside(client)


def test_many_addresses_together_lock_the_account(person: User) -> None:
    for number in range(lockout.ACCOUNT_LIMIT):
        try_in(Client(), "zhoumin", "falsch", address=f"10.1.0.{number}")
    client = Client()
    try_in(client, "zhoumin", PASSWORD, address="10.2.0.1")
    assert not inside(client)


@pytest.mark.django_db
def test_one_address_may_not_try_every_account() -> None:
    for number in range(lockout.ADDRESS_LIMIT):
        assert lockout.reserve(f"account{number}", "10.3.0.1")
    assert not lockout.reserve("another", "10.3.0.1")
    assert lockout.reserve("another", "10.3.0.2")


def test_forwarded_addresses_count_only_behind_our_own_proxy(person: User, settings) -> None:
    for number in range(5):
        Client().post(
            "/login/", {"username": "zhoumin", "password": "falsch"}, headers={"X-Forwarded-For": f"9.9.9.{number}"}
        )
    locked = Client()
    locked.post("/login/", {"username": "zhoumin", "password": PASSWORD}, headers={"X-Forwarded-For": "9.9.9.77"})
    assert not inside(locked)
    settings.PROXIES = 1
    through = Client()
    through.post(
        "/login/", {"username": "zhoumin", "password": PASSWORD}, headers={"X-Forwarded-For": "spoofed, 10.9.9.9"}
    )
    assert inside(through)
    assert AccessEvent.objects.get(action="accounts.session.opened").detail["address"] == "10.9.9.9"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("right_after", [False, True])
def test_at_most_five_passwords_are_checked_in_32_parallel_tries(
    monkeypatch: pytest.MonkeyPatch, right_after: bool
) -> None:
    factories.user("zhoumin")
    checked: list[str] = []
    real = get_user_model().check_password

    def counting(user: User, password: str) -> bool:
        checked.append(password)
        return bool(real(user, password))

    monkeypatch.setattr(get_user_model(), "check_password", counting)
    barrier = threading.Barrier(32)
    opened: list[int] = []

    def one(number: int) -> None:
        client = Client()
        barrier.wait()
        answer = try_in(client, "zhoumin", "falsch")
        opened.append(answer.status_code)
        connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert opened == [422] * 32
    assert len(checked) == 5
    if right_after:
        try_in(Client(), "zhoumin", PASSWORD)
        assert len(checked) == 5


def test_a_due_change_comes_before_everything(person: User) -> None:
    User.objects.filter(pk=person.pk).update(must_change_password=True)
    client = Client()
    try_in(client, "zhoumin", PASSWORD)
    assert client.get("/mine/").headers["Location"] == "/password/"
    assert client.get("/mine/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/password/"
    assert client.get("/password/").status_code == 200
    answer = client.post("/password/", {"old": PASSWORD, "new": NEW, "again": NEW})
    assert answer.status_code == 302
    assert inside(client)
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert not person.must_change_password
    assert events("accounts.password.changed") == 1


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("falsch", NEW, NEW),
        (PASSWORD, "Kurz-1", "Kurz-1"),
        (PASSWORD, "nurkleinbuchstaben", "nurkleinbuchstaben"),
        (PASSWORD, NEW, NEW + "x"),
        (PASSWORD, PASSWORD, PASSWORD),
        (PASSWORD, "", ""),
    ],
)
def test_a_refused_change_leaves_the_old_password(person: User, old: str, new: str, again: str) -> None:
    client = signed_in(person)
    assert client.post("/password/", {"old": old, "new": new, "again": again}).status_code == 422
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert inside(client)


def test_a_left_desk_is_no_way_to_guess_the_password(person: User) -> None:
    client = signed_in(person)
    for _ in range(5):
        client.post("/password/", {"old": "falsch", "new": NEW, "again": NEW})
    assert client.post("/password/", {"old": PASSWORD, "new": NEW, "again": NEW}).status_code == 422


def test_sessions_end_with_a_new_password_a_disabled_account_and_the_sign_out(person: User) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        try_in(client, "zhoumin", PASSWORD)
    here.post("/password/", {"old": PASSWORD, "new": NEW, "again": NEW})
    assert inside(here)
    assert not inside(there)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert not inside(here)
    User.objects.filter(pk=person.pk).update(is_active=True)
    again = Client()
    try_in(again, "zhoumin", NEW)
    key = again.session.session_key
    answer = again.post("/logout/")
    assert answer.headers["Location"] == "/login/"
    assert not Session.objects.filter(session_key=key).exists()
    assert not inside(again)
    assert events("accounts.session.closed") == 1


def test_whoever_is_signed_in_goes_on_from_the_sign_in_page(person: User) -> None:
    assert signed_in(person).get("/login/?next=/mine/").headers["Location"] == "/mine/"
    assert signed_in(person).get("/login/?next=//evil.example/").headers["Location"] == "/"


def test_a_get_signs_nobody_out(person: User) -> None:
    client = signed_in(person)
    assert client.get("/logout/").status_code == 405
    assert inside(client)


def test_the_session_key_changes_at_the_sign_in(person: User) -> None:
    client = Client()
    session = client.session
    session["planted"] = "x"
    session.save()
    planted = session.session_key or ""
    client.cookies["sessionid"] = planted
    try_in(client, "zhoumin", PASSWORD)
    assert client.session.session_key != planted


@pytest.mark.parametrize(("key", "age"), [("seen_at", timedelta(minutes=31)), ("signed_in_at", timedelta(hours=13))])
def test_idle_and_old_sessions_end(person: User, key: str, age: timedelta) -> None:
    client = Client()
    try_in(client, "zhoumin", PASSWORD)
    assert inside(client)
    session = client.session
    session[key] = (timezone.now() - age).isoformat()
    session.save()
    assert not inside(client)


def test_a_term_that_is_over_ends_the_access_at_the_next_request(cast: Cast) -> None:
    client = signed_in(cast.township_clerk)
    assert client.get(f"/villages/{YANGBAI + 200}/").status_code == 200
    Post.objects.filter(user=cast.township_clerk).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert client.get(f"/villages/{YANGBAI + 200}/").status_code == 403
    Post.objects.filter(user=cast.township_clerk).update(ends_on=timezone.localdate())
    assert client.get(f"/villages/{YANGBAI + 200}/").status_code == 200


def test_refusals_are_in_the_trail(cast: Cast) -> None:
    client = signed_in(cast.village_clerk)
    assert client.get("/counties/511921000000/").status_code == 404
    assert client.get("/counties/511921000000/edit/").status_code == 403
    found = AccessEvent.objects.filter(actor_id=cast.village_clerk.pk).order_by("pk")
    assert [(event.action, event.subject_id, event.detail["code"]) for event in found] == [
        ("core.access.hidden", "villages:county-facts", "511921000000"),
        ("core.access.refused", "villages:county-edit", "511921000000"),
    ]


def test_without_a_csrf_token_nothing_is_posted(person: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert try_in(client, "zhoumin", PASSWORD).status_code == 403
    assert not inside(client)
    page = client.get("/login/")
    token = page.context["csrf_token"]
    client.post("/login/", {"username": "zhoumin", "password": PASSWORD, "csrfmiddlewaretoken": str(token)})
    assert inside(client)


@pytest.mark.parametrize("origin", ["null", "https://evil.example", "http://testserver.evil.example"])
def test_a_post_from_another_origin_is_refused(person: User, origin: str) -> None:
    client = Client(enforce_csrf_checks=True)
    token = str(client.get("/login/").context["csrf_token"])
    data = {"username": "zhoumin", "password": PASSWORD, "csrfmiddlewaretoken": token}
    answer = client.post("/login/", data, headers={"Origin": origin})
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert not inside(client)


def test_a_foreign_host_is_refused(db: None) -> None:
    assert Client().get("/login/", headers={"Host": "evil.example"}).status_code == 400
    forwarded = Client().get("/login/", headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in forwarded.content.decode() + str(forwarded.headers)


def test_the_page_sends_the_strict_headers(db: None) -> None:
    headers = Client().get("/login/").headers
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "no-store" in headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in headers


def test_generated_passwords_pass_their_own_rule() -> None:
    made = {generated_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        KindsOfCharactersValidator().validate(password)
