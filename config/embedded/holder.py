"""The process that owns both servers of a folder, restarts them when they die and ends after its last user.

Run as ``python -m config.embedded.holder FOLDER READY_FD [DISCARD]`` by ``config.embedded.lease`` only.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path

from config.embedded.errors import EmbeddedError
from config.embedded.folder import Folder, try_lock
from config.embedded.postgres import Postgres
from config.embedded.process import alive, wait_until
from config.embedded.redis import Redis

_LOOK_EVERY = 0.2
_LONGEST_PAUSE = 5.0
_LEFT_OVER_SECONDS = 15.0


class Holder:
    """Both servers of a folder and the loop that watches them."""

    def __init__(self, folder: Folder, discard: Path | None) -> None:
        self.folder = folder
        self.discard = discard
        temporary = discard is not None
        self.stopping = False
        before = folder.read_state()
        for server in ("postgres_pid", "redis_pid"):  # of a killed holder: they end, and leave their port to us
            if pid := before.get(server):
                wait_until(lambda pid=pid: not alive(pid), _LEFT_OVER_SECONDS)  # type: ignore[misc]
        password = folder.password()
        self.postgres = Postgres(folder.path, password, temporary=temporary, port=before.get("postgres_port"))
        self.redis = Redis(folder.path, password, temporary=temporary, port=before.get("redis_port"))

    def start(self) -> None:
        self.redis.start()
        self.postgres.start()
        self.postgres.create_database()
        self._publish()

    def _publish(self) -> None:
        self.folder.write_state(
            {
                "pid": os.getpid(),
                "postgres_pid": self.postgres.child.pid if self.postgres.child else None,
                "redis_pid": self.redis.child.pid if self.redis.child else None,
                "postgres_port": self.postgres.port,
                "redis_port": self.redis.port,
                "urls": {"DATABASE_URL": self.postgres.url, "REDIS_URL": self.redis.url},
            }
        )

    def watch(self) -> None:
        """Until told to stop, or until no user is left; a dead server comes back at its port."""
        users = self.folder.open_lock("users")
        pause = 0.0
        while not self.stopping and not try_lock(users, fcntl.LOCK_EX):
            dead = [server for server in (self.redis, self.postgres) if not server.running()]
            if dead:
                time.sleep(pause)
                pause = min(_LONGEST_PAUSE, pause + 0.5)
                with contextlib.suppress(EmbeddedError):  # stands in the log; the next round tries again
                    for server in dead:
                        server.start()
                    self._publish()
            else:
                pause = max(0.0, pause - 0.01)
            time.sleep(_LOOK_EVERY)

    def end(self) -> None:
        self.postgres.stop()
        self.redis.stop()
        if self.discard is not None:
            shutil.rmtree(self.discard, ignore_errors=True)


def main(arguments: list[str]) -> int:
    folder, ready = Folder(Path(arguments[0])), int(arguments[1])
    os.umask(0o077)
    if not try_lock(folder.open_lock("holder"), fcntl.LOCK_EX):
        os.write(ready, json.dumps({"error": "内置服务正由另一个进程管理，请稍后重试。"}).encode())
        return 1
    holder: Holder | None = None

    def stop(_number: int, _frame: object) -> None:
        if holder is not None:
            holder.stopping = True

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    try:
        try:
            holder = Holder(folder, Path(arguments[2]) if arguments[2:] else None)
            holder.start()
        except (EmbeddedError, OSError) as error:
            with contextlib.suppress(OSError):
                os.write(ready, json.dumps({"error": str(error)}).encode())
            return 1
        with contextlib.suppress(OSError):  # whoever asked may be gone; the loop will see it
            os.write(ready, b'{"ok": true}')
        os.close(ready)
        holder.watch()
    finally:
        if holder is not None:
            holder.end()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
