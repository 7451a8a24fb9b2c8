"""The request of a signed-in person, as core.accounts.middleware completes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

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
