"""Writes of the asset ledger: an asset, its income of a period, what households get of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import IntegrityError, connection
from django.db.models import F, Sum
from django.db.models.functions import Now

from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.regions.codes import area_range
from households.models import Household
from projects.library.errors import HiddenProjectError, ProjectRefusedError, StaleProjectError
from projects.models import Asset, AssetDistribution, AssetIncome, Project, SolarMonth

PLAIN: Final = (
    "name", "kind", "owner_level", "owner", "formed_on", "original_value", "place", "manager", "maintainer",
    "term_start", "term_end", "condition", "disposal", "disposal_amount", "disposed_on", "note",
)  # fmt: skip
# An asset exists when there is a contract at the latest; before that there is nothing to register.
FORMED: Final = frozenset(
    {"building", "accepted", "settled", "announced", "asset_registered", "struck_off"}
)  # fmt: skip


def asset_create(
    *, actor: Actor, scope: Scope, area: int, values: Mapping[str, Any], project: int | None = None
) -> Asset:
    """Register an asset in ``area``; of a project it lies in the project's area. Errors as in projects.library."""
    if not scope.covers(area):
        raise HiddenProjectError(area)
    _checked(values)
    with recorded(actor, reason="登记资产"):
        formed = _project(scope, project, area) if project is not None else None
        code = next_code(area)
        try:
            row: Asset = Asset.all_rows.create(
                code=code, area=area, project=formed, source=actor.source, updated_by=actor.user_id, **values
            )
        except IntegrityError as error:
            raise ProjectRefusedError({"": "资产编码刚刚被占用，请再保存一次"}) from error
    return row


def _project(scope: Scope, pk: int, area: int) -> Project:
    row: Project | None = Project.objects.within(scope).filter(pk=pk).first()
    if row is None:
        raise HiddenProjectError(pk)
    low, high = area_range(row.area)
    if row.state not in FORMED:
        raise ProjectRefusedError({"": f"项目{row.get_state_display()}，还没有形成资产"})
    if not low <= area < high:
        raise ProjectRefusedError({"": "资产不在项目所属区划"})
    return row


def next_code(area: int) -> str:
    """ZC, 12 digits of the region, running number; two at once wait for each other."""
    start = f"ZC{area:012d}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [start])
    last = Asset.all_rows.filter(code__startswith=start).order_by("-code").values_list("code", flat=True).first()
    return f"{start}{(int(last[len(start) :]) + 1 if last else 1):04d}"


def _checked(values: Mapping[str, Any]) -> None:
    wrong = dict.fromkeys(set(values) - set(PLAIN), "不能在这里修改")
    if not values.get("original_value") or values["original_value"] <= 0:
        wrong["original_value"] = "原值应大于 0"
    start, end = values.get("term_start"), values.get("term_end")
    if start and end and end < start:
        wrong["term_end"] = "经营期结束早于开始"
    if values.get("disposed_on") and not values.get("disposal"):
        wrong["disposal"] = "请写明处置决定"
    if wrong:
        raise ProjectRefusedError(wrong)


def asset_update(*, actor: Actor, scope: Scope, pk: int, version: int, values: Mapping[str, Any]) -> None:
    """Write what differs; StaleProjectError when somebody saved in between."""
    _checked(values)
    with recorded(actor, reason="修改资产"):
        row = locked_asset(scope, pk)
        if row.version != version:
            raise StaleProjectError(row.version)
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if changed:
            Asset.all_rows.filter(pk=pk).update(
                **changed, version=F("version") + 1, updated_by=actor.user_id, updated_at=Now(), source=actor.source
            )


def locked_asset(scope: Scope, pk: int) -> Asset:
    """The asset, locked; HiddenProjectError outside the scope."""
    row: Asset | None = Asset.objects.within(scope).select_for_update(no_key=True, of=("self",)).filter(pk=pk).first()
    if row is None:
        raise HiddenProjectError(pk)
    return row


@dataclass(frozen=True)
class Income:
    """What an asset earned: the year and period, yuan to the fen, when it arrived."""

    year: int
    period: str
    amount: Decimal
    received_on: date | None = None
    note: str = ""


def income_record(
    *, actor: Actor, scope: Scope, pk: int, income: Income, version: int | None = None
) -> AssetIncome:  # fmt: skip
    """Enter or correct the income of a period; it never falls below what was handed out of it.

    ``version`` is the asset's that was read (None: not asked for); the asset's version grows with its money.
    """
    if income.amount < 0 or not income.period.strip():
        raise ProjectRefusedError({"amount": "请填写期间和不小于 0 的收益"})
    with recorded(actor, reason="资产收益"):
        asset = locked_asset(scope, pk)
        grow(asset, version)
        row: AssetIncome | None = (
            AssetIncome.all_rows.select_for_update(no_key=True, of=("self",))
            .filter(asset=asset, year=income.year, period=income.period.strip())
            .first()
        )
        values = {"amount": income.amount, "received_on": income.received_on, "note": income.note[:100]}
        if row is None:
            found: AssetIncome = AssetIncome.all_rows.create(
                asset=asset, area=asset.area, year=income.year, period=income.period.strip()[:10], **values
            )
            return found
        if SolarMonth.all_rows.filter(income=row).exists():
            raise ProjectRefusedError({"amount": "光伏电站的月收入请在“月收益”里改"})
        given = handed_out(row)
        if income.amount < given:
            raise ProjectRefusedError({"amount": f"已分配 {given} 元，收益不能少于它"})
        AssetIncome.all_rows.filter(pk=row.pk).update(**values)
        row.refresh_from_db()
    return row


def grow(asset: Asset, version: int | None) -> None:
    """What an asset earns and who gets it are read together with it: a later reader must see that they changed."""
    if version is not None and asset.version != version:
        raise StaleProjectError(asset.version)
    Asset.all_rows.filter(pk=asset.pk).update(version=F("version") + 1)


def handed_out(income: AssetIncome) -> Decimal:
    """What households got of an income so far."""
    total = AssetDistribution.all_rows.filter(income=income).aggregate(total=Sum("amount"))["total"]
    return Decimal(total or 0)


def distribute(
    *,
    actor: Actor,
    scope: Scope,
    pk: int,
    shares: Mapping[str, Decimal],
    paid_on: date | None = None,
    version: int | None = None,
) -> int:
    """Hand an income out to households by 户编号, all or none; how many rows. The same household again is corrected."""
    with recorded(actor, reason="收益分配"):
        seen = AssetIncome.objects.within(scope).filter(pk=pk).first()
        if seen is None:
            raise HiddenProjectError(pk)
        grow(locked_asset(scope, seen.asset_id), version)
        row: AssetIncome | None = (
            AssetIncome.objects.within(scope).select_for_update(no_key=True, of=("self",)).filter(pk=pk).first()
        )
        if row is None:
            raise HiddenProjectError(pk)
        found = {item.code: item for item in Household.objects.within(scope).filter(code__in=list(shares))}
        missing = [code for code in shares if code not in found]
        if missing:
            raise ProjectRefusedError({"shares": f"没有找到户编号：{'、'.join(missing[:20])}"})
        if any(amount <= 0 or amount != amount.quantize(Decimal("0.01")) for amount in shares.values()):
            raise ProjectRefusedError({"shares": "金额应大于 0，精确到分"})
        others = AssetDistribution.all_rows.filter(income=row).exclude(household__in=found.values())
        kept = Decimal(others.aggregate(total=Sum("amount"))["total"] or 0)
        total = sum(shares.values(), kept)
        if total > row.amount:
            raise ProjectRefusedError({"shares": f"分配合计 {total} 元，超过收益 {row.amount} 元"})
        # first down, then up: the database counts after every row
        AssetDistribution.all_rows.filter(income=row, household__in=found.values()).delete()
        AssetDistribution.all_rows.bulk_create(
            AssetDistribution(income=row, household=found[code], area=found[code].area, amount=amount, paid_on=paid_on)
            for code, amount in shares.items()
        )
    return len(shares)
