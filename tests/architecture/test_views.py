"""Every address is guarded by declaration: a right, the REST client, or a line in the list of open ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from core.accounts.rights import Action
from core.web.api.views import ClientView
from core.web.pages.sign_in import SignedInView
from core.web.views import ScopedView

# Open without a right, and why.
OPEN = {
    "healthz": "liveness for the supervisor",
    "readyz": "readiness for the proxy",
    "login": "everybody signs in here",
    "set-year": "checks that the year is in use by a signed-in person",
    "set-post": "checks that the post is one's own",
    "admin/login/": "leads to the one sign-in",
    "admin/password_change/": "leads to the one password page",
    "api:schema": "the description of the interface",
    "oauth-token": "checks client credentials",
    "oauth-revoke": "checks client credentials",
    "api/v1/": "the 404 of the interface",
}


def patterns(
    entries: Sequence[URLPattern | URLResolver], above: str = "", space: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for entry in entries:
        if isinstance(entry, URLPattern):
            yield (f"{space}{entry.name}" if entry.name else above + str(entry.pattern)), entry
        elif entry.namespace != "admin":
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from patterns(entry.url_patterns, above + str(entry.pattern), inner)


@pytest.mark.django_db
def test_every_view_declares_what_it_requires() -> None:
    unguarded = []
    for name, pattern in patterns(get_resolver().url_patterns):
        view = getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None)
        guarded = isinstance(view, type) and (
            (issubclass(view, ScopedView) and isinstance(getattr(view, "required_action", None), Action))
            or issubclass(view, ClientView | SignedInView)
        )
        if not guarded and name not in OPEN:
            unguarded.append(name)
    assert unguarded == []


@pytest.mark.django_db
def test_the_list_of_open_addresses_is_not_longer_than_needed() -> None:
    assert set(OPEN) <= {name for name, _ in patterns(get_resolver().url_patterns)}
