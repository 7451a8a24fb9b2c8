"""Writes of pools: a pool, an entry, its counter-entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.regions.codes import Level, level_of
from core.regions.selectors import region_detail
from funds.contributions.errors import HiddenRecordError, RecordRefusedError, StaleRecordError
from funds.models import FundPool, PoolEntry
from funds.pools.selectors import left_of

FIELDS: Final = ("kind", "name", "keeper", "note")
INWARD: Final = ("in", "recovered")


@dataclass(frozen=True)
class Entry:
    """A movement: its kind, day, yuan, paper and words."""

    kind: str
    booked_on: date
    amount: Decimal
    document: str
    purpose: str = ""


def pool_save(
    *, actor: Actor, scope: Scope, area: int, values: Mapping[str, Any], pk: int | None = None, version: int = 0
) -> FundPool:
    """Open a pool of a city, county or township, or change its words; its kind stays once it has entries.

    HiddenRecordError, RecordRefusedError, StaleRecordError.
    """
    if not scope.covers(area) or region_detail(area) is None or not Level.CITY <= level_of(area) <= Level.TOWNSHIP:
        raise HiddenRecordError(area)
    if set(values) - set(FIELDS) or not values["name"].strip():
        raise RecordRefusedError({"name": "请填写名称"})
    try:
        with recorded(actor, reason="登记基金"):
            if pk is None:
                made: FundPool = FundPool.all_rows.create(area=area, updated_by=actor.user_id, **values)
                return made
            row = _locked(scope, pk)
            if row.version != version:
                raise StaleRecordError(row.version)
            if values["kind"] != row.kind and PoolEntry.all_rows.filter(pool=row).exists():
                raise RecordRefusedError({"kind": "已有收支，种类不能再改"})
            changed = {name: value for name, value in values.items() if getattr(row, name) != value}
            if changed:
                FundPool.all_rows.filter(pk=pk).update(
                    **changed, version=F("version") + 1, updated_by=actor.user_id, updated_at=Now()
                )
                row.refresh_from_db()
    except IntegrityError as error:
        raise RecordRefusedError({"name": "本地已有同名的基金"}) from error
    return row


def _locked(scope: Scope, pk: int) -> FundPool:
    row: FundPool | None = FundPool.objects.within(scope).select_for_update(no_key=True).filter(pk=pk).first()
    if row is None:
        raise HiddenRecordError(pk)
    return row


def entry_record(*, actor: Actor, scope: Scope, pk: int, entry: Entry) -> PoolEntry:
    """Enter a movement; RecordRefusedError when on some day more would be gone than had come."""
    if entry.amount <= 0 or entry.amount != entry.amount.quantize(Decimal("0.01")):
        raise RecordRefusedError({"amount": "金额应大于 0，精确到分"})
    if entry.kind not in PoolEntry.Kind.values or not entry.document.strip():
        raise RecordRefusedError({"document": "请选择事项，填写文号或凭证"})
    if entry.booked_on > timezone.localdate():
        raise RecordRefusedError({"booked_on": "日期不能晚于今天"})
    with recorded(actor, reason="基金收支"):
        pool = _locked(scope, pk)
        if pool.kind == FundPool.Kind.INDUSTRY and entry.kind in ("compensated", "recovered"):
            raise RecordRefusedError({"kind": "产业发展基金没有代偿和追偿"})
        return _written(
            pool, actor, kind=entry.kind, booked_on=entry.booked_on, amount=entry.amount,
            document=entry.document.strip()[:60], purpose=entry.purpose.strip()[:120],
        )  # fmt: skip


def _written(pool: FundPool, actor: Actor, **values: Any) -> PoolEntry:
    try:
        with transaction.atomic():
            made: PoolEntry = PoolEntry.all_rows.create(
                pool=pool, area=pool.area, by_id=actor.user_id, by_name=actor.name, **values
            )
    except IntegrityError as error:
        raise RecordRefusedError({"amount": f"余额 {left_of(pool)} 元，这一天或以后会透支"}) from error
    return made


def entry_reverse(*, actor: Actor, scope: Scope, pk: int, reason: str) -> PoolEntry:
    """Take an entry back by a counter-entry of the same day; an entry is taken back once."""
    if not reason.strip():
        raise RecordRefusedError({"reason": "请写明冲正理由"})
    with recorded(actor, reason="冲正基金收支"):
        entry: PoolEntry | None = PoolEntry.objects.within(scope).filter(pk=pk).first()
        if entry is None:
            raise HiddenRecordError(pk)
        pool = _locked(scope, entry.pool_id)
        if entry.reverses_id is not None or PoolEntry.all_rows.filter(reverses=entry).exists():
            raise RecordRefusedError({"reason": "这一笔已经冲正，或本身就是冲正"})
        try:
            return _written(
                pool, actor, kind=entry.kind, booked_on=entry.booked_on, amount=-entry.amount,
                document=entry.document, purpose=f"冲正：{reason.strip()}"[:120], reverses=entry,
            )  # fmt: skip
        except RecordRefusedError as error:
            raise RecordRefusedError({"reason": "冲正后余额会透支"}) from error
