"""Which standards and lines a post may look at, and what their pages say about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Min, Q, QuerySet

from assessment.catalogue import KIND_WORDS, OPERATOR_WORDS, plain
from assessment.indicators import LEVEL_LABELS, UnknownIndicatorError, indicator
from assessment.models import LineDraft, Simulation, Standard
from assessment.selectors import Rule, StandardVersion, standard_versions
from assessment.services import STEPS, Step, refusal
from core.accounts.models import Post
from core.accounts.rights import Action, may
from core.accounts.scope import Scope
from core.accounts.selectors import names_of
from core.regions.codes import ancestors, area_range
from core.regions.selectors import name_of

State = Standard.State
# The right that a step of the life of a draft needs.
STEP_RIGHTS: dict[str, Action] = {
    "submit": Action.STANDARD_EDIT,
    "withdraw": Action.STANDARD_EDIT,
    "discard": Action.STANDARD_EDIT,
    "approve": Action.STANDARD_REVIEW,
    "refuse": Action.STANDARD_REVIEW,
    "release": Action.STANDARD_RELEASE,
    "retire": Action.STANDARD_RELEASE,
}
_PUBLIC = (State.RELEASED, State.RETIRED)


def _visible(post: Post, scope: Scope) -> Q:
    """Released and retired ones that concern the post's region; drafts of the own region for who may draft."""
    low, high = area_range(post.area)
    public = Q(state__in=_PUBLIC) & (Q(region__in=ancestors(post.area)) | Q(region__gte=low, region__lt=high))
    if not may(post, Action.STANDARD_EDIT) or scope.helper_id is not None:
        return public
    return public | Q(region__gte=scope.low, region__lt=scope.high)


def standards_visible(
    *, post: Post, scope: Scope, level: str = "", state: str = "", year: int | None = None, area: int | None = None
) -> QuerySet[Standard]:
    """The standards that a post may look at, by level, state, a year that they apply to, and region."""
    rows = Standard.objects.filter(_visible(post, scope))
    if level in LEVEL_LABELS:
        rows = rows.filter(level=level)
    if state in State.values:
        rows = rows.filter(state=state)
    if year is not None:
        rows = rows.filter(first_year__lte=year, last_year__gte=year)
    if area is not None:
        low, high = area_range(area)
        rows = rows.filter(region__gte=low, region__lt=high)
    return rows


def standard_visible(*, post: Post, scope: Scope, pk: int) -> Standard | None:
    """One standard, or None where it is not to be seen."""
    return Standard.objects.filter(_visible(post, scope), pk=pk).first()


def line_drafts(*, post: Post, scope: Scope, state: str = "") -> QuerySet[LineDraft]:
    """The lines made by hand that a post may look at."""
    rows = LineDraft.objects.filter(_visible(post, scope))
    return rows.filter(state=state) if state in State.values else rows


def line_visible(*, post: Post, scope: Scope, pk: int) -> LineDraft | None:
    """One line made by hand, or None where it is not to be seen."""
    return LineDraft.objects.filter(_visible(post, scope), pk=pk).first()


def versions_of(row: Standard, *, post: Post, scope: Scope) -> list[Standard]:
    """Every version under the same code that the post may see, newest first."""
    return list(Standard.objects.filter(_visible(post, scope), code=row.code).order_by("-version"))


def version_of(row: Standard) -> StandardVersion:
    """A stored standard with its criteria."""
    return standard_versions([row.pk])[row.pk]


@dataclass(frozen=True)
class RuleWords:
    """One criterion: its name, how it compares, and whether it decides."""

    rule: Rule
    label: str
    how: str
    kind: str


def rule_words(level: str, rule: Rule) -> RuleWords:
    """A criterion in words; an indicator that this program does not have keeps its code."""
    try:
        item = indicator(level, rule.indicator)
        label, unit = item.label, item.unit
    except UnknownIndicatorError:
        label, unit = rule.indicator, ""
    how = "是"
    if rule.operator or rule.threshold is not None:
        amount = "退出线" if rule.threshold_from else plain(rule.threshold or Decimal())
        how = f"{OPERATOR_WORDS.get(rule.operator, rule.operator)} {amount} {'' if rule.threshold_from else unit}"
    return RuleWords(rule, rule.label or label, how.strip(), KIND_WORDS.get(rule.kind, rule.kind))


@dataclass(frozen=True)
class Button:
    """A step that this person may take now, or the sentence why it must be somebody else."""

    step: Step
    against: str


def buttons(row: Standard | LineDraft, *, post: Post, scope: Scope, user_id: int | None) -> list[Button]:
    """The steps from the present state that the post has the right to, in the order of the life."""
    if not scope.covers(row.region):
        return []
    return [
        Button(step, refusal(step, row, user_id))
        for step in STEPS.values()
        if row.state in step.before and may(post, STEP_RIGHTS[step.code])
    ]


def place_names(rows: Sequence[Standard | LineDraft]) -> dict[int, str]:
    """Region → name; 0 is the country."""
    return {0: "全国", **name_of([row.region for row in rows if row.region])}


def people_of(rows: Sequence[Standard | LineDraft]) -> dict[int, str]:
    """User id → name of everybody who drafted or reviewed."""
    return names_of({pk for row in rows for pk in (row.maker, row.checker)})


def simulation_of(draft: Standard | LineDraft, year: int) -> Simulation | None:
    """The newest trial of a draft for a year."""
    own = {"standard": draft} if isinstance(draft, Standard) else {"line": draft}
    return Simulation.objects.filter(**own, year=year).order_by("-pk").first()


_WAITING = ((Standard, "标准", "份", "standard-register"), (LineDraft, "标准线", "条", "line-list"))


def waiting_drafts(
    *, post: Post, scope: Scope, user_id: int | None
) -> list[tuple[str, int, str, datetime | None, str, dict[str, str | int]]]:
    """What waits for a second person, and what is reviewed and not released; words, count, unit, since, page, query."""
    found: list[tuple[str, int, str, datetime | None, str, dict[str, str | int]]] = []
    if not may(post, Action.STANDARD_REVIEW):
        return found
    for model, name, unit, page in _WAITING:
        rows = model.objects.filter(region__gte=scope.low, region__lt=scope.high)
        review = Q(state=State.IN_REVIEW) & ~Q(makers__contains=[user_id or 0])
        counts = rows.aggregate(
            review=Count("pk", filter=review), review_since=Min("created_at", filter=review),
            release=Count("pk", filter=Q(state=State.REVIEWED)),
            release_since=Min("created_at", filter=Q(state=State.REVIEWED)),
        )  # fmt: skip
        found.append(
            (f"{name}待审核", counts["review"], unit, counts["review_since"], page, {"state": State.IN_REVIEW})
        )
        found.append(
            (f"{name}待发布", counts["release"], unit, counts["release_since"], page, {"state": State.REVIEWED})
        )
    return found
