"""The supervisor for real: everything comes up, comes back, and goes with it."""

from __future__ import annotations

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


def environment(var: Path, port: int, **more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in GIVEN}
    return kept | {"VAR": str(var), "PORT": str(port), "DEMO": "0", "DJANGO_SETTINGS_MODULE": "config.settings"} | more


def launch(var: Path, port: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "config.run"], cwd=ROOT, env=environment(var, port), stdout=subprocess.PIPE, text=True
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


def of(processes: list[psutil.Process], word: str) -> psutil.Process:
    return next(p for p in processes if word in " ".join(p.cmdline()))


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state") / "with 空格 in it"


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def running(var: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    process = launch(var, port)
    assert wait_until(lambda: status(port) == 200 or process.poll() is not None, 180)
    assert process.poll() is None
    everyone = family(process)
    yield process
    if process.poll() is None:
        process.terminate()
    process.wait(60)
    assert wait_until(lambda: gone(everyone), 15)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_everything_comes_up_and_goes_with_it(running: subprocess.Popen[str], number: int) -> None:
    everyone = family(running)
    for word in ("gunicorn", "verdicts@", "bulk@", "beat", "redis-server", "postgres"):
        assert of(everyone, word)
    running.send_signal(number)
    assert running.wait(60) == (0 if number != signal.SIGKILL else -signal.SIGKILL)
    assert wait_until(lambda: gone(everyone), 15), [p for p in everyone if p.is_running()]


@pytest.mark.slow
def test_whatever_is_killed_comes_back(running: subprocess.Popen[str], port: int) -> None:
    for word in ("gunicorn", "verdicts@", "bulk@", "beat", "redis-server", "postgres"):
        victim = of(family(running), word)
        victim.kill()
        assert wait_until(lambda word=word, dead=victim.pid: came_back(running, word, dead), 20), word  # type: ignore[misc]
    assert wait_until(lambda: status(port) == 200, 20)


def came_back(running: subprocess.Popen[str], word: str, dead: int) -> bool:
    try:
        return bool(of(family(running), word).pid != dead)
    except (StopIteration, psutil.Error):
        return False


@pytest.mark.slow
def test_a_second_one_on_the_same_folder_or_port_is_refused(
    running: subprocess.Popen[str], var: Path, port: int, tmp_path: Path
) -> None:
    code, said = attempt(var, free_port())
    assert (code, said) == (1, f"错误：{var} 已有一个实例在运行；请先停止它，或用 VAR= 指定另一个文件夹。\n")
    code, said = attempt(tmp_path / "other", port)
    assert (code, said) == (1, f"错误：端口 {port} 已被占用，请换一个：make run PORT=8001。\n")
    assert status(port) == 200


def test_a_command_beside_it_uses_its_servers(running: subprocess.Popen[str], var: Path, port: int) -> None:
    before = of(family(running), "config.embedded.holder").pid
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--check"], cwd=ROOT, env=environment(var, port), timeout=60
    )
    assert done.returncode == 0
    assert of(family(running), "config.embedded.holder").pid == before
    assert status(port) == 200


def test_a_database_that_does_not_answer_is_one_sentence(tmp_path: Path, port: int) -> None:
    code, said = attempt(tmp_path, port, DATABASE_URL="postgres://u:p@127.0.0.1:1/d", REDIS_URL="redis://127.0.0.1:1/0")
    assert code == 1
    assert said.startswith("错误：无法连接 DATABASE_URL 指定的数据库：")
    assert said.count("\n") == 1


def test_a_bad_port_or_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert attempt(tmp_path / "file", free_port())[1].startswith(f"错误：文件夹 {tmp_path / 'file'} 不能写入")
    assert attempt(tmp_path / "var", 70000) == (1, "错误：端口 70000 不对，应为 1 到 65535 的数字。\n")


def test_a_port_of_somebody_else_is_refused_before_anything_starts(tmp_path: Path, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        code, said = attempt(tmp_path / "var", port)
    assert (code, said.count("\n")) == (1, 1)
    assert not (tmp_path / "var" / "embedded").exists()
