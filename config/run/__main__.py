"""The supervisor; see the package."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from config import env
from config.embedded import EmbeddedError, Lease
from config.embedded.process import dying_with_parent
from config.run import preflight
from config.run.children import Child, python, stop
from config.run.errors import StartError
from config.run.make import Make
from config.servers import lease_if_needed

_LOOK_EVERY = 0.2
_READY_WITHIN = 120.0
_PATIENCE, _FIRMNESS = 8.0, 4.0


def say(text: str) -> None:
    print(text, flush=True)


class StopRequestedError(Exception):
    """Somebody asked us to end."""


class Supervisor:
    """Starts everything in order, watches it, ends it in order."""

    def __init__(self) -> None:
        self.var = Path(env.VAR.text()).resolve()
        self.port = env.PORT.text()
        self.host = env.HOST.text()
        self.lease: Lease | None = None
        self.children: list[Child] = []
        self.line: socket.socket  # held for our whole life, so that the port stays ours between two web servers
        self.only: int
        self.stopping = 0
        self.make = Make()

    def on_signal(self, _number: int, _frame: object) -> None:
        self.stopping += 1

    def _interruptible(self) -> None:
        if self.stopping or self.make.interrupted():
            raise StopRequestedError

    def run(self) -> int:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.on_signal)
        try:
            self._start()
            self._watch()
        except StopRequestedError:
            say("正在停止…")
            return 0
        except (StartError, EmbeddedError) as error:
            print(f"错误：{error}", file=sys.stderr, flush=True)
            return 1
        finally:
            stop(self.children, patience=_PATIENCE, firmness=_FIRMNESS)
            if self.lease is not None:
                self.lease.release()
        return 0

    def _start(self) -> None:
        preflight.usable_folder(self.var)
        self.only = preflight.only_one(self.var)
        self.line = preflight.listening(self.host, self.port)
        say("启动数据库和消息队列…")
        self.lease = lease_if_needed()
        preflight.reachable_database(env.DATABASE_URL.text())
        self._interruptible()
        say("更新数据库…")
        accounts = self._prepare()
        say("启动网页、后台任务…")
        self.children = self._processes()
        for child in self.children:
            child.start()
        self._wait_until_ready()
        say(f"\n摘帽已启动：http://{'localhost' if self.host == '127.0.0.1' else self.host}:{self.port}/")
        if accounts:
            say(accounts.rstrip())
        say(f"日志：{self.var / 'log'}；按 Ctrl-C 停止。")

    def _prepare(self) -> str:
        """Migrations and, in an empty database, the first data; what it prints are the accounts."""
        child = subprocess.Popen(
            python("config.run.prepare"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=dying_with_parent(signal.SIGTERM),
        )
        while True:
            try:
                printed, _ = child.communicate(timeout=_LOOK_EVERY)
                break
            except subprocess.TimeoutExpired:
                if self.stopping:
                    child.terminate()
        self._interruptible()
        if child.returncode != 0:
            raise StartError("数据库没有准备好，原因见上。")
        return printed

    def _processes(self) -> list[Child]:
        log = self.var / "log"
        celery = ["celery", "-A", "config.celery"]
        worker = [*celery, "worker", "--without-gossip", "--without-mingle", "-l", "warning"]
        web = python("gunicorn", "-c", "python:config.gunicorn", "-b", f"fd://{self.line.fileno()}", "config.wsgi")
        return [
            Child("网页", web, log / "web.log", handles=(self.line.fileno(),)),
            Child("判定", python(*worker, "-n", "verdicts@%h", "-Q", "verdicts", "-c", "1"), log / "verdicts.log"),
            Child("导入导出", python(*worker, "-n", "bulk@%h", "-Q", "bulk,files", "-c", "2"), log / "bulk.log"),
            Child("定时", python(*celery, "beat", "-l", "warning"), log / "beat.log"),
        ]

    def _ready(self) -> bool:
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104
        call = http.client.HTTPConnection(host, int(self.port), timeout=10)
        try:
            call.request("GET", "/readyz", headers={"Host": "localhost"})
            return call.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            call.close()

    def _wait_until_ready(self) -> None:
        end = time.monotonic() + _READY_WITHIN
        while not self._ready():
            self._interruptible()
            for child in self.children:
                if not child.running():
                    raise StartError(f"{child.name}进程没有启动，详见 {child.log}。")
            if time.monotonic() > end:
                raise StartError(f"网页在 {_READY_WITHIN:.0f} 秒内没有就绪，详见 {self.children[0].log}。")
            time.sleep(_LOOK_EVERY)

    def _watch(self) -> None:
        while True:
            self._interruptible()
            if self.lease is not None and self.lease.lost():
                say("数据库管理进程意外结束，正在重新启动…")
                if self.lease.ensure():
                    raise StartError("数据库的端口被别的程序占用，请重新启动。")
            for child in self.children:
                if child.look():
                    say(f"{child.name}进程意外结束，{child.pause / 2:.1f} 秒后重新启动（日志：{child.log}）。")
            time.sleep(_LOOK_EVERY)


def main() -> int:
    return Supervisor().run()


if __name__ == "__main__":
    sys.exit(main())
