"""/healthz and /readyz against the real database, also when it is away or behind."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from core.changes.models import Change


def test_healthz_needs_no_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_reports_what_is_pending_without_judging_it(client: Client) -> None:
    Change.objects.create(area=511921102203, year=2020)
    answer = client.get("/readyz")
    report = answer.json()
    assert answer.status_code == 200
    assert (report["status"], report["reasons"], report["pending"], report["broker"]) == ("ok", [], 1, "ok")
    assert report["oldest_pending_seconds"] >= 0
    assert answer.headers["Cache-Control"].startswith("max-age=0")


@pytest.mark.django_db
def test_a_missing_migration_is_not_ready(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["reasons"] == ["还有 1 个数据库迁移未执行，例如 sessions.0001_initial"]
    assert answer.headers["Retry-After"] == "5"


@pytest.mark.django_db(transaction=True)
def test_a_dead_database_is_not_ready(client: Client) -> None:
    port = connection.settings_dict["PORT"]
    connection.close()
    connection.settings_dict["PORT"] = 1
    try:
        answer = client.get("/readyz")
    finally:
        connection.close()
        connection.settings_dict["PORT"] = port
    assert answer.status_code == 503
    assert answer.json()["reasons"] == ["数据库没有应答"]


@pytest.mark.django_db
def test_a_dead_broker_is_reported_and_does_not_matter(client: Client, settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["broker"]) == (200, "down")
