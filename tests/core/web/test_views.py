"""Who gets a page: strangers sign in, others need a post and the right; the switches take only what is one's own."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpResponse
from django.utils import timezone

from core.accounts.models import Post, User
from core.accounts.rights import Action, Role
from core.changes.models import YearInUse
from core.web.views import ScopedView, back_to


class Page(ScopedView):
    required_action = Action.HOUSEHOLD_VIEW

    def get(self, request):
        return HttpResponse("户")


def ask(rf, role, **headers):
    request = rf.get("/households/?q=1", headers=headers)
    request.user = User(pk=1, username="he", name="何静") if role else AnonymousUser()
    request.post = Post(pk=1, user_id=1, role=role, area=511921000000) if role and role != "none" else None
    request.htmx = bool(headers)
    return Page.as_view()(request)


def test_a_view_without_an_action_is_refused_when_it_is_defined():
    with pytest.raises(ImproperlyConfigured, match="Forgotten"):
        type("Forgotten", (ScopedView,), {})


def test_a_stranger_is_sent_to_the_sign_in_and_comes_back(rf):
    response = ask(rf, None)
    assert (response.status_code, response.url) == (302, "/login/?next=/households/%3Fq%3D1")


def test_a_part_of_a_page_sends_the_whole_page_to_the_sign_in(rf):
    response = ask(rf, None, hx_request="true")
    assert response.status_code == 200
    assert response.headers["HX-Redirect"] == "/login/?next=/households/%3Fq%3D1"
    assert response.content == b""


@pytest.mark.parametrize("role", ["none", Role.ADMIN])
def test_without_post_or_right_it_is_refused(rf, role):
    with pytest.raises(PermissionDenied):
        ask(rf, role)


def test_with_the_right_it_opens_and_is_kept_by_no_cache(rf):
    response = ask(rf, Role.COUNTY)
    assert response.content.decode() == "户"
    assert "no-store" in response.headers["Cache-Control"]
    assert "HX-Request" in response.headers["Vary"]


@pytest.mark.parametrize(
    ("target", "result"),
    [("/households/?q=1", "/households/?q=1"), ("https://evil.example/", "/"), ("//evil.example/", "/"), ("", "/")],
)
def test_only_addresses_of_this_site_are_returned_to(rf, target, result):
    assert back_to(rf.post("/year/", {"next": target})) == result


@pytest.fixture
def officer(client):
    """A person with two posts of today and one that has ended; signed in."""
    user = User.objects.create_user("he", "a-long-password", name="何静")
    today = timezone.localdate()
    posts = [
        Post.objects.create(user=user, role=Role.COUNTY, area=511921000000, starts_on=today),
        Post.objects.create(user=user, role=Role.AUDITOR, area=511921000000, starts_on=today),
        Post.objects.create(
            user=user, role=Role.CITY, area=511900000000, starts_on=date(2016, 1, 1), ends_on=today - timedelta(days=1)
        ),
    ]
    client.force_login(user)
    return posts


@pytest.mark.django_db
def test_switching_between_own_posts(client, officer):
    assert client.post("/post/", {"post": officer[1].pk}).status_code == 302
    assert client.session["post"] == officer[1].pk


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["ended", "0", "x", ""])
def test_a_post_that_is_not_ones_own_today_is_refused(client, officer, value):
    response = client.post("/post/", {"post": officer[2].pk if value == "ended" else value})
    assert response.status_code == 403
    assert "post" not in client.session
    page = response.content.decode()
    assert "没有权限" in page
    assert "没有保存任何内容" in page


@pytest.mark.django_db
@pytest.mark.parametrize("year", ["1999", "x", "", "２０１８"])
def test_a_year_not_in_use_is_refused(client, officer, year):
    assert client.post("/year/", {"year": year}).status_code == 403
    assert "year" not in client.session


@pytest.mark.django_db
def test_the_year_in_use_rules_the_session_and_the_bar(client, officer):
    YearInUse.objects.bulk_create([YearInUse(year=2018), YearInUse(year=2017)])
    response = client.post("/year/", {"year": "2017", "next": "/households/?q=1"})
    assert (response.status_code, response.url) == (302, "/households/?q=1")
    page = client.get("/nothing/").content.decode()
    assert "2017 年度</summary>" in page
    assert 'name="year" value="2018"' in page


@pytest.mark.django_db
def test_the_bar_names_office_and_person_and_offers_the_other_post(client, officer):
    page = client.get("/nothing/").content.decode()
    assert "县级扶贫办 · </span>何静" in page
    assert f'name="post" value="{officer[1].pk}"' in page
    assert f'name="post" value="{officer[2].pk}"' not in page


@pytest.mark.django_db
def test_an_unknown_address_names_its_request(client):
    response = client.get("/nothing/")
    assert response.status_code == 404
    assert "请求编号" in response.content.decode()
