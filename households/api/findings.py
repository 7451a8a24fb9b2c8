"""REST: findings of doubtful data in the client's scope, read only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.findings.models import Finding
from core.findings.words import sentence
from core.web.api import columns as c
from core.web.api.views import AREA, PAGING, YEAR, CollectionView, Parameter, openapi, page_of, year_of
from households.selectors import interface as selectors


def _state(text: str) -> str:
    if text not in Finding.State.values:
        raise ValueError(f"状态为 {'、'.join(Finding.State.values)}")
    return text


def _rule(text: str) -> str:
    if not text.isalnum() or len(text) > 8:
        raise ValueError("应为规则编号")
    return text


STATE = Parameter("state", _state, "open（待处理）、exempt（已豁免）或 closed（已消除），缺省为全部")
RULE = Parameter("rule", _rule, "规则编号，如 64B")

FINDING_COLUMNS = [
    c.Column("id", "id", "integer", "编号"),
    c.Column("rule", "rule", "string", "规则编号"),
    c.Column("level", "level", "string", "household / member / village / monitored"),
    c.Column("household", "household_code", "string", "户编号；村的疑点为空"),
    c.area("area", "area", "行政区划代码"),
    c.Column("year", "year", "integer", "年度"),
    c.Column("severity", "severity", "string", "E 错误 / W 疑点 / I 提示"),
    c.Column("message", "values", "string", "说明", also=("rule", "year"), render=lambda v, r, y: sentence(r, v, y)),
    c.Column("state", "state", "string", "open / exempt / closed"),
    c.Column("opened_on", "opened_on", "date", "发现日期"),
    c.Column("due_on", "due_on", "date", "处理期限"),
    c.Column("closed_on", "closed_on", "date", "消除日期"),
]
FindingSerializer = c.serializer("Finding", FINDING_COLUMNS)


class FindingCollection(CollectionView):
    columns: ClassVar[Sequence[c.Column]] = FINDING_COLUMNS
    key: ClassVar[str] = "id"
    parameters = (YEAR, AREA, STATE, RULE, *PAGING)

    def rows_for(self, request: Request, asked: dict[str, Any]) -> QuerySet[Finding]:
        return selectors.findings_for_api(
            scope=self.scope(request),
            year=year_of(asked),
            area=asked.get("area"),
            state=asked.get("state", ""),
            rule=asked.get("rule", ""),
        )

    @extend_schema(operation_id="findings_list", responses=page_of("Finding", FindingSerializer), summary="疑点")
    def get(self, request: Request) -> Response:
        return super().get(request)


FindingCollection.get = extend_schema(parameters=openapi(FindingCollection))(  # type: ignore[method-assign]
    FindingCollection.get
)
