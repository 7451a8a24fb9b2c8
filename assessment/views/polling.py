"""Pages that ask again while something is pending: what they carry, and when there is nothing new to show.

The page names in ``seen`` what it shows. As long as that is still so the answer is 204, which htmx does not swap:
scroll position and focus stay, and the question costs two small queries.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from assessment.pending import Waiting, waiting
from core.web.requests import OfficeRequest
from villages.selectors import checked_at

SOON, LATER = 1, 5


def polling(
    request: HttpRequest, pending: Waiting, checked_at: datetime | None, *, seconds: int = SOON
) -> dict[str, Any]:
    """``poll_url`` and ``poll_seconds`` for a fragment: every second at first, more rarely once the queue is late."""
    query = request.GET.copy()
    query["seen"] = _token(pending, checked_at)
    return {
        "poll_url": f"{request.path}?{query.urlencode()}",
        "poll_seconds": LATER if pending.late_since else seconds,
    }


def nothing_new(request: OfficeRequest, area: int) -> bool:
    """Whether the asking page already shows the state of ``area``; only pages that poll carry ``seen``."""
    seen = request.GET.get("seen")
    if not seen or not request.htmx:
        return False
    return seen == _token(waiting(area, request.year), checked_at(area, request.year))


def _token(pending: Waiting, computed: datetime | None) -> str:
    at = f"{computed.timestamp():.6f}" if computed else ""
    return f"{at}-{pending.count}-{'late' if pending.late_since else ''}"
