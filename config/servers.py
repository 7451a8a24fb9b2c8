"""The servers a command works with: those the environment names, else the embedded ones of VAR."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from config import env
from config.embedded import Lease


def lease_if_needed() -> Lease | None:
    """A lease on the embedded servers where an address is missing, None where both are given.

    The missing addresses are set in this process's environment, so that settings and children see them.
    Raises EmbeddedError with one sentence for the operator.
    """
    missing = [variable.name for variable in (env.DATABASE_URL, env.REDIS_URL) if not variable.text()]
    if not missing:
        return None
    lease = Lease(Path(env.VAR.text()).resolve() / "embedded")
    os.environ.update({name: lease.urls[name] for name in missing})
    return lease


@contextlib.contextmanager
def servers() -> Iterator[None]:
    """Both servers for the length of the block; ours are stopped after it if nobody else uses them."""
    lease = lease_if_needed()
    try:
        yield
    finally:
        if lease is not None:
            lease.release()
