"""What no page wants to see: a NUL in the address, which PostgreSQL refuses in any text (400 instead of 500)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from core.web.errors import bad_request


class RefuseNulMiddleware:
    """Forms refuse a NUL field by field; this is for filters, searches and cursors in the query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\0" in query:
            return bad_request(request)
        return self.get_response(request)
