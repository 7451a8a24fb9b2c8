"""What higher apps add to the pages of this one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.web.requests import OfficeRequest
from projects.models import Project

# (row, request) → the context of a panel in the rail of the card, or None for nothing.
Panel = Callable[[Project, OfficeRequest], dict[str, Any] | None]
_panels: list[tuple[str, Panel]] = []


def add_card_panel(template: str, panel: Panel) -> None:
    """An app adds a panel to the card of a project (called from its ``AppConfig.ready``; twice adds it once)."""
    if (template, panel) not in _panels:
        _panels.append((template, panel))


def card_panels(row: Project, request: OfficeRequest) -> list[tuple[str, dict[str, Any]]]:
    """(template, context) of every panel that this person sees."""
    found = ((template, panel(row, request)) for template, panel in _panels)
    return [(template, context) for template, context in found if context is not None]
