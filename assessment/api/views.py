"""REST: verdicts of every level, criterion by criterion, in the client's scope."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessment.verdict_pages import LEVELS, verdict_page
from core.web.api.views import AREA, PAGE, PAGING, SIGNER, YEAR, ClientView, Parameter, openapi, year_of


def _level(text: str) -> str:
    if text not in LEVELS:
        raise ValueError(f"级别为 {'、'.join(LEVELS)}")
    return text


def _outcome(text: str) -> bool | None:
    outcomes = {"met": True, "not_met": False, "unknown": None}
    if text not in outcomes:
        raise ValueError("判定为 met、not_met 或 unknown")
    return outcomes[text]


CriterionSerializer = inline_serializer(
    "VerdictCriterion",
    {
        "criterion": serializers.CharField(help_text="指标"),
        "label": serializers.CharField(help_text="名称"),
        "kind": serializers.CharField(help_text="veto 否决项 / stretch 参考项"),
        "outcome": serializers.CharField(help_text="met / not_met / unknown"),
        "value": serializers.CharField(allow_null=True),
        "value_low": serializers.CharField(allow_null=True),
        "value_high": serializers.CharField(allow_null=True),
        "threshold": serializers.CharField(allow_null=True),
    },
)
RecognitionSerializer = inline_serializer(
    "VerdictRecognition",
    {
        "kind": serializers.CharField(help_text="met 认定达标 / not_met 认定不达标 / deferred 暂缓"),
        "document": serializers.CharField(help_text="文号"),
        "reason": serializers.CharField(),
        "approved_at": serializers.DateTimeField(),
        "valid_until": serializers.DateField(help_text="含当日"),
    },
    allow_null=True,
    help_text="人工认定：今天有效的，没有为 null；与系统判定并列",
)
PageSerializer = inline_serializer(
    "VerdictPage",
    {
        "results": inline_serializer(
            "Verdict",
            {
                "level": serializers.CharField(),
                "subject": serializers.CharField(help_text="户编号或 12 位代码"),
                "name": serializers.CharField(),
                "area": serializers.CharField(),
                "year": serializers.IntegerField(),
                "outcome": serializers.CharField(help_text="met / not_met / unknown"),
                "standard": serializers.CharField(),
                "standard_version": serializers.IntegerField(),
                "changed_at": serializers.DateTimeField(),
                "checked_at": serializers.DateTimeField(allow_null=True),
                "criteria": serializers.ListField(child=CriterionSerializer),
                "recognition": RecognitionSerializer,
            },
            many=True,
        ),
        "pending": serializers.IntegerField(help_text="范围内待重算的区划数"),
        "next": serializers.CharField(allow_null=True),
    },
)


class VerdictCollection(ClientView):
    """Verdicts in the order city, county, township, village, household and by code within a level."""

    parameters: ClassVar[tuple[Parameter, ...]] = (
        YEAR,
        AREA,
        Parameter("level", _level, "级别：household、village、township、county、city"),
        Parameter("outcome", _outcome, "判定：met、not_met、unknown"),
        *PAGING,
    )

    @extend_schema(operation_id="verdicts_list", responses=PageSerializer, summary="判定")
    def get(self, request: Request) -> Response:
        asked = self.asked(request)
        filters: dict[str, Any] = {"outcome": asked["outcome"]} if "outcome" in asked else {}
        page = verdict_page(
            scope=self.scope(request),
            year=year_of(asked),
            area=asked.get("area", 0),
            level=asked.get("level"),
            filters=filters,
            after=asked.get("cursor"),
            size=asked.get("page_size", PAGE),
        )
        following = SIGNER.sign(page.last) if page.last else None
        return Response({"results": page.results, "pending": page.pending, "next": following})


VerdictCollection.get = extend_schema(parameters=openapi(VerdictCollection))(VerdictCollection.get)  # type: ignore[method-assign]
