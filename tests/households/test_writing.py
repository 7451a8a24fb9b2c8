"""A passing refusal of the database is tried once more, any other is not."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from households.services.writing import again_if_moved

pytestmark = pytest.mark.django_db


def refused_once(code: str) -> list[int]:
    """A service that PostgreSQL itself refuses at the first call with ``code``; how often it was called."""
    calls: list[int] = []

    @again_if_moved
    def service() -> None:
        calls.append(1)
        if len(calls) == 1:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'moved' USING ERRCODE = '{code}'; END $$")

    service()
    return calls


@pytest.mark.parametrize("code", ["23503", "40P01", "40001"])
def test_a_passing_refusal_is_tried_again(code: str) -> None:
    assert len(refused_once(code)) == 2


def test_another_refusal_is_raised_at_once() -> None:
    with pytest.raises(DatabaseError, match="moved"):
        refused_once("23505")
