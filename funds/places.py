"""What the pages of this app share about a place: the path of regions down to it."""

from __future__ import annotations

from django.urls import reverse

from core.accounts.scope import Scope
from core.regions.selectors import region_path


def path_to(scope: Scope, area: int, name: str) -> list[tuple[str, str]]:
    """The regions down to ``area``, each leading to the page ``name`` with ``?area=`` inside the scope."""
    here = reverse(name)
    return [(row.name, f"{here}?area={row.code}" if scope.covers(row.code) else "") for row in region_path(area)]
