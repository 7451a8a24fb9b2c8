"""Under ``make run``: what happens to make happens to us.

make passes on SIGTERM, and a terminal's Ctrl-C reaches both. Two cases need help: a killed make, and a SIGINT
that was sent to make alone. make then waits for us inside its signal handler, which shows as a blocked SIGINT.
"""

from __future__ import annotations

import ctypes
import os
import re
import signal
from pathlib import Path

_BLOCKED = re.compile(r"^SigBlk:\s*([0-9a-f]+)$", re.MULTILINE)
_NAMES = {"make", "gmake"}


class Make:
    """The make that started this process, if one did."""

    def __init__(self) -> None:
        self.pid: int | None = None
        parent = os.getppid()
        try:
            name = Path(f"/proc/{parent}/comm").read_text().strip()
        except OSError:
            return
        if os.environ.get("MAKELEVEL") and name in _NAMES:
            self.pid = parent
            ctypes.CDLL(None).prctl(1, signal.SIGTERM)

    def interrupted(self) -> bool:
        """Whether make has been told to stop and waits for us."""
        if self.pid is None:
            return False
        try:
            found = _BLOCKED.search(Path(f"/proc/{self.pid}/status").read_text())
        except OSError:
            return True
        return found is not None and bool(int(found[1], 16) & 1 << (signal.SIGINT - 1))
