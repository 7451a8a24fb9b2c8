"""The embedded servers for real: starts, ends, kills, spaces, two users at once."""

from __future__ import annotations

import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest

from config.embedded.folder import Folder
from config.embedded.process import alive, wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
CLI = [sys.executable, "-m", "config.embedded", "exec"]


def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **more}
    return subprocess.run([*CLI, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)


def start(*arguments: str) -> subprocess.Popen[str]:
    child = subprocess.Popen([*CLI, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "up\n"
    return child


def processes_of(folder: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if str(folder) in " ".join([*process.cmdline(), process.cwd()]):
                found.append(process)
        except psutil.Error:
            continue
    return found


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "a folder with 空格 in it"
    yield folder
    assert wait_until(lambda: not processes_of(folder), 20), processes_of(folder)


def test_command_gets_addresses_and_its_exit_code_is_passed_on(var: Path) -> None:
    code = (
        "import os, psycopg2, redis;"
        "c = psycopg2.connect(os.environ['DATABASE_URL']).cursor();"
        "c.execute(\"SELECT current_setting('TimeZone'), current_setting('jit'), upper('é'),"
        " current_setting('server_version_num')::int >= 180000\"); print(c.fetchone());"
        "print(redis.Redis.from_url(os.environ['REDIS_URL']).ping()); raise SystemExit(7)"
    )
    done = run("--var", str(var), "--", sys.executable, "-c", code)
    assert done.stdout == "('UTC', 'off', 'É', True)\nTrue\n", done.stderr
    assert done.returncode == 7
    assert processes_of(var) == []


def test_second_start_keeps_the_data_and_the_port(var: Path) -> None:
    psql = (
        "import os, psycopg2; u = os.environ['DATABASE_URL']; print(u);"
        "c = psycopg2.connect(u); k = c.cursor(); k.execute({!r}); c.commit()"
    )
    first = run("--var", str(var), "--", sys.executable, "-c", psql.format("CREATE TABLE t (x int)"))
    second = run("--var", str(var), "--", sys.executable, "-c", psql.format("SELECT x FROM t"))
    assert (first.returncode, second.returncode) == (0, 0), second.stderr
    assert first.stdout == second.stdout


def test_secrets_are_readable_by_their_owner_only_and_not_shown_in_ps(var: Path) -> None:
    child = start("--var", str(var), "--", "sh", "-c", "echo up; sleep 60")
    folder = Folder(var / "embedded")
    password = folder.password()
    try:
        for name in ("password", "state.json", "postgres.log", "redis.log", "holder.log"):
            assert stat.S_IMODE((folder.path / name).stat().st_mode) & 0o077 == 0, name
        assert [p for p in psutil.process_iter(["cmdline"]) if password in str(p.info["cmdline"])] == []
        with pytest.raises(psycopg2.OperationalError, match="password"):
            psycopg2.connect(folder.read_state()["urls"]["DATABASE_URL"].replace(password, "guess"))
    finally:
        child.terminate()
        assert child.wait(30) == 128 + signal.SIGTERM


def test_two_at_once_share_the_servers_and_the_last_one_stops_them(var: Path) -> None:
    first = start("--var", str(var), "--", "sh", "-c", "echo up; sleep 60")
    second = start("--var", str(var), "--", "sh", "-c", "echo up; sleep 60")
    holder = Folder(var / "embedded").read_state()["pid"]
    first.terminate()
    first.wait(30)
    time.sleep(1)
    assert alive(holder)
    second.terminate()
    second.wait(30)
    assert not alive(holder)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_is_left_whatever_ends_the_command(tmp_path: Path, number: int) -> None:
    child = start("--temp", "--", sys.executable, "-c", "import os, time; print('up', flush=True); time.sleep(60)")
    family = psutil.Process(child.pid).children(recursive=True)
    folder = next(Path(p.cmdline()[3]) for p in family if "config.embedded.holder" in p.cmdline())
    child.send_signal(number)
    child.wait(30)
    assert wait_until(lambda: not [p for p in family if alive(p.pid)], 20)
    assert not folder.parent.exists()


@pytest.mark.parametrize("victim", ["postgres_pid", "redis_pid"])
def test_a_killed_server_comes_back_at_its_address(var: Path, victim: str) -> None:
    child = start("--var", str(var), "--", "sh", "-c", "echo up; sleep 60")
    folder = Folder(var / "embedded")
    before = folder.read_state()
    os.kill(before[victim], signal.SIGKILL)
    try:
        assert wait_until(lambda: folder.read_state()[victim] != before[victim], 30)
        assert folder.read_state()["urls"] == before["urls"]
        psycopg2.connect(before["urls"]["DATABASE_URL"]).close()
    finally:
        child.terminate()
        child.wait(30)


def test_a_killed_holder_takes_its_servers_with_it_and_is_replaced(var: Path) -> None:
    child = start("--var", str(var), "--", "sh", "-c", "echo up; sleep 60")
    state = Folder(var / "embedded").read_state()
    os.kill(state["pid"], signal.SIGKILL)
    done = run("--var", str(var), "--", "true")
    assert done.returncode == 0, done.stderr
    assert not alive(state["postgres_pid"])
    child.terminate()
    child.wait(30)


def test_a_folder_that_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("--var", str(tmp_path / "file"), "--", "true")
    assert done.returncode == 1
    assert re.fullmatch(r"文件夹 .* 不能写入：.*。\n", done.stderr)


def test_a_broken_database_is_one_sentence(var: Path) -> None:
    assert run("--var", str(var), "--", "true").returncode == 0
    (var / "embedded" / "postgres" / "global" / "pg_control").write_bytes(b"")
    done = run("--var", str(var), "--", "true")
    assert done.returncode == 1
    assert re.fullmatch(r"内置数据库无法启动：.*。\n", done.stderr)


def test_a_temporary_run_keeps_its_state_with_its_servers() -> None:
    code = (
        "import os, tempfile; var = os.environ['VAR']; print(var);"
        "assert tempfile.mkdtemp().startswith(var); os.mkdir(var + '/x')"
    )
    done = run("--temp", "--", sys.executable, "-c", code)
    assert done.returncode == 0, done.stderr
    assert not Path(done.stdout.strip()).exists()


def test_it_does_not_import_django() -> None:
    code = "import sys, config.embedded.__main__, config.embedded.holder; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
