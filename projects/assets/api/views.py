"""REST: the assets in the client's scope; POST registers one, PATCH changes it under ``If-Match``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts.rights import Action
from core.accounts.scope import Scope
from core.regions.codes import parse_area
from core.web.api import columns as c
from core.web.api.bodies import Reading
from core.web.api.views import AREA, PAGING, CollectionView, Parameter, openapi, page_of
from core.web.api.writing import IDEMPOTENCY_KEY, IF_MATCH, Caller, Made, VersionedItem, WritingView, tag_of
from projects.assets import selectors
from projects.assets.forms import AssetForm
from projects.assets.services import PLAIN, asset_create, asset_update
from projects.library.api.writing import told
from projects.library.selectors import projects_by_code
from projects.models import Asset

COLUMNS: Final[Sequence[c.Column]] = (
    c.Column("code", "code", "string", "资产编码"),
    c.area("area", "area", "所在区划代码"),
    c.Column("project", "project__code", "string", "形成资产的项目编码"),
    c.Column("name", "name", "string", "资产名称"),
    c.Column("kind", "kind", "string", "资产类别：operating、public、household"),
    c.Column("owner_level", "owner_level", "string", "权属级次：county、town、village、household"),
    c.Column("owner", "owner", "string", "所有权人"),
    c.Column("original_value", "original_value", "decimal", "原值（元）", render=c.plain_decimal),
    c.Column("formed_on", "formed_on", "date", "形成（购置）日期"),
    c.Column("place", "place", "string", "坐落"),
    c.Column("manager", "manager", "string", "经营（使用）单位"),
    c.Column("maintainer", "maintainer", "string", "管护责任人"),
    c.Column("term_start", "term_start", "date", "经营期开始"),
    c.Column("term_end", "term_end", "date", "经营期结束"),
    c.Column("condition", "condition", "string", "状态：in_use、idle、damaged"),
    c.Column("disposal", "disposal", "string", "处置决定"),
    c.Column("disposal_amount", "disposal_amount", "decimal", "处置金额（元）", render=c.plain_decimal),
    c.Column("disposed_on", "disposed_on", "date", "处置日期"),
    c.Column("note", "note", "string", "备注"),
    c.Column("version", "version", "integer", "版本，收益和分配一变也变"),
    c.Column("updated_at", "updated_at", "datetime", "修改时间"),
)
READ_ONLY: Final = tuple(column.name for column in COLUMNS)
BEGIN: Final = ("area", "project")
NEEDED: Final = ("name", "kind", "owner_level", "original_value")
AssetSerializer = c.serializer("Asset", COLUMNS)
AssetBodySerializer = c.body("AssetBody", [column for column in COLUMNS if column.name in PLAIN])
NewAssetSerializer = c.body(
    "NewAsset", [column for column in COLUMNS if column.name in (*BEGIN, *PLAIN)], ("area", *NEEDED)
)


def _kind(text: str) -> str:
    if text not in Asset.Kind.values:
        raise ValueError(f"应为 {'、'.join(Asset.Kind.values)} 之一")
    return text


def values_of(body: Mapping[str, Any], *, new: bool) -> dict[str, Any]:
    """The service's values of those fields that were sent; Problem 400 naming every field that is wrong."""
    reading = Reading()
    reading.known(body, {*PLAIN, *(BEGIN if new else ())}, READ_ONLY)
    reading.needed(body, NEEDED if new else ())
    form = AssetForm()
    values = reading.fields(body, {name: form.fields[name] for name in PLAIN})
    reading.done()
    return values


class AssetCollection(WritingView, CollectionView):
    """Every asset by its code; POST registers one, of a project where it was formed by one."""

    http_method_names = ["get", "head", "options", "post"]
    columns: ClassVar[Sequence[c.Column]] = COLUMNS
    parameters: ClassVar[Sequence[Parameter]] = (AREA, Parameter("kind", _kind, "资产类别"), *PAGING)

    def rows_for(self, request: Request, asked: dict[str, Any]) -> QuerySet[Asset]:
        return selectors.assets(self.scope(request), asked.get("area", 0), asked.get("kind", ""))

    @extend_schema(operation_id="assets_list", responses=page_of("Asset", AssetSerializer), summary="扶贫资产")
    def get(self, request: Request) -> Response:
        return super().get(request)

    @extend_schema(
        operation_id="assets_create",
        request=NewAssetSerializer,
        responses={201: AssetSerializer},
        parameters=[IDEMPOTENCY_KEY],
        summary="登记资产",
    )
    def post(self, request: Request) -> Response:
        caller = self.caller(request, Action.PROJECT_EDIT)
        return self.once(request, caller, lambda body: self._made(caller, body))

    def _made(self, caller: Caller, body: Mapping[str, Any]) -> Made:
        reading = Reading()
        area, project = _area(reading, body), reading.text(body, "project", 40)
        reading.done()
        values = {"condition": Asset.Condition.IN_USE.value, **values_of(body, new=True)}
        found = projects_by_code(caller.scope, project).first() if project else None
        if project and found is None:
            reading.wrong["project"] = "没有这个项目，或不在您的范围内"
        reading.done()
        with told():
            row = asset_create(
                actor=caller.actor,
                scope=caller.scope,
                area=area,
                values=values,
                project=found.pk if found else None,
            )
        (made,) = c.rows(selectors.assets_by_code(caller.scope, row.code), COLUMNS)
        return Made(made, reverse("api:asset-detail", args=[row.code]), headers={"ETag": tag_of(row.version)})


def _area(reading: Reading, body: Mapping[str, Any]) -> int:
    try:
        return parse_area(reading.text(body, "area", 12))
    except ValueError:
        reading.wrong.setdefault("area", "应为行政区划代码")
        return 0


class AssetItem(VersionedItem):
    """One asset; what is left out of a PATCH stays."""

    edit = Action.PROJECT_EDIT

    def answer(self, scope: Scope, key: Any) -> dict[str, Any] | None:
        return next(iter(c.rows(selectors.assets_by_code(scope, key), COLUMNS)), None)

    def change(self, caller: Caller, key: Any, version: int, body: Mapping[str, Any]) -> None:
        row = selectors.assets_by_code(caller.scope, key).get()
        values = {name: getattr(row, name) for name in PLAIN} | values_of(body, new=False)
        with told():
            asset_update(actor=caller.actor, scope=caller.scope, pk=row.pk, version=version, values=values)

    @extend_schema(operation_id="assets_retrieve", responses=AssetSerializer, summary="一项资产")
    def get(self, request: Request, code: str) -> Response:
        return self.show(request, code)

    @extend_schema(
        operation_id="assets_partial_update",
        request=AssetBodySerializer,
        responses=AssetSerializer,
        parameters=[IF_MATCH],
        summary="修改资产",
    )
    def patch(self, request: Request, code: str) -> Response:
        return self.write(request, code)


for view in (AssetCollection, AssetItem):
    view.get = extend_schema(parameters=openapi(view))(view.get)  # type: ignore[method-assign]

__all__ = ["AssetCollection", "AssetItem"]
