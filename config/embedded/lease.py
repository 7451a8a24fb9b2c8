"""The right to use the embedded servers of a folder, for as long as it is held."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from config.embedded.errors import EmbeddedError
from config.embedded.folder import Folder, try_lock
from config.embedded.process import alive, wait_until

_ROOT = Path(__file__).resolve().parent.parent.parent
_STOP_SECONDS = 90


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class Lease:
    """A shared lock on the servers of ``path``; the first lease starts them, the last one stops them.

    Any number of processes may hold a lease. A process that dies without ``release`` loses its lease with its
    file handles; the holder sees that within a second. ``discard``: the servers are for one run, so they give
    up durability, and this folder is deleted when they stop.
    """

    def __init__(self, path: Path, *, discard: Path | None = None) -> None:
        self.folder = Folder(path)
        self.discard = discard
        self.urls: dict[str, str] = {}
        try:
            self.folder.make()
            self._users = self.folder.open_lock("users")
        except OSError as error:
            raise EmbeddedError(f"文件夹 {path} 不能写入：{error.strerror}。") from error
        fcntl.flock(self._users, fcntl.LOCK_SH)
        try:
            self.ensure()
        except BaseException:
            os.close(self._users)
            raise

    def ensure(self) -> bool:
        """Starts the holder where none lives; True when the addresses have changed since the last call."""
        guard = self.folder.open_lock("start")
        try:
            fcntl.flock(guard, fcntl.LOCK_EX)
            if not self._held():
                self._start_holder()
            urls = self.folder.read_state().get("urls") or {}
        finally:
            os.close(guard)
        changed = urls != self.urls
        self.urls = urls
        return changed

    def lost(self) -> bool:
        """Whether the holder has died under us; ``ensure`` brings the servers back."""
        return not self._held()

    def _held(self) -> bool:
        holder = self.folder.open_lock("holder")
        try:
            return not try_lock(holder, fcntl.LOCK_SH)
        finally:
            os.close(holder)

    def _start_holder(self) -> None:
        reading, writing = os.pipe()
        call = [sys.executable, "-m", "config.embedded.holder", str(self.folder.path), str(writing)]
        environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
        try:
            with open(self.folder.log, "ab", opener=_private) as log:
                subprocess.Popen(
                    call if self.discard is None else [*call, str(self.discard)],
                    cwd="/",
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    pass_fds=[writing],
                )
        except OSError as error:
            os.close(reading)
            raise EmbeddedError(f"文件夹 {self.folder.path} 不能写入：{error.strerror}。") from error
        finally:
            os.close(writing)
        with os.fdopen(reading, "rb") as line:
            said = line.read()
        if not said:
            raise EmbeddedError(f"内置服务意外结束（详见 {self.folder.log}）。")
        answer = json.loads(said)
        if "error" in answer:
            raise EmbeddedError(str(answer["error"]))

    def release(self) -> None:
        """Gives the lease back; the last one stops the servers and waits until they are gone."""
        try:
            if try_lock(self._users, fcntl.LOCK_EX):  # nobody else: new ones wait until we are through
                pid = self.folder.read_state().get("pid")
                if isinstance(pid, int) and self._held():
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGTERM)
                    wait_until(lambda: not alive(pid), _STOP_SECONDS)
        finally:
            os.close(self._users)

    def __enter__(self) -> Lease:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
