"""REST: the measures of a year with their typed details under the sector's code; read-only, in the client's scope.

An item carries an ``ETag`` of its version; ``If-None-Match`` with the same gives 304.
"""

from __future__ import annotations

from collections.abc import Sequence
from re import fullmatch
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts.scope import Scope
from core.web.api import columns as c
from core.web.api.views import (
    AREA,
    PAGE,
    PAGING,
    SIGNER,
    YEAR,
    ClientView,
    Parameter,
    openapi,
    page_of,
    year_of,
)
from core.web.converters import NumberConverter
from projects.measures import selectors
from projects.measures.sectors import SECTORS
from projects.models import Measure

COLUMNS: Sequence[c.Column] = (
    c.Column("id", "id", "integer", "措施编号"),
    c.Column("household", "household__code", "string", "户编号"),
    c.Column("member", "member__code", "string", "人编号，全户的为空"),
    c.area("village", "area", "行政村代码"),
    c.Column("year", "year", "integer", "年度"),
    c.Column("kind", "kind", "string", "措施大类（代码表 measure_kind）"),
    c.Column("sector", "sector", "string", "专项"),
    c.Column("pathway", "pathway", "string", "人工指定的帮扶路径，空的按大类归入"),
    c.Column("name", "name", "string", "措施名称"),
    c.Column("status", "status", "string", "状态"),
    c.Column("started_on", "started_on", "date", "开始日期"),
    c.Column("ended_on", "ended_on", "date", "结束日期"),
    c.Column("quantity", "quantity", "decimal", "数量", render=c.plain_decimal),
    c.Column("unit", "unit", "string", "计量单位"),
    c.Column("amount", "amount", "decimal", "金额（元）", render=c.plain_decimal),
    c.Column("provider", "provider", "string", "实施单位"),
    c.Column("fund_source", "fund_source", "string", "资金来源"),
    c.Column("stop_reason", "stop_reason", "string", "终止原因"),
    c.Column("result", "result", "string", "成效"),
    c.Column("signed_by_head", "signed_by_head", "boolean", "户主是否签字"),
    c.Column("remark", "remark", "string", "备注"),
    c.Column("version", "version", "integer", "版本"),
    c.Column("updated_at", "updated_at", "datetime", "修改时间"),
)


def _serializer() -> type[serializers.Serializer[Any]]:
    """The schema: the measure's fields, and each sector's under its code."""
    plain = c.serializer("Measure", COLUMNS)
    details = {
        sector.code: c.serializer(
            f"Measure{sector.code.title()}",
            c.of_facts(sector.model, "", group="", skip=("measure",)),
        )(required=False)
        for sector in SECTORS.values()
    }
    return type("MeasureWithDetailsSerializer", (plain,), dict(details))


MeasureSerializer = _serializer()


def _sector(text: str) -> str:
    if text not in SECTORS:
        raise ValueError(f"应为 {'、'.join(SECTORS)} 之一")
    return text


def _household(text: str) -> str:
    if not fullmatch(NumberConverter.regex, text):
        raise ValueError("应为户编号")
    return text


def answers(scope: Scope, found: QuerySet[Measure]) -> list[dict[str, Any]]:
    """The measures as they are sent: one query for them, one more a sector that occurs."""
    page = c.rows(found, COLUMNS)
    for sector in SECTORS.values():
        mine = {row["id"]: row for row in page if row["sector"] == sector.code}
        if not mine:
            continue
        columns = [
            c.Column("id", "measure_id", "integer"),
            *c.of_facts(sector.model, "", group="", skip=("measure",)),
        ]
        details = selectors.sector_rows(scope, sector, list(mine))
        for row in c.rows(details, columns):
            mine[row.pop("id")][sector.code] = row
    return page


class MeasureCollection(ClientView):
    """Keyset paging by number, as the other collections."""

    parameters: ClassVar[Sequence[Parameter]] = (
        YEAR,
        AREA,
        Parameter("household", _household, "户编号"),
        Parameter("sector", _sector, "专项"),
        *PAGING,
    )

    @extend_schema(
        operation_id="measures_list", responses=page_of("Measure", MeasureSerializer), summary="帮扶措施"
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        asked, scope = self.asked(request), self.scope(request)
        size = asked.get("page_size", PAGE)
        found = selectors.measures_for_api(
            scope,
            year=year_of(asked),
            area=asked.get("area", 0),
            household=asked.get("household", ""),
            sector=asked.get("sector", ""),
            after=int(asked.get("cursor", 0)),
        )
        page = answers(scope, found[: size + 1])
        more = len(page) > size
        page = page[:size]
        return Response({"results": page, "next": SIGNER.sign(str(page[-1]["id"])) if more else None})


class MeasureItem(ClientView):
    parameters: ClassVar[Sequence[Parameter]] = ()

    @extend_schema(operation_id="measures_retrieve", responses=MeasureSerializer, summary="一条帮扶措施")
    def get(self, request: Request, pk: int) -> Response:
        self.asked(request)
        scope = self.scope(request)
        found = answers(scope, selectors.measure_for_api(scope, pk))
        if not found:
            raise Http404
        tag = f'"{found[0]["version"]}"'
        if request.headers.get("If-None-Match") == tag:
            return Response(status=304, headers={"ETag": tag})
        return Response(found[0], headers={"ETag": tag})


for view in (MeasureCollection, MeasureItem):
    view.get = extend_schema(parameters=openapi(view))(view.get)  # type: ignore[method-assign]

__all__ = ["MeasureCollection", "MeasureItem"]
