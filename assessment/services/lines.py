"""Poverty lines made by hand. Only a released amount is written to ``PovertyLine``, which alone feeds verdicts."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db.models import F
from django.db.models.functions import Now

from assessment.models import LineDraft, PovertyLine
from assessment.services.content import one_release_at_a_time, store_line
from assessment.services.steps import (
    STEPS,
    OutsideScopeError,
    StaleDraftError,
    State,
    StepRefusedError,
    locked_draft,
    note_step,
    take,
    with_maker,
)
from core.accounts.scope import Scope
from core.audit.trail import Actor, recorded
from core.regions.codes import COUNTRY


@dataclass(frozen=True)
class LineContent:
    """A line of a region, year and purpose, in yuan per head and year; ``source`` is the document."""

    region: int
    year: int
    purpose: str
    amount: Decimal
    source: str


def line_draft(*, actor: Actor, scope: Scope, content: LineContent) -> LineDraft:
    """A new draft of a line in the person's region."""
    _check_place(content, scope)
    with recorded(actor, reason="起草标准线"):
        makers = [actor.user_id] if actor.user_id else []
        row = LineDraft.objects.create(maker=actor.user_id, makers=makers, **asdict(content))
        note_step("draft", row, actor)
    return row


def line_edit(*, actor: Actor, scope: Scope, pk: int, revision: int, content: LineContent) -> LineDraft:
    """Change a draft that still is as it was read; raises as ``standard_edit``."""
    _check_place(content, scope)
    with recorded(actor, reason="修改标准线草稿"):
        row: LineDraft = locked_draft(LineDraft, pk, scope)
        if row.state != State.DRAFT:
            raise StepRefusedError(f"现在的状态是「{State(row.state).label}」，不能修改")
        if row.revision != revision:
            raise StaleDraftError(row)
        wanted = asdict(content)
        if all(getattr(row, name) == value for name, value in wanted.items()):
            return row
        LineDraft.objects.filter(pk=row.pk).update(
            **wanted, maker=actor.user_id, makers=with_maker(row, actor), revision=F("revision") + 1
        )
        row.refresh_from_db()
        note_step("edit", row, actor)
    return row


def line_step(
    *, actor: Actor, scope: Scope, pk: int, step: str, reason: str = "", revision: int | None = None
) -> LineDraft:
    """Take a line one step on: released it holds from now on, retired the one of the region above holds again."""
    wanted = STEPS[step]
    with recorded(actor, reason=reason.strip() or wanted.label, bulk=True):
        if step in ("release", "retire"):
            one_release_at_a_time()
        row: LineDraft = locked_draft(LineDraft, pk, scope, revision)
        same = {"region": row.region, "year": row.year, "purpose": row.purpose}
        if step == "release" and row.state == State.REVIEWED:
            LineDraft.objects.filter(**same, state=State.RELEASED).update(state=State.RETIRED, retired_at=Now())
            take(wanted, row, actor, reason)
            store_line(row.region, row.year, row.purpose, row.amount, row.source)
            return row
        take(wanted, row, actor, reason)
        if step == "retire":
            # What a file has loaded since is not this draft's to take away.
            PovertyLine.objects.filter(**same, amount=row.amount, source=row.source).delete()
    return row


def _check_place(content: LineContent, scope: Scope) -> None:
    if content.amount < 0:
        raise StepRefusedError("金额不能为负")
    if content.region == COUNTRY or not scope.covers(content.region):
        raise OutsideScopeError(content.region)
