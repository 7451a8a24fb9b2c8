"""While the database is away every page and every call answers 503 with Retry-After, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg2
import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test import Client

from core.web.outage import is_outage
from tests.cast import Cast


@pytest.fixture
def away(transactional_db: None, cast: Cast) -> Iterator[Client]:
    """A signed-in client whose server has gone."""
    client = Client(raise_request_exception=False)
    client.force_login(cast.county_officer)
    port = connection.settings_dict["PORT"]
    connection.close()
    connection.settings_dict["PORT"] = 1
    yield client
    connection.close()
    connection.settings_dict["PORT"] = port


@pytest.mark.parametrize(("path", "kind"), [("/", "text/html"), ("/api/v1/regions/", "application/problem+json")])
def test_pages_and_calls_ask_to_come_back(away: Client, path: str, kind: str) -> None:
    answer = away.get(path, headers={"Authorization": "Bearer x"} if "api" in path else {})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.headers["Content-Type"].startswith(kind)
    said = answer.json()["detail"] if "json" in kind else answer.content.decode()
    assert "数据库正在重新启动，这次提交没有保存" in said


@pytest.mark.django_db(transaction=True)
def test_a_connection_cut_in_the_middle_is_an_outage() -> None:
    other = psycopg2.connect(**connection.get_connection_params())

    def work() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            other.cursor().execute("SELECT pg_terminate_backend(%s, 5000)", cursor.fetchone())
            cursor.execute("SELECT 1")

    with pytest.raises(DatabaseError) as caught:
        work()
    other.close()
    connection.close()
    assert is_outage(caught.value)


@pytest.mark.django_db
def test_other_errors_of_the_database_stay_errors() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 1")  # 57014: told to stop, by us
        with pytest.raises(OperationalError) as caught, transaction.atomic():
            cursor.execute("SELECT pg_sleep(5)")
    assert not is_outage(caught.value)
    assert not is_outage(ValueError("x"))
    assert not is_outage(None)
