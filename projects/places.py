"""What the pages of this app share about a place: the region that was asked for, and the path to it."""

from __future__ import annotations

from django.urls import reverse

from core.accounts.scope import Scope
from core.regions.selectors import region_path


def path_to(scope: Scope, area: int, name: str, *, query: bool = False) -> list[tuple[str, str]]:
    """The regions down to ``area``, each leading to the page ``name`` inside the scope (``?area=`` with ``query``)."""

    def url(code: int) -> str:
        if not scope.covers(code):
            return ""
        return f"{reverse(name)}?area={code}" if query else reverse(name, args=[code])

    return [(row.name, url(row.code)) for row in region_path(area)]
