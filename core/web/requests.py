"""The request of a signed-in person, as core.accounts.middleware completes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest

from core.regions.codes import parse_area

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from core.accounts.models import Post
    from core.accounts.scope import Scope
    from core.audit.trail import Actor


class OfficeRequest(HttpRequest):
    """Only for types: what the middleware adds to every request."""

    post: Post | None
    posts: list[Post]
    scope: Scope
    actor: Actor
    year: int
    years: list[int]
    request_id: str
    htmx: HtmxDetails


def asked_area(request: OfficeRequest) -> int:
    """The region of ``?area=``, else the post's own; 404 for anything outside the scope and for what is no code."""
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
