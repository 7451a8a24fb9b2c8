"""REST: what an asset earned and which households got of it.

Both are read with the asset and written under its ``ETag``: a POST needs ``If-Match`` and ``Idempotency-Key``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts.rights import Action
from core.web.api import columns as c
from core.web.api.bodies import Reading
from core.web.api.writing import IDEMPOTENCY_KEY, IF_MATCH, Caller, Made, WritingView, tag_of, version_asked
from core.web.forms import AmountField
from projects.assets import selectors
from projects.assets.forms import IncomeForm, ShareForm
from projects.assets.services import Income, distribute, income_record
from projects.library.api.writing import told
from projects.models import Asset, AssetIncome

INCOMES: Final[Sequence[c.Column]] = (
    c.Column("id", "id", "integer", "收益编号"),
    c.Column("year", "year", "integer", "年度"),
    c.Column("period", "period", "string", "期间"),
    c.Column("amount", "amount", "decimal", "收益（元）", render=c.plain_decimal),
    c.Column("received_on", "received_on", "date", "到账日期"),
    c.Column("note", "note", "string", "说明"),
    c.Column(
        "given", "given", "decimal", "已分配（元）", render=lambda value: c.plain_decimal(value or Decimal("0.00"))
    ),
    c.Column("households", "households", "integer", "分配户数"),
)
SHARES: Final[Sequence[c.Column]] = (
    c.Column("household", "household__code", "string", "户编号"),
    c.Column("amount", "amount", "decimal", "金额（元）", render=c.plain_decimal),
    c.Column("paid_on", "paid_on", "date", "发放日期"),
)
IncomeSerializer = c.serializer("AssetIncome", INCOMES)
ShareSerializer = c.serializer("AssetShare", SHARES)
NewIncomeSerializer = c.body(
    "NewAssetIncome",
    [column for column in INCOMES if column.name in IncomeForm.base_fields],
    ("year", "period", "amount"),
)
NewSharesSerializer = inline_serializer(
    "NewAssetShares",
    {
        "shares": c.body("NewAssetShare", SHARES[:2], ("household", "amount"))(many=True),
        "paid_on": serializers.DateField(required=False, allow_null=True, help_text="发放日期"),
    },
)


class OfAsset(WritingView):
    """Base: the asset in scope, its version in the answer."""

    abstract = True
    http_method_names = ["get", "head", "options", "post"]

    def asset(self, scope: Any, code: str) -> Asset:
        row = selectors.assets_by_code(scope, code).first()
        if row is None:
            raise Http404
        return row

    def made(self, caller: Caller, code: str, body: Mapping[str, Any], location: str) -> Made:
        return Made(body, location, headers={"ETag": tag_of(self.asset(caller.scope, code).version)})


class AssetIncomes(OfAsset):
    @extend_schema(
        operation_id="asset_incomes_list",
        responses=inline_serializer("AssetIncomes", {"results": IncomeSerializer(many=True)}),
        summary="资产收益",
    )
    def get(self, request: Request, code: str) -> Response:
        self.asked(request)
        scope = self.scope(request)
        row = self.asset(scope, code)
        found = c.rows(selectors.incomes_for_api(scope, code), INCOMES)
        return Response({"results": found}, headers={"ETag": tag_of(row.version)})

    @extend_schema(
        operation_id="asset_incomes_create",
        request=NewIncomeSerializer,
        responses={201: IncomeSerializer},
        parameters=[IF_MATCH, IDEMPOTENCY_KEY],
        summary="登记或更正一期收益",
    )
    def post(self, request: Request, code: str) -> Response:
        self.asked(request)
        caller = self.caller(request, Action.PROJECT_EDIT)
        self.asset(caller.scope, code)
        return self.once(request, caller, lambda body: self._recorded(request, caller, code, body))

    def _recorded(self, request: Request, caller: Caller, code: str, body: Mapping[str, Any]) -> Made:
        row, version = self.asset(caller.scope, code), version_asked(request)
        fields = IncomeForm().fields
        reading = Reading()
        reading.known(body, fields, [column.name for column in INCOMES])
        reading.needed(body, ("year", "period", "amount"))
        values = reading.fields(body, fields)
        reading.done()
        with told():
            found = income_record(
                actor=caller.actor, scope=caller.scope, pk=row.pk, income=Income(**values), version=version
            )
        (made,) = c.rows(selectors.incomes_for_api(caller.scope, code).filter(pk=found.pk), INCOMES)
        return self.made(caller, code, made, reverse("api:asset-shares", args=[code, found.pk]))


class IncomeShares(OfAsset):
    """Who got what of one income; POST hands it out, the same household again is corrected."""

    @extend_schema(
        operation_id="asset_shares_list",
        responses=inline_serializer("AssetShares", {"results": ShareSerializer(many=True)}),
        summary="收益分配",
    )
    def get(self, request: Request, code: str, pk: int) -> Response:
        self.asked(request)
        scope = self.scope(request)
        row = self.income(scope, code, pk)
        found = c.rows(selectors.shares_for_api(scope, row.pk), SHARES)
        return Response({"results": found}, headers={"ETag": tag_of(row.asset.version)})

    @extend_schema(
        operation_id="asset_shares_create",
        request=NewSharesSerializer,
        responses={201: inline_serializer("AssetSharesMade", {"results": ShareSerializer(many=True)})},
        parameters=[IF_MATCH, IDEMPOTENCY_KEY],
        summary="分配收益",
    )
    def post(self, request: Request, code: str, pk: int) -> Response:
        self.asked(request)
        caller = self.caller(request, Action.PROJECT_EDIT)
        self.income(caller.scope, code, pk)
        return self.once(request, caller, lambda body: self._given(request, caller, code, pk, body))

    def _given(self, request: Request, caller: Caller, code: str, pk: int, body: Mapping[str, Any]) -> Made:
        row, version = self.income(caller.scope, code, pk), version_asked(request)
        reading = Reading()
        reading.known(body, ("shares", "paid_on"))
        reading.needed(body, ("shares",))
        paid_on = reading.fields(body, {"paid_on": ShareForm().fields["paid_on"]}).get("paid_on")
        shares = _shares(reading, reading.rows(body, "shares", most=5000) or [])
        reading.done()
        with told():
            distribute(
                actor=caller.actor, scope=caller.scope, pk=row.pk, shares=shares, paid_on=paid_on, version=version
            )
        found = c.rows(selectors.shares_for_api(caller.scope, row.pk), SHARES)
        return self.made(caller, code, {"results": found}, reverse("api:asset-shares", args=[code, pk]))

    def income(self, scope: Any, code: str, pk: int) -> AssetIncome:
        row = selectors.income_of(scope, pk)
        if row is None or row.asset.code != code:
            raise Http404
        return row


def _shares(reading: Reading, rows: Sequence[Mapping[str, Any]]) -> dict[str, Decimal]:
    """Yuan by 户编号; a household that stands twice is refused."""
    amount = AmountField(required=True, min_value=Decimal("0.01"), max_digits=12)
    found: dict[str, Decimal] = {}
    for number, row in enumerate(rows):
        prefix = f"shares.{number}."
        household = row.get("household")
        reading.wrong |= {
            f"{prefix}{name[:80]}": "没有这个字段" for name in row if name not in ("household", "amount")
        }  # fmt: skip
        if not isinstance(household, str) or not 0 < len(household) <= 32 or not household.isascii():
            reading.wrong[f"{prefix}household"] = "应为户编号"
            continue
        if household in found:
            reading.wrong[f"{prefix}household"] = "户编号重复"
        found[household] = reading.fields({"amount": None} | dict(row), {"amount": amount}, prefix).get(
            "amount", Decimal(0)
        )
    return found


__all__ = ["AssetIncomes", "IncomeShares"]
