"""What every request carries: the active post, its scope, the actor for the trail, and the year of the page.

It also ends sessions that are idle or old, sends whoever must change the password to do so, and leaves an event
of every refusal.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from core.accounts.models import Post
from core.accounts.scope import Scope, scope_of
from core.accounts.selectors import current_posts
from core.audit.trail import Actor, look
from core.changes.selectors import years_in_use

if TYPE_CHECKING:

    class _Request(HttpRequest):
        """What this middleware adds; pages use core.web.requests.OfficeRequest."""

        post: Post | None
        posts: list[Post]
        scope: Scope
        actor: Actor
        year: int
        years: list[int]
        request_id: str


POST_KEY = "post"
YEAR_KEY = "year"
SIGNED_IN_KEY = "signed_in_at"
SEEN_KEY = "seen_at"
# The session row is written once a minute at most, not at every request.
SEEN_STEP = timedelta(minutes=1)
# What somebody who must change the password may still open.
WITHOUT_CHANGE = ("password-change", "logout", "healthz", "readyz")
REFUSALS = {403: "core.access.refused", 404: "core.access.hidden"}


class PostMiddleware:
    """Sets ``request.post``, ``request.scope``, ``request.actor``, ``request.year``, ``request.request_id``.

    The post is read anew at each request, so a term that ends at midnight ends the access at midnight.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, plain: HttpRequest) -> HttpResponse:
        request = cast("_Request", plain)
        request.request_id = uuid.uuid4().hex[:16]
        _end_old_session(request)
        user = request.user
        request.posts = current_posts(user.pk, timezone.localdate()) if user.is_authenticated else []
        request.post = self._active(request)
        request.scope = scope_of(request.post)
        request.years = years_in_use() if user.is_authenticated else []
        request.year = self._year(request)
        request.actor = Actor(
            user_id=user.pk if user.is_authenticated else None,
            name=user.name if user.is_authenticated else "未登录",
            post_id=request.post.pk if request.post else None,
            door="web",
            request_id=request.request_id,
        )
        if user.is_authenticated and user.must_change_password and not _may_wait(request):
            # A part of a page must not be replaced by a form.
            target = reverse("password-change")
            return (
                HttpResponse(headers={"HX-Redirect": target}) if "HX-Request" in request.headers else redirect(target)
            )
        response = self.get_response(request)
        if response.status_code in REFUSALS and user.is_authenticated and request.resolver_match:
            _note_refusal(request, response.status_code)
        return response

    @staticmethod
    def _active(request: _Request) -> Post | None:
        if not request.posts:
            return None
        wanted = request.session.get(POST_KEY)
        return next((post for post in request.posts if post.pk == wanted), request.posts[0])

    @staticmethod
    def _year(request: _Request) -> int:
        """The year chosen in this session, else the newest year with facts, else this year."""
        chosen = request.session.get(YEAR_KEY) if request.user.is_authenticated else None
        if chosen in request.years:
            return int(chosen)
        return request.years[0] if request.years else timezone.localdate().year


def _end_old_session(request: _Request) -> None:
    """Half an hour without a request, or twelve hours after the sign-in, and the session is gone."""
    if not request.user.is_authenticated:
        return
    now = timezone.now()
    signed_in = _moment(request, SIGNED_IN_KEY)
    seen = _moment(request, SEEN_KEY)
    if (seen and now - seen > settings.SESSION_IDLE) or (signed_in and now - signed_in > settings.SESSION_LIFE):
        logout(request)
        return
    if signed_in is None:
        request.session[SIGNED_IN_KEY] = now.isoformat()
    if seen is None or now - seen > SEEN_STEP:
        request.session[SEEN_KEY] = now.isoformat()


def _moment(request: _Request, key: str) -> datetime | None:
    text = request.session.get(key)
    return datetime.fromisoformat(text) if text else None


def _may_wait(request: _Request) -> bool:
    """Whether the address is one of those that stay open before the password is changed."""
    if request.path.startswith(settings.STATIC_URL):
        return True
    for name in WITHOUT_CHANGE:
        try:
            if request.path == reverse(name):
                return True
        except NoReverseMatch:
            continue
    return False


def _note_refusal(request: _Request, status: int) -> None:
    """Who was refused what: the route's name and its keys, never a query or a body."""
    match = request.resolver_match
    assert match is not None  # noqa: S101  # the caller looked
    look(
        request.actor,
        REFUSALS[status],
        subject_type="route",
        subject_id=(match.view_name or "")[:60],
        area=request.post.area if request.post else 0,
        detail={"method": request.method, **{key: str(value)[:40] for key, value in match.kwargs.items()}},
    )


def client_address(request: HttpRequest) -> str:
    """Where the request comes from; X-Forwarded-For counts only as far as our own proxies wrote it."""
    direct = request.META.get("REMOTE_ADDR", "")
    hops = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.PROXIES and len(hops) >= settings.PROXIES:
        return str(hops[-settings.PROXIES])[:45]
    return str(direct)[:45]
