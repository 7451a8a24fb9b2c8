"""REST: the projects of a year in the client's scope. An item carries an ``ETag`` of its version and its lists.

What is written goes through the form's fields and the form's services: POST with an ``Idempotency-Key``, PATCH with
``If-Match``. State, progress and money settled are the procedure's: they are only read here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts.rights import Action
from core.accounts.scope import Scope
from core.procedures.selectors import cases_about
from core.web.api import columns as c
from core.web.api import procedures
from core.web.api.bodies import Reading
from core.web.api.views import AREA, PAGING, YEAR, CollectionView, Parameter, openapi, page_of, year_of
from core.web.api.writing import IDEMPOTENCY_KEY, IF_MATCH, Caller, Made, VersionedItem, WritingView, tag_of
from projects.library import selectors
from projects.library.api.writing import BEGIN, LISTS, area_and_year, plan_of, told
from projects.library.services import PLAIN, project_create, project_open, project_update
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
    c.Column("department", "department", "string", "主管部门"),
    c.Column("responsible_unit", "responsible_unit", "string", "责任单位"),
    c.Column("implementing_unit", "implementing_unit", "string", "实施单位"),
    c.Column("contact", "contact", "string", "实施单位联系人"),
    c.Column("village_contact", "village_contact", "string", "村级联系人"),
    c.Column("participation", "participation", "string", "群众参与"),
    c.Column("mechanism", "mechanism", "string", "带贫减贫机制"),
    c.Column("for_households", "for_households", "boolean", "到户项目"),
    c.Column("planned_start", "planned_start", "date", "计划开工"),
    c.Column("planned_end", "planned_end", "date", "计划完工"),
    c.Column("actual_start", "actual_start", "date", "实际开工"),
    c.Column("actual_end", "actual_end", "date", "实际完工"),
    c.Column("total", "total", "decimal", "计划总投资（元）", render=c.plain_decimal),
    c.Column("settled", "settled", "decimal", "报账金额（元）", render=c.plain_decimal),
    c.Column("note", "note", "string", "备注"),
    c.Column("case", "case_id", "integer", "办理事项，未申报的为空"),
    c.Column("state", "state", "string", "状态，只由办理程序写入"),
    c.Column("progress", "progress", "decimal", "进度（%）", render=c.plain_decimal),
    c.Column("approval", "approval", "string", "审定文号"),
    c.Column("version", "version", "integer", "版本"),
    c.Column("updated_at", "updated_at", "datetime", "修改时间"),
)

ROWS: Final[Mapping[str, Sequence[c.Column]]] = {
    "quantities": (
        c.area("area", "area", "行政村代码"),
        c.Column("item", "item", "string", "建设任务"),
        c.Column("unit", "unit", "string", "单位"),
        c.Column("planned", "planned", "decimal", "计划数量", render=c.plain_decimal),
        c.Column("achieved", "achieved", "decimal", "完成数量，只由进度报告写入", render=c.plain_decimal),
    ),
    "investments": (
        c.Column("level", "level", "string", "资金级次（代码表 fund_level）"),
        c.Column("kind", "kind", "string", "资金类别（代码表 fund_kind）"),
        c.Column("planned", "planned", "decimal", "计划金额（元）", render=c.plain_decimal),
        c.Column("note", "note", "string", "说明"),
    ),
    "targets": (
        c.Column("group", "group", "string", "指标类：output、benefit、satisfaction"),
        c.Column("kind", "kind", "string", "指标类型"),
        c.Column("name", "name", "string", "指标名称"),
        c.Column("unit", "unit", "string", "单位"),
        c.Column("target", "target", "string", "目标值"),
        c.Column("actual", "actual", "string", "完成值，只由进度报告写入"),
        c.Column("weight", "weight", "decimal", "权重（%）", render=c.plain_decimal),
    ),
}
REPORTED: Final = ("achieved", "actual")
READ_ONLY: Final = tuple(column.name for column in COLUMNS)


def _lists(name: str, *, sent: bool) -> dict[str, Any]:
    """The schema of the lists; ``sent``: without what only progress reports write."""
    found: dict[str, Any] = {
        "villages": serializers.ListField(child=serializers.CharField(), help_text="项目村代码", required=not sent)
    }
    for key, columns in ROWS.items():
        wanted = [column for column in columns if not (sent and column.name in REPORTED)]
        title = f"{name}{key.title()}"
        row = c.body(title, wanted) if sent else c.serializer(title, wanted)
        found[key] = row(many=True, required=not sent)
    return found


def _item(name: str, plain: type[serializers.Serializer[Any]], *, sent: bool) -> type[serializers.Serializer[Any]]:
    return type(f"{name}Serializer", (plain,), _lists(name, sent=sent))


ProjectSerializer = c.serializer("Project", COLUMNS)
ProjectItemSerializer = _item("ProjectItem", ProjectSerializer, sent=False)
_SENT = [column for column in COLUMNS if column.name in PLAIN]
_BEGUN = [column for column in COLUMNS if column.name in (*BEGIN, *PLAIN)]
ProjectBodySerializer = _item("ProjectBody", c.body("ProjectPlain", _SENT), sent=True)
NewProjectSerializer = _item("NewProject", c.body("NewProjectPlain", _BEGUN, (*BEGIN, "name")), sent=True)


def answer(scope: Scope, code: str) -> dict[str, Any] | None:
    """A project as it is sent alone: its fields, villages and lists; None outside the scope."""
    found = c.rows(selectors.projects_by_code(scope, code), COLUMNS)
    if not found:
        return None
    lists = selectors.lists_for_api(code)
    told: dict[str, Any] = found[0]
    told["villages"] = [f"{area:012d}" for area in lists.pop("villages").values_list("area", flat=True)]
    return told | {name: c.rows(rows, ROWS[name]) for name, rows in lists.items()}


class ProjectCollection(WritingView, CollectionView):
    """The projects of a year by their code; POST plans one."""

    http_method_names = ["get", "head", "options", "post"]
    columns = COLUMNS
    parameters: ClassVar[Sequence[Parameter]] = (YEAR, AREA, *PAGING)

    def rows_for(self, request: Request, asked: dict[str, Any]) -> QuerySet[Project]:
        wanted = selectors.ProjectFilter(area=asked.get("area", 0), year=year_of(asked))
        return selectors.projects(self.scope(request), wanted)

    @extend_schema(operation_id="projects_list", responses=page_of("Project", ProjectSerializer), summary="项目库")
    def get(self, request: Request) -> Response:
        return super().get(request)

    @extend_schema(
        operation_id="projects_create",
        request=NewProjectSerializer,
        responses={201: ProjectItemSerializer},
        parameters=[IDEMPOTENCY_KEY],
        summary="新建项目",
    )
    def post(self, request: Request) -> Response:
        caller = self.caller(request, Action.PROJECT_EDIT)
        return self.once(request, caller, lambda body: self._made(caller, body))

    def _made(self, caller: Caller, body: Mapping[str, Any]) -> Made:
        area, year = area_and_year(body)
        plan = plan_of(body, area=area, year=year, new=True, read_only=(*READ_ONLY, *LISTS))
        with told():
            row = project_create(actor=caller.actor, scope=caller.scope, area=area, year=year, plan=plan)
        made = answer(caller.scope, row.code) or {}
        location = reverse("api:project-detail", args=[row.code])
        return Made(made, location, headers={"ETag": tag_of(row.version)})


class ProjectItem(VersionedItem):
    """One project with its lists; a list that is sent is sent whole, what is left out stays."""

    edit = Action.PROJECT_EDIT

    def answer(self, scope: Scope, key: Any) -> dict[str, Any] | None:
        return answer(scope, key)

    def change(self, caller: Caller, key: Any, version: int, body: Mapping[str, Any]) -> None:
        row = selectors.projects_by_code(caller.scope, key).get()
        plan = plan_of(body, area=row.area, year=row.year, new=False, read_only=READ_ONLY)
        with told():
            project_update(actor=caller.actor, scope=caller.scope, pk=row.pk, version=version, plan=plan)

    @extend_schema(operation_id="projects_retrieve", responses=ProjectItemSerializer, summary="一个项目")
    def get(self, request: Request, code: str) -> Response:
        return self.show(request, code)

    @extend_schema(
        operation_id="projects_partial_update",
        request=ProjectBodySerializer,
        responses=ProjectItemSerializer,
        parameters=[IF_MATCH],
        summary="修改项目",
    )
    def patch(self, request: Request, code: str) -> Response:
        return self.write(request, code)


class ProjectCases(WritingView):
    """The project's way through the procedure; POST (an empty object) begins it. Steps are taken at /cases/."""

    http_method_names = ["get", "head", "options", "post"]

    def _row(self, scope: Scope, code: str) -> Project:
        row = selectors.projects_by_code(scope, code).first()
        if row is None:
            raise Http404
        return row

    @extend_schema(
        operation_id="project_cases_list",
        responses=inline_serializer("ProjectCases", {"results": procedures.CaseSerializer(many=True)}),
        summary="项目的办理事项",
    )
    def get(self, request: Request, code: str) -> Response:
        self.asked(request)
        scope = self.scope(request)
        found = cases_about(scope, "project", self._row(scope, code).pk)
        return Response({"results": procedures.answers(scope, found)})

    @extend_schema(
        operation_id="project_cases_create",
        request=inline_serializer("ProjectOpen", {}),
        responses={201: procedures.CaseItemSerializer},
        parameters=[IDEMPOTENCY_KEY],
        summary="发起项目申报",
    )
    def post(self, request: Request, code: str) -> Response:
        self.asked(request)
        caller = self.caller(request, Action.PROCEDURE_ACT)
        return self.once(request, caller, lambda body: self._begun(caller, code, body))

    def _begun(self, caller: Caller, code: str, body: Mapping[str, Any]) -> Made:
        reading = Reading()
        reading.known(body, ())
        reading.done()
        row = self._row(caller.scope, code)
        with told(), procedures.told():
            case = project_open(
                actor=caller.actor, post=caller.post, scope=caller.scope, pk=row.pk, on=timezone.localdate()
            )
        return Made(procedures.case_answer(caller.scope, case) or {}, reverse("api:case-detail", args=[case]))


for view in (ProjectCollection, ProjectItem):
    view.get = extend_schema(parameters=openapi(view))(view.get)  # type: ignore[method-assign]

__all__ = ["ProjectCases", "ProjectCollection", "ProjectItem"]
