"""Writes of disasters: the event with its villages, and each household it hit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.dictionaries import selectors as dictionaries
from core.regions.codes import Level, area_range, level_of
from core.regions.selectors import region_list
from households.models import Household
from projects.disasters.selectors import disaster_of, places_of
from projects.library.errors import HiddenProjectError, ProjectRefusedError, StaleProjectError
from projects.models import Disaster, DisasterHousehold, DisasterPlace

PLAIN: Final = ("name", "kind", "happened_on", "ended_on", "official_name", "official_no", "note")
DAMAGE: Final = ("damage_grade", "damaged_rooms", "persons", "loss", "rebuild_mode", "note")


def disaster_create(
    *, actor: Actor, scope: Scope, area: int, values: Mapping[str, Any], places: Sequence[int], code: str = ""
) -> Disaster:
    """Register an event of a county, township or village. HiddenProjectError, ProjectRefusedError by field."""
    if not scope.covers(area):
        raise HiddenProjectError(area)
    _checked(values, area, places)
    with recorded(actor, reason="登记灾害事件"):
        try:
            with transaction.atomic():
                row: Disaster = Disaster.all_rows.create(
                    code=code or next_code(area), area=area, updated_by=actor.user_id, **values
                )
        except IntegrityError as error:
            raise ProjectRefusedError({"": "事件编号刚刚被占用，请再保存一次"}) from error
        DisasterPlace.all_rows.bulk_create(DisasterPlace(disaster=row, area=place) for place in sorted(set(places)))
    return row


def next_code(area: int) -> str:
    """ZH, 12 digits of the region, running number."""
    start = f"ZH{area:012d}"
    last = Disaster.all_rows.filter(code__startswith=start).order_by("-code").values_list("code", flat=True).first()
    tail = last[len(start) :] if last else ""
    return f"{start}{(int(tail) + 1 if tail.isdigit() else 1):04d}"


def disaster_update(
    *, actor: Actor, scope: Scope, pk: int, version: int, values: Mapping[str, Any], places: Sequence[int]
) -> None:
    """Write what differs. A village with hit households stays. StaleProjectError when somebody saved in between."""
    with recorded(actor, reason="修改灾害事件"):
        row = _locked(scope, pk)
        if row.version != version:
            raise StaleProjectError(row.version)
        _checked(values, row.area, places)
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        before, wanted = set(places_of(row)), set(places)
        gone = before - wanted
        if gone and DisasterHousehold.all_rows.filter(disaster=row, area__in=gone).exists():
            raise ProjectRefusedError({"places": "取消的村里还有受灾户，请先处理受灾户"})
        DisasterPlace.all_rows.filter(disaster=row, area__in=gone).delete()
        DisasterPlace.all_rows.bulk_create(DisasterPlace(disaster=row, area=place) for place in sorted(wanted - before))
        if changed or before != wanted:
            Disaster.all_rows.filter(pk=pk).update(
                **changed, version=F("version") + 1, updated_by=actor.user_id, updated_at=Now(), source="form",
                batch=None, row=None,
            )  # fmt: skip


def _checked(values: Mapping[str, Any], area: int, places: Sequence[int]) -> None:
    wrong = dict.fromkeys(set(values) - set(PLAIN), "不能在这里修改")
    if level_of(area) not in (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE):
        wrong["area"] = "灾害事件由县、乡镇或村登记"
    if not str(values.get("name") or "").strip():
        wrong["name"] = "请填写灾害名称"
    if values.get("kind") not in dictionaries.labels("disaster_kind"):
        wrong["kind"] = "没有这个灾害种类"
    start, end = values.get("happened_on"), values.get("ended_on")
    if start is None:
        wrong["happened_on"] = "请填写发生日期"
    elif start > timezone.localdate():
        wrong["happened_on"] = "发生日期不能晚于今天"
    elif end is not None and end < start:
        wrong["ended_on"] = "结束日期早于发生日期"
    villages = {code for code, _ in villages_of(area, start)}
    if not places:
        wrong["places"] = "请选择受灾村"
    elif set(places) - villages:
        wrong["places"] = "受灾村不在所属区划内"
    if wrong:
        raise ProjectRefusedError(wrong)


def villages_of(area: int, on: date | None) -> list[tuple[int, str]]:
    """(code, name) of the villages below ``area`` that stand now or stood on a day: mergers take none away."""
    low, high = area_range(area)
    rows = [*region_list(low, high, Level.VILLAGE), *(region_list(low, high, Level.VILLAGE, on) if on else [])]
    return sorted({row.code: row.name for row in rows}.items())


def _locked(scope: Scope, pk: int) -> Disaster:
    row: Disaster | None = (
        Disaster.objects.within(scope).select_for_update(no_key=True, of=("self",)).filter(pk=pk).first()
    )
    if row is None:
        raise HiddenProjectError(pk)
    return row


def household_record(*, actor: Actor, scope: Scope, pk: int, household: str, values: Mapping[str, Any]) -> None:
    """Register a household (户编号) as hit, or correct its damage; who covers the household may."""
    _damage_checked(values)
    with recorded(actor, reason="登记受灾户"):
        event = disaster_of(scope, pk)
        if event is None:
            raise HiddenProjectError(pk)
        # the event is held against a change of its villages
        Disaster.all_rows.select_for_update(no_key=True, of=("self",)).get(pk=pk)
        found = Household.objects.within(scope).filter(code=household.strip()).first()
        if found is None:
            raise ProjectRefusedError({"household": "没有这个户编号"})
        if found.area not in places_of(event):
            raise ProjectRefusedError({"household": "该户所在的村不在受灾村之列"})
        row = DisasterHousehold.all_rows.filter(disaster=event, household=found).first()
        if row is None:
            DisasterHousehold.all_rows.create(disaster=event, household=found, area=found.area, **values)
            return
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if changed:
            DisasterHousehold.all_rows.filter(pk=row.pk).update(**changed)


def household_remove(*, actor: Actor, scope: Scope, pk: int, reason: str) -> Disaster:
    """Take a household that was entered by mistake off the event's list; the history keeps it."""
    if not reason.strip():
        raise ProjectRefusedError({"reason": "请填写移除理由"})
    with recorded(actor, reason=reason.strip()):
        row = DisasterHousehold.objects.within(scope).filter(pk=pk).first()
        if row is None:
            raise HiddenProjectError(pk)
        event = Disaster.all_rows.get(pk=row.disaster_id)
        row.delete()
    return event


def _damage_checked(values: Mapping[str, Any]) -> None:
    wrong = dict.fromkeys(set(values) - set(DAMAGE), "不能在这里修改")
    for name, words in (("damage_grade", "没有这个受损程度"), ("rebuild_mode", "没有这个安置方式")):
        if values.get(name) and values[name] not in dictionaries.labels(name):
            wrong[name] = words
    for name in ("damaged_rooms", "persons", "loss"):
        if values.get(name) is not None and values[name] < 0:
            wrong[name] = "不能是负数"
    if wrong:
        raise ProjectRefusedError(wrong)
