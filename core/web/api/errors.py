"""Errors of the REST interface as problem+json (RFC 9457), in the caller's words."""

from __future__ import annotations

from collections.abc import Mapping
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
    409: "有冲突",
    412: "已被修改",
    413: "内容过大",
    415: "不支持的内容类型",
    422: "不能保存",
    428: "缺少版本",
    429: "请求过于频繁",
    503: "暂时不可用",
}


class ParameterError(exceptions.APIException):
    """A query parameter that is unknown, given twice or out of range; ``name`` says which."""

    status_code = status.HTTP_400_BAD_REQUEST

    def __init__(self, name: str, code: str, detail: str) -> None:
        super().__init__(detail, code)
        self.name = name


class Problem(exceptions.APIException):
    """Any other refusal: its status, a code for programs, a sentence, what is wrong by field, further headers.

    An error is {field, detail} or {header, detail}; a field inside another is named with a dot, a row of a list by
    its number from 0: ``quantities.0.planned``.
    """

    def __init__(
        self,
        status_code: int,
        kind: str,
        detail: str,
        errors: list[dict[str, str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail, kind)
        self.status_code = status_code
        self.errors = errors
        self.headers = dict(headers or {})


def refused(fields: Mapping[str, str], *, status_code: int = 422, kind: str = "refused") -> Problem:
    """A problem of sentences by field; "" stands for the whole."""
    errors = [{"field": name, "detail": words} if name else {"detail": words} for name, words in fields.items()]
    return Problem(status_code, kind, "；".join(fields.values()), errors)


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
    headers: dict[str, str] = {}
    if isinstance(exc, Problem):
        errors, headers = exc.errors, exc.headers
    if isinstance(exc, ParameterError):
        errors = [{"parameter": exc.name, "code": str(exc.get_codes()), "detail": str(exc.detail)}]
    body = problem(exc.status_code, str(exc.detail), kind=str(getattr(exc.detail, "code", "")), errors=errors)
    if header := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return Response(body, status=exc.status_code, headers=headers, content_type=PROBLEM)


def not_found(request: HttpRequest) -> JsonResponse:
    """The answer to any unknown address below /api/."""
    return JsonResponse(problem(404, "没有这个地址"), status=404, content_type=PROBLEM)
