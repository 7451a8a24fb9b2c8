"""manage.py with no server named: it brings its own and leaves nothing running."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import manage
from config.embedded.folder import Folder
from config.embedded.process import alive
from config.keys import new_data_keys
from tests.config.test_run import ROOT, environment


def call(var: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    given = environment(var, 0, **more)
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=given, capture_output=True, text=True, timeout=120
    )


def test_it_starts_and_stops_the_embedded_servers(tmp_path: Path) -> None:
    var = tmp_path / "a b"
    done = call(
        var, "shell", "-v0", "-c", "from django.db import connection as c; print(c.cursor().execute('SELECT 1'))"
    )
    assert (done.returncode, done.stdout) == (0, "None\n"), done.stderr
    assert not alive(Folder(var / "embedded").read_state()["pid"])


def test_help_and_checks_need_no_server(tmp_path: Path) -> None:
    for arguments in (["--help"], ["help"], ["check"], ["migrate", "--help"], []):
        assert call(tmp_path, *arguments).returncode == 0, arguments
    assert not (tmp_path / "embedded").exists()
    assert manage.needs_servers(["check", "--database", "default"])
    assert manage.needs_servers(["migrate"])


def test_a_refusal_is_one_sentence(tmp_path: Path) -> None:
    done = call(tmp_path, "check", PRODUCTION="1")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "生产环境必须设置 SECRET_KEY（至少 50 个随机字符）。\n"


def test_production_is_clean_under_check_deploy(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(new_data_keys())
    done = call(
        tmp_path,
        "check",
        "--deploy",
        PRODUCTION="1",
        SECRET_KEY=os.urandom(40).hex(),
        DATA_KEYS=str(keys),
        ALLOWED_HOSTS="zhaimao.example",
        DATABASE_URL="postgres://u:p@127.0.0.1:1/d",
        REDIS_URL="redis://127.0.0.1:1/0",
    )
    assert done.stderr == ""
    assert done.returncode == 0
    assert "no issues" in done.stdout
