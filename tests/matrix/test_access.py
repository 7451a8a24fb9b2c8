"""The scope matrix: every route × every role × own, sibling, cousin and foreign subjects (issue 2, item 4).

It enumerates the URLconf, so a new route without a line in expectations.py fails here before it can leak.
"""

from __future__ import annotations

import re
from typing import Any, cast

import pytest
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.urls import reverse

from core.accounts.models import User
from core.accounts.rights import may
from core.accounts.scope import Scope
from core.regions.codes import ancestors
from tests.cast import signed_in
from tests.matrix.conftest import all_routes
from tests.matrix.expectations import EXPECTED, Api, Line, Page, Public
from tests.matrix.world import CLIENT_SCOPES, PLACES, Subject, World, post_of, scope_of_person

pytestmark = pytest.mark.django_db


def lines(kind: type[Line]) -> list[tuple[str, Line]]:
    found = []
    for name, entry in EXPECTED.items():
        found += [(name, line) for line in (entry if isinstance(entry, tuple) else (entry,)) if isinstance(line, kind)]
    return found


def ask(client: Client, name: str, line: Page | Public, subject: Subject, world: World) -> HttpResponse:
    """One request; whatever it writes is rolled back, so that the next one finds the same world."""
    address = reverse(name, kwargs=dict(subject.kwargs)) if "/" not in name else f"/{name}"
    query = line.query if isinstance(line, Page) else ""
    with transaction.atomic():
        if line.method == "post":
            body = line.data(world, subject) if isinstance(line, Page) else {}
            response = client.post(address, body)
        else:
            response = client.get(f"{address}?{query}" if query else address)
        transaction.set_rollback(True)
    return cast(HttpResponse, response)


def text_of(response: HttpResponseBase) -> str:
    content = (
        response.getvalue() if isinstance(response, StreamingHttpResponse) else cast(HttpResponse, response).content
    )
    return content.decode(errors="replace") + str(response.headers)


def strangers_in(response: HttpResponseBase, scope: Scope, world: World) -> list[str]:
    """The names and numbers in an answer that belong to households outside the scope."""
    # the address that was asked for stands on the page of its refusal and is no news to the reader
    text = text_of(response).replace(response.request["PATH_INFO"], "")  # type: ignore[attr-defined]
    hidden = [area for area in PLACES.values() if not Subject("", {}, area, world.household(area)).seen_by(scope)]
    return [marker for area in hidden for marker in world.markers(area) if marker in text]


def test_every_route_has_its_expectation_and_every_expectation_its_route() -> None:
    real = set(all_routes())
    assert real - set(EXPECTED) == set(), "routes without a line in tests/matrix/expectations.py"
    assert set(EXPECTED) - real == set(), "lines without a route"


@pytest.mark.parametrize(
    ("name", "line"), lines(Page), ids=lambda value: value if isinstance(value, str) else value.method
)
def test_a_page_answers_each_role_as_expected(world: World, name: str, line: Page) -> None:
    wrong: list[str] = []
    for who, person in world.cast.members().items():
        client, scope = signed_in(person), scope_of_person(person)
        for subject in line.subjects(world):
            before = world.state()
            response = ask(client, name, line, subject, world)
            wanted = _wanted(person, line, subject, scope)
            case = f"{who} → {subject.label}: {response.status_code}"
            if response.status_code not in wanted:
                wrong.append(f"{case}, wanted {sorted(wanted)}")
            if found := strangers_in(response, scope, world):
                wrong.append(f"{case} shows {found}")
            if line.shows and response.status_code in line.ok:
                wrong += [f"{case} lacks {head}" for head in _heads_seen(scope, world) if head not in text_of(response)]
            if line.method == "get" and world.state() != before:
                wrong.append(f"{case} changed the facts by a GET")
    assert not wrong, "\n".join(wrong)


def _wanted(person: User, line: Page, subject: Subject, scope: Scope) -> frozenset[int]:
    if line.action is not None and not may(post_of(person), line.action):
        return frozenset({403})
    post = post_of(person)
    above = line.upwards and post is not None and subject.area in ancestors(post.area)
    return line.ok if above or subject.seen_by(scope, person.username) else frozenset({line.hidden})


def _heads_seen(scope: Scope, world: World) -> list[str]:
    return [row.head_name for area, row in world.households.items() if Subject("", {}, area, row).seen_by(scope)]


@pytest.mark.parametrize(
    ("name", "line"), lines(Page), ids=lambda value: value if isinstance(value, str) else value.method
)
def test_nobody_gets_in_without_signing_in(world: World, name: str, line: Page) -> None:
    for subject in line.subjects(world):
        before = world.state()
        response = ask(Client(), name, line, subject, world)
        assert response.status_code in (302, 403, 405), subject.label
        if response.status_code == 302:
            assert response.headers["Location"].startswith("/login/")
        assert world.state() == before


@pytest.mark.parametrize(
    ("name", "line"), lines(Page), ids=lambda value: value if isinstance(value, str) else value.method
)
def test_a_refused_request_changes_nothing(world: World, name: str, line: Page) -> None:
    """The writing routes once more without the rollback: a refusal must have written nothing by itself."""
    if line.method != "post":
        pytest.skip("reads only")
    for person in world.cast.members().values():
        client, scope = signed_in(person), scope_of_person(person)
        for subject in line.subjects(world):
            if _wanted(person, line, subject, scope) & line.ok:
                continue
            before = world.state()
            client.post(reverse(name, kwargs=dict(subject.kwargs)), line.data(world, subject))
            assert world.state() == before, f"{person.username} → {subject.label}"


@pytest.mark.parametrize(("name", "line"), lines(Public), ids=lambda value: value if isinstance(value, str) else "")
def test_a_public_route_names_nobody(world: World, name: str, line: Public) -> None:
    response = ask(Client(), name, line, Subject("public", {}, None), world)
    assert response.status_code in line.ok, line.why
    assert strangers_in(response, CLIENT_SCOPES["without a token"], world) == []


@pytest.mark.parametrize(("name", "line"), lines(Api), ids=lambda value: value if isinstance(value, str) else "")
def test_a_rest_path_answers_each_client_as_expected(world: World, name: str, line: Api) -> None:
    wrong: list[str] = []
    for who, scope in CLIENT_SCOPES.items():
        headers = {"Authorization": f"Bearer {world.tokens[who]}"} if who in world.tokens else {}
        for subject in line.subjects(world):
            address = reverse(name, kwargs=dict(subject.kwargs))
            response: Any = Client().get(f"{address}?{line.query}", headers=headers)
            wanted = 401 if not headers else 200 if line.public_regions or subject.seen_by(scope) else 404
            case = f"{who} → {subject.label}: {response.status_code}"
            if response.status_code != wanted:
                wrong.append(f"{case}, wanted {wanted}")
            if found := strangers_in(response, scope, world):
                wrong.append(f"{case} shows {found}")
            if line.shows and headers:
                own = [area for area in PLACES.values() if scope.covers(area)]
                codes = [world.household(area).code for area in own]
                wrong += [f"{case} lacks {code}" for code in codes if code not in text_of(response)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", sorted({name for name, _ in lines(Page)}))
def test_out_of_scope_looks_like_not_existing(world: World, name: str) -> None:
    """404 for a foreign subject and 404 for one that never was are the same page but for its number."""
    line = next(line for other, line in lines(Page) if other == name)
    assert isinstance(line, Page)
    foreign = [subject for subject in line.subjects(world) if subject.label == "foreign"]
    if line.action is None or not foreign or line.method != "get":
        pytest.skip("nothing to hide")
    person = next(p for p in world.cast.members().values() if may(post_of(p), line.action) and p != world.cast.stranger)
    client = signed_in(person)
    hidden = client.get(reverse(name, kwargs=dict(foreign[0].kwargs)))
    missing = client.get("/no-such-page/")
    if hidden.status_code == 404:
        assert _plain(hidden) == _plain(missing)


def _plain(response: Any) -> str:
    text = re.sub(r"[0-9a-f]{16}", "", response.content.decode())
    text = text.replace(' aria-current="page"', "")  # the menu lights up by the address
    text = re.sub(r'(href|value|X-CSRFToken": )="?[^"]*"?', "", text)
    return re.sub(r'X-CSRFToken": "[^"]*"', "", text)
