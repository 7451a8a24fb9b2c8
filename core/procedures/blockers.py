"""Why a step may not be taken: the one place, for the page that shows it and for the engine that refuses.

Everything is asked for all cases of the step at once, in a fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from core.evidence.selectors import held, kind_labels
from core.evidence.subjects import kind_of
from core.procedures import calendar
from core.procedures.definition import Definition, Document, Period, Step
from core.procedures.models import Case, Objection
from core.procedures.registry import GUARDS
from core.procedures.standing import Standing, standings

Reasons = dict[int, list[str]]


def blockers(
    definition: Definition,
    step: Step,
    cases: Sequence[Case],
    *,
    day: date,
    standing: Mapping[int, Standing] | None = None,
) -> Reasons:
    """Case id → why ``step`` may not be taken on ``day``, apart from who asks; cases without a reason are left out.

    The order of the reasons: state, objections, clocks, papers, the facts of the appraisal, the guards.
    """
    standing = standings(definition, cases) if standing is None else standing
    found: Reasons = {case.pk: [] for case in cases}
    right = [case for case in cases if case.state in step.source and not case.end]
    for case in cases:
        if case not in right:
            found[case.pk].append(f"当前是“{definition.state(case.state).label}”，不能办理“{step.label}”")
    if step.decision == "pass":
        _objections(right, standing, found)
        _clocks(definition, step, right, standing, day, found)
    _papers(definition, step, right, standing, found)
    if step.decision == "pass":
        _facts(definition, right, found)
    for name in step.guards:
        for pk, reasons in GUARDS[name](right, day).items():
            found[pk] += reasons
    return {pk: reasons for pk, reasons in found.items() if reasons}


def ready_on(definition: Definition, step: Step, standing: Standing) -> tuple[date | None, list[str]]:
    """(first day on which the clocks of ``step`` allow it, which steps before it are missing)."""
    ends: list[date | None] = []
    missing = []
    for period in step.waits:
        start = standing.day_of(period.after)
        if start is None:
            missing.append(_step_label(definition, period.after))
        else:
            ends.append(_end(definition, period, standing, start) + timedelta(days=1))
    return calendar.latest(ends), missing


def due_on(definition: Definition, state: str, standing: Standing, entered: date) -> date | None:
    """The deadline of a state: the earliest of its steps' and the whole procedure's."""
    ends = []
    for period in [step.deadline for step in definition.onward(state)] + [definition.deadline]:
        if period is not None:
            start = entered if period.after == "enter" else standing.day_of(period.after)
            if start is not None:
                ends.append(calendar.after(start, period.days, period.unit, first_day=period.first_day))
    return min(ends, default=None)


def _end(definition: Definition, period: Period, standing: Standing, start: date) -> date:
    """The period's last day; a public list that hung longer than it had to is waited for to its own end."""
    end = calendar.after(start, period.days, period.unit, first_day=period.first_day)
    entry = standing.entries.get(period.after)
    return max(end, entry.notice.ends_on) if entry and entry.notice else end


def _step_label(definition: Definition, code: str) -> str:
    step = definition.step(code)
    return step.label if step else "发起"


def _objections(cases: Sequence[Case], standing: Mapping[int, Standing], found: Reasons) -> None:
    rounds = {case.round_id for case in cases}
    for row in Objection.all_rows.filter(round__in=rounds).order_by("id"):
        for case in cases:
            if row.round_id != case.round_id or row.case_id not in (None, case.pk):
                continue
            if row.answered_on is None:
                found[case.pk].append(f"{row.raised_on:%Y-%m-%d} 提出的异议还没有答复")
            elif row.upheld and row.answered_at and not _sent_back_since(standing[case.pk], row.answered_at):
                found[case.pk].append(f"{row.raised_on:%Y-%m-%d} 的异议成立，应退回或不予通过")


def _sent_back_since(standing: Standing, moment: object) -> bool:
    return standing.sent_back_at is not None and standing.sent_back_at > moment  # type: ignore[operator]


def _clocks(
    definition: Definition,
    step: Step,
    cases: Sequence[Case],
    standing: Mapping[int, Standing],
    day: date,
    found: Reasons,
) -> None:
    for case in cases:
        first, missing = ready_on(definition, step, standing[case.pk])
        found[case.pk] += [f"还没有办理“{label}”" for label in missing]
        if first is not None and day < first:
            found[case.pk].append(f"期限未满，{first:%Y-%m-%d} 起才能办理（{_waits(definition, step)}）")


def _waits(definition: Definition, step: Step) -> str:
    return "；".join(f"“{_step_label(definition, period.after)}”后满 {period.words}" for period in step.waits)


def _papers(
    definition: Definition, step: Step, cases: Sequence[Case], standing: Mapping[int, Standing], found: Reasons
) -> None:
    if not step.documents:
        return
    wanted = {
        (case.pk, paper): subject
        for case in cases
        for paper in step.documents
        if (subject := bearer(paper, case, standing[case.pk])) is not None
    }
    there = held(set(wanted.values()))
    names = kind_labels()
    for case in cases:
        since = standing[case.pk].papers_since(step)
        for paper in step.documents:
            subject = wanted.get((case.pk, paper))
            papers = there.get((*subject, paper.kind), []) if subject else []
            valid = valid_papers(papers, case, since)
            if len(valid) < paper.count:
                short = f"缺“{names[paper.kind]}”"
                if paper.count > 1:
                    short += f"（应有 {paper.count} 份，现有 {len(valid)} 份）"
                if papers and not valid:
                    short += "：退回后须重新提供"
                found[case.pk].append(short)


def valid_papers(papers: Sequence[tuple[datetime, int]], case: Case, since: datetime | None) -> list[int]:
    """Those that count: added since the case was opened (a meeting before that was about others) and sent back."""
    return [
        pk for at, pk in papers if (since is None or at > since) and timezone.localtime(at).date() >= case.opened_on
    ]


def bearer(paper: Document, case: Case, standing: Standing) -> tuple[str, int] | None:
    """On what a paper hangs: the case, its round, or the notice of a step (None: not posted yet)."""
    if paper.on == "case":
        return "case", case.pk
    if paper.on == "round":
        return "round", case.round_id
    entry = standing.entries.get(paper.notice)
    return ("notice", entry.notice_id) if entry and entry.notice_id else None


def _facts(definition: Definition, cases: Sequence[Case], found: Reasons) -> None:
    """The facts that an appraisal rests on must still be the same, and the subject where it was."""
    steps = "、".join(step.label for step in definition.steps if step.freezes)
    frozen = [case for case in cases if case.facts is not None]
    for (subject_type, year), group in _grouped(frozen).items():
        now = kind_of(subject_type).facts([case.subject_id for case in group], year)
        for case in group:
            changed = _differences(case.facts or {}, now.get(case.subject_id, {}))
            if changed:
                found[case.pk].append(f"“{steps}”后资料有变动，须退回重办：{'；'.join(changed)}")


def _grouped(cases: Sequence[Case]) -> dict[tuple[str, int], list[Case]]:
    groups: dict[tuple[str, int], list[Case]] = {}
    for case in cases:
        groups.setdefault((case.subject_type, case.year), []).append(case)
    return groups


def _differences(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    labels = [*before, *(label for label in now if label not in before)]
    return [
        f"{label} {before.get(label) or '空'}→{now.get(label) or '空'}"
        for label in labels
        if before.get(label, "") != now.get(label, "")
    ]
