"""``load_procedures``: loads, repeats without a change, and refuses whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from core.procedures.models import Policy
from tests.cast import Cast
from tests.core.procedures.scene import definition


def run(path: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[dict[str, Any], int]:
    code = 0
    try:
        call_command("load_procedures", str(path), *more)
    except SystemExit as end:
        code = int(end.code or 0)
    answer: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return answer, code


def test_a_file_is_loaded_once(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "p.json"
    path.write_text(json.dumps({"procedures": [definition()]}))
    assert run(path, capsys) == ({"procedures": 1, "released": 1}, 0)
    assert run(path, capsys) == ({"procedures": 1, "released": 0}, 0)
    assert Policy.objects.count() == 1


@pytest.mark.parametrize("text", ["{", '{"procedures": 1}', json.dumps({"procedures": [definition(openers=["king"])]})])
def test_a_bad_file_changes_nothing(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    path = tmp_path / "p.json"
    path.write_text(text)
    answer, code = run(path, capsys)
    assert code == 2
    assert answer["message"]
    assert Policy.objects.count() == 0


@pytest.mark.parametrize("name", ["village_clerk", "county_officer", "city_officer"])
def test_only_who_may_set_standards_and_only_at_home(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    path = tmp_path / "p.json"
    path.write_text(json.dumps({"procedures": [definition()]}))  # for the whole country
    _, code = run(path, capsys, "--as", name)
    assert code == 2
    assert Policy.objects.count() == 0
