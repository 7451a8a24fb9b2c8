"""REST: households and members with their facts of a year. Personal data leaves masked.

A birth date beside the masked number would unmask it, so only the year of birth is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from re import fullmatch
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts.cipher import unseal
from core.accounts.masking import mask_account, mask_id_number, mask_phone
from core.web.api import columns as c
from core.web.api.views import AREA, PAGING, YEAR, CollectionView, ItemView, Parameter, openapi, page_of, year_of
from core.web.converters import NumberConverter
from households.models import Household, HouseholdYear, Member, MemberYear
from households.selectors import interface as selectors


def _number(text: str) -> str:
    if not fullmatch(NumberConverter.regex, text):
        raise ValueError("应为户编号")
    return text


def _true_or_false(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("应为 true 或 false")
    return text == "true"


HOUSEHOLD = Parameter("household", _number, "户编号")
REGISTERED = Parameter("registered", _true_or_false, "true（缺省）只列建档立卡户，false 只列一般农户")


def _phone(table: str) -> Any:
    return lambda sealed, code: mask_phone(unseal(sealed, table=table, column="phone", code=code))


HOUSEHOLD_COLUMNS = [
    c.Column("code", "code", "string", "户编号"),
    c.area("village", "area", "行政村代码"),
    c.Column("group_name", "group_name", "string", "村民小组"),
    c.Column("head_name", "head_name", "string", "户主姓名"),
    c.Column("phone", "phone_sealed", "string", "联系电话（脱敏）", also=("code",), render=_phone("household")),
    c.Column("bank_name", "bank_name", "string", "开户银行名称"),
    c.Column(
        "bank_account",
        "bank_account_sealed",
        "string",
        "银行卡号（脱敏）",
        also=("code",),
        render=lambda sealed, code: mask_account(unseal(sealed, table="household", column="bank_account", code=code)),
    ),
    c.Column("first_identified_on", "first_identified_on", "date", "首次识别时间"),
    c.Column("registered_from", "registered_from", "integer", "建档立卡起始年度：0 为历年，空为一般农户（不作判定）"),
    c.Column("closed_year", "closed_year", "integer", "注销年度"),
    c.Column("updated_at", "updated_at", "datetime", "修改时间"),
    c.Column("year", "asked_year", "integer", "年度"),
    *c.of_facts(HouseholdYear, "facts__", group="facts", skip=("filled_phone_sealed",)),
    c.Column(
        "filled_phone",
        "facts__filled_phone_sealed",
        "string",
        "填表人联系电话（脱敏）",
        group="facts",
        also=("code",),
        render=lambda sealed, code: mask_phone(
            unseal(sealed, table="household_year", column="filled_phone", code=code)
        ),
    ),
]
HouseholdSerializer = c.serializer("Household", HOUSEHOLD_COLUMNS)

MEMBER_COLUMNS = [
    c.Column("code", "code", "string", "人编号"),
    c.Column("household", "household__code", "string", "户编号"),
    c.area("village", "area", "行政村代码"),
    c.Column("name", "name", "string", "姓名"),
    c.Column("id_kind", "id_kind", "string", "证件类型"),
    c.Column(
        "id_number",
        "id_sealed",
        "string",
        "证件号码（脱敏）",
        also=("code",),
        render=lambda sealed, code: mask_id_number(unseal(sealed, table="member", column="id_number", code=code)),
    ),
    c.Column("birth_year", "birth_date__year", "integer", "出生年份"),
    c.Column("sex", "sex", "string", "性别"),
    c.Column("ethnicity", "ethnicity", "string", "民族"),
    c.Column("phone", "phone_sealed", "string", "联系电话（脱敏）", also=("code",), render=_phone("member")),
    c.Column("identified_on", "identified_on", "date", "人员识别时间"),
    c.Column("joined_year", "joined_year", "integer", "加入年度"),
    c.Column("left_year", "left_year", "integer", "离开年度"),
    c.Column("updated_at", "updated_at", "datetime", "修改时间"),
    c.Column("year", "asked_year", "integer", "年度"),
    *c.of_facts(MemberYear, "facts__", group="facts"),
]
MemberSerializer = c.serializer("Member", MEMBER_COLUMNS)


class HouseholdRows:
    columns: ClassVar[Sequence[c.Column]] = HOUSEHOLD_COLUMNS
    # A list is of the registered unless it is asked otherwise; one household is given whatever it is.
    only_registered: ClassVar[bool | None] = None

    def rows_for(self, request: Request, asked: dict[str, Any]) -> QuerySet[Household]:
        return selectors.households_for_api(
            scope=self.scope(request),  # type: ignore[attr-defined]
            year=year_of(asked),
            area=asked.get("area"),
            registered=asked.get("registered", self.only_registered),
        )


class HouseholdCollection(HouseholdRows, CollectionView):
    parameters = (YEAR, AREA, REGISTERED, *PAGING)
    only_registered = True

    @extend_schema(operation_id="households_list", responses=page_of("Household", HouseholdSerializer), summary="户")
    def get(self, request: Request) -> Response:
        return super().get(request)


class HouseholdItem(HouseholdRows, ItemView):
    @extend_schema(operation_id="households_retrieve", responses=HouseholdSerializer, summary="一户")
    def get(self, request: Request, code: str) -> Response:
        return super().get(request, code)


class MemberRows:
    columns: ClassVar[Sequence[c.Column]] = MEMBER_COLUMNS
    only_registered: ClassVar[bool | None] = None

    def rows_for(self, request: Request, asked: dict[str, Any]) -> QuerySet[Member]:
        return selectors.members_for_api(
            scope=self.scope(request),  # type: ignore[attr-defined]
            year=year_of(asked),
            area=asked.get("area"),
            household=asked.get("household"),
            registered=asked.get("registered", None if "household" in asked else self.only_registered),
        )


class MemberCollection(MemberRows, CollectionView):
    parameters = (YEAR, AREA, HOUSEHOLD, REGISTERED, *PAGING)
    only_registered = True

    @extend_schema(operation_id="members_list", responses=page_of("Member", MemberSerializer), summary="家庭成员")
    def get(self, request: Request) -> Response:
        return super().get(request)


class MemberItem(MemberRows, ItemView):
    @extend_schema(operation_id="members_retrieve", responses=MemberSerializer, summary="一名成员")
    def get(self, request: Request, code: str) -> Response:
        return super().get(request, code)


for view in (HouseholdCollection, HouseholdItem, MemberCollection, MemberItem):
    view.get = extend_schema(parameters=openapi(view))(view.get)  # type: ignore[method-assign]

__all__ = ["HouseholdCollection", "HouseholdItem", "MemberCollection", "MemberItem"]
