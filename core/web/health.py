"""/healthz: the process answers. /readyz: it can do its work; the reasons when it cannot.

Only the database and its migrations decide: without a broker every page still works and no change is lost.
What is pending, and since when, is reported for the operator and never judged here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis
from redis.exceptions import RedisError

from core.changes.selectors import pending_summary
from core.web.outage import RETRY_AFTER_SECONDS

_BROKER_SECONDS = 0.5


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """200 when the database answers and is migrated, else 503 with ``reasons``."""
    reasons: list[str] = []
    report: dict[str, Any] = {"broker": _broker()}
    try:
        if missing := unapplied():
            reasons.append(f"还有 {len(missing)} 个数据库迁移未执行，例如 {missing[0]}")
        else:
            pending = pending_summary()
            age = (timezone.now() - pending.oldest).total_seconds() if pending.oldest else None
            report |= {"pending": pending.places, "oldest_pending_seconds": age}
    except (DatabaseError, InterfaceError):
        reasons.append("数据库没有应答")
    report = {"status": "unavailable" if reasons else "ok", "reasons": reasons} | report
    if not reasons:
        return JsonResponse(report)
    return JsonResponse(report, status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})


@lru_cache(maxsize=1)
def _on_disk() -> frozenset[tuple[str, str]]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    replaced = {key for migration in loader.replacements.values() for key in migration.replaces}
    return frozenset(loader.disk_migrations) - frozenset(replaced)


def unapplied() -> list[str]:
    """Migrations of the program that the database lacks, as ``app.name``."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    return sorted(f"{app}.{name}" for app, name in _on_disk() - applied)


def _broker() -> str:
    try:
        with Redis.from_url(
            settings.REDIS_URL, socket_timeout=_BROKER_SECONDS, socket_connect_timeout=_BROKER_SECONDS
        ) as line:
            line.ping()
    except (RedisError, OSError):
        return "down"
    return "ok"
