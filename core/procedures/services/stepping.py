"""Taking a step: all cases of it or none, row-locked, once a key, with everything it rests on in its log."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils import timezone

from core.accounts.models import Post
from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.evidence.selectors import held
from core.evidence.subjects import kind_of
from core.procedures import calendar
from core.procedures.blockers import bearer, blockers, due_on, ready_on, valid_papers
from core.procedures.definition import Definition, Field, NoticeRule, Step
from core.procedures.models import Case, Entry, Notice
from core.procedures.registry import EFFECTS
from core.procedures.selectors import definition_of
from core.procedures.services.errors import FormError, HiddenCaseError, ProcedureError, StepRefusedError
from core.procedures.standing import Standing, standings

# An act may be entered some days after it took place, not weeks: dates made up afterwards are what inspectors find.
BACKDATING: Final = timedelta(days=7)


@dataclass(frozen=True)
class Taken:
    """What a person fills in for a step: the day of the act, reason, the step's own fields, where a list hangs.

    ``key`` comes from the form: the same key again is the same step.
    """

    on: date
    key: str
    reason: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    place: str = ""


def take_step(
    *,
    actor: Actor,
    post: Post | None,
    scope: Scope,
    case_ids: Collection[int],
    step: str,
    taken: Taken,
    today: date | None = None,
) -> list[int]:
    """Take ``step`` for all the cases; their ids. ``today`` is given only where past acts are loaded.

    HiddenCaseError outside the scope, ProcedureError for a wrong post or mixed procedures, FormError by field,
    StepRefusedError by case. Whatever is refused, nothing changed.
    """
    wanted = sorted(set(case_ids))
    if not wanted:
        raise ProcedureError("请先选择要办理的对象")
    today = today or timezone.localdate()
    with recorded(actor, reason=taken.reason or _label(scope, wanted[0], step)):
        cases = _locked(scope, wanted)
        if _already(wanted, taken.key):
            return wanted
        definition, found = _rule(cases, step)
        _allowed(post, found)
        standing = standings(definition, cases)
        values = _checked(found, taken, today, standing)
        _other_person(actor, found, standing)
        reasons = blockers(definition, found, cases, day=taken.on, standing=standing)
        if reasons:
            raise StepRefusedError(reasons)
        notice = _post_notice(actor, found, found.notice, cases, taken) if found.notice else None
        _write(actor, post, definition, found, cases, standing, taken, values, notice)
        if found.effect:
            EFFECTS[found.effect](cases, actor, taken.on, values)
    return wanted


def _label(scope: Scope, case_id: int, code: str) -> str:
    """What the trail calls the step; the transaction must know it before it begins."""
    policy = Case.objects.within(scope).filter(pk=case_id).values_list("round__policy_id", flat=True).first()
    step = definition_of(policy).step(code) if policy else None
    return step.label if step else code


def _locked(scope: Scope, wanted: list[int]) -> list[Case]:
    rows = Case.objects.within(scope).filter(pk__in=wanted).order_by("pk")
    cases = list(rows.select_for_update(no_key=True, of=("self",)).select_related("round"))
    if len(cases) != len(wanted):
        raise HiddenCaseError(wanted)
    return cases


def _already(wanted: list[int], key: str) -> bool:
    """Whether this very form was taken before. A key for other cases is a mistake, not a repetition."""
    known = set(Entry.objects.filter(case__in=wanted, key=key).values_list("case_id", flat=True))
    if known and known != set(wanted):
        raise ProcedureError("此表单已用于其他对象，请刷新页面后再办理")
    return bool(known)


def _rule(cases: Sequence[Case], code: str) -> tuple[Definition, Step]:
    policies = {case.round.policy_id for case in cases}
    if len(policies) != 1:
        raise ProcedureError("所选对象适用的程序规则不同，请分批办理")
    definition = definition_of(policies.pop())
    step = definition.step(code)
    if step is None:
        raise ProcedureError(f"程序中没有步骤「{code}」")
    return definition, step


def _allowed(post: Post | None, step: Step) -> None:
    if post is None or not step.open_to(post.role, post.area):
        raise ProcedureError(f"您的岗位不能办理“{step.label}”")


def _other_person(actor: Actor, step: Step, standing: Mapping[int, Standing]) -> None:
    reasons = {
        pk: [f"“{entry.label}”由您办理，“{step.label}”须由另一人办理"]
        for pk, found in standing.items()
        for code in step.other_than
        if (entry := found.entries.get(code)) is not None and entry.actor_id == actor.user_id
    }
    if reasons:
        raise StepRefusedError(reasons)


def _checked(step: Step, taken: Taken, today: date, standing: Mapping[int, Standing]) -> dict[str, Any]:
    """The step's fields as values; FormError names each one that is missing or wrong."""
    wrong: dict[str, str] = {}
    if taken.on > today:
        wrong["on"] = "办理日期不能晚于今天"
    elif taken.on < today - BACKDATING:
        wrong["on"] = f"办理日期不能早于 {today - BACKDATING:%Y-%m-%d}（只能补录最近 {BACKDATING.days} 天）"
    last = max((found.last_on for found in standing.values() if found.last_on), default=None)
    if last is not None and taken.on < last:
        wrong["on"] = f"办理日期早于上一步（{last:%Y-%m-%d}）"
    if step.reason_required and not taken.reason.strip():
        wrong["reason"] = "请填写理由"
    if step.notice and not taken.place.strip():
        wrong["place"] = "请填写张贴地点"
    values: dict[str, Any] = {}
    for item in step.fields:
        text = str(taken.values.get(item.code, "")).strip()
        try:
            value = _value(item, text)
        except ValueError as error:
            wrong[item.code] = str(error)
            continue
        if value is not None:
            values[item.code] = value
    if wrong:
        raise FormError(wrong)
    return values


def _value(item: Field, text: str) -> Any:
    """One filled-in field as JSON; ValueError with the user's words."""
    if not text:
        if item.required:
            raise ValueError(f"请填写“{item.label}”")
        return None
    if item.type == "yes_no":
        if text not in ("是", "否"):
            raise ValueError(f"“{item.label}”应为是或否")
    elif item.type == "choice":
        if text not in item.choices:
            raise ValueError(f"“{item.label}”应为{'、'.join(item.choices)}之一")
    elif item.type == "number":
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise ValueError(f"“{item.label}”应为数字") from None
        if not number.is_finite() or number < 0 or number >= Decimal(10) ** 10:
            raise ValueError(f"“{item.label}”超出范围")
        return format(number, "f")
    elif item.type == "date":
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise ValueError(f"“{item.label}”应为日期，如 2018-10-20") from None
    return text[:500]


def _post_notice(actor: Actor, step: Step, rule: NoticeRule, cases: Sequence[Case], taken: Taken) -> Notice:
    """The list as it hangs: of each household only number, group, head's name and persons."""
    around = cases[0].round
    if {case.round_id for case in cases} != {around.pk}:
        raise ProcedureError("一张公示名单只能是同一批次的对象")
    told = kind_of(cases[0].subject_type).published([case.subject_id for case in cases], around.year)
    ordered = sorted(cases, key=lambda case: (told[case.subject_id].group, case.pk))
    rows = [
        [number, told[case.subject_id].group, told[case.subject_id].name, told[case.subject_id].persons]
        for number, case in enumerate(ordered, 1)
    ]
    earlier = Notice.all_rows.filter(round=around, step=step.code).count()
    posted: Notice = Notice.all_rows.create(
        round=around,
        area=around.area,
        step=step.code,
        kind=rule.kind,
        title=rule.title,
        number=earlier + 1,
        place=taken.place.strip()[:100],
        starts_on=taken.on,
        ends_on=calendar.after(taken.on, rule.days, rule.unit, first_day=True),
        days=rule.days,
        rows=rows,
        case_ids=[case.pk for case in ordered],
        posted_by=actor.user_id,
        posted_name=actor.name,
    )
    return posted


def _write(
    actor: Actor,
    post: Post | None,
    definition: Definition,
    step: Step,
    cases: Sequence[Case],
    standing: Mapping[int, Standing],
    taken: Taken,
    values: Mapping[str, Any],
    notice: Notice | None,
) -> None:
    """One entry a case, then the cases' new state with its clocks."""
    papers = _papers(step, cases, standing)
    entries = Entry.objects.bulk_create(
        Entry(
            case=case,
            step=step.code,
            label=step.label,
            source=case.state,
            target=step.target,
            decision=step.decision,
            on=taken.on,
            actor_id=actor.user_id,
            actor_name=actor.name,
            post_id=actor.post_id,
            role=post.role if post else "",
            reason=taken.reason.strip()[:300],
            values=dict(values),
            notice=notice,
            papers=papers[case.pk],
            key=taken.key,
        )
        for case in cases
    )
    frozen = _facts(cases) if step.freezes else {}
    by_case = {entry.case_id: entry for entry in entries}
    for case in cases:
        found = standing[case.pk]
        found.entries[step.code] = by_case[case.pk]
        case.state, case.entered_on = step.target, taken.on
        case.end = definition.state(step.target).end
        case.ended_on = taken.on if case.end else None
        if step.freezes:
            case.facts, case.facts_at = frozen[case.pk], timezone.now()
        if step.decision == "back" or step.thaws:
            case.facts, case.facts_at = None, None
        case.ready_on, case.due_on = None, None
        if not case.end:
            _set_clocks(definition, case, found if step.decision != "back" else standings(definition, [case])[case.pk])
    columns = ["state", "entered_on", "end", "ended_on", "ready_on", "due_on", "facts", "facts_at"]
    Case.all_rows.bulk_update(cases, columns)


def _set_clocks(definition: Definition, case: Case, standing: Standing) -> None:
    days = [ready_on(definition, step, standing)[0] for step in definition.onward(case.state)]
    case.ready_on = None if None in days or not days else min(day for day in days if day is not None)
    case.due_on = due_on(definition, case.state, standing, case.entered_on)


def _facts(cases: Sequence[Case]) -> dict[int, dict[str, str]]:
    kind = kind_of(cases[0].subject_type)
    found = kind.facts([case.subject_id for case in cases], cases[0].year)
    return {case.pk: dict(found.get(case.subject_id, {})) for case in cases}


def _papers(step: Step, cases: Sequence[Case], standing: Mapping[int, Standing]) -> dict[int, list[int]]:
    """The ids of the papers that each case's step rests on."""
    subjects = {(case.pk, paper): bearer(paper, case, standing[case.pk]) for case in cases for paper in step.documents}
    there = held({subject for subject in subjects.values() if subject is not None})
    found: dict[int, list[int]] = {case.pk: [] for case in cases}
    for (pk, paper), subject in subjects.items():
        if subject is not None:
            since = standing[pk].papers_since(step)
            found[pk] += valid_papers(there.get((*subject, paper.kind), []), standing[pk].case, since)
    return found
