"""What every page's frame needs: menu, years, posts, counts. Anonymous visitors get the bare frame."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from core.web.menu import counters_of, menu_of, phone_menu_of


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def frame(request: HttpRequest) -> dict[str, Any]:
    """``{"frame": …}`` for base.html; parts of a page (htmx) do not draw it and pay nothing for it."""
    post = getattr(request, "post", None)
    signed_in = getattr(request, "user", None) is not None and request.user.is_authenticated
    if not signed_in:
        return {"frame": {"signed_in": False}}
    if getattr(request, "htmx", False):
        return {"frame": {"signed_in": True, "post": post}}
    return {
        "frame": {
            "signed_in": True,
            "user": request.user,
            "post": post,
            "office": (post.office or post.get_role_display()) if post else "没有任期内的岗位",
            "posts": getattr(request, "posts", []),
            "menu": menu_of(post, request.path),
            "phone_menu": phone_menu_of(post, request.path),
            "counters": counters_of(request, post),
            "year": getattr(request, "year", None),
            "years": getattr(request, "years", []),
            "urls": {
                name: _address(name.replace("_", "-"))
                for name in ("home", "set_year", "set_post", "logout", "password_change", "my_account")
            },
        }
    }
