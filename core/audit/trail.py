"""Who changed what, through which door, and why: the context of every write, and the events of every look.

``recorded`` is the only way a service opens a transaction. It tells PostgreSQL the actor before the first
statement, so the history triggers know it for ORM writes, raw SQL and COPY alike.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import connection, transaction

from core.audit.models import AccessEvent
from core.changes.relay import nudge


@dataclass(frozen=True)
class Actor:
    """Who acts: plain ids, because the trail outlives accounts. ``door`` is web, api, command, task or system."""

    user_id: int | None
    name: str
    post_id: int | None = None
    door: str = "system"
    request_id: str = ""

    def at_door(self, door: str) -> Actor:
        return replace(self, door=door)

    @property
    def source(self) -> str:
        """What ``Sourced.source`` says of a single write: typed into a form, or sent by another system."""
        return "api" if self.door == "api" else "form"


SYSTEM = Actor(user_id=None, name="系统", door="system")


@contextmanager
def recorded(actor: Actor, *, reason: str = "", bulk: bool = False) -> Iterator[None]:
    """One transaction in ``actor``'s name; after its commit the relay is nudged.

    ``reason`` goes into the history of every row that changes. ``bulk`` marks yield to single edits.
    Nested calls join the outer transaction and keep the outer actor.
    """
    outermost = not connection.in_atomic_block or not _context_is_set()
    with transaction.atomic():
        if outermost:
            _set_context(actor, reason, bulk)
            transaction.on_commit(nudge, robust=True)
        yield


def _context_is_set() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(current_setting('pghistory.context_id', true), '') <> ''")
        return bool(cursor.fetchone()[0])


def _set_context(actor: Actor, reason: str, bulk: bool) -> None:
    metadata = json.dumps({**asdict(actor), "reason": reason}, ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pghistory.context_id', %s, true), "
            "set_config('pghistory.context_metadata', %s, true), set_config('zhaimao.bulk', %s, true)",
            [str(uuid.uuid4()), metadata, "on" if bulk else "off"],
        )


def look(
    actor: Actor,
    action: str,
    *,
    subject_type: str = "",
    subject_id: str = "",
    area: int = 0,
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> AccessEvent:
    """Record that somebody looked at or took out something (``app.entity.verb`` in the past).

    It commits with the caller's transaction; a reveal calls it in a transaction of its own *before* it returns
    the value (DESIGN 6).
    """
    return AccessEvent.objects.create(
        actor_id=actor.user_id,
        actor_name=actor.name,
        post_id=actor.post_id,
        door=actor.door,
        request_id=actor.request_id,
        action=action,
        subject_type=subject_type,
        subject_id=subject_id,
        area=area,
        reason=reason,
        detail=detail or {},
    )
