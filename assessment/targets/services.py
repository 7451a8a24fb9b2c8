"""Writes of the roadmap: targets of a year, the plan and calendar of a region, milestones, talks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessment.models import Admonition, Milestone, PlanPhase, ReductionTarget, RegionPlan
from assessment.targets.errors import OutsideScopeError, StaleTargetsError, TargetRefusedError
from assessment.targets.progress import MEASURES
from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.regions.codes import area_range, level_of
from core.regions.selectors import name_of


@dataclass(frozen=True)
class TargetInput:
    """The four numbers of a region, with the version that was read (None: there was no row)."""

    area: int
    values: Mapping[str, int | None]
    version: int | None = None


def may_set(row: ReductionTarget | None, office: int) -> bool:
    """What an office above has set, nobody below changes. ``office`` is the region of the editor's post."""
    return row is None or level_of(row.set_from) >= level_of(office)


def _stamp(actor: Actor) -> dict[str, Any]:
    return {"source": "form", "batch": None, "row": None, "updated_by": actor.user_id, "updated_at": timezone.now()}


def _demand(scope: Scope, area: int) -> None:
    if not scope.covers(area):
        raise OutsideScopeError(area)


def targets_save(*, actor: Actor, scope: Scope, office: int, year: int, rows: Sequence[TargetInput]) -> int:
    """Write the targets of one year together or not at all; the number of rows that changed.

    Raises OutsideScopeError, StaleTargetsError when a row is no longer the version that was read, and
    TargetRefusedError for a row that an office above has set. Unchanged rows write nothing.
    """
    for item in rows:
        _demand(scope, item.area)
    with recorded(actor):
        stored = ReductionTarget.objects.within(scope).select_for_update(no_key=True)
        known = {row.area: row for row in stored.filter(year=year, area__in=[item.area for item in rows])}
        return sum(_target_save(actor, office, year, item, known.get(item.area)) for item in rows)


def _target_save(actor: Actor, office: int, year: int, item: TargetInput, row: ReductionTarget | None) -> int:
    values = {name: item.values.get(name) for name in MEASURES}
    if row is None:
        if all(value is None for value in values.values()):
            return 0
        try:
            with transaction.atomic():
                ReductionTarget.objects.create(area=item.area, year=year, set_from=office, **values, **_stamp(actor))
        except IntegrityError as error:
            raise StaleTargetsError(_stale(item.area)) from error
        return 1
    if all(getattr(row, name) == value for name, value in values.items()):
        return 0
    if item.version != row.version:
        raise StaleTargetsError(_stale(item.area))
    if not may_set(row, office):
        raise TargetRefusedError(f"{_name(item.area)}的目标由上级下达，不能修改")
    for name, value in {**values, **_stamp(actor), "set_from": office, "version": row.version + 1}.items():
        setattr(row, name, value)
    row.save()
    return 1


def _name(area: int) -> str:
    return name_of([area]).get(area, str(area))


def _stale(area: int) -> str:
    return f"{_name(area)}的目标刚被他人修改，请核对后重新填写"


def plan_save(*, actor: Actor, scope: Scope, area: int, values: Mapping[str, Any]) -> RegionPlan:
    """The target year, county type, recorded exit year and document of a region."""
    _demand(scope, area)
    with recorded(actor):
        row = RegionPlan.objects.within(scope).select_for_update(no_key=True).filter(area=area).first()
        if row is None:
            return RegionPlan.objects.create(area=area, **values, **_stamp(actor))
        if any(getattr(row, name) != value for name, value in values.items()):
            for name, value in {**values, **_stamp(actor), "version": row.version + 1}.items():
                setattr(row, name, value)
            row.save()
        return row


def phase_add(*, actor: Actor, scope: Scope, area: int, name: str, first_year: int, last_year: int) -> PlanPhase:
    """One more phase of the calendar; phases of a region do not overlap."""
    _demand(scope, area)
    with recorded(actor):
        others = PlanPhase.objects.within(scope).select_for_update(no_key=True).filter(area=area)
        for other in others:
            if first_year <= other.last_year and other.first_year <= last_year:
                raise TargetRefusedError(f"与「{other.name} {other.first_year}–{other.last_year}」重叠")
        return PlanPhase.objects.create(area=area, name=name, first_year=first_year, last_year=last_year)


def phase_remove(*, actor: Actor, scope: Scope, area: int, pk: int) -> int:
    with recorded(actor):
        return PlanPhase.objects.within(scope).filter(area=area, pk=pk).delete()[0]


@dataclass(frozen=True)
class StepInput:
    """A step of a back schedule: what, how many days before the end, who."""

    title: str
    days_before: int
    responsible: str = ""


def milestone_add(
    *, actor: Actor, scope: Scope, area: int, year: int, title: str, due_on: date, responsible: str = ""
) -> Milestone:
    _demand(scope, area)
    with recorded(actor):
        return Milestone.objects.create(
            area=area, year=year, title=title, due_on=due_on, responsible=responsible, made_by=actor.user_id
        )


def milestones_back_schedule(
    *, actor: Actor, scope: Scope, area: int, year: int, end_on: date, steps: Sequence[StepInput]
) -> int:
    """倒排工期: a milestone for each step, so many calendar days before ``end_on``; the number added.

    A step of that title and day is not added twice.
    """
    _demand(scope, area)
    with recorded(actor):
        there = set(
            Milestone.objects.within(scope).filter(area=area, year=year).values_list("title", "due_on")
        )  # fmt: skip
        wanted = {(step.title, end_on - timedelta(days=step.days_before)): step for step in steps}
        new = [
            Milestone(
                area=area, year=year, title=title, due_on=due, responsible=step.responsible, made_by=actor.user_id
            )
            for (title, due), step in wanted.items()
            if (title, due) not in there
        ]
        Milestone.objects.bulk_create(new)
        return len(new)


def milestone_done(
    *, actor: Actor, scope: Scope, pk: int, done_on: date | None, note: str = "", today: date | None = None
) -> Milestone:
    """Say when a milestone was done; ``done_on`` None takes that back. OutsideScopeError, TargetRefusedError."""
    if done_on is not None and done_on > (today or timezone.localdate()):
        raise TargetRefusedError("完成日期不能晚于今天")
    with recorded(actor):
        row = Milestone.objects.within(scope).select_for_update(no_key=True).filter(pk=pk).first()
        if row is None:
            raise OutsideScopeError(pk)
        row.done_on, row.done_note = done_on, note if done_on else ""
        row.done_by = actor.user_id if done_on else None
        row.save()
        return row


def admonition_add(
    *, actor: Actor, scope: Scope, office: int, area: int, year: int, values: Mapping[str, Any]
) -> Admonition:
    """Record a talk with the leader of a region below the own one (诫勉谈话)."""
    _demand(scope, area)
    low, high = area_range(office)
    if not low < area < high:
        raise TargetRefusedError("诫勉谈话由上级单位进行")
    if values["talked_on"] > timezone.localdate():
        raise TargetRefusedError("谈话日期不能晚于今天")
    with recorded(actor):
        return Admonition.objects.create(area=area, year=year, made_by=actor.user_id, **values)
