"""The files of an embedded folder and the locks on it."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any


def try_lock(handle: int, kind: int) -> bool:
    """Takes a lock without waiting; False when somebody else holds it."""
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@dataclass(frozen=True)
class Folder:
    """``path`` holds the data of both servers, the state of their holder and three lock files.

    ``users``: shared by everyone who uses the servers, exclusive for whoever stops them. ``start``: exclusive
    while somebody looks for a holder or starts one. ``holder``: exclusive for the holder's life.
    """

    path: Path

    def make(self) -> None:
        # Open to pass through, not to read: PostgreSQL may run as another user. Its files are its own.
        self.path.mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o711)

    def open_lock(self, name: str) -> int:
        return os.open(self.path / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @property
    def log(self) -> Path:
        return self.path / "holder.log"

    @property
    def _state(self) -> Path:
        return self.path / "state.json"

    def read_state(self) -> dict[str, Any]:
        """What the holder last wrote: pid, ports and addresses; empty when there is nothing."""
        try:
            state = json.loads(self._state.read_text())
        except (OSError, ValueError):
            return {}
        return state if isinstance(state, dict) else {}

    def write_state(self, state: dict[str, Any]) -> None:
        fresh = self.path / "state.new"
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(state))
        fresh.rename(self._state)

    def password(self) -> str:
        """The password of both servers, made once."""
        kept = self.path / "password"
        if not kept.exists():
            fresh = self.path / "password.new"
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(24))
            fresh.rename(kept)
        return kept.read_text()
