"""REST: the contributions of a year; read-only, in the client's scope. An item carries an ``ETag`` of its version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.web.api import columns as c
from core.web.api.views import AREA, PAGING, YEAR, ClientView, CollectionView, Parameter, openapi, page_of, year_of
from funds.contributions import selectors
from funds.models import Contribution

COLUMNS: Sequence[c.Column] = (
    c.Column("id", "pk", "integer", "登记号"),
    c.area("area", "area", "受赠区划代码"),
    c.Column("year", "year", "integer", "年度"),
    c.Column("donor", "donor", "string", "捐赠方"),
    c.Column("donor_kind", "donor_kind", "string", "捐赠方类型 unit、enterprise、person"),
    c.Column("helper_kind", "helper_kind", "string", "帮扶类型 team、enterprise、cooperation、social"),
    c.Column("form", "form", "string", "形式 money、goods"),
    c.Column("amount", "amount", "decimal", "金额或折价（元），空为待估价", render=c.plain_decimal),
    c.Column("goods", "goods", "string", "物资名称"),
    c.Column("quantity", "quantity", "decimal", "物资数量", render=c.plain_decimal),
    c.Column("unit", "unit", "string", "计量单位"),
    c.Column("received_on", "received_on", "date", "接收日期"),
    c.Column("recipient", "recipient", "string", "受赠方"),
    c.Column("for_households", "for_households", "boolean", "是否到户"),
    c.Column("purpose", "purpose", "string", "用途"),
    c.Column("receipt_no", "receipt_no", "string", "票据号"),
    c.Column("notice_due_on", "notice_due_on", "date", "应公示日期"),
    c.Column("notice_on", "notice_on", "date", "公示日期"),
    c.Column("version", "version", "integer", "版本"),
    c.Column("updated_at", "updated_at", "datetime", "修改时间"),
)
ContributionSerializer = c.serializer("Contribution", COLUMNS)


class ContributionCollection(CollectionView):
    columns = COLUMNS
    key = "id"
    parameters: ClassVar[Sequence[Parameter]] = (YEAR, AREA, *PAGING)

    def rows_for(self, request: Request, asked: dict[str, Any]) -> QuerySet[Contribution]:
        wanted = selectors.Asked(asked.get("area", 0), year_of(asked))
        return selectors.contributions(self.scope(request), wanted, timezone.localdate())

    @extend_schema(
        operation_id="contributions_list",
        responses=page_of("Contribution", ContributionSerializer),
        summary="捐赠投入",
    )
    def get(self, request: Request) -> Response:
        return super().get(request)


class ContributionItem(ClientView):
    @extend_schema(operation_id="contributions_retrieve", responses=ContributionSerializer, summary="一笔捐赠")
    def get(self, request: Request, pk: int) -> Response:
        self.asked(request)
        found = c.rows(selectors.by_id(self.scope(request), pk), COLUMNS)
        if not found:
            raise Http404
        tag = f'"{found[0]["version"]}"'
        if request.headers.get("If-None-Match") == tag:
            return Response(status=304, headers={"ETag": tag})
        return Response(found[0], headers={"ETag": tag})


for view in (ContributionCollection, ContributionItem):
    view.get = extend_schema(parameters=openapi(view))(view.get)  # type: ignore[method-assign]

__all__ = ["ContributionCollection", "ContributionItem"]
