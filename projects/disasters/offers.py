"""The events that a measure at a place may name."""

from __future__ import annotations

from core.regions.codes import ancestors
from projects.models import Disaster

MOST = 200


def known_disasters(area: int) -> list[tuple[str, str]]:
    """(number, name and day) of the events that hit a village, the newest first; an event names nobody."""
    rows = Disaster.all_rows.filter(area__in=ancestors(area)).order_by("-happened_on", "code")[:MOST]
    return [(row.code, f"{row.name} {row.happened_on:%Y-%m-%d} {row.code}") for row in rows]
