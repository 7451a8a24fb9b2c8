"""Photovoltaic stations: the station of an asset, its months, and what is left of the money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import F, Sum
from django.db.models.functions import Now
from django.utils import timezone

from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from projects.assets.services import grow, handed_out, locked_asset
from projects.library.errors import ProjectRefusedError, StaleProjectError
from projects.models import Asset, AssetIncome, SolarMonth, SolarStation

STATION: Final = ("kind", "capacity_kw", "connected_on", "distribution_plan")
EARNED: Final = ("fee", "subsidy")
SPENT: Final = ("posts", "works", "rewards", "other")
NOTHING: Final = Decimal(0)


def station_of(scope: Scope, asset: Asset) -> SolarStation | None:
    """The station that an asset is; None for any other asset."""
    found: SolarStation | None = SolarStation.objects.within(scope).filter(asset=asset).first()
    return found


def station_set(*, actor: Actor, scope: Scope, pk: int, version: int, values: Mapping[str, Any]) -> None:
    """Say that an asset is a station, or correct it; ``version`` 0 is none yet.

    HiddenProjectError, ProjectRefusedError by field, StaleProjectError when somebody saved in between.
    """
    wrong = dict.fromkeys(set(values) - set(STATION), "不能在这里修改")
    if values.get("kind") not in SolarStation.Kind.values:
        wrong["kind"] = "没有这个电站类型"
    if not values.get("capacity_kw") or values["capacity_kw"] <= 0:
        wrong["capacity_kw"] = "装机容量应大于 0"
    if values.get("connected_on") and values["connected_on"] > timezone.localdate():
        wrong["connected_on"] = "并网日期不能晚于今天"
    if wrong:
        raise ProjectRefusedError(wrong)
    with recorded(actor, reason="光伏电站"):
        asset = locked_asset(scope, pk)
        row = SolarStation.all_rows.filter(asset=asset).first()
        if (row.version if row else 0) != version:
            raise StaleProjectError(row.version if row else 0)
        if row is None:
            SolarStation.all_rows.create(asset=asset, area=asset.area, updated_by=actor.user_id, **values)
            return
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if changed:
            SolarStation.all_rows.filter(pk=row.pk).update(
                **changed, version=F("version") + 1, updated_by=actor.user_id, updated_at=Now(), source=actor.source
            )


@dataclass(frozen=True)
class Month:
    """What a month brought and was spent on; yuan to the fen, ``kwh`` None: not filled."""

    year: int
    month: int
    fee: Decimal
    subsidy: Decimal = NOTHING
    posts: Decimal = NOTHING
    works: Decimal = NOTHING
    rewards: Decimal = NOTHING
    other: Decimal = NOTHING
    kwh: Decimal | None = None
    received_on: date | None = None

    @property
    def earned(self) -> Decimal:
        return self.fee + self.subsidy


def period_of(month: int) -> str:
    """What the month's income is called among the asset's incomes."""
    return f"{month} 月"


def month_record(*, actor: Actor, scope: Scope, pk: int, month: Month) -> SolarMonth:
    """Enter or correct a month; it becomes an income of the asset.

    A station never spends more than it earned so far, and a month never brings less than households got of it.
    """
    _month_checked(month)
    figures = {name: getattr(month, name) for name in (*EARNED, *SPENT, "kwh")}
    with recorded(actor, reason="光伏电站月收益"):
        asset = locked_asset(scope, pk)
        if not SolarStation.all_rows.filter(asset=asset).exists():
            raise ProjectRefusedError({"": "这项资产还没有登记为光伏电站"})
        grow(asset, None)
        key = {"asset": asset, "year": month.year, "period": period_of(month.month)}
        income = AssetIncome.all_rows.select_for_update(no_key=True, of=("self",)).filter(**key).first()
        row = SolarMonth.all_rows.filter(income=income).first() if income else None
        _affordable(asset, month, row)
        if income is not None and month.earned < handed_out(income):
            raise ProjectRefusedError({"fee": f"已分配到户 {handed_out(income)} 元，收入不能少于它"})
        money = {"amount": month.earned, "received_on": month.received_on}
        if income is None:
            income = AssetIncome.all_rows.create(area=asset.area, **key, **money)
        elif any(getattr(income, name) != value for name, value in money.items()):
            AssetIncome.all_rows.filter(pk=income.pk).update(**money)
        if row is None:
            found: SolarMonth = SolarMonth.all_rows.create(income=income, area=asset.area, month=month.month, **figures)
            return found
        if any(getattr(row, name) != value for name, value in figures.items()):
            SolarMonth.all_rows.filter(pk=row.pk).update(**figures)
        row.refresh_from_db()
    return row


def _month_checked(month: Month) -> None:
    wrong: dict[str, str] = {}
    if not 1 <= month.month <= 12:
        wrong["month"] = "月份应为 1 至 12"
    for name in (*EARNED, *SPENT, "kwh"):
        value = getattr(month, name)
        if value is not None and value < 0:
            wrong[name] = "不能是负数"
    if wrong:
        raise ProjectRefusedError(wrong)


def _affordable(asset: Asset, month: Month, own: SolarMonth | None) -> None:
    """Up to every month, what was spent is not more than what was earned: a correction may break a later one."""
    rows = [
        (row.income.year, row.month, row.fee + row.subsidy, sum((getattr(row, name) for name in SPENT), NOTHING))
        for row in SolarMonth.all_rows.filter(income__asset=asset).select_related("income")
        if own is None or row.pk != own.pk
    ]
    rows.append((month.year, month.month, month.earned, sum((getattr(month, name) for name in SPENT), NOTHING)))
    left = NOTHING
    for year, number, earned, spent in sorted(rows):
        left += earned - spent
        if left < 0:
            raise ProjectRefusedError({"": f"到 {year} 年 {number} 月支出超过收入 {-left} 元"})


@dataclass(frozen=True)
class Line:
    """A month with what is left of the station's money at its end."""

    row: SolarMonth
    earned: Decimal
    spent: Decimal
    left: Decimal


def months(scope: Scope, asset: Asset, year: int) -> list[Line]:
    """The months of a year in order; ``left`` carries on from the years before."""
    rows = SolarMonth.objects.within(scope).filter(income__asset=asset, income__year__lte=year)
    sums = {name: Sum(name) for name in (*EARNED, *SPENT)}
    before = rows.filter(income__year__lt=year).aggregate(**sums)
    left = sum((before[name] or NOTHING for name in EARNED), NOTHING)
    left -= sum((before[name] or NOTHING for name in SPENT), NOTHING)
    found = []
    for row in rows.filter(income__year=year).select_related("income").order_by("month"):
        earned, spent = row.fee + row.subsidy, sum((getattr(row, name) for name in SPENT), NOTHING)
        left += earned - spent
        found.append(Line(row, earned, spent, left))
    return found
