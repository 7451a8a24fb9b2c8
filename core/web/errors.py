"""Error pages: what failed, that nothing was saved, what to do now, and the request number to name."""

from __future__ import annotations

import logging
import sys
import uuid
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from core.web.api.errors import PROBLEM, problem
from core.web.outage import RETRY_AFTER_SECONDS, is_outage

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Words:
    """What an error page says."""

    title: str
    what: str
    next_step: str


WORDS = {
    400: Words("请求有误", "服务器看不懂这次提交，没有保存任何内容。", "请返回上一页，重新填写后再提交。"),
    403: Words("没有权限", "您当前的岗位不能做这件事，没有保存任何内容。", "请切换岗位，或联系本级管理员。"),
    404: Words("找不到", "没有这个页面，或它不在您的辖区内。", "请检查地址，或从首页重新进入。"),
    500: Words("系统出错", "处理时出了错，这次提交没有保存。", "请稍后重试；再次出错时，把下面的编号告诉管理员。"),
    503: Words(
        "系统暂停几秒", "数据库正在重新启动，这次提交没有保存。", "请等几秒后重试，已填的内容可以返回上一页取回。"
    ),
}
CSRF = Words(
    "页面已过期", "这个页面打开太久或浏览器禁用了 Cookie，没有保存任何内容。", "请返回上一页，刷新后重新提交。"
)


def request_number(request: HttpRequest) -> str:
    """The number of this request: the middleware's, or a new one when the error came before it."""
    return getattr(request, "request_id", "") or uuid.uuid4().hex[:16]


def _page(request: HttpRequest, status: int, words: Words) -> HttpResponse:
    number = request_number(request)
    log.info("error page", extra={"status": status, "request_id": number})
    if request.path.startswith("/api/"):
        return JsonResponse(problem(status, words.what), status=status, content_type=PROBLEM)
    context = {"status": status, "words": words, "number": number}
    if getattr(request, "htmx", False):
        return render(request, "errors/fragment.html", context, status=status)
    return render(request, "errors/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400, WORDS[400])


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403, WORDS[403])


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, 403, CSRF)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404, WORDS[404])


def failed(request: HttpRequest) -> HttpResponse:
    """500, or 503 while the database is away: no context processors and no database, whatever has broken."""
    away = is_outage(sys.exc_info()[1])
    status = 503 if away else 500
    if request.path.startswith("/api/"):
        body = {**problem(status, WORDS[status].what), "instance": request_number(request)}
        answer: HttpResponse = JsonResponse(body, status=status, content_type=PROBLEM)
    else:
        context = {"status": status, "words": WORDS[status], "number": request_number(request)}
        answer = HttpResponse(render_to_string("errors/plain.html", context), status=status)
    if away:
        answer["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer
