"""The supervisor for real: everything comes up, comes back, and goes with it."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from config.embedded.process import free_port, wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
GIVEN = {"DATABASE_URL", "REDIS_URL", "VAR", "SECRET_KEY", "DATA_KEYS", "DJANGO_ALLOW_ASYNC_UNSAFE"}


NAMES = ("gunicorn", "verdicts@", "bulk@", "beat", "redis-server", "postgres")
# One process runs them all: they share what is slow to start.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("supervisor")]


def environment(var: Path, port: int, **more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in GIVEN}
    return kept | {"VAR": str(var), "PORT": str(port), "DEMO": "0", "DJANGO_SETTINGS_MODULE": "config.settings"} | more


def launch(var: Path, port: int, *command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command or [sys.executable, "-m", "config.run"],
        cwd=ROOT,
        env=environment(var, port),
        stdout=subprocess.PIPE,
        text=True,
    )


def attempt(var: Path, port: int, **more: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "config.run"],
        cwd=ROOT,
        env=environment(var, port, **more),
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stderr


def status(port: int) -> int:
    call = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        call.request("GET", "/readyz")
        return call.getresponse().status
    except OSError:
        return 0
    finally:
        call.close()


def family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    found: list[psutil.Process] = psutil.Process(process.pid).children(recursive=True)
    return found


def gone(processes: list[psutil.Process]) -> bool:
    return not [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


def of(processes: list[psutil.Process], word: str) -> psutil.Process | None:
    for process in processes:
        with contextlib.suppress(psutil.Error):
            if word in " ".join(process.cmdline()):
                return process
    return None


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state") / "with 空格 in it"


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state of those that are ended: started anew on the same data each time."""
    return tmp_path_factory.mktemp("ended") / "with 空格 in it"


@contextlib.contextmanager
def run(var: Path, *command: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    process = launch(var, port, *command)
    assert wait_until(lambda: status(port) == 200 or process.poll() is not None, 180)
    assert process.poll() is None
    everyone = family(process)
    try:
        yield process, port
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(60)
    assert wait_until(lambda: gone(everyone), 15), [p for p in everyone if p.is_running()]


@pytest.fixture(scope="module")
def running(var: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    with run(var) as started:
        yield started


@pytest.mark.parametrize("word", NAMES)
def test_whatever_is_killed_comes_back(running: tuple[subprocess.Popen[str], int], word: str) -> None:
    process, port = running
    victim = of(family(process), word)
    assert victim is not None
    victim.kill()

    def came_back() -> bool:
        found = of(family(process), word)
        return found is not None and found.pid != victim.pid

    assert wait_until(came_back, 30)
    assert wait_until(lambda: status(port) == 200, 30)


def test_a_second_one_on_the_same_folder_or_port_is_refused(
    running: tuple[subprocess.Popen[str], int], var: Path, tmp_path: Path
) -> None:
    port = running[1]
    code, said = attempt(var, free_port())
    assert (code, said) == (1, f"错误：{var} 已有一个实例在运行；请先停止它，或用 VAR= 指定另一个文件夹。\n")
    code, said = attempt(tmp_path / "other", port)
    assert (code, said) == (1, f"错误：端口 {port} 已被占用，请换一个：make run PORT=8001。\n")
    assert status(port) == 200


def test_a_command_beside_it_uses_its_servers(running: tuple[subprocess.Popen[str], int], var: Path) -> None:
    process, port = running
    before = of(family(process), "config.embedded.holder")
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--check"], cwd=ROOT, env=environment(var, port), timeout=60
    )
    assert done.returncode == 0
    assert of(family(process), "config.embedded.holder") == before
    assert status(port) == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_everything_goes_with_it(ended: Path, number: int) -> None:
    with run(ended) as (process, _):
        everyone = family(process)
        assert [name for name in NAMES if of(everyone, name) is None] == []
        process.send_signal(number)
        assert process.wait(60) == (0 if number != signal.SIGKILL else -signal.SIGKILL)
        assert wait_until(lambda: gone(everyone), 15), [p for p in everyone if p.is_running()]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_make_ends_it_too(ended: Path, tmp_path: Path, number: int) -> None:
    makefile = tmp_path / "Makefile"
    makefile.write_text(f"run:\n\t@'{sys.executable}' -m config.run\n")
    with run(ended, "make", "-f", str(makefile), "run") as (process, _):
        everyone = family(process)
        process.send_signal(number)
        process.wait(60)
        assert wait_until(lambda: gone(everyone), 20), [p for p in everyone if p.is_running()]


def test_a_database_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    code, said = attempt(
        tmp_path, free_port(), DATABASE_URL="postgres://u:p@127.0.0.1:1/d", REDIS_URL="redis://127.0.0.1:1/0"
    )
    assert code == 1
    assert said.startswith("错误：无法连接 DATABASE_URL 指定的数据库：")
    assert said.count("\n") == 1


def test_a_bad_port_or_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert attempt(tmp_path / "file", free_port())[1].startswith(f"错误：文件夹 {tmp_path / 'file'} 不能写入")
    assert attempt(tmp_path / "var", 70000) == (1, "错误：端口 70000 不对，应为 1 到 65535 的数字。\n")


def test_a_port_of_somebody_else_is_refused_before_anything_starts(tmp_path: Path) -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        code, said = attempt(tmp_path / "var", port)
    assert (code, said.count("\n")) == (1, 1)
    assert not (tmp_path / "var" / "embedded").exists()
