"""The task book's way: 下达 → 备案 → 验收 → 销号. Each step once, in this order, under a lock of the book's row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessment.models import ReductionTarget, TaskBook, TaskBookStep
from assessment.targets.errors import OutsideScopeError, TargetRefusedError
from assessment.targets.progress import MEASURE_WORDS, MEASURES, UNITS
from assessment.targets.selectors import done_of, missing_of
from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.regions.codes import area_range

Kind = TaskBookStep.Kind
State = TaskBook.State
# step → (the state it needs, the state it leaves)
ORDER: Final = {
    Kind.FILE: (State.ISSUED, State.FILED),
    Kind.ACCEPT: (State.FILED, State.ACCEPTED),
    Kind.REJECT: (State.FILED, State.FILED),
    Kind.STRIKE: (State.ACCEPTED, State.STRUCK),
}
NEEDS_WORDS: Final = {Kind.FILE: "下达", Kind.ACCEPT: "备案", Kind.REJECT: "备案", Kind.STRIKE: "验收"}


@dataclass(frozen=True)
class StepFacts:
    """What the person says about a step: the day, the document, a note."""

    on: date
    document: str
    note: str = ""


def _demand_above(office: int, area: int) -> None:
    low, high = area_range(office)
    if not low < area < high:
        raise TargetRefusedError("任务书由上级单位下达和办理")


def _demand_facts(facts: StepFacts, not_before: date | None) -> None:
    if not facts.document.strip():
        raise TargetRefusedError("请填写文号")
    if facts.on > timezone.localdate():
        raise TargetRefusedError("日期不能晚于今天")
    if not_before is not None and facts.on < not_before:
        raise TargetRefusedError(f"日期不能早于上一环节（{not_before:%Y-%m-%d}）")


def book_issue(*, actor: Actor, scope: Scope, office: int, area: int, year: int, facts: StepFacts) -> TaskBook:
    """下达: the region's targets of the year become its task book. Refused without a target or when there is one."""
    if not scope.covers(area):
        raise OutsideScopeError(area)
    _demand_above(office, area)
    _demand_facts(facts, None)
    with recorded(actor):
        target = (
            ReductionTarget.objects.within(scope).select_for_update(no_key=True).filter(area=area, year=year).first()
        )
        numbers = {name: getattr(target, name) for name in MEASURES} if target else {}
        if not any(numbers.values()):
            raise TargetRefusedError("还没有年度目标，先填目标再下达任务书")
        try:
            with transaction.atomic():
                book = TaskBook.objects.create(area=area, year=year, **numbers)
        except IntegrityError as error:
            raise TargetRefusedError("该年度任务书已经下达") from error
        _step(actor, book, Kind.ISSUE, facts)
        return book


def book_step(*, actor: Actor, scope: Scope, office: int, pk: int, kind: str, facts: StepFacts) -> TaskBook:
    """备案, 验收 (passed or not), 销号. OutsideScopeError; TargetRefusedError says why nothing was done.

    The book's row is locked, so two people cannot take the same step. Acceptance and strike-off are by somebody
    other than the issuer, count the recorded exits anew and are refused while a number of the task is not reached.
    """
    wanted = Kind(kind)
    with recorded(actor):
        book = TaskBook.objects.within(scope).select_for_update(no_key=True).filter(pk=pk).first()
        if book is None:
            raise OutsideScopeError(pk)
        _demand_above(office, book.area)
        needs, leads = ORDER.get(wanted, (None, None))
        if book.state != needs or leads is None:
            before = NEEDS_WORDS.get(wanted, "")
            raise TargetRefusedError(
                f"任务书{book.get_state_display()}，不能{wanted.label}：须先{before}，每个环节一次"
            )
        steps = list(TaskBookStep.objects.filter(book=book).order_by("id"))
        _demand_facts(facts, steps[-1].on)
        done = None
        if wanted != Kind.FILE:
            if actor.user_id is not None and actor.user_id == steps[0].user_id:
                raise TargetRefusedError("验收和销号须由下达人以外的人办理")
            done = done_of(book.area, book.year)
            gaps = missing_of(book, done)
            if gaps and wanted != Kind.REJECT:
                raise TargetRefusedError(f"任务未完成，不能{wanted.label}：{gap_words(gaps)}")
        _step(actor, book, wanted, facts, done)
        if book.state != leads:
            book.state = leads
            book.save(update_fields=["state"])
        return book


def gap_words(gaps: dict[str, int]) -> str:
    """「脱贫人口还差 12 人」."""
    return "，".join(f"{MEASURE_WORDS[name]}还差 {gap:,} {UNITS[name]}" for name, gap in gaps.items())


def _step(
    actor: Actor, book: TaskBook, kind: TaskBookStep.Kind, facts: StepFacts, done: dict[str, int] | None = None
) -> None:
    TaskBookStep.objects.create(
        book=book,
        area=book.area,
        kind=kind,
        on=facts.on,
        person=actor.name,
        user_id=actor.user_id,
        post_id=actor.post_id,
        document=facts.document.strip(),
        note=facts.note.strip(),
        **({f"done_{name}": value for name, value in done.items()} if done else {}),
    )
