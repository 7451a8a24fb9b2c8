"""What the pages of this app share about a place: the region that was asked for, and the path to it."""

from __future__ import annotations

from django.http import Http404
from django.urls import reverse

from core.accounts.scope import Scope
from core.regions.codes import parse_area
from core.regions.selectors import region_path
from core.web.requests import OfficeRequest


def asked_area(request: OfficeRequest) -> int:
    """``?area=``, else the post's own; 404 for anything outside the scope or no code at all."""
    assert request.post is not None  # noqa: S101  (dispatch refuses without one)
    asked = request.GET.get("area", "")
    if not asked:
        return request.post.area
    try:
        area = parse_area(asked)
    except ValueError:
        raise Http404 from None
    if area != request.post.area and not request.scope.covers(area):
        raise Http404
    return area


def path_to(scope: Scope, area: int, name: str, *, query: bool = False) -> list[tuple[str, str]]:
    """The regions down to ``area``, each leading to the page ``name`` inside the scope (``?area=`` with ``query``)."""

    def url(code: int) -> str:
        if not scope.covers(code):
            return ""
        return f"{reverse(name)}?area={code}" if query else reverse(name, args=[code])

    return [(row.name, url(row.code)) for row in region_path(area)]
