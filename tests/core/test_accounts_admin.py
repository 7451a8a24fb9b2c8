"""The stock admin: technical tables and code lists only, staff only, through the one sign-in."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client

from core.accounts.models import SignInCount, User
from tests import factories
from tests.cast import Cast, signed_in
from tests.factories import PASSWORD

TABLES = {
    "accounts.ApiClient",
    "accounts.SignInCount",
    "dictionaries.CodeList",
    "dictionaries.CodeItem",
    "oauth2_provider.Application",
}


@pytest.fixture
def root(db: None) -> User:
    return factories.user("root", is_staff=True, is_superuser=True)


def test_only_technical_tables_are_there() -> None:
    assert {model._meta.label for model in admin.site._registry} == TABLES


def test_nobody_of_the_offices_gets_in(cast: Cast) -> None:
    for person in cast.members().values():
        client = signed_in(person)
        assert client.get("/admin/").headers["Location"].startswith("/admin/login/")
        assert client.get("/admin/", follow=True).status_code == 403
        assert client.get("/admin/dictionaries/codeitem/").status_code == 302


def test_staff_get_in_and_every_table_opens(root: User) -> None:
    client = signed_in(root)
    assert client.get("/admin/").status_code == 200
    for label in TABLES:
        address = f"/admin/{label.lower().replace('.', '/')}/"
        assert client.get(address).status_code == 200, address
    for table in ("accounts/user", "households/household", "households/member", "audit/accessevent", "auth/group"):
        assert client.get(f"/admin/{table}/").status_code == 404


def test_the_admins_own_sign_in_checks_no_password(root: User) -> None:
    client = Client()
    answer = client.post("/admin/login/", {"username": "root", "password": PASSWORD})
    assert answer.headers["Location"] == "/login/?next=/admin/"
    assert not SignInCount.objects.exists()
    assert client.get("/admin/").status_code == 302
    foreign = client.get("/admin/login/?next=//evil.example/")
    assert foreign.headers["Location"] == "/login/?next=/admin/"
    client.post("/login/", {"username": "root", "password": PASSWORD, "next": "/admin/"})
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/password_change/").headers["Location"] == "/password/"


def test_staff_who_must_change_the_password_do_so_first(root: User) -> None:
    User.objects.filter(pk=root.pk).update(must_change_password=True)
    assert signed_in(root).get("/admin/").headers["Location"] == "/password/"
