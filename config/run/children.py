"""The processes that the supervisor keeps alive."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config.embedded.process import dying_with_parent

_LONGEST_PAUSE = 15.0
_HEALTHY_AFTER = 60.0
_LOG_LIMIT = 20 * 1024 * 1024


@dataclass
class Child:
    """One process and its log; restarted with a growing pause when it dies.

    ``polite`` asks it to finish what it does, ``firm`` to leave at once. When the supervisor is killed, the
    kernel kills it outright: a worker that takes leave of a broker which is going too can wait for ever.
    """

    name: str
    command: Sequence[str]
    log: Path
    polite: signal.Signals = signal.SIGTERM
    firm: signal.Signals = signal.SIGQUIT
    handles: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.5
    due: float = field(default=0.0)

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        with open(self.log, "ab", opener=lambda path, flags: os.open(path, flags, 0o600)) as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=self.handles,
                preexec_fn=dying_with_parent(signal.SIGKILL),
            )
        self.started = time.monotonic()
        self.due = 0.0

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def look(self) -> bool:
        """Restarts it if it has died and its pause is over; True in the moment it is found dead."""
        now = time.monotonic()
        if self.running():
            if now - self.started > _HEALTHY_AFTER:
                self.pause = 0.5
            return False
        if self.due:
            if now >= self.due:
                self.start()
            return False
        self.kill()  # what a killed process left behind
        self.due = now + self.pause
        self.pause = min(_LONGEST_PAUSE, self.pause * 2)
        return True

    def ask(self, number: signal.Signals) -> None:
        if self.process is not None and self.running():
            self.process.send_signal(number)

    def kill(self) -> None:
        """Ends the process and whatever of its group is left."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return
            self.process.wait()


def stop(children: Sequence[Child], *, patience: float, firmness: float) -> None:
    """Ends all at once: politely, after ``patience`` seconds firmly, then by force."""
    for polite, seconds in ((True, patience), (False, firmness)):
        for child in children:
            child.ask(child.polite if polite else child.firm)
        end = time.monotonic() + seconds
        while any(child.running() for child in children) and time.monotonic() < end:
            time.sleep(0.05)
    for child in children:
        child.kill()


def python(*arguments: str) -> list[str]:
    return [sys.executable, "-m", *arguments]
