"""The world of the matrix, and the routes that the program really has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from households.models import Household
from tests import factories
from tests.cast import Cast
from tests.matrix.world import PLACES, World, api_tokens


@pytest.fixture
def world(cast: Cast, households: dict[int, Household]) -> World:
    for area in PLACES.values():
        factories.village_year(area)
    return World(cast, households, api_tokens())


def routes(patterns: Sequence[URLPattern | URLResolver], above: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """(name with namespaces, or the address where it has none; address) of every route of the program."""
    for pattern in patterns:
        address = above + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield (f"{space}{pattern.name}" if pattern.name else address), address
        elif pattern.namespace != "admin":  # asked as a whole in tests/core/test_accounts_admin.py
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern.url_patterns, address, inner)


def all_routes() -> dict[str, str]:
    return dict(routes(get_resolver().url_patterns))
