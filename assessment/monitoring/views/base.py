"""What the pages of monitoring share: the tabs, and the path."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from assessment.monitoring.judged import range_of
from assessment.views.places import trail
from core.web.requests import OfficeRequest

TABS = (
    ("线索", "monitor-clues", ""),
    ("系统提示", "monitor-suggestions", ""),
    ("监测对象", "monitor-objects", "active"),
    ("待消除", "monitor-objects", "leaving"),
    ("已消除", "monitor-objects", "eliminated"),
)


def frame(request: OfficeRequest, area: int, page: str, state: str = "") -> dict[str, Any]:
    """Path, tabs and the range of a place; ``state`` tells the tabs of one page apart."""
    tabs = [
        (
            label,
            f"{reverse(name)}?area={area}" + (f"&state={wanted}" if wanted else ""),
            name == page and wanted == (state if wanted else ""),
        )
        for label, name, wanted in TABS
    ]
    return {
        "area": area,
        "path": trail(request.scope, area),
        "tabs": tabs,
        "range": range_of(area, request.year),
        "year": request.year,
    }
