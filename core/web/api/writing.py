"""Bases of the REST views that write: who may, at which version, and the same POST twice as one effect."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

import orjson
from django.db import transaction
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter
from oauth2_provider.models import AccessToken
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts.api_answers import Answer, BusyError, OtherRequestError, claim, keep
from core.accounts.api_clients import actor_of_client, post_of_client
from core.accounts.models import ApiClient, Post
from core.accounts.rights import Action, may
from core.accounts.scope import Scope
from core.audit.trail import Actor
from core.web.api.bodies import body_of
from core.web.api.errors import Problem
from core.web.api.views import ClientView

KEY: Final = re.compile(r"[\x21-\x7e]{1,100}")
TAG: Final = re.compile(r'"([1-9][0-9]{0,8})"')
IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True, description="读到的 ETag")
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, required=True, description="客户端自定的键，同一请求重发用同一键"
)


@dataclass(frozen=True)
class Caller:
    """The client as a writer: its name in the trail, the post in which it writes, its area."""

    client: ApiClient
    actor: Actor
    post: Post
    scope: Scope


@dataclass(frozen=True)
class Made:
    """What a POST made: the answer's body, the address of what is new."""

    body: Mapping[str, Any]
    location: str
    status: int = 201
    headers: Mapping[str, str] = field(default_factory=dict)


class WritingView(ClientView):
    """A path that writes too. Whoever writes holds a role (ApiClient.role) and a token of the scope ``write``."""

    abstract = True

    def caller(self, request: Request, action: Action) -> Caller:
        """The client, when it may do ``action``; Problem 403."""
        client: ApiClient = request._request.api_client  # type: ignore[attr-defined]
        post = post_of_client(client)
        if post is None:
            raise Problem(403, "read_only", "此客户端没有设写入岗位，只能读取")
        token: AccessToken = request.auth
        if not token.allow_scopes(["write"]):
            raise Problem(403, "insufficient_scope", "令牌没有 write 范围，只能读取")
        if not may(post, action):
            raise Problem(403, "no_right", f"此客户端的岗位（{post.get_role_display()}）不能办理")
        actor = actor_of_client(client, getattr(request._request, "request_id", ""))
        return Caller(client, actor, post, self.scope(request))

    def once(self, request: Request, caller: Caller, make: Callable[[Mapping[str, Any]], Made]) -> Response:
        """Do what the body asks for once a key: effect and answer are stored together, a repetition is told again."""
        key = request.headers.get("Idempotency-Key", "")
        if not KEY.fullmatch(key):
            errors = [{"header": "Idempotency-Key", "detail": "必填，1 到 100 个可见 ASCII 字符"}]
            raise Problem(400, "idempotency_key", "请在 Idempotency-Key 头里给出本次请求的键", errors)
        body = body_of(request)
        told = request._request.method, request._request.get_full_path(), request._request.body
        fingerprint = hashlib.sha256(f"{told[0]} {told[1]}\n".encode() + told[2]).digest()
        try:
            with transaction.atomic():
                before = claim(caller.client, key, fingerprint)
                if before is not None:
                    return _answer(before, replayed=True)
                made = make(body)
                headers = {"Location": made.location, **made.headers}
                answer = Answer(made.status, headers, orjson.dumps(made.body))
                keep(caller.client, key, answer)
        except BusyError as error:
            raise Problem(409, "in_progress", "同一键的请求正在办理", headers={"Retry-After": "2"}) from error
        except OtherRequestError as error:
            raise Problem(422, "key_reused", "这个 Idempotency-Key 已用于另一请求") from error
        return _answer(answer)


def _answer(answer: Answer, *, replayed: bool = False) -> Response:
    headers = dict(answer.headers) | ({"Idempotency-Replayed": "true"} if replayed else {})
    return Response(orjson.loads(answer.body), status=answer.status, headers=headers)


def tag_of(version: int) -> str:
    return f'"{version}"'


def version_asked(request: Request) -> int:
    """The version that ``If-Match`` names; Problem 428 without one. ``*`` says nothing about what was read."""
    asked = request.headers.get("If-Match", "")
    if not asked or asked.strip() == "*":
        raise Problem(428, "if_match", "请在 If-Match 头里给出读到的 ETag")
    found = TAG.fullmatch(asked.strip())
    # What is no version of ours matches nothing.
    return int(found[1]) if found else 0


def stale(version: int, changed: Sequence[str] = ()) -> Problem:
    """Somebody wrote in between: the present version, and the fields in which it differs from what was sent."""
    errors = [{"field": name, "detail": "现值与提交的不同"} for name in changed]
    words = "在您读取之后已被修改，没有保存；请重新读取"
    return Problem(412, "stale", words, errors or None, {"ETag": tag_of(version)})


class VersionedItem(WritingView):
    """One object with a version: GET tells it with its ``ETag``, PATCH changes it under ``If-Match``.

    A subclass says how it is found (``answer``: as sent, with ``version``), who may change it and how.
    """

    abstract = True
    http_method_names = ["get", "head", "options", "patch"]
    edit: ClassVar[Action]

    def answer(self, scope: Scope, key: Any) -> dict[str, Any] | None:
        """The object inside the scope as it is sent; None: it does not exist."""
        raise TypeError(f"{type(self).__name__} has no answer")

    def change(self, caller: Caller, key: Any, version: int, body: Mapping[str, Any]) -> None:
        """Write what the body says, the service's refusals told as problems."""
        raise TypeError(f"{type(self).__name__} changes nothing")

    def show(self, request: Request, key: Any) -> Response:
        self.asked(request)
        found = self._found(self.scope(request), key)
        tag = tag_of(found["version"])
        if request.headers.get("If-None-Match") == tag:
            return Response(status=304, headers={"ETag": tag})
        return Response(found, headers={"ETag": tag})

    def write(self, request: Request, key: Any) -> Response:
        self.asked(request)
        caller = self.caller(request, self.edit)
        self._found(caller.scope, key)
        version, body = version_asked(request), body_of(request)
        self.change(caller, key, version, body)
        found = self._found(caller.scope, key)
        return Response(found, headers={"ETag": tag_of(found["version"])})

    def _found(self, scope: Scope, key: Any) -> dict[str, Any]:
        found = self.answer(scope, key)
        if found is None:
            raise Http404
        return found


__all__ = ["IDEMPOTENCY_KEY", "IF_MATCH", "Caller", "Made", "VersionedItem", "WritingView", "stale", "version_asked"]
