"""REST: the projects of a year; read-only, in the client's scope. An item carries an ``ETag`` of its version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.web.api import columns as c
from core.web.api.views import AREA, PAGING, YEAR, ClientView, CollectionView, Parameter, openapi, page_of, year_of
from projects.library import selectors
from projects.models import Project

COLUMNS: Sequence[c.Column] = (
    c.Column("code", "code", "string", "项目编码"),
    c.Column("name", "name", "string", "项目名称"),
    c.area("area", "area", "所属区划代码"),
    c.Column("year", "year", "integer", "计划实施年度"),
    c.Column("category", "category", "string", "项目类别（代码表 project_category）"),
    c.Column("nature", "nature", "string", "建设性质"),
    c.Column("place", "place", "string", "实施地点"),
    c.Column("content", "content", "string", "建设内容及规模"),
    c.Column("planned_start", "planned_start", "date", "计划开工"),
    c.Column("planned_end", "planned_end", "date", "计划完工"),
    c.Column("actual_start", "actual_start", "date", "实际开工"),
    c.Column("actual_end", "actual_end", "date", "实际完工"),
    c.Column("total", "total", "decimal", "计划总投资（元）", render=c.plain_decimal),
    c.Column("settled", "settled", "decimal", "报账金额（元）", render=c.plain_decimal),
    c.Column("state", "state", "string", "状态，只由办理程序写入"),
    c.Column("progress", "progress", "decimal", "进度（%）", render=c.plain_decimal),
    c.Column("approval", "approval", "string", "审定文号"),
    c.Column("version", "version", "integer", "版本"),
    c.Column("updated_at", "updated_at", "datetime", "修改时间"),
)
ProjectSerializer = c.serializer("Project", COLUMNS)


class ProjectCollection(CollectionView):
    columns = COLUMNS
    parameters: ClassVar[Sequence[Parameter]] = (YEAR, AREA, *PAGING)

    def rows_for(self, request: Request, asked: dict[str, Any]) -> QuerySet[Project]:
        wanted = selectors.ProjectFilter(area=asked.get("area", 0), year=year_of(asked))
        return selectors.projects(self.scope(request), wanted)

    @extend_schema(operation_id="projects_list", responses=page_of("Project", ProjectSerializer), summary="项目库")
    def get(self, request: Request) -> Response:
        return super().get(request)


class ProjectItem(ClientView):
    @extend_schema(operation_id="projects_retrieve", responses=ProjectSerializer, summary="一个项目")
    def get(self, request: Request, code: str) -> Response:
        self.asked(request)
        found = c.rows(selectors.projects_by_code(self.scope(request), code), COLUMNS)
        if not found:
            raise Http404
        tag = f'"{found[0]["version"]}"'
        if request.headers.get("If-None-Match") == tag:
            return Response(status=304, headers={"ETag": tag})
        return Response(found[0], headers={"ETag": tag})


for view in (ProjectCollection, ProjectItem):
    view.get = extend_schema(parameters=openapi(view))(view.get)  # type: ignore[method-assign]

__all__ = ["ProjectCollection", "ProjectItem"]
