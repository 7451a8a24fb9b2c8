"""Errors of the REST interface as problem+json (RFC 9457), in the caller's words."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

PROBLEM = "application/problem+json"
TITLES = {
    400: "请求不正确",
    401: "未认证",
    403: "没有权限",
    404: "不存在",
    405: "不支持的方法",
    406: "不支持的格式",
    415: "不支持的内容类型",
    429: "请求过于频繁",
    503: "暂时不可用",
}


class ParameterError(exceptions.APIException):
    """A query parameter that is unknown, given twice or out of range; ``name`` says which."""

    status_code = status.HTTP_400_BAD_REQUEST

    def __init__(self, name: str, code: str, detail: str) -> None:
        super().__init__(detail, code)
        self.name = name


def problem(code: int, detail: str, *, kind: str = "", errors: list[dict[str, str]] | None = None) -> dict[str, Any]:
    """The body of a problem answer."""
    body: dict[str, Any] = {"type": "about:blank", "title": TITLES.get(code, "错误"), "status": code, "detail": detail}
    if kind:
        body["code"] = kind
    if errors:
        body["errors"] = errors
    return body


def handle(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: everything known becomes a problem, the rest rises."""
    if isinstance(exc, Http404):
        exc = exceptions.NotFound("没有这个对象，或不在您的范围内")
    elif isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied("没有权限")
    if not isinstance(exc, exceptions.APIException):
        return None
    set_rollback()
    errors = None
    if isinstance(exc, ParameterError):
        errors = [{"parameter": exc.name, "code": str(exc.get_codes()), "detail": str(exc.detail)}]
    body = problem(exc.status_code, str(exc.detail), kind=str(getattr(exc.detail, "code", "")), errors=errors)
    headers = {}
    if header := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return Response(body, status=exc.status_code, headers=headers, content_type=PROBLEM)


def not_found(request: HttpRequest) -> JsonResponse:
    """The answer to any unknown address below /api/."""
    return JsonResponse(problem(404, "没有这个地址"), status=404, content_type=PROBLEM)
