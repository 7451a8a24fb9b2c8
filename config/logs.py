"""Logging: one JSON object a line on standard error, without personal data.

Values of rows reach a log by two ways: numbers in messages, and the texts of database errors (they quote the
failing row). Runs of eleven or more digits are blanked, database errors shrink to their class and SQLSTATE.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from django.db import Error as DatabaseError

# What callers may pass in ``extra`` (ids and figures); anything else stays out.
_EXTRAS = ("request_id", "status", "job", "batch", "seconds")
_LONG_NUMBER = re.compile(r"\d{11,}[\dXx]?")


def blanked(text: str) -> str:
    """``text`` without anything that could be an ID, account or phone number."""
    return _LONG_NUMBER.sub("<number>", text)


def _message(error: BaseException) -> str:
    if isinstance(error, DatabaseError):
        return str(getattr(error.__cause__, "pgcode", None) or "")
    return blanked(str(error).splitlines()[0] if str(error) else "")


class JsonFormatter(logging.Formatter):
    """A record as one line: time, level, logger, message, and where an exception was raised."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": blanked(record.getMessage()),
        }
        line |= {key: getattr(record, key) for key in _EXTRAS if hasattr(record, key)}
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            line["error"] = type(error).__name__
            line["error_message"] = _message(error)
            line["trace"] = self._frames(error.__traceback__)
        return json.dumps(line, ensure_ascii=False)

    @staticmethod
    def _frames(trace: TracebackType | None) -> list[str]:
        return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)[-20:]]


def configuration(level: str) -> dict[str, Any]:
    """The LOGGING setting; web, workers and commands share it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own handlers would print a second, unfiltered line.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
            "gunicorn.error": {"handlers": [], "level": level, "propagate": True},
            # A line per task and per beat would drown the rest.
            **{name: {"level": "WARNING"} for name in ("celery.beat", "celery.worker.strategy", "celery.app.trace")},
        },
    }
