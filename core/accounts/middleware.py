"""What every request carries: the active post, its scope, the actor for the trail, and the year of the page."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core.accounts.models import Post
from core.accounts.scope import scope_of
from core.audit.trail import Actor
from core.changes.selectors import years_in_use

POST_KEY = "post"
YEAR_KEY = "year"


class PostMiddleware:
    """Sets ``request.post``, ``request.scope``, ``request.actor``, ``request.year``, ``request.request_id``.

    The post is read anew at each request, so a term that ends at midnight ends the access at midnight.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex[:16]  # type: ignore[attr-defined]
        request.posts = self._posts(request)  # type: ignore[attr-defined]
        request.post = self._active(request)  # type: ignore[attr-defined]
        request.scope = scope_of(request.post)  # type: ignore[attr-defined]
        request.years = years_in_use() if request.user.is_authenticated else []  # type: ignore[attr-defined]
        request.year = self._year(request)  # type: ignore[attr-defined]
        user = request.user
        request.actor = Actor(  # type: ignore[attr-defined]
            user_id=user.pk if user.is_authenticated else None,
            name=user.name if user.is_authenticated else "未登录",
            post_id=request.post.pk if request.post else None,  # type: ignore[attr-defined]
            door="web",
            request_id=request.request_id,  # type: ignore[attr-defined]
        )
        return self.get_response(request)

    @staticmethod
    def _posts(request: HttpRequest) -> list[Post]:
        if not request.user.is_authenticated:
            return []
        return list(Post.objects.filter(user_id=request.user.pk).current(timezone.localdate()).order_by("pk"))

    @staticmethod
    def _active(request: HttpRequest) -> Post | None:
        posts: list[Post] = request.posts  # type: ignore[attr-defined]
        if not posts:
            return None
        wanted = request.session.get(POST_KEY)
        return next((post for post in posts if post.pk == wanted), posts[0])

    @staticmethod
    def _year(request: HttpRequest) -> int:
        """The year chosen in this session, else the newest year with facts, else this year."""
        years: list[int] = request.years  # type: ignore[attr-defined]
        chosen = request.session.get(YEAR_KEY) if request.user.is_authenticated else None
        return int(chosen or (years[0] if years else timezone.localdate().year))
