"""The streams of the apps below: measures with an amount, and shares of what assets earn."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Coalesce

from core.accounts.scope import Scope
from funds.trace.streams import Stream, register
from projects.models import AssetDistribution, Measure


def measures(scope: Scope) -> QuerySet[Any]:
    """Measures under way or done that have an amount; one that is only planned has given nothing yet."""
    rows = Measure.objects.within(scope).filter(status__in=("doing", "done"), amount__gt=0)
    return rows.annotate(
        money_year=F("year"),
        money_on=Coalesce("ended_on", "started_on"),
        money=F("amount"),
        money_title=F("name"),
        money_from=F("fund_source"),
        money_key=F("pk"),
    )


def dividends(scope: Scope) -> QuerySet[Any]:
    """Shares of an asset's income, in the year of the income."""
    return AssetDistribution.objects.within(scope).annotate(
        money_year=F("income__year"),
        money_on=F("paid_on"),
        money=F("amount"),
        money_title=F("income__asset__name"),
        money_from=Value("资产收益", output_field=CharField()),
        money_key=F("income__asset_id"),
    )


def register_streams() -> None:
    register(Stream("measure", "帮扶措施", measures, "measure-page"))
    register(Stream("dividend", "资产分红", dividends, "asset-page"))
