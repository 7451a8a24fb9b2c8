"""REST: plans and how far they are, read only: the figures of the page 规划进度 for one region and year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.web.api import columns as c
from core.web.api.views import AREA, YEAR, ClientView, Parameter, openapi, year_of
from projects.models import Plan
from projects.plans import selectors
from projects.plans.progress import Figure

PLAN_COLUMNS = (
    c.area("area", "area", "区划代码"),
    c.Column("code", "code", "string", "规划"),
    c.Column("title", "title", "string", "名称"),
    c.Column("first_year", "first_year", "integer", "起始年度"),
    c.Column("last_year", "last_year", "integer", "终止年度"),
)
ITEM_COLUMNS = (
    c.Column("code", "", "string", "指标编号"),
    c.Column("stream", "", "string", "专项"),
    c.Column("row", "", "string", "规划条目"),
    c.Column("heading", "", "string", "项目"),
    c.Column("label", "", "string", "指标"),
    c.Column("kind", "", "string", "口径：total、yearly、norm、yearnorm、ratio、step、duty"),
    c.Column("due_year", "", "integer", "完成年度"),
    c.Column("year_lost", "", "boolean", "年度规划未给出"),
    c.Column("unit", "", "string", "单位；每村标准的为村"),
    c.Column("planned", "", "decimal", "计划数，规划未给出的为空"),
    c.Column("upper", "", "decimal", "上限"),
    c.Column("library", "", "decimal", "库中项目的计划数"),
    c.Column("projects", "", "integer", "库中项目数"),
    c.Column("achieved", "", "decimal", "完成数，没有登记的为空"),
    c.Column("percent", "", "decimal", "完成百分比"),
    c.Column("unknown", "", "integer", "资料未填的村数"),
    c.Column("as_of", "", "date", "截至"),
)
PlanSerializer = c.serializer("Plan", PLAN_COLUMNS)
PlanDetailSerializer = type(
    "PlanDetailSerializer",
    (PlanSerializer,),
    {
        "region": serializers.CharField(help_text="所看的区划"),
        "year": serializers.IntegerField(help_text="所看的年度"),
        "items": c.serializer("PlanFigure", ITEM_COLUMNS)(many=True),
    },
)


def _plan(row: Plan) -> dict[str, Any]:
    return {
        "area": f"{row.area:012d}",
        "code": row.code,
        "title": row.title,
        "first_year": row.first_year,
        "last_year": row.last_year,
    }


def _figure(found: Figure) -> dict[str, Any]:
    item = found.item
    return {
        "code": item.code, "stream": item.workstream.label, "row": item.row, "heading": item.heading,
        "label": item.label, "kind": item.kind, "due_year": item.due_year, "year_lost": item.year_lost,
        "unit": found.unit, "planned": c.plain_decimal(found.planned), "upper": c.plain_decimal(found.upper),
        "library": c.plain_decimal(found.library), "projects": found.projects,
        "achieved": c.plain_decimal(found.achieved), "percent": c.plain_decimal(found.percent),
        "unknown": found.unknown, "as_of": found.as_of,
    }  # fmt: skip


class PlanCollection(ClientView):
    """The plans of the regions in and below the client's area."""

    parameters: ClassVar[Sequence[Parameter]] = (AREA,)

    @extend_schema(
        operation_id="plans_list",
        responses=inline_serializer("Plans", {"results": PlanSerializer(many=True)}),
        summary="乡镇规划",
    )
    def get(self, request: Request) -> Response:
        asked, scope = self.asked(request), self.scope(request)
        area = asked.get("area", scope.low)
        found = selectors.plans_below(area) if scope.covers(area) else []
        return Response({"results": [_plan(row) for row in found]})


class PlanDetail(ClientView):
    """The plan that holds in a region, seen from there: its figures and how far they are in a year."""

    parameters: ClassVar[Sequence[Parameter]] = (YEAR,)

    @extend_schema(operation_id="plans_retrieve", responses=PlanDetailSerializer, summary="一个地区的规划进度")
    def get(self, request: Request, code: int) -> Response:
        asked, scope = self.asked(request), self.scope(request)
        region = selectors.region_in_scope(scope, code)
        plan = selectors.plan_of(code) if region is not None else None
        if region is None or plan is None:
            raise Http404
        view = selectors.plan_view(plan, region, year_of(asked))
        figures = [_figure(view.figure(item)) for item in view.items]
        return Response({**_plan(plan), "region": f"{region.code:012d}", "year": view.year, "items": figures})


for view_ in (PlanCollection, PlanDetail):
    view_.get = extend_schema(parameters=openapi(view_))(view_.get)  # type: ignore[method-assign]

__all__ = ["PlanCollection", "PlanDetail"]
