"""Bases of the REST views: strict parameters, cursor paging by key, scope of the client, JSON by orjson."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.accounts.scope import Scope
from core.changes.selectors import years_in_use
from core.regions.codes import parse_area
from core.web.api.auth import client_scope
from core.web.api.columns import Column, rows
from core.web.api.errors import ParameterError

PAGE = 100
LARGEST_PAGE = 1000
SIGNER = Signer(salt="api.cursor")


@dataclass(frozen=True)
class Parameter:
    """A query parameter: its name, how its text is read (ValueError with a sentence when it is wrong), its help."""

    name: str
    read: Callable[[str], Any]
    help: str


def read_year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise ValueError("年度应为四位数字")
    return int(text)


def read_area(text: str) -> int:
    return parse_area(text)


def read_size(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:6]) <= LARGEST_PAGE:
        raise ValueError(f"每页条数应为 1 到 {LARGEST_PAGE}")
    return int(text)


def read_cursor(text: str) -> str:
    try:
        return SIGNER.unsign(text)
    except BadSignature as error:
        raise ValueError("游标无效，请从第一页重新开始") from error


YEAR = Parameter("year", read_year, "年度，缺省为最近有资料的年度")
AREA = Parameter("area", read_area, "行政区划代码（2、4、6、9 或 12 位），含其下各级")
PAGING = (
    Parameter("cursor", read_cursor, "上一页给出的游标"),
    Parameter("page_size", read_size, "每页条数，最多 1000"),
)


class ClientView(APIView):
    """A path for OAuth2 clients, read-only unless a subclass says otherwise.

    ``parameters`` is the complete list of what may be asked.
    """

    http_method_names = ["get", "head", "options"]
    parameters: ClassVar[Sequence[Parameter]] = ()

    def asked(self, request: Request) -> dict[str, Any]:
        """The parameters read; unknown, repeated and malformed ones are refused, each by name."""
        known = {item.name: item for item in self.parameters}
        answer: dict[str, Any] = {}
        for name, values in request.query_params.lists():
            if name not in known:
                raise ParameterError(name, "unknown_parameter", f"没有参数「{name}」，可用：{'、'.join(known) or '无'}")
            if len(values) > 1:
                raise ParameterError(name, "repeated_parameter", f"参数「{name}」只能给一次")
            try:
                answer[name] = known[name].read(values[0])
            except ValueError as error:
                raise ParameterError(name, "invalid_parameter", f"参数「{name}」：{error}") from error
        return answer

    def scope(self, request: Request) -> Scope:
        """The area that the calling client is bound to."""
        return client_scope(request)


def year_of(asked: dict[str, Any]) -> int:
    """The year asked for, else the newest with facts, else 0 (no facts at all)."""
    years = years_in_use() if "year" not in asked else [asked["year"]]
    return int(years[0]) if years else 0


class CollectionView(ClientView):
    """A list in the order of ``key`` with an opaque cursor; flat however far it is read."""

    columns: ClassVar[Sequence[Column]] = ()
    key: ClassVar[str] = "code"

    def rows_for(self, request: Request, asked: dict[str, Any]) -> QuerySet[Any]:
        """The queryset in scope, filtered as asked; subclasses say which."""
        raise TypeError(f"{type(self).__name__} has no rows")

    def answers(self, request: Request, found: QuerySet[Any]) -> list[dict[str, Any]]:
        """The rows of one page as they are sent; subclasses add what hangs on them."""
        return rows(found, self.columns)

    def get(self, request: Request) -> Response:
        asked = self.asked(request)
        size = asked.get("page_size", PAGE)
        found = self.rows_for(request, asked).order_by(self.key)
        if "cursor" in asked:
            found = found.filter(**{f"{self.key}__gt": asked["cursor"]})
        page = self.answers(request, found[: size + 1])
        more = len(page) > size
        page = page[:size]
        return Response({"results": page, "next": SIGNER.sign(str(page[-1][self.columns[0].name])) if more else None})


class ItemView(ClientView):
    """One object by its key; outside the scope it does not exist."""

    columns: ClassVar[Sequence[Column]] = ()
    key: ClassVar[str] = "code"
    parameters: ClassVar[Sequence[Parameter]] = (YEAR,)

    def rows_for(self, request: Request, asked: dict[str, Any]) -> QuerySet[Any]:
        raise TypeError(f"{type(self).__name__} has no rows")

    def get(self, request: Request, code: str) -> Response:
        found = rows(self.rows_for(request, self.asked(request)).filter(**{self.key: code}), self.columns)
        if not found:
            raise Http404
        return Response(found[0])


def openapi(view: type[ClientView]) -> list[OpenApiParameter]:
    """The parameters of a view for the schema."""
    return [OpenApiParameter(item.name, str, description=item.help) for item in view.parameters]


def page_of(name: str, row: type[serializers.Serializer[Any]]) -> Any:
    """The schema of a page: ``results`` and the cursor of the next one."""
    return inline_serializer(f"{name}Page", {"results": row(many=True), "next": serializers.CharField(allow_null=True)})
