"""REST: the problems of a year that audits, inspections and complaints found; read-only, in the client's scope."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.findings import problems
from core.findings.models import Problem
from core.web.api import columns as c
from core.web.api.views import AREA, PAGING, YEAR, CollectionView, Parameter, openapi, page_of, year_of

COLUMNS: Sequence[c.Column] = (
    c.Column("id", "pk", "integer", "编号"),
    c.Column("source", "source", "string", "来源 audit、inspection、complaint"),
    c.area("area", "area", "区划代码"),
    c.Column("year", "year", "integer", "年度"),
    c.Column("found_on", "found_on", "date", "发现日期"),
    c.Column("content", "content", "string", "问题"),
    c.Column("amount", "amount", "decimal", "涉及金额（元）", render=c.plain_decimal),
    c.Column("unit", "unit", "string", "责任单位"),
    c.Column("person", "person", "string", "责任人"),
    c.Column("due_on", "due_on", "date", "整改期限"),
    c.Column("state", "state", "string", "状态 open、reported、closed"),
    c.Column("escalated_on", "escalated_on", "date", "上报督办日期"),
    c.Column("closed_on", "closed_on", "date", "销号日期"),
)
ProblemSerializer = c.serializer("AuditProblem", COLUMNS)


class ProblemCollection(CollectionView):
    columns = COLUMNS
    key = "id"
    parameters: ClassVar[Sequence[Parameter]] = (YEAR, AREA, *PAGING)

    def rows_for(self, request: Request, asked: dict[str, Any]) -> QuerySet[Problem]:
        wanted = problems.Asked(asked.get("area", 0), year_of(asked))
        return problems.problems(self.scope(request), wanted, timezone.localdate())

    @extend_schema(
        operation_id="problems_list", responses=page_of("AuditProblem", ProblemSerializer), summary="问题整改"
    )
    def get(self, request: Request) -> Response:
        return super().get(request)


ProblemCollection.get = extend_schema(parameters=openapi(ProblemCollection))(  # type: ignore[method-assign]
    ProblemCollection.get
)
