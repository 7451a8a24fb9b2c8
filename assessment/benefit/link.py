"""The way from a project's card to its benefit."""

from __future__ import annotations

from typing import Any

from core.web.requests import OfficeRequest
from projects.models import Project


def benefit_panel(row: Project, request: OfficeRequest) -> dict[str, Any]:
    """Whoever sees the card may see what came of the project; no query of its own."""
    return {"pk": row.pk, "before": row.year - 1}
