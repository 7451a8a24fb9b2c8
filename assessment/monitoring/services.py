"""Writes of monitoring beside the procedure's own steps: clues, their fate, further measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessment.models import Clue, MonitoredHousehold, MonitorMeasure
from assessment.monitoring.errors import ClueRefusedError, HiddenError
from assessment.monitoring.guards import CODE
from core.accounts.models import Post
from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.procedures import calendar
from core.procedures.definition import Period
from core.procedures.models import Case, Round
from core.procedures.selectors import definition_of, policy_for
from core.procedures.services import ProcedureError, StepRefusedError, cases_open, round_open
from households.models import Household


@dataclass(frozen=True)
class ClueInput:
    """What is said of a household: source and kind are codes of ``clue_source`` and ``clue_kind``."""

    source: str
    kind: str
    reported_on: date
    reporter: str
    content: str
    department: str = ""


def check_period(area: int, year: int) -> Period | None:
    """By when a clue is to be checked, as the procedure of the place says: the deadline of its first step."""
    policy = policy_for(CODE, area, year)
    if policy is None:
        return None
    definition = definition_of(policy.pk)
    return next((step.deadline for step in definition.onward(definition.start)), None)


def clue_report(
    *, actor: Actor, scope: Scope, code: str, year: int, told: ClueInput, today: date | None = None
) -> Clue:
    """Enter a clue about a household in scope. The same again while it waits is the one that is there.

    HiddenError; ClueRefusedError for a closed household, a date to come, or no procedure in the year.
    """
    today = today or timezone.localdate()
    if told.reported_on > today:
        raise ClueRefusedError("发现日期不能晚于今天", "reported_on")
    with recorded(actor, reason="登记监测线索"):
        household = Household.objects.within(scope).select_for_update(no_key=True).filter(code=code).first()
        if household is None:
            raise HiddenError(code)
        if household.closed_year is not None and household.closed_year <= year:
            raise ClueRefusedError("该户已注销")
        period = check_period(household.area, year)
        if period is None:
            raise ClueRefusedError(f"{year} 年度没有适用于本地区的监测程序")
        same = Clue.all_rows.filter(
            household=household,
            source=told.source,
            kind=told.kind,
            reported_on=told.reported_on,
            content=told.content,
            dismissed_on__isnull=True,
            case__isnull=True,
        ).first()
        if same is not None:
            return same
        row: Clue = Clue.all_rows.create(
            household=household,
            area=household.area,
            source=told.source,
            kind=told.kind,
            department=told.department[:60],
            reported_on=told.reported_on,
            reporter=told.reporter[:60],
            content=told.content[:400],
            check_due_on=calendar.after(told.reported_on, period.days, period.unit, first_day=period.first_day),
            entered_by=actor.user_id,
            entered_name=actor.name,
        )
    return row


def _waiting(scope: Scope, pk: int) -> Clue:
    row = Clue.objects.within(scope).select_for_update(no_key=True).filter(pk=pk).first()
    if row is None:
        raise HiddenError(pk)
    if not row.waits:
        raise ClueRefusedError("这条线索已经处理")
    return row


def _demand_opener(post: Post | None, area: int, year: int) -> None:
    policy = policy_for(CODE, area, year)
    if policy is None:
        raise ClueRefusedError(f"{year} 年度没有适用于本地区的监测程序")
    if post is None or post.role not in definition_of(policy.pk).openers:
        raise ClueRefusedError("您的岗位不能处理线索，由村、驻村工作队或乡镇处理")


def clue_dismiss(
    *, actor: Actor, post: Post | None, scope: Scope, pk: int, year: int, reason: str, today: date | None = None
) -> Clue:
    """Say why a clue is no ground for monitoring. HiddenError; ClueRefusedError."""
    if not reason.strip():
        raise ClueRefusedError("请填写排除理由", "reason")
    with recorded(actor, reason="排除监测线索"):
        row = _waiting(scope, pk)
        _demand_opener(post, row.area, year)
        row.dismissed_on = today or timezone.localdate()
        row.dismissed_by, row.dismissed_name = actor.user_id, actor.name
        row.dismissed_reason = reason.strip()[:200]
        row.save()
    return row


def clue_take(*, actor: Actor, post: Post | None, scope: Scope, pk: int, year: int, today: date | None = None) -> int:
    """Begin the procedure with a clue and every other waiting clue of its household; the case's id.

    The clocks run from the day of the earliest of them, not from the day somebody took notice. HiddenError;
    ClueRefusedError says what the procedure refuses.
    """
    today = today or timezone.localdate()
    with recorded(actor, reason="受理监测线索"):
        row = _waiting(scope, pk)
        _demand_opener(post, row.area, year)
        waiting = Clue.all_rows.select_for_update(no_key=True).filter(
            household=row.household_id, dismissed_on__isnull=True, case__isnull=True
        )
        clues = list(waiting.order_by("reported_on", "pk"))
        try:
            around = _round(actor, post, scope, row.area, year, today)
            opened = cases_open(
                actor=actor,
                post=post,
                scope=scope,
                round_id=around.pk,
                subject_ids=[row.household_id],
                on=clues[0].reported_on,
            )
        except StepRefusedError as error:
            raise ClueRefusedError("；".join(error.reasons[row.household_id])) from error
        except ProcedureError as error:
            raise ClueRefusedError(str(error)) from error
        if not opened:
            raise ClueRefusedError("该户已在监测程序中")
        Clue.all_rows.filter(pk__in=[clue.pk for clue in clues]).update(case=opened[0], taken_on=today)
    return opened[0]


def _round(actor: Actor, post: Post | None, scope: Scope, area: int, year: int, today: date) -> Round:
    """The village's newest round whose cases all wait at the beginning, so that they go on as one list; else a new."""
    newest = Round.objects.within(scope).filter(code=CODE, area=area, year=year).order_by("-number").first()
    if newest is not None:
        start = definition_of(newest.policy_id).start
        moved = Case.all_rows.filter(round=newest).exclude(state=start).exists()
        if not moved and newest.policy_id == getattr(policy_for(CODE, area, year), "pk", None):
            return newest
    return round_open(actor=actor, post=post, scope=scope, code=CODE, area=area, year=year, on=today)


def measure_add(*, actor: Actor, post: Post | None, scope: Scope, pk: int, values: Mapping[str, Any]) -> MonitorMeasure:
    """One more measure of a household that is monitored. HiddenError; ClueRefusedError.

    ``values``: kind, starts_on, provider, content. Who may is who may enter the first one.
    """
    with recorded(actor, reason="登记监测帮扶措施"):
        row = MonitoredHousehold.objects.within(scope).select_for_update(no_key=True).filter(pk=pk).first()
        if row is None:
            raise HiddenError(pk)
        case = Case.all_rows.select_related("round").get(pk=row.case_id)
        step = definition_of(case.round.policy_id).step("support")
        if step is None or post is None or post.role not in step.roles:
            raise ClueRefusedError("您的岗位不能登记帮扶措施")
        if row.eliminated_on is not None:
            raise ClueRefusedError("风险已消除，不再登记措施")
        if case.state in step.source:
            raise ClueRefusedError("首项措施请在办理程序中“落实帮扶”")
        if values["starts_on"] > timezone.localdate():
            raise ClueRefusedError("开始日期不能晚于今天", "starts_on")
        try:
            with transaction.atomic():
                found: MonitorMeasure = MonitorMeasure.all_rows.create(
                    record=row, area=row.area, entered_by=actor.user_id, entered_name=actor.name, **values
                )
        except IntegrityError as error:
            raise ClueRefusedError("同一天的同一项措施已经登记") from error
    return found
