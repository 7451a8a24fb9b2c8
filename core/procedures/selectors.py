"""Reading procedures: which policy applies, rounds and cases in scope, what waits for a post, what is overdue."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from core.accounts.models import Post
from core.accounts.scope import Scope
from core.procedures.definition import Definition, Step, parse
from core.procedures.models import Case, Entry, Notice, Objection, Policy, Round
from core.regions.codes import ancestors, area_range


def policy_for(code: str, area: int, year: int) -> Policy | None:
    """The released policy of the nearest ancestor of ``area`` (itself first) for ``year``."""
    chain = ancestors(area)
    rows = Policy.objects.filter(
        code=code, region__in=chain, retired_at__isnull=True, first_year__lte=year, last_year__gte=year
    )
    return min(rows, key=lambda row: chain.index(row.region), default=None)


@functools.lru_cache(maxsize=256)
def _parsed(pk: int) -> Definition:
    # A policy's definition is never changed, only replaced by another version.
    return parse(Policy.objects.get(pk=pk).definition)


def definition_of(policy_id: int) -> Definition:
    """The parsed definition of a policy; each process parses it once."""
    return _parsed(policy_id)


def forget_policies() -> None:
    _parsed.cache_clear()


def policies() -> QuerySet[Policy]:
    """Every policy in force, by procedure, region and year."""
    return Policy.objects.filter(retired_at__isnull=True).order_by("code", "region", "first_year")


def rounds(scope: Scope, code: str, area: int, year: int) -> QuerySet[Round]:
    """The rounds of a procedure below ``area``, newest first."""
    low, high = area_range(area)
    return (
        Round.objects.within(scope)
        .filter(code=code, area__gte=low, area__lt=high, year=year)
        .select_related("policy")
        .order_by("area", "-number")
    )


def round_of(scope: Scope, pk: int) -> Round | None:
    return Round.objects.within(scope).select_related("policy").filter(pk=pk).first()


def cases_of(scope: Scope, round_id: int) -> QuerySet[Case]:
    """The cases of a round in the order of their opening."""
    return Case.objects.within(scope).filter(round_id=round_id).select_related("round__policy").order_by("id")


def case_of(scope: Scope, pk: int) -> Case | None:
    return Case.objects.within(scope).select_related("round__policy").filter(pk=pk).first()


def cases_for_api(
    scope: Scope, *, area: int = 0, year: int | None = None, code: str = "", state: str = "",
    running: bool | None = None,
) -> QuerySet[Case]:  # fmt: skip
    """Cases in scope, narrowed by what is given; ``running``: only those that have not ended, or only the others."""
    low, high = area_range(area)
    rows = Case.objects.within(scope).filter(area__gte=low, area__lt=high)
    exact = {"year": year, "code": code, "state": state}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if running is not None:
        rows = rows.filter(end="") if running else rows.exclude(end="")
    return rows.select_related("round__policy")


def cases_about(scope: Scope, subject_type: str, subject_id: int) -> QuerySet[Case]:
    """Every case of one subject, newest first."""
    return (
        Case.objects.within(scope)
        .filter(subject_type=subject_type, subject_id=subject_id)
        .select_related("round__policy")
        .order_by("-id")
    )


def running(code: str, subject_type: str, ids: Collection[int], year: int | None = None) -> dict[int, int]:
    """Subject id → id of its running case; for guards and lists that are scoped already."""
    rows = Case.all_rows.filter(code=code, subject_type=subject_type, subject_id__in=list(ids), end="")
    if year is not None:
        rows = rows.filter(year=year)
    return dict(rows.values_list("subject_id", "pk"))


def entries_of(case: Case) -> QuerySet[Entry]:
    """The log of a case, oldest first."""
    return Entry.objects.filter(case=case).select_related("notice").order_by("id")


def notice_of(scope: Scope, pk: int) -> Notice | None:
    return Notice.objects.within(scope).select_related("round__policy").filter(pk=pk).first()


def notices_of(scope: Scope, round_id: int) -> QuerySet[Notice]:
    return Notice.objects.within(scope).filter(round_id=round_id).order_by("-id")


def objections_of(scope: Scope, round_id: int) -> QuerySet[Objection]:
    return Objection.objects.within(scope).filter(round_id=round_id).order_by("-id")


@dataclass(frozen=True)
class Waiting:
    """How many cases of a procedure stand in a state, where one of ``steps`` is the reader's to take.

    ``ready`` may be taken today, ``overdue`` are past their deadline; ``since`` is when the oldest came there.
    """

    policy: Policy
    state: str
    steps: tuple[Step, ...]
    count: int
    ready: int
    overdue: int
    since: date | None


def open_cases(scope: Scope, *, area: int | None = None, code: str = "") -> QuerySet[Case]:
    """The running cases in scope, the one due first at the top."""
    rows = Case.objects.within(scope).filter(end="")
    if area is not None:
        low, high = area_range(area)
        rows = rows.filter(area__gte=low, area__lt=high)
    if code:
        rows = rows.filter(code=code)
    return rows.select_related("round__policy")


def waiting_for(post: Post, scope: Scope, today: date) -> list[Waiting]:
    """What the holder of ``post`` can carry on, by procedure and state; one query over the running cases."""
    groups = (
        open_cases(scope)
        .order_by()
        .values("round__policy_id", "state")
        .annotate(
            count=Count("pk"),
            ready=Count("pk", filter=Q(ready_on__isnull=True) | Q(ready_on__lte=today)),
            overdue=Count("pk", filter=Q(due_on__lt=today)),
            since=Min("entered_on"),
        )
        .order_by("round__policy_id", "state")
    )
    found = list(groups)
    known = Policy.objects.in_bulk({group["round__policy_id"] for group in found})
    return [line for group in found if (line := _waiting(group, known[group["round__policy_id"]], post)) is not None]


def _waiting(group: Mapping[str, Any], policy: Policy, post: Post) -> Waiting | None:
    steps = tuple(
        step for step in definition_of(policy.pk).steps_from(group["state"]) if step.open_to(post.role, post.area)
    )
    if not any(step.decision == "pass" for step in steps):
        return None
    return Waiting(policy, group["state"], steps, group["count"], group["ready"], group["overdue"], group["since"])


def mine(post: Post, scope: Scope) -> QuerySet[Case]:
    """The running cases that the holder of ``post`` can carry on, the one due first at the top."""
    condition = Q(pk__in=[])
    for policy_id in open_cases(scope).order_by().values_list("round__policy_id", flat=True).distinct():
        definition = definition_of(policy_id)
        states = _states_for(definition, post)
        if states:
            condition |= Q(round__policy_id=policy_id, state__in=states)
    return open_cases(scope).filter(condition)


def _states_for(definition: Definition, post: Post) -> set[str]:
    return {
        state
        for step in definition.steps
        if step.decision == "pass" and step.open_to(post.role, post.area)
        for state in step.source
    }


def overdue(scope: Scope, today: date, area: int | None = None) -> QuerySet[Case]:
    """The running cases past their deadline, the longest overdue first."""
    return open_cases(scope, area=area).filter(due_on__lt=today).order_by("due_on", "id")


def overdue_by_region(scope: Scope, today: date, area: int, children: Iterable[int]) -> dict[int, int]:
    """How many cases are overdue below each of ``children`` (regions below ``area``); children with none left out."""
    groups = overdue(scope, today, area).order_by().values_list("area").annotate(count=Count("pk"))
    counted = dict(groups)
    found = {}
    for child in children:
        low, high = area_range(child)
        total = sum(count for place, count in counted.items() if low <= place < high)
        if total:
            found[child] = total
    return found


def objection_of(scope: Scope, pk: int) -> Objection | None:
    return Objection.objects.within(scope).select_related("round__policy").filter(pk=pk).first()
