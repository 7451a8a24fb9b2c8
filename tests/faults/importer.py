"""An import in a process of its own that dies at a named place: ``python -m tests.faults.importer FILE [PLACE]``.

The database is DATABASE_URL. With ``backend`` not the process but its PostgreSQL session dies, half way.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django

django.setup()

from django.db import connection  # noqa: E402

from core.accounts.scope import SYSTEM_SCOPE  # noqa: E402
from core.audit.trail import SYSTEM  # noqa: E402
from core.ledgers import imports, staging, targets  # noqa: E402
from core.ledgers.kinds import kinds  # noqa: E402
from core.ledgers.services import NewBatch, upload_of  # noqa: E402
from households.ledgers.kind import HouseholdsKind  # noqa: E402

PLACES = ("read", "staged", "matched", "checked", "opened", "half", "closed", "applied", "backend")


def die(*_args: Any, **_kwargs: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def lose_the_session() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [backend])
    other.close()


def after(owner: Any, name: str, end: Callable[[], None]) -> None:
    """Let ``owner.name`` return and then end."""
    before = getattr(owner, name)

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        result = before(*args, **kwargs)
        end()
        return result

    setattr(owner, name, wrapped)


def prepare(place: str) -> None:
    """Make the process die where ``place`` says."""
    match place:
        case "read":
            after(staging._Stager, "_block", die)
        case "staged":
            after(imports, "stage_file", die)
        case "matched":
            after(HouseholdsKind, "match", die)
        case "checked":
            after(HouseholdsKind, "check", die)
        case "opened":
            after(NewBatch, "open", die)
        case "half":
            after(targets.Target, "insert", die)
        case "closed":
            after(NewBatch, "close", die)
        case "backend":
            after(targets.Target, "insert", lose_the_session)


def main(path: Path, place: str) -> None:
    prepare(place)
    kind = kinds()["households"]
    with imports.staged(kind, path, year=2018, scope=SYSTEM_SCOPE, actor=SYSTEM) as held:
        imports.apply(held, NewBatch(kind, 2018, upload_of(path), SYSTEM, None))
        if place == "applied":
            die()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
