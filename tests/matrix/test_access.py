"""The scope matrix: every route × every role × own, sibling, cousin and foreign subjects (issue 2, item 4).

It enumerates the URLconf, so a new route without a line in expectations.py fails here before it can leak.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.urls import reverse

from core.accounts.models import Post, User
from core.accounts.rights import may
from core.accounts.scope import NO_SCOPE, Scope
from core.regions.codes import ancestors
from tests.cast import signed_in
from tests.matrix.conftest import all_routes
from tests.matrix.expectations import EXPECTED
from tests.matrix.lines import Api, Line, Page, Public
from tests.matrix.world import CLIENT_SCOPES, PLACES, Subject, World, nowhere, post_of, scope_of_person

pytestmark = pytest.mark.django_db


def lines(kind: type[Line]) -> list[tuple[str, Line]]:
    found = []
    for name, entry in EXPECTED.items():
        found += [(name, line) for line in (entry if isinstance(entry, tuple) else (entry,)) if isinstance(line, kind)]
    return found


@dataclass
class Reader:
    """Somebody who asks: what must not appear in an answer to them, and what must in a list of all they see."""

    client: Client
    scope: Scope
    post: Post | None = None
    name: str = ""
    hidden: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, world: World, person: User | None = None, scope: Scope = NO_SCOPE) -> Reader:
        if person is not None:
            scope = scope_of_person(person)
        seen = {area for area, row in world.households.items() if Subject("", {}, area, row).seen_by(scope)}
        return cls(
            signed_in(person) if person else Client(),
            scope,
            post_of(person) if person else None,
            person.username if person else "",
            [marker for area in PLACES.values() if area not in seen for marker in world.markers(area)],
            [world.households[area].head_name for area in seen],
        )

    def strangers_in(self, response: HttpResponseBase) -> list[str]:
        """The names and numbers in an answer that belong to households outside the scope."""
        # the address that was asked for stands on the page of its refusal and is no news to the reader
        text = text_of(response).replace(response.request["PATH_INFO"], "")  # type: ignore[attr-defined]
        return [marker for marker in self.hidden if marker in text]


def ask(reader: Reader, name: str, line: Page | Public, subject: Subject, world: World) -> tuple[HttpResponse, str]:
    """One request, and the state of the facts after it; what it writes is then rolled back for the next one."""
    address = reverse(name, kwargs=dict(subject.kwargs)) if "/" not in name else f"/{name}"
    query = line.query if isinstance(line, Page) else ""
    with transaction.atomic():
        if line.method == "post":
            body = line.data(world, subject) if isinstance(line, Page) else {}
            response = reader.client.post(address, body)
        else:
            response = reader.client.get(f"{address}?{query}" if query else address)
        after = world.state()
        transaction.set_rollback(True)
    return cast(HttpResponse, response), after


def text_of(response: HttpResponseBase) -> str:
    content = (
        response.getvalue() if isinstance(response, StreamingHttpResponse) else cast(HttpResponse, response).content
    )
    return content.decode(errors="replace") + str(response.headers)


def test_every_route_has_its_expectation_and_every_expectation_its_route() -> None:
    real = set(all_routes())
    assert real - set(EXPECTED) == set(), "routes without a line in tests/matrix/expectations.py"
    assert set(EXPECTED) - real == set(), "lines without a route"


@pytest.mark.parametrize(
    ("name", "line"), lines(Page), ids=lambda value: value if isinstance(value, str) else value.method
)
def test_a_page_answers_each_role_as_expected(world: World, name: str, line: Page) -> None:
    """Status, no stranger's name, and no fact changed by a GET or by a request that was refused."""
    wrong: list[str] = []
    subjects, before = line.subjects(world), world.state()
    for who, person in world.cast.members().items():
        reader = Reader.of(world, person)
        for subject in subjects:
            response, after = ask(reader, name, line, subject, world)
            wanted = _wanted(reader, line, subject)
            case = f"{who} → {subject.label}: {response.status_code}"
            if response.status_code not in wanted:
                wrong.append(f"{case}, wanted {sorted(wanted)}")
            if found := reader.strangers_in(response):
                wrong.append(f"{case} shows {found}")
            if line.shows and response.status_code in line.ok:
                wrong += [f"{case} lacks {head}" for head in reader.heads if head not in text_of(response)]
            if after != before and (line.method == "get" or not wanted & line.ok):
                wrong.append(f"{case} changed the facts")
    anonymous = Reader.of(world)
    for subject in subjects:
        response, after = ask(anonymous, name, line, subject, world)
        to_login = response.headers.get("Location", "").startswith("/login/")
        if not (response.status_code == 403 or (response.status_code == 302 and to_login)) or after != before:
            wrong.append(f"without signing in → {subject.label}: {response.status_code}")
    assert not wrong, "\n".join(wrong)


def _wanted(reader: Reader, line: Page, subject: Subject) -> frozenset[int]:
    if line.action is not None and not may(reader.post, line.action):
        return frozenset({403})
    above = line.upwards and reader.post is not None and subject.area in ancestors(reader.post.area)
    return line.ok if above or subject.seen_by(reader.scope, reader.name) else frozenset({line.hidden})


@pytest.mark.parametrize(("name", "line"), lines(Public), ids=lambda value: value if isinstance(value, str) else "")
def test_a_public_route_names_nobody(world: World, name: str, line: Public) -> None:
    reader = Reader.of(world)
    response, _ = ask(reader, name, line, Subject("public", {}, None), world)
    assert response.status_code in line.ok, line.why
    assert reader.strangers_in(response) == []


@pytest.mark.parametrize(("name", "line"), lines(Api), ids=lambda value: value if isinstance(value, str) else "")
def test_a_rest_path_answers_each_client_as_expected(world: World, name: str, line: Api) -> None:
    wrong: list[str] = []
    for who, scope in CLIENT_SCOPES.items():
        reader = Reader.of(world, scope=scope)
        headers = {"Authorization": f"Bearer {world.tokens[who]}"} if who in world.tokens else {}
        for subject in line.subjects(world):
            address = reverse(name, kwargs=dict(subject.kwargs))
            response: Any = Client().get(f"{address}?{line.query}", headers=headers)
            wanted = 401 if not headers else 200 if line.public_regions or subject.seen_by(scope) else 404
            case = f"{who} → {subject.label}: {response.status_code}"
            if response.status_code != wanted:
                wrong.append(f"{case}, wanted {wanted}")
            if found := reader.strangers_in(response):
                wrong.append(f"{case} shows {found}")
            if line.shows and headers:
                own = [area for area in PLACES.values() if scope.covers(area)]
                codes = [world.household(area).code for area in own]
                wrong += [f"{case} lacks {code}" for code in codes if code not in text_of(response)]
    assert not wrong, "\n".join(wrong)


HIDING = [(name, line) for name, line in lines(Page) if isinstance(line, Page) and line.method == "get" and line.action]


@pytest.mark.parametrize("name", sorted({name for name, line in HIDING if line.subjects is not nowhere}))
def test_out_of_scope_looks_like_not_existing(world: World, name: str) -> None:
    """404 for a foreign subject and 404 for one that never was are the same page but for its number."""
    line = next(line for other, line in HIDING if other == name)
    person = next(p for p in world.cast.members().values() if may(post_of(p), line.action) and p != world.cast.stranger)
    reader = Reader.of(world, person)
    for subject in line.subjects(world):
        if line.ok & _wanted(reader, line, subject):
            continue
        hidden = reader.client.get(reverse(name, kwargs=dict(subject.kwargs)))
        assert hidden.status_code == line.hidden
        assert _plain(hidden) == _plain(reader.client.get("/no-such-page/"))


def _plain(response: Any) -> str:
    text = re.sub(r"[0-9a-f]{16}", "", response.content.decode())
    # the menu lights up by the address
    text = text.replace(' aria-current="page"', "").replace(' class="lit"', "")
    text = re.sub(r'(href|value|X-CSRFToken": )="?[^"]*"?', "", text)
    return re.sub(r'X-CSRFToken": "[^"]*"', "", text)
