"""Writes of measures, one at a time; the import applies the same checks to many (projects.measures.ledgers)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from households.models import Household, Member
from households.services.records import as_stored, last_change
from households.services.writing import again_if_moved, locked
from projects.measures.checks import FIELDS, NEEDS_PERSON, NOT_OF_HOUSEHOLD, STOPPED, departments_of, findings_of
from projects.measures.errors import MeasureRefusedError, OutsideScopeError, StaleMeasureError
from projects.measures.sectors import Sector, sector_of
from projects.measures.selectors import measure_values, projects_of
from projects.models import Measure, Project

FIRST_YEAR: Final = 2013
TWICE: Final = "本户本年度已有同类、同名、同一开始日期的措施"
OTHER_FIELD: Final = "这类措施由其他部门登记"


@dataclass(frozen=True)
class Writer:
    """Who writes: ``department`` is the sector of a department's post, "" for everybody else."""

    actor: Actor
    scope: Scope
    department: str = ""


def may_write(department: str, kind: str) -> bool:
    """A department writes the kinds of its own field, the others all."""
    return not department or department in departments_of(kind)


@again_if_moved
def measure_create(*, writer: Writer, household: str, year: int, values: Mapping[str, Any]) -> Measure:
    """Register a measure of the household with this number.

    ``values``: the fields of ``checks.FIELDS``, ``sector``, ``member`` (人编号 or None), ``project`` (项目编码 or
    None) and the sector's facts.
    OutsideScopeError, MeasureRefusedError; then nothing is stored.
    """
    found = Household.objects.within(writer.scope).filter(code=household).first()
    if found is None:
        raise OutsideScopeError(household)
    sector = sector_of(values.get("sector") or "")
    wanted = {"status": Measure.Status.PLANNED.value, **values}
    with recorded(writer.actor, reason="新增帮扶措施"):
        stored = locked(found, open_only=False)
        member = _checked(writer, stored, year, wanted, None)
        project = _project(writer, stored, year, wanted.get("project"), None)
        columns = _columns(wanted)
        try:
            with transaction.atomic():
                row = Measure.all_rows.create(
                    household=stored,
                    area=stored.area,
                    member=member,
                    project=project,
                    year=year,
                    sector=sector.code if sector else "",
                    source=writer.actor.source,
                    updated_by=writer.actor.user_id,
                    **columns,
                )
        except IntegrityError as error:
            raise _twice(error) from error
        if sector:
            sector.model.all_rows.create(measure=row, area=row.area, **_details(sector, wanted))
    return row


@again_if_moved
def measure_update(*, writer: Writer, pk: int, version: int, values: Mapping[str, Any]) -> Measure:
    """Change a measure; only what differs is written, and nothing when nothing does.

    ``values`` as for ``measure_create``; fields that are left out stay. StaleMeasureError when another version than
    ``version`` is stored; OutsideScopeError, MeasureRefusedError.
    """
    with recorded(writer.actor, reason="修改帮扶措施"):
        row = _locked(writer, pk, version)
        before = measure_values(writer.scope, row)
        wanted = {**before, **values, "sector": row.sector}
        member = _checked(writer, row.household, row.year, wanted, row)
        changed = {name: wanted[name] for name in (*FIELDS, "member", "project") if wanted.get(name) != before[name]}
        sector = sector_of(row.sector)
        details = (
            {name: wanted.get(name) for name in sector.names if wanted.get(name) != before[name]} if sector else {}
        )
        if not changed and not details:
            return row
        columns = _columns({name: value for name, value in changed.items() if name not in ("member", "project")})
        if "member" in changed:
            columns["member"] = member
        if "project" in changed:
            columns["project"] = _project(writer, row.household, row.year, wanted["project"], row.project_id)
        _write(writer, row, columns)
        if sector and details:
            sector.model.all_rows.update_or_create(
                measure=row, defaults={"area": row.area, **as_stored(details, sector.model)}
            )
    return Measure.all_rows.get(pk=pk)


@again_if_moved
def measure_stop(*, writer: Writer, pk: int, version: int, reason: str, on: date) -> Measure:
    """End a measure before its time, with the reason and the last day."""
    if not reason.strip():
        raise MeasureRefusedError({"reason": "请填写终止原因"})
    if on > timezone.localdate():
        raise MeasureRefusedError({"on": "终止日期不能晚于今天"})
    with recorded(writer.actor, reason=reason):
        row = _locked(writer, pk, version)
        if row.status in (STOPPED, Measure.Status.DONE):
            raise MeasureRefusedError({"reason": f"措施{row.get_status_display()}，不能再终止"})
        if row.started_on is not None and on < row.started_on:
            raise MeasureRefusedError({"on": "终止日期早于开始日期"})
        _demand_field(writer, row.kind)
        _write(writer, row, {"status": STOPPED, "stop_reason": reason.strip()[:100], "ended_on": on})
    return Measure.all_rows.get(pk=pk)


@again_if_moved
def measure_delete(*, writer: Writer, pk: int, version: int, reason: str) -> None:
    """Remove a measure that was entered by mistake; its history keeps it."""
    if not reason.strip():
        raise MeasureRefusedError({"reason": "请填写删除理由"})
    with recorded(writer.actor, reason=reason):
        row = _locked(writer, pk, version)
        _demand_field(writer, row.kind)
        row.delete()


def _locked(writer: Writer, pk: int, version: int) -> Measure:
    """The measure with its household locked; only inside the scope and at the version that was read."""
    seen = Measure.objects.within(writer.scope).filter(pk=pk).select_related("household").first()
    if seen is None:
        raise OutsideScopeError(pk)
    household = locked(seen.household, open_only=False)
    row = Measure.all_rows.select_for_update(no_key=True).filter(pk=pk).first()
    if row is None:
        raise OutsideScopeError(pk)
    row.household = household
    if row.version != version:
        who, at = last_change(row)
        raise StaleMeasureError(row.version, who, at, measure_values(writer.scope, row))
    return row


def _write(writer: Writer, row: Measure, columns: Mapping[str, Any]) -> None:
    origin = {"source": writer.actor.source, "batch": None, "row": None}
    try:
        with transaction.atomic():
            Measure.all_rows.filter(pk=row.pk, version=row.version).update(
                **columns, **origin, version=F("version") + 1, updated_by=writer.actor.user_id, updated_at=Now()
            )
    except IntegrityError as error:
        raise _twice(error) from error


def _checked(
    writer: Writer, household: Household, year: int, values: Mapping[str, Any], row: Measure | None
) -> Member | None:
    """The member the values name; MeasureRefusedError with everything that is wrong."""
    found = findings_of(values, year)
    if "kind" not in found and not may_write(writer.department, values["kind"]):
        found["kind"] = OTHER_FIELD
    if row is not None and not may_write(writer.department, row.kind):
        found["kind"] = OTHER_FIELD
    if household.closed_year is not None and household.closed_year <= year:
        found["household"] = f"该户已于 {household.closed_year} 年注销，不能登记 {year} 年的措施"
    if not FIRST_YEAR <= year <= timezone.localdate().year + 1:
        found["year"] = f"{year} 年不能登记措施"
    member = None
    sector = sector_of(values.get("sector") or "")
    if code := values.get("member"):
        member = Member.all_rows.filter(code=code, household=household).first()
        if member is None or not _present(member, year):
            found["member"] = NOT_OF_HOUSEHOLD
    elif sector is not None and sector.person:
        found["member"] = NEEDS_PERSON
    if found:
        raise MeasureRefusedError(found)
    return member


def _project(writer: Writer, household: Household, year: int, code: str | None, keep: int | None) -> Project | None:
    """The project that the code names, one of the village and year in scope; MeasureRefusedError."""
    if not code:
        return None
    found = projects_of(writer.scope, household.area, year, keep).filter(code=code).first()
    if found is None:
        raise MeasureRefusedError({"project": "不是本村本年度的项目"})
    return found


def _present(member: Member, year: int) -> bool:
    return member.joined_year <= year and (member.left_year is None or member.left_year > year)


def _demand_field(writer: Writer, kind: str) -> None:
    if not may_write(writer.department, kind):
        raise MeasureRefusedError({"kind": OTHER_FIELD})


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    columns = {name: values[name] for name in FIELDS if name in values}
    if "name" in columns:
        columns["name"] = str(columns["name"]).strip()
    return as_stored(columns, Measure)


def _details(sector: Sector, values: Mapping[str, Any]) -> dict[str, Any]:
    return as_stored({name: values.get(name) for name in sector.names}, sector.model)


def _twice(error: IntegrityError) -> Exception:
    return MeasureRefusedError({"name": TWICE}) if "measure_once" in str(error) else error
