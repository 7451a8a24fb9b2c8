"""What every test may rely on: a flush that passes the guards of append-only tables, and Chromium if there is one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import OperationalError, connection
from django.test import TransactionTestCase

from tests.cast import cast, households, places

__all__ = ["cast", "households", "places"]

# Playwright's synchronous interface runs an event loop in this thread, which Django would take for async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

_PLACES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="the long form of the fault tests (make faults)")


@pytest.fixture
def long_form(request: pytest.FixtureRequest) -> bool:
    """Whether this is ``make faults`` and not ``make test``."""
    return bool(request.config.getoption("--long"))


def chromium() -> str | None:
    """The browser named by CHROMIUM, else the first one installed."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    return next((found for name in _PLACES if (found := shutil.which(name))), None)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") is None or chromium() is not None:
        return
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail("找不到 Chromium（REQUIRE_BROWSER=1 时不能跳过）", pytrace=False)
    pytest.skip("找不到 Chromium，浏览器测试跳过（可用 CHROMIUM= 指定）")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium()}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """The office laptop; tests of the phone make a context of their own."""
    return {**browser_context_args, "viewport": {"width": 1366, "height": 768}, "locale": "zh-CN"}


@pytest.fixture(autouse=True, scope="session")
def _flush_under_replica_role() -> Iterator[None]:
    """Append-only tables refuse TRUNCATE; the flush after a transaction test runs where triggers are silent."""
    original = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def flush(case: TransactionTestCase) -> bool:
        """False when a thread that outlives its test holds what the flush wants."""
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
        try:
            original(case)
        except CommandError as error:
            if isinstance(error.__cause__, OperationalError):
                return False
            raise
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET session_replication_role")
        return True

    def teardown(case: TransactionTestCase) -> None:
        assert any(flush(case) for _ in range(5)), "the flush met a deadlock five times"

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[attr-defined]
    yield
    TransactionTestCase._fixture_teardown = original  # type: ignore[attr-defined]
