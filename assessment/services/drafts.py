"""Standards made by hand: drafted, copied, edited, and taken through review to release and retirement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Max
from django.db.models.functions import Now

from assessment.indicators import LEVEL_LABELS
from assessment.models import Criterion, Standard
from assessment.selectors import Rule, standard_versions
from assessment.services.content import (
    Content,
    content_of,
    one_release_at_a_time,
    overlap_words,
    problems,
    store_rules,
)
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
from core.regions.codes import COUNTRY, area_range


@dataclass(frozen=True)
class Heading:
    """What a draft says about itself; ``document`` is the legal document."""

    level: str
    region: int
    first_year: int
    last_year: int
    document: str


def standard_draft(
    *, actor: Actor, scope: Scope, heading: Heading, rules: Sequence[Rule] = (), code: str = ""
) -> Standard:
    """A new draft in the region; ``code`` of an existing standard makes it that standard's next version."""
    _check_place(heading, scope)
    with recorded(actor, reason="起草标准"):
        # Versions are counted one after the other.
        one_release_at_a_time()
        name = code or _new_code(heading)
        last = Standard.objects.filter(code=name).aggregate(last=Max("version"))["last"] or 0
        row = Standard.objects.create(
            code=name, version=last + 1, level=heading.level, region=heading.region, first_year=heading.first_year,
            last_year=heading.last_year, document=heading.document, state=State.DRAFT, maker=actor.user_id,
            makers=[actor.user_id] if actor.user_id else [],
        )  # fmt: skip
        store_rules(row, rules)
        note_step("draft", row, actor)
    return row


def standard_copy(*, actor: Actor, scope: Scope, source: Standard, region: int) -> Standard:
    """A draft with the content of ``source``: its next version in the same region, a standard of its own elsewhere."""
    version = standard_versions([source.pk])[source.pk]
    heading = Heading(source.level, region, source.first_year, source.last_year, source.document)
    code = source.code if region == source.region else ""
    return standard_draft(actor=actor, scope=scope, heading=heading, rules=version.rules, code=code)


def standard_edit(
    *, actor: Actor, scope: Scope, pk: int, revision: int, heading: Heading, rules: Sequence[Rule]
) -> Standard:
    """Replace the content of a draft that still is as it was read (``revision``); equal content writes nothing.

    Raises OutsideScopeError, StepRefusedError (no draft any more) and StaleDraftError; then nothing is written.
    """
    _check_place(heading, scope)
    with recorded(actor, reason="修改标准草稿"):
        row: Standard = locked_draft(Standard, pk, scope)
        if row.state != State.DRAFT:
            raise StepRefusedError(f"现在的状态是「{State(row.state).label}」，不能修改")
        if row.revision != revision:
            raise StaleDraftError(row)
        if heading.level != row.level:
            raise StepRefusedError("级别不能修改，请另起草一份")
        stored = content_of(row, standard_versions([row.pk])[row.pk])
        wanted = Content(
            row.code, row.level, heading.region, heading.first_year, heading.last_year, heading.document, tuple(rules)
        )
        if stored == wanted:
            return row
        Standard.objects.filter(pk=row.pk).update(
            region=heading.region, first_year=heading.first_year, last_year=heading.last_year,
            document=heading.document, maker=actor.user_id, makers=with_maker(row, actor), revision=F("revision") + 1,
        )  # fmt: skip
        if stored.rules != wanted.rules:
            Criterion.objects.filter(standard=row).delete()
            store_rules(row, rules)
        row.refresh_from_db()
        note_step("edit", row, actor)
    return row


def standard_step(
    *, actor: Actor, scope: Scope, pk: int, step: str, reason: str = "", revision: int | None = None
) -> Standard:
    """Take a standard one step on. Raises OutsideScopeError and StepRefusedError; then nothing has changed."""
    wanted = STEPS[step]
    with recorded(actor, reason=reason.strip() or wanted.label, bulk=True):
        if step == "release":
            one_release_at_a_time()
        row: Standard = locked_draft(Standard, pk, scope, revision)
        if step == "submit" and not row.criteria.exists():
            raise StepRefusedError("还没有条目，不能提交审核")
        if step == "release":
            # The order of states first: an already released one is refused for being released.
            _release(row, actor, scope, reason)
        else:
            take(wanted, row, actor, reason)
    return row


def _release(row: Standard, actor: Actor, scope: Scope, reason: str) -> None:
    if row.state == State.REVIEWED:
        against = obstacles(row)
        if against:
            raise StepRefusedError("；".join(against))
        before = Standard.objects.select_for_update(no_key=True).filter(code=row.code, state=State.RELEASED).first()
        if before is not None:
            if not scope.covers(before.region):
                raise OutsideScopeError(before.pk)
            Standard.objects.filter(pk=before.pk).update(state=State.RETIRED, retired_at=Now())
    take(STEPS["release"], row, actor, reason)


def obstacles(row: Standard) -> list[str]:
    """Every sentence that stands against releasing this standard as it is now."""
    version = standard_versions([row.pk])[row.pk]
    found = problems(row.level, version.rules)
    content = content_of(row, version)
    others = Standard.objects.filter(level=row.level, region=row.region, state=State.RELEASED).exclude(code=row.code)
    for other in others.order_by("id"):
        stored = content_of(other, standard_versions([other.pk])[other.pk])
        if content.overlaps(stored):
            found.append(
                f"{overlap_words(content, stored)}：《{other.document}》第 {other.version} 版适用 "
                f"{other.first_year}–{other.last_year} 年；要替换它请从它复制"
            )
    newer = Standard.objects.filter(code=row.code, version__gt=row.version, state=State.RELEASED).first()
    if newer is not None:
        found.append(f"同一编码已发布更新的第 {newer.version} 版，请从它复制后再改")
    return found


def _check_place(heading: Heading, scope: Scope) -> None:
    if heading.level not in LEVEL_LABELS:
        raise StepRefusedError(f"没有级别「{heading.level}」")
    if heading.first_year > heading.last_year:
        raise StepRefusedError("起始年度不能晚于终止年度")
    if heading.region == COUNTRY or not scope.covers(heading.region):
        raise OutsideScopeError(heading.region)


def _new_code(heading: Heading) -> str:
    low, _ = area_range(heading.region)
    base = name = f"{heading.level}-{low:012d}-{heading.first_year}"
    number = 1
    while Standard.objects.filter(code=name).exists():
        number += 1
        name = f"{base}-{number}"
    return name
