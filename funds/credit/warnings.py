"""What is wrong with loans, live: due in 30/60/90 days, late, other use, age, borrowers, total, household gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, ExtractYear

from core.accounts.scope import Scope
from core.dictionaries.selectors import values
from core.regions.codes import area_range
from funds.credit.checks import PURPOSES
from funds.credit.rules import Terms
from funds.models import Loan
from households.models import HouseholdYear

KINDS: Final = {
    "overdue": "已逾期",
    "due30": "30 天内到期",
    "due60": "31–60 天到期",
    "due90": "61–90 天到期",
    "use": "用途不符",
    "lost": "停止贴息",
    "age": "到期时超过年龄",
    "borrowers": "一户多人贷款",
    "total": "全户超过贴息上限",
    "gone": "户已注销",
    "left": "借款人已离开",
    "exited": "户已脱贫",
}
# What is no mistake: it is only to be watched.
WATCHED: Final = frozenset({"due60", "due90", "exited"})


@dataclass(frozen=True)
class Day:
    """The day as of which is asked, and the rules of the place."""

    on: date
    terms: Terms


def owed(scope: Scope, area: int, at: Day) -> QuerySet[Any]:
    """Loans with a balance, with the household's ``total`` and ``people`` (borrowers)."""
    low, high = area_range(area)
    together = Loan.objects.within(scope).filter(household=OuterRef("household"), balance__gt=0).order_by()
    sums = together.values("household")
    exited = HouseholdYear.objects.within(scope).filter(
        household=OuterRef("household"), year=at.on.year, poverty_status__in=("1", "4")
    )
    rows: QuerySet[Any] = Loan.objects.within(scope).filter(area__gte=low, area__lt=high, balance__gt=0)
    told: QuerySet[Any] = rows.annotate(
        total=Coalesce(Subquery(sums.annotate(n=Sum("balance")).values("n")), F("balance")),
        people=Coalesce(Subquery(sums.annotate(n=Count("member", distinct=True)).values("n")), 1),
        exited=Exists(exited),
        due_age=ExtractYear("due_now") - ExtractYear("member__birth_date"),
    )
    return told


def conditions(at: Day) -> dict[str, Q]:
    """By kind: which of ``owed`` it concerns."""
    negative = [item.code for item in values(PURPOSES) if item.attributes.get("negative")]
    day, high = at.on, at.terms.ages[1]
    return {
        "overdue": Q(due_now__lt=day),
        "due30": _between(day, 0, 30),
        "due60": _between(day, 31, 60),
        "due90": _between(day, 61, 90),
        "use": Q(purpose__in=negative) | Q(lost_reason="use"),
        "lost": Q(lost_from__lte=day),
        "age": Q(due_age__gt=high),
        "borrowers": Q(people__gt=1),
        "total": Q(total__gt=at.terms.cap),
        "gone": Q(household__closed_year__lte=day.year),
        "left": Q(member__left_year__lte=day.year) | ~Q(member__household=F("household")),
        "exited": Q(exited=True),
    }


def _between(day: date, first: int, last: int) -> Q:
    return Q(due_now__gte=day + timedelta(first), due_now__lte=day + timedelta(last))


def counted(scope: Scope, area: int, at: Day) -> dict[str, tuple[int, Any]]:
    """Loans and their balance by kind; one query."""
    asked: dict[str, Any] = {}
    for kind, condition in conditions(at).items():
        asked[f"n_{kind}"] = Count("pk", filter=condition)
        asked[f"b_{kind}"] = Sum("balance", filter=condition)
    found = owed(scope, area, at).aggregate(**asked)
    return {kind: (found[f"n_{kind}"], found[f"b_{kind}"] or 0) for kind in KINDS}


def warned(scope: Scope, area: int, at: Day, kind: str) -> QuerySet[Any]:
    rows = owed(scope, area, at).filter(conditions(at)[kind])
    return rows.select_related("household", "member")
