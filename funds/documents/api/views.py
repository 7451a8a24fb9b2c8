"""REST: issue documents of a year with their balances, and every movement of money; read-only, in the scope."""

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
from funds.documents import selectors
from funds.models import FundDocument, FundEntry

DOCUMENT: Sequence[c.Column] = (
    c.Column("id", "pk", "integer", "登记号"),
    c.area("area", "area", "收文区划代码"),
    c.Column("year", "year", "integer", "资金年度"),
    c.Column("number", "number", "string", "文号"),
    c.Column("issuer", "issuer", "string", "下达单位"),
    c.Column("title", "title", "string", "文件名"),
    c.Column("issued_on", "issued_on", "date", "下达日期"),
    c.Column("received_on", "received_on", "date", "收文日期"),
    c.Column("level", "level", "string", "资金级次，代码表 fund_level"),
    c.Column("kind", "kind", "string", "资金类别，代码表 fund_kind"),
    c.Column("direction", "direction", "string", "资金方向，代码表 fund_direction"),
    c.Column("department", "department", "string", "主管部门（资金渠道）"),
    c.Column("parent", "parent_id", "integer", "下拨自哪份文件"),
    c.Column("received", "balance__received", "decimal", "金额（元）", render=c.plain_decimal),
    c.Column("distributed", "balance__distributed", "decimal", "已下拨（元）", render=c.plain_decimal),
    c.Column("allocated", "balance__allocated", "decimal", "已分配到项目（元）", render=c.plain_decimal),
    c.Column("returned", "balance__returned", "decimal", "已收回（元）", render=c.plain_decimal),
    c.Column("spent", "balance__spent", "decimal", "已支出（元）", render=c.plain_decimal),
    c.Column("published_on", "published_on", "date", "公示日期"),
    c.Column("version", "version", "integer", "版本"),
)
ENTRY: Sequence[c.Column] = (
    c.Column("id", "pk", "integer", "记录号"),
    c.area("area", "area", "区划代码"),
    c.Column("kind", "kind", "string", "事项"),
    c.Column("stage", "stage", "string", "款项"),
    c.Column("amount", "amount", "decimal", "金额（元），冲销为负", render=c.plain_decimal),
    c.Column("day", "day", "date", "日期"),
    c.Column("document", "document_id", "integer", "指标文登记号"),
    c.Column("to_document", "to_document_id", "integer", "下拨或收回到的指标文"),
    c.Column("project", "project__code", "string", "项目编码"),
    c.Column("payee_kind", "payee_kind", "string", "收款方类型 builder、beneficiary、office"),
    c.Column("voucher", "voucher", "string", "凭证号"),
    c.Column("cancels", "cancels_id", "integer", "冲销的记录号"),
)
DocumentSerializer = c.serializer("FundDocument", DOCUMENT)
EntrySerializer = c.serializer("FundEntry", ENTRY)


class DocumentCollection(CollectionView):
    columns = DOCUMENT
    key = "id"
    parameters: ClassVar[Sequence[Parameter]] = (YEAR, AREA, *PAGING)

    def rows_for(self, request: Request, asked: dict[str, Any]) -> QuerySet[FundDocument]:
        return selectors.documents(self.scope(request), selectors.Asked(asked.get("area", 0), year_of(asked)))

    @extend_schema(
        operation_id="fund_documents_list", responses=page_of("FundDocument", DocumentSerializer), summary="指标文"
    )
    def get(self, request: Request) -> Response:
        return super().get(request)


class DocumentItem(ClientView):
    @extend_schema(operation_id="fund_documents_retrieve", responses=DocumentSerializer, summary="一份指标文")
    def get(self, request: Request, pk: int) -> Response:
        self.asked(request)
        found = c.rows(selectors.documents(self.scope(request), selectors.Asked(0, None)).filter(pk=pk), DOCUMENT)
        if not found:
            raise Http404
        return Response(found[0], headers={"ETag": f'"{found[0]["version"]}"'})


class EntryCollection(CollectionView):
    columns = ENTRY
    key = "id"
    parameters: ClassVar[Sequence[Parameter]] = (YEAR, AREA, *PAGING)

    def rows_for(self, request: Request, asked: dict[str, Any]) -> QuerySet[FundEntry]:
        return selectors.entries(self.scope(request), asked.get("area", 0), year_of(asked))

    @extend_schema(
        operation_id="fund_entries_list", responses=page_of("FundEntry", EntrySerializer), summary="资金流水"
    )
    def get(self, request: Request) -> Response:
        return super().get(request)


for view in (DocumentCollection, DocumentItem, EntryCollection):
    view.get = extend_schema(parameters=openapi(view))(view.get)  # type: ignore[method-assign]

__all__ = ["DocumentCollection", "DocumentItem", "EntryCollection"]
