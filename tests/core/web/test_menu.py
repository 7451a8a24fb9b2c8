"""The menu shows what exists and what the post may do, and lights the entry one is under."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.urls import path

from core.accounts.models import Post
from core.accounts.rights import Action, Role
from core.web.context import frame
from core.web.menu import Entry, grouped, menu_of, phone_menu_of

pytestmark = pytest.mark.urls(__name__)


def page(request):
    return HttpResponse()


urlpatterns = [
    path("", page, name="home"),
    path("households/", page, name="household-list"),
    path("imports/", page, name="import-list"),
    path("standards/", page, name="standard-list"),
    path("mine/", page, name="helper-households"),
]


def labels(role, address="/"):
    post = Post(role=role, area=511921000000) if role else None
    return [(entry.label, entry.active) for entry in menu_of(post, address)]


def test_county_sees_every_page_that_exists():
    assert labels(Role.COUNTY, "/households/5119211192000037/") == [
        ("首页", False),
        ("对象台账", True),
        ("导入", False),
        ("退出标准", False),
    ]


def test_an_auditor_is_not_offered_imports():
    assert "导入" not in dict(labels(Role.AUDITOR))


def test_an_administrator_sees_no_households():
    assert dict(labels(Role.ADMIN)) == {"首页": True, "退出标准": False}


def test_a_helper_has_the_own_menu():
    assert dict(labels(Role.HELPER, "/mine/")) == {"我的户": True}
    assert [entry.label for entry in phone_menu_of(Post(role=Role.COUNTY), "/")] == ["首页", "对象台账"]


def test_a_group_is_one_entry_that_opens_its_pages():
    entries = [
        Entry("甲", "a", Action.OVERVIEW),
        Entry("乙", "b", Action.OVERVIEW, group="组", active=True),
        Entry("丙", "c", Action.OVERVIEW),
        Entry("丁", "d", Action.OVERVIEW, group="组"),
        Entry("戊", "e", Action.OVERVIEW, group="独"),
    ]
    found = grouped(entries)
    assert [(entry.label, entry.active) for entry in found] == [
        ("甲", False),
        ("组", True),
        ("丙", False),
        ("戊", False),
    ]
    assert [entry.label for entry in found[1].entries] == ["乙", "丁"]


def test_without_a_post_there_is_no_menu():
    assert labels(None) == []


def test_strangers_get_the_bare_frame(rf):
    request = rf.get("/login/")
    request.user = AnonymousUser()
    assert frame(request) == {"frame": {"signed_in": False}}
