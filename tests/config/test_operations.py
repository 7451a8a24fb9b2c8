"""docs/operations.md and docker-compose.yml against the program they describe."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from celery import current_app
from django.conf import settings

from config import env, schedule

ROOT = Path(__file__).resolve().parent.parent.parent


def table() -> str:
    """The table of variables; paste it between the marks when this test fails."""
    lines = ["| 变量 | 默认 | 意义 |", "|---|---|---|"]
    for variable in env.VARIABLES:
        default = variable.default.replace(str(ROOT) + "/", "")
        lines.append(f"| `{variable.name}` | {f'`{default}`' if default else '–'} | {variable.help} |")
    return "\n".join(lines)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return found


def test_the_table_of_variables_is_the_list_of_the_program() -> None:
    text = (ROOT / "docs" / "operations.md").read_text()
    found = re.search(r"<!-- variables -->\n(.*)\n<!-- /variables -->", text, re.DOTALL)
    assert found is not None
    assert found[1] == table()


def test_nothing_else_reads_the_environment_for_settings() -> None:
    allowed = {"config/env.py", "config/settings_test.py"}
    reading = re.compile(r"os\.environ(\[|\.get\()|os\.getenv")
    found = {
        path.relative_to(ROOT).as_posix()
        for package in ("config", "core", "villages", "households", "assessment")
        for path in (ROOT / package).rglob("*.py")
        if reading.search(path.read_text().replace('os.environ.get("MAKELEVEL")', ""))
    }
    assert found - allowed == set()


def test_compose_sets_only_variables_that_exist(compose: dict[str, Any]) -> None:
    known = {variable.name for variable in env.VARIABLES}
    for name in ("web", "worker", "bulk", "beat", "migrate"):
        assert set(compose["services"][name]["environment"]) - known == set()
    text = (ROOT / "docs" / "operations.md").read_text()
    used = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    assert {name for name in used if f"`{name}`" not in text} == set()


def test_compose_works_off_every_queue_and_runs_one_beat(compose: dict[str, Any]) -> None:
    commands = [[str(word) for word in compose["services"][name]["command"]] for name in ("worker", "bulk")]
    queues = [queue for command in commands for queue in command[command.index("-Q") + 1].split(",")]
    assert sorted(queues) == sorted(schedule.QUEUES)
    assert "beat" in compose["services"]["beat"]["command"]


def test_every_task_of_the_timetable_and_of_the_routes_exists() -> None:
    current_app.loader.import_default_modules()
    named = {entry["task"] for entry in schedule.SCHEDULE.values()} | set(schedule.ROUTES) | {settings.CHANGES_TASK}
    assert named - set(current_app.tasks) == set()
    assert schedule.ROUTES[settings.CHANGES_TASK]["queue"] == settings.CHANGES_QUEUE


def test_queues_do_not_receive_each_others_tasks() -> None:
    keys = [queue.routing_key for queue in settings.CELERY_TASK_QUEUES]
    assert sorted(keys) == sorted(schedule.QUEUES)
    assert settings.CELERY_TASK_DEFAULT_QUEUE in schedule.QUEUES
    assert {route["queue"] for route in schedule.ROUTES.values()} <= set(schedule.QUEUES)
