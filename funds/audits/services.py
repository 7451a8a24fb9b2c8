"""Writes of audits: begun, changed, concluded with its report; what it found becomes problems (core.findings)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db import IntegrityError
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.evidence.selectors import attachments_of
from core.findings.models import Problem
from core.findings.problems import Found, ProblemRefusedError, problem_open
from core.regions.codes import Level, area_range, level_of
from core.regions.selectors import region_detail
from funds.contributions.errors import HiddenRecordError, RecordRefusedError, StaleRecordError
from funds.models import Audit

FIELDS: Final = ("title", "level", "office", "started_on", "note")


def audit_save(
    *, actor: Actor, scope: Scope, area: int, year: int, values: Mapping[str, Any], pk: int | None = None,
    version: int = 0,
) -> Audit:  # fmt: skip
    """Begin an audit of a city, county or township, or change it until it is concluded.

    HiddenRecordError, RecordRefusedError, StaleRecordError.
    """
    if not scope.covers(area) or region_detail(area) is None or not Level.CITY <= level_of(area) <= Level.TOWNSHIP:
        raise HiddenRecordError(area)
    if set(values) - set(FIELDS) or values["started_on"] > timezone.localdate():
        raise RecordRefusedError({"started_on": "开始日期不能晚于今天"})
    try:
        with recorded(actor, reason="登记审计"):
            if pk is None:
                made: Audit = Audit.all_rows.create(area=area, year=year, updated_by=actor.user_id, **values)
                return made
            row = _locked(scope, pk)
            if row.version != version:
                raise StaleRecordError(row.version)
            if row.finished_on is not None:
                raise RecordRefusedError({"title": "审计已经办结，不能再改"})
            changed = {name: value for name, value in values.items() if getattr(row, name) != value}
            if changed:
                _update(row, actor, changed)
    except IntegrityError as error:
        raise RecordRefusedError({"title": "这一年度已有同名的审计"}) from error
    return row


def _locked(scope: Scope, pk: int) -> Audit:
    row: Audit | None = Audit.objects.within(scope).select_for_update(no_key=True).filter(pk=pk).first()
    if row is None:
        raise HiddenRecordError(pk)
    return row


def _update(row: Audit, actor: Actor, changed: Mapping[str, Any]) -> None:
    Audit.all_rows.filter(pk=row.pk).update(
        **changed, version=F("version") + 1, updated_by=actor.user_id, updated_at=Now()
    )
    row.refresh_from_db()


def audit_finish(*, actor: Actor, scope: Scope, pk: int, finished_on: date, report_no: str) -> None:
    """Conclude an audit: its report must be there as a paper."""
    if not report_no.strip():
        raise RecordRefusedError({"report_no": "请填写报告文号"})
    with recorded(actor, reason="办结审计"):
        row = _locked(scope, pk)
        if row.finished_on is not None:
            raise RecordRefusedError({"finished_on": "审计已经办结"})
        if not row.started_on <= finished_on <= timezone.localdate():
            raise RecordRefusedError({"finished_on": "办结日期应在开始之后，不晚于今天"})
        if not attachments_of(scope, "audit", [pk]).filter(withdrawn_at__isnull=True).exists():
            raise RecordRefusedError({"report_no": "请先在佐证材料里添加审计报告"})
        _update(row, actor, {"finished_on": finished_on, "report_no": report_no.strip()[:40]})


def audit_problem(*, actor: Actor, scope: Scope, pk: int, area: int, found: Found) -> Problem:
    """Write down what an audit found in its region or a place below it."""
    row = Audit.objects.within(scope).filter(pk=pk).first()
    if row is None:
        raise HiddenRecordError(pk)
    low, high = area_range(row.area)
    if not low <= area < high or region_detail(area) is None:
        raise RecordRefusedError({"area": "不在审计区划内"})
    try:
        return problem_open(
            actor=actor, scope=scope, source=Problem.Source.AUDIT, area=area, year=row.year, found=found, origin=pk
        )
    except ProblemRefusedError as error:
        raise RecordRefusedError({"": str(error)}) from error
