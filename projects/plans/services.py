"""Writes of plans: loading a file, the figures that a document lost, and what a village has and did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.audit.trail import Actor, recorded
from core.dictionaries.selectors import labels
from core.regions.codes import area_range
from core.regions.selectors import name_of
from projects.models import Plan, PlanItem, PlanQuantity, ProjectQuantity, VillageRecord, Workstream
from projects.plans.counters import counter_of
from projects.plans.definition import Item, PlanFile, Quantity, read
from projects.plans.errors import OutsideScopeError, PlanRefusedError, StalePlanError


@dataclass
class Loaded:
    """What loading a file changed; all 0 for a file that is already in."""

    plans: int = 0
    items: int = 0
    quantities: int = 0

    @property
    def changed(self) -> bool:
        return bool(self.plans or self.items or self.quantities)


def plans_load(payload: Mapping[str, Any], *, actor: Actor, scope: Scope) -> Loaded:
    """Load the plans of a file (shape: data/plans/*.json); the same content again changes nothing.

    What the office entered for a lost figure stays. An item or quantity that the file no longer has is removed, unless
    a project stands on it. Raises PlanRefusedError naming item and field, OutsideScopeError.
    """
    files = read(payload)
    for file in files:
        if not scope.covers(file.area):
            raise OutsideScopeError(file.area)
    done = Loaded()
    with recorded(actor, reason="装载规划"):
        for file in files:
            _plan_load(file, done)
    return done


def plans_prepare(payload: Mapping[str, Any], *, actor: Actor) -> Loaded:
    """Load those plans of a file that were never loaded: a plan that offices work with is theirs."""
    known = set(Plan.objects.within(SYSTEM_SCOPE).values_list("code", flat=True))
    fresh = [entry for entry in payload["plans"] if entry["code"] not in known]
    return plans_load({"plans": fresh}, actor=actor, scope=SYSTEM_SCOPE) if fresh else Loaded()


def _put(row: Any, values: Mapping[str, Any]) -> bool:
    """Write the values where they differ; whether they did."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
    return bool(changed)


def _plan_load(file: PlanFile, done: Loaded) -> None:
    values = {
        "area": file.area,
        "title": file.title,
        "document": file.document,
        "first_year": file.years[0],
        "last_year": file.years[1],
    }
    plan, created = (
        Plan.objects.within(SYSTEM_SCOPE).select_for_update(no_key=True).get_or_create(code=file.code, defaults=values)
    )
    done.plans += created or _put(plan, values)
    streams = {}
    for order, (code, label) in enumerate(file.streams):
        stream, _ = Workstream.objects.get_or_create(plan=plan, code=code, defaults={"label": label, "order": order})
        _put(stream, {"label": label, "order": order})
        streams[code] = stream
    known = {item.code: item for item in PlanItem.objects.within(SYSTEM_SCOPE).filter(plan=plan)}
    quantities: dict[int, list[PlanQuantity]] = {}
    for row in PlanQuantity.objects.within(SYSTEM_SCOPE).filter(item__plan=plan):
        quantities.setdefault(row.item_id, []).append(row)
    for order, item in enumerate(file.items):
        fields = {**item.fields, "workstream": streams[item.stream], "order": order, "area": file.area}
        stored = known.pop(item.code, None)
        if stored is None:
            stored = PlanItem.objects.create(plan=plan, code=item.code, **fields)
            done.items += 1
        else:
            done.items += _put(stored, fields)
        _quantities_load(stored, item, quantities.get(stored.pk, []), done)
    for gone in known.values():
        PlanQuantity.objects.within(SYSTEM_SCOPE).filter(item=gone).delete()
        gone.delete()
        done.items += 1
    Workstream.objects.filter(plan=plan).exclude(pk__in=[row.pk for row in streams.values()]).delete()


def _quantities_load(item: PlanItem, wanted: Item, stored: list[PlanQuantity], done: Loaded) -> None:
    known = {(row.area, row.phase): row for row in stored}
    fresh = []
    for quantity in wanted.quantities:
        row = known.pop((quantity.area, quantity.phase), None)
        if row is None:
            fresh.append(PlanQuantity(item=item, area=quantity.area, phase=quantity.phase, **_columns(quantity)))
        else:
            done.quantities += _put(row, _kept_entry(row, quantity))
    PlanQuantity.objects.bulk_create(fresh)
    for gone in known.values():
        gone.delete()
    done.quantities += len(fresh) + len(known)


def _columns(quantity: Quantity) -> dict[str, Any]:
    return {
        "planned": quantity.planned,
        "upper": quantity.upper,
        "missing": quantity.missing,
        "year": quantity.year,
        "source": "import",
    }


def _kept_entry(row: PlanQuantity, quantity: Quantity) -> dict[str, Any]:
    """The file's values; a figure that the document lacks and the office has entered stays the office's."""
    columns = _columns(quantity)
    if quantity.missing and row.source == "form":
        return {"missing": quantity.missing, "upper": quantity.upper}
    return columns


def _stamp(actor: Actor) -> dict[str, Any]:
    return {"source": "form", "batch": None, "row": None, "updated_by": actor.user_id, "updated_at": timezone.now()}


def quantity_enter(
    *, actor: Actor, scope: Scope, pk: int, planned: Decimal | None, year: int | None, version: int
) -> PlanQuantity:
    """Enter (or take back with None) a figure that the document does not give.

    Raises OutsideScopeError, StalePlanError, PlanRefusedError for a figure that the document gives.
    """
    with recorded(actor, reason="填写规划缺项"):
        found = PlanQuantity.objects.within(scope).select_for_update(no_key=True, of=("self",))
        row = found.select_related("item__plan").filter(pk=pk).first()
        if row is None:
            raise OutsideScopeError(pk)
        if not may_enter(row):
            raise PlanRefusedError("规划已给出这个数，不能修改")
        if row.version != version:
            raise StalePlanError("这个数刚被他人修改，请核对后重新填写")
        plan = row.item.plan
        if year is not None and not plan.first_year <= year <= plan.last_year:
            raise PlanRefusedError(f"年度应在规划的 {plan.first_year}–{plan.last_year} 年之内")
        values: dict[str, Any] = {"planned": planned} if row.missing else {}
        if row.phase:
            values["year"] = year
        if _put(row, values):
            _put(row, {**_stamp(actor), "version": row.version + 1})
    return row


def project_link(*, actor: Actor, scope: Scope, item: PlanItem, pk: int, linked: bool) -> ProjectQuantity:
    """Let a project's row work off an item of the plan, or no longer. OutsideScopeError, PlanRefusedError."""
    if not scope.covers(item.area):
        raise OutsideScopeError(item.area)
    with recorded(actor, reason="项目任务量与规划指标挂接"):
        row = ProjectQuantity.objects.within(scope).select_for_update(no_key=True).filter(pk=pk).first()
        low, high = area_range(item.area)
        if row is None or not low <= row.area < high:
            raise OutsideScopeError(pk)
        if linked and row.unit != item.unit:
            raise PlanRefusedError(f"单位不同：规划为{item.unit}，项目为{row.unit}")
        _put(row, {"plan_item": item if linked else None})
    return row


def may_enter(row: PlanQuantity) -> bool:
    """Whether the document leaves something of this row open: its figure, or the year of its phase."""
    return bool(row.missing) or (row.phase > 0 and (row.year is None or row.source == "form"))


@dataclass(frozen=True)
class RecordInput:
    """One record of a village as typed."""

    kind: str
    year: int
    quantity: Decimal
    on: Any = None
    name: str = ""
    note: str = ""
    ended_year: int | None = None


def record_add(*, actor: Actor, scope: Scope, area: int, values: RecordInput) -> VillageRecord:
    """Register what a place has or did. Raises OutsideScopeError, PlanRefusedError."""
    if not scope.covers(area):
        raise OutsideScopeError(area)
    _check(values)
    with recorded(actor, reason="登记村设施与活动"):
        return VillageRecord.objects.create(area=area, **vars(values), **_stamp(actor))


def _check(values: RecordInput) -> None:
    if values.kind not in labels("village_record"):
        raise PlanRefusedError(f"没有种类「{values.kind}」")
    if values.quantity <= 0:
        raise PlanRefusedError("数量应大于 0")
    if values.on is not None and values.on.year != values.year:
        raise PlanRefusedError("日期不在所填年度里")
    if values.ended_year is not None and values.ended_year <= values.year:
        raise PlanRefusedError("终止年度应晚于起始年度")


def record_end(*, actor: Actor, scope: Scope, pk: int, ended_year: int | None) -> VillageRecord:
    """From ``ended_year`` on it is there no more (None takes that back). What happened once cannot end."""
    with recorded(actor, reason="登记村设施终止"):
        row = VillageRecord.objects.within(scope).select_for_update(no_key=True).filter(pk=pk).first()
        if row is None:
            raise OutsideScopeError(pk)
        if row.kind.startswith("2"):
            raise PlanRefusedError("活动没有终止年度，登记错了请删除")
        if ended_year is not None and ended_year <= row.year:
            raise PlanRefusedError("终止年度应晚于起始年度")
        if _put(row, {"ended_year": ended_year}):
            _put(row, {**_stamp(actor), "version": row.version + 1})
    return row


def record_remove(*, actor: Actor, scope: Scope, pk: int) -> str:
    """Take out a record that was wrong; its history stays. The place's name."""
    with recorded(actor, reason="删除村设施与活动登记"):
        row = VillageRecord.objects.within(scope).select_for_update(no_key=True).filter(pk=pk).first()
        if row is None:
            raise OutsideScopeError(pk)
        area = row.area
        row.delete()
    return name_of([area]).get(area, str(area))


def counter_words(item: PlanItem) -> str:
    """How an item's achieved figure comes about, in words."""
    counter = counter_of(item.counter) if item.counter else None
    return counter.definition if counter else "挂接项目的完成数量合计（未申报、不予通过、已出库的不计）"
