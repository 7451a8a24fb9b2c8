"""Whether an error means that the database is away for a moment: then the answer is 503, not 500."""

from __future__ import annotations

from django.db import InterfaceError, OperationalError

RETRY_AFTER_SECONDS = 5
# Connection exceptions, and a server that stops, starts or has crashed. Anything else that psycopg2 calls
# operational (a deadlock, a full disk) is no outage; a lost connection has no code at all.
_CLASSES = ("08", "57P")


def is_outage(error: BaseException | None) -> bool:
    """Looks through the whole chain: what is raised last is often only the consequence."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, OperationalError | InterfaceError):
            code = getattr(error.__cause__, "pgcode", None)
            if code is None or code.startswith(_CLASSES):
                return True
        error = error.__cause__ or error.__context__
    return False
