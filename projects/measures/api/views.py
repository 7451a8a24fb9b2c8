"""REST: the measures of a year with their typed details under the sector's code, in the client's scope.

An item carries an ``ETag`` of its version; ``If-None-Match`` with the same gives 304. What is written goes through
the form's fields and the form's service: POST with an ``Idempotency-Key``, PATCH with ``If-Match``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from re import fullmatch
from typing import Any, ClassVar, Final

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts.rights import Action
from core.accounts.scope import Scope
from core.web.api import columns as c
from core.web.api.bodies import Reading
from core.web.api.views import AREA, PAGING, YEAR, CollectionView, Parameter, openapi, page_of, year_of
from core.web.api.writing import IDEMPOTENCY_KEY, IF_MATCH, Caller, Made, VersionedItem, WritingView, tag_of
from core.web.converters import NumberConverter
from projects.measures import selectors
from projects.measures.api.writing import BEGIN, COMMON, household_area, sector_sent, told, values_of, writer_of
from projects.measures.sectors import SECTORS, sector_of
from projects.measures.services import FIRST_YEAR, measure_create, measure_update
from projects.models import Measure

LAST_YEAR: Final = 2100

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
    c.Column("project", "project__code", "string", "所属项目编码"),
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
READ_ONLY: Final = tuple(column.name for column in COLUMNS)


def _body(name: str, begin: Sequence[str] = ()) -> type[serializers.Serializer[Any]]:
    """The schema of what is sent: the fields of the form, each sector's under its code."""
    plain = c.body(
        name,
        [column for column in COLUMNS if column.name in (*COMMON, *begin)],
        needed=("household", "year", "kind", "name") if begin else (),
    )
    details = {
        sector.code: c.body(f"{name}{sector.code.title()}", c.of_facts(sector.model, "", group="", skip=("measure",)))(
            required=False
        )
        for sector in SECTORS.values()
    }
    return type(f"{name}DetailsSerializer", (plain,), dict(details))


MeasureBodySerializer = _body("MeasureBody")
NewMeasureSerializer = _body("NewMeasure", BEGIN)


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


class MeasureCollection(WritingView, CollectionView):
    """The measures of a year by their number; POST registers one."""

    http_method_names = ["get", "head", "options", "post"]
    columns: ClassVar[Sequence[c.Column]] = COLUMNS
    key: ClassVar[str] = "id"
    parameters: ClassVar[Sequence[Parameter]] = (
        YEAR,
        AREA,
        Parameter("household", _household, "户编号"),
        Parameter("sector", _sector, "专项"),
        *PAGING,
    )

    def rows_for(self, request: Request, asked: dict[str, Any]) -> QuerySet[Measure]:
        return selectors.measures_for_api(
            self.scope(request),
            year=year_of(asked),
            area=asked.get("area", 0),
            household=asked.get("household", ""),
            sector=asked.get("sector", ""),
        )

    def answers(self, request: Request, found: QuerySet[Measure]) -> list[dict[str, Any]]:
        return answers(self.scope(request), found)

    @extend_schema(
        operation_id="measures_list", responses=page_of("Measure", MeasureSerializer), summary="帮扶措施"
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        return super().get(request)

    @extend_schema(
        operation_id="measures_create",
        request=NewMeasureSerializer,
        responses={201: MeasureSerializer},
        parameters=[IDEMPOTENCY_KEY],
        summary="登记帮扶措施",
    )
    def post(self, request: Request) -> Response:
        caller = self.caller(request, Action.MEASURE_EDIT)
        return self.once(request, caller, lambda body: self._made(caller, body))

    def _made(self, caller: Caller, body: Mapping[str, Any]) -> Made:
        reading = Reading()
        code = reading.text(body, "household", 32)
        year = reading.whole(body, "year", FIRST_YEAR, LAST_YEAR)
        reading.needed(body, ("household", "year"))
        reading.done()
        sector = sector_sent(body)
        values = values_of(
            body,
            sector=sector,
            area=household_area(caller.scope, code),
            year=year,
            department=caller.post.sector,
            new=True,
            read_only=READ_ONLY,
        )
        values["sector"] = sector.code if sector else ""
        with told(sector, values):
            row = measure_create(writer=writer_of(caller), household=code, year=year, values=values)
        (body,) = answers(caller.scope, selectors.measure_for_api(caller.scope, row.pk))
        location = reverse("api:measure-detail", args=[row.pk])
        return Made(body, location, headers={"ETag": tag_of(row.version)})


class MeasureItem(VersionedItem):
    """One measure; what is left out of a PATCH stays."""

    edit = Action.MEASURE_EDIT
    parameters: ClassVar[Sequence[Parameter]] = ()

    def answer(self, scope: Scope, key: Any) -> dict[str, Any] | None:
        return next(iter(answers(scope, selectors.measure_for_api(scope, key))), None)

    def change(self, caller: Caller, key: Any, version: int, body: Mapping[str, Any]) -> None:
        row = selectors.measure_of(caller.scope, key)
        if row is None:
            raise Http404
        sector = sector_of(row.sector)
        values = values_of(
            body, sector=sector, area=row.area, year=row.year, department=caller.post.sector, new=False,
            read_only=READ_ONLY,
        )  # fmt: skip
        with told(sector, values):
            measure_update(writer=writer_of(caller), pk=key, version=version, values=values)

    @extend_schema(operation_id="measures_retrieve", responses=MeasureSerializer, summary="一条帮扶措施")
    def get(self, request: Request, pk: int) -> Response:
        return self.show(request, pk)

    @extend_schema(
        operation_id="measures_partial_update",
        request=MeasureBodySerializer,
        responses=MeasureSerializer,
        parameters=[IF_MATCH],
        summary="修改帮扶措施",
    )
    def patch(self, request: Request, pk: int) -> Response:
        return self.write(request, pk)


for view in (MeasureCollection, MeasureItem):
    view.get = extend_schema(parameters=openapi(view))(view.get)  # type: ignore[method-assign]

__all__ = ["MeasureCollection", "MeasureItem"]
