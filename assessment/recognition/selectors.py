"""Reading recognitions: of one subject, of a region by standing, and what waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from assessment.explain.words import criterion_name
from assessment.recognition.services import LEVEL_NAMES
from assessment.selectors import Rule
from core.accounts.models import Post
from core.accounts.rights import Action, may
from core.accounts.scope import SYSTEM_SCOPE, Scope
from core.regions.codes import area_range, level_of
from core.regions.selectors import name_of
from households.models import Household
from villages.models import Recognition

SOON = timedelta(days=30)
SHOWS = {
    "waiting": "待我审批",
    "proposed": "待审批",
    "force": "有效",
    "soon": "30 天内到期",
    "expired": "已到期",
    "all": "全部",
}


@dataclass(frozen=True)
class Line:
    """One recognition in words. ``code`` is the household's number ("" for a region or when it is out of scope)."""

    row: Recognition
    subject: str
    code: str
    place: str
    criterion: str
    standing: str
    counts: bool

    @property
    def short(self) -> str:
        """「认定达标，有效期至 2019-06-30」."""
        until = f"，有效期至 {self.row.valid_until:%Y-%m-%d}" if self.row.state == Recognition.State.APPROVED else ""
        return f"{self.row.get_kind_display()}{until}"


def recognitions(
    *, scope: Scope, area: int, show: str, user_id: int | None = None, post: Post | None = None
) -> QuerySet[Recognition]:
    """The recognitions of a region over all years by where they stand today."""
    low, high = scope.meets(*area_range(area)) if scope.helper_id is None else (0, 0)
    rows = Recognition.objects.within(scope).filter(area__gte=low, area__lt=high)
    today = timezone.localdate()
    approved = Q(state=Recognition.State.APPROVED)
    conditions = {
        "proposed": Q(state=Recognition.State.PROPOSED),
        "force": approved & Q(valid_until__gte=today),
        "soon": approved & Q(valid_until__gte=today, valid_until__lte=today + SOON),
        "expired": approved & Q(valid_until__lt=today),
    }
    if show == "waiting":
        if post is None or not may(post, Action.RECOGNITION_APPROVE):
            return rows.none()
        rows = rows.exclude(proposed_by=user_id or 0).filter(level__gt=int(level_of(post.area)))
        return rows.filter(conditions["proposed"])
    return rows.filter(conditions.get(show, Q()))


def recognition_or_none(*, scope: Scope, pk: int) -> Recognition | None:
    return Recognition.objects.within(scope).filter(pk=pk).first() if scope.helper_id is None else None


def of_household(household: Household, year: int) -> list[Line]:
    """All of a household and year, newest first; the caller has read the household within a scope."""
    rows = list(Recognition.objects.within(SYSTEM_SCOPE).filter(household_id=household.pk, year=year).order_by("-id"))
    return _lines(rows, {household.pk: household})


def of_region(area: int, year: int) -> list[Line]:
    """All of a region itself and year, newest first."""
    rows = (
        Recognition.objects.within(SYSTEM_SCOPE).filter(household_id__isnull=True, area=area, year=year).order_by("-id")
    )
    return _lines(list(rows), {})


def lines(*, scope: Scope, rows: Sequence[Recognition]) -> list[Line]:
    """One page of recognitions with names; households and regions read in sets."""
    ids = [row.household_id for row in rows if row.household_id]
    return _lines(rows, {item.pk: item for item in Household.objects.within(scope).filter(pk__in=ids)})


def _lines(rows: Sequence[Recognition], households: dict[int, Household]) -> list[Line]:
    names = name_of({row.area for row in rows}) if rows else {}
    today = timezone.localdate()
    found = []
    for row in rows:
        place = names.get(row.area, f"{row.area:012d}")
        household = households.get(row.household_id or 0)
        subject = place if row.household_id is None else f"{household.head_name}户" if household else "（户）"
        level = LEVEL_NAMES.get(row.level, "")
        criterion = criterion_name(level, Rule(row.criterion, "veto")) if row.criterion else "整体判定"
        found.append(
            Line(
                row,
                subject,
                household.code if household else "",
                place if row.household_id else "",
                criterion,
                row.standing(today),
                row.counts_on(today),
            )
        )
    return found
