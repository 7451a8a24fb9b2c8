"""REST: regions (public to every client) and villages with their facts of a year (in scope)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.regions.models import Region
from core.web.api import columns as c
from core.web.api.views import (
    AREA,
    PAGING,
    YEAR,
    CollectionView,
    ItemView,
    Parameter,
    openapi,
    page_of,
    read_area,
    year_of,
)
from villages import selectors
from villages.models import VillageYear


def _level(text: str) -> int:
    if text not in {"1", "2", "3", "4", "5"}:
        raise ValueError("级别为 1 省、2 市、3 县、4 乡镇、5 村")
    return int(text)


REGION_COLUMNS = [
    c.area("code", "code", "代码"),
    c.Column("name", "official_name", "string", "全称"),
    c.Column("level", "level", "integer", "级别"),
    c.Column(
        "parent", "parent_code", "string", "上级代码", render=lambda code: None if code is None else f"{code:012d}"
    ),
    c.Column("retired_on", "retired_on", "date", "停用日期"),
]
RegionSerializer = c.serializer("Region", REGION_COLUMNS)

VILLAGE_COLUMNS = [
    c.area("code", "code", "行政村代码"),
    c.Column("name", "official_name", "string", "全称"),
    c.Column("retired_on", "retired_on", "date", "停用日期"),
    c.Column("year", "asked_year", "integer", "年度"),
    *c.of_facts(VillageYear, "facts__", group="facts"),
]
VillageSerializer = c.serializer("Village", VILLAGE_COLUMNS)


class RegionRows:
    """Regions are names and codes: the same for every client."""

    columns: ClassVar[Sequence[c.Column]] = REGION_COLUMNS

    def rows_for(self, request: Request, asked: dict[str, Any]) -> QuerySet[Region]:
        return selectors.regions_for_api(area=asked.get("area"), level=asked.get("level"), parent=asked.get("parent"))


class RegionCollection(RegionRows, CollectionView):
    parameters = (AREA, Parameter("level", _level, "级别"), Parameter("parent", read_area, "上级代码"), *PAGING)

    @extend_schema(operation_id="regions_list", responses=page_of("Region", RegionSerializer), summary="行政区划")
    def get(self, request: Request) -> Response:
        return super().get(request)


class RegionItem(RegionRows, ItemView):
    parameters: ClassVar[tuple[Parameter, ...]] = ()

    @extend_schema(operation_id="regions_retrieve", responses=RegionSerializer, summary="一个区划")
    def get(self, request: Request, code: str) -> Response:
        return super().get(request, code)


class VillageRows:
    columns: ClassVar[Sequence[c.Column]] = VILLAGE_COLUMNS

    def rows_for(self, request: Request, asked: dict[str, Any]) -> QuerySet[Region]:
        return selectors.villages_for_api(scope=self.scope(request), year=year_of(asked), area=asked.get("area"))  # type: ignore[attr-defined]


class VillageCollection(VillageRows, CollectionView):
    parameters = (YEAR, AREA, *PAGING)

    @extend_schema(
        operation_id="villages_list", responses=page_of("Village", VillageSerializer), summary="村及年度资料"
    )
    def get(self, request: Request) -> Response:
        return super().get(request)


class VillageItem(VillageRows, ItemView):
    @extend_schema(operation_id="villages_retrieve", responses=VillageSerializer, summary="一个村")
    def get(self, request: Request, code: str) -> Response:
        return super().get(request, code)


for view in (RegionCollection, RegionItem, VillageCollection, VillageItem):
    view.get = extend_schema(parameters=openapi(view))(view.get)  # type: ignore[method-assign]

__all__ = ["RegionCollection", "RegionItem", "VillageCollection", "VillageItem"]
