"""A log line is JSON and never carries what a row holds."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from config.logs import JsonFormatter


def formatted(message: str, *args: object, **more: object) -> dict[str, Any]:
    record = logging.LogRecord("a", logging.ERROR, "f.py", 1, message, args, more.get("exc_info"))
    line: dict[str, Any] = json.loads(JsonFormatter().format(record))
    return line


def test_numbers_that_could_identify_are_blanked() -> None:
    line = formatted("saved %s and %s, batch %d", "51192119900307233X", "13800001111", 42)
    assert line["message"] == "saved <number> and <number>, batch 42"


@pytest.mark.django_db
def test_a_database_error_shows_its_code_not_its_row() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE t (name text UNIQUE) ON COMMIT DROP")
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            cursor.execute("INSERT INTO t VALUES ('李四'), ('李四')")
    line = formatted("failed", exc_info=(caught.type, caught.value, caught.tb))
    assert (line["error"], line["error_message"]) == ("IntegrityError", "23505")
    assert "李四" not in json.dumps(line, ensure_ascii=False)


def test_unknown_extras_stay_out() -> None:
    record = logging.makeLogRecord({"msg": "x", "request_id": "r1", "name_of_person": "李四"})
    line = json.loads(JsonFormatter().format(record))
    assert line["request_id"] == "r1"
    assert "name_of_person" not in line
