"""Child processes that die with their parent, and that are nobody's root."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_CLONE_NEWUSER = 0x10000000
_PR_SET_PDEATHSIG = 1
NOBODY = 65534

_libc = ctypes.CDLL(None, use_errno=True)


def _die_with_parent(number: int, parent: int) -> None:
    _libc.prctl(_PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:  # the parent ended between fork and prctl
        os._exit(98)


def dying_with_parent(number: int = signal.SIGTERM) -> Callable[[], None]:
    """A ``preexec_fn``: the kernel sends ``number`` to the child when the calling thread ends."""
    parent = os.getpid()
    return lambda: _die_with_parent(number, parent)


@dataclass(frozen=True)
class Identity:
    """As whom a server runs: ``uid`` None keeps ours; ``namespace`` hides root behind a user namespace.

    PostgreSQL refuses to run as root. In a user namespace it sees an ordinary uid while its files stay ours:
    nothing is chowned and no parent folder is opened to others.
    """

    uid: int | None = None
    gid: int | None = None
    namespace: bool = False

    def preexec(self, number: int) -> Callable[[], None]:
        parent, uid, gid = os.getpid(), os.geteuid(), os.getegid()

        def enter() -> None:
            if self.namespace:
                if _libc.unshare(_CLONE_NEWUSER) != 0:
                    os._exit(97)
                Path("/proc/self/setgroups").write_text("deny")
                Path("/proc/self/uid_map").write_text(f"1000 {uid} 1")
                Path("/proc/self/gid_map").write_text(f"1000 {gid} 1")
            elif self.uid is not None:
                os.setgroups([])
                os.setgid(self.uid if self.gid is None else self.gid)
                os.setuid(self.uid)
            _die_with_parent(number, parent)  # last: a change of credentials clears it

        return enter

    def can_use(self, program: Path, folder: Path) -> bool:
        """Whether this identity may run ``program`` and write into the existing ``folder``."""
        enter = self.preexec(signal.SIGKILL)

        def probe() -> None:
            enter()
            if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
                os._exit(96)

        try:
            done = subprocess.run(
                [program, "--version"], capture_output=True, preexec_fn=probe, timeout=30, check=False
            )
        except (OSError, subprocess.SubprocessError):
            return False
        return done.returncode == 0


def free_port(preferred: int | None = None) -> int:
    """A free TCP port of 127.0.0.1, the ``preferred`` one if it is free."""
    for number in (preferred, 0):
        if number is None:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", number))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("127.0.0.1 has no free port")


def alive(pid: int) -> bool:
    """Whether a process with this id exists and is not a zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}


def stop(child: subprocess.Popen[bytes], number: int, seconds: float) -> None:
    """Sends ``number`` and waits; after ``seconds`` the whole process group is killed."""
    if child.poll() is None:
        child.send_signal(number)
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def wait_until(condition: Callable[[], bool], seconds: float, step: float = 0.05) -> bool:
    """Polls ``condition`` until it is true; False after ``seconds``."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(step)
    return True
