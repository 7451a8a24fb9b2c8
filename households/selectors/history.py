"""变更记录 of a household: who changed what, when, through which door and why, from the history tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from django.apps import apps

from core.accounts.models import User
from core.accounts.scope import Scope
from core.audit.models import AccessEvent
from core.audit.records import Difference, differences, kinds
from core.audit.words import DOORS
from households.models import Household, HouseholdYear, Member, MemberYear, Pairing

AT_MOST: Final = 200


@dataclass(frozen=True)
class HistoryEntry:
    """One change of one record. ``subject`` says whose (户, a member's name, a helper's), ``year`` of which year."""

    at: datetime
    who: str
    door: str
    reason: str
    subject: str
    year: int | None
    removed: bool
    differences: Sequence[Difference]


def household_history(*, scope: Scope, household: Household) -> list[HistoryEntry]:
    """The changes of a household, its years, members and pairings, newest first, at most 200."""
    members = list(Member.objects.within(scope).filter(household=household))
    names = {member.pk: member.name for member in members}
    years = list(HouseholdYear.objects.within(scope).filter(household=household))
    member_years = list(MemberYear.objects.within(scope).filter(household=household))
    pairings = list(Pairing.objects.within(scope).filter(household=household).select_related("helper"))
    found = [
        *_entries("household", [household], lambda row: "户"),
        *_entries("household-year", years, lambda row: "户"),
        *_entries("member", members, lambda row: row.name),
        *_entries("member-year", member_years, lambda row: names.get(row.member_id, "成员")),
        *_entries("pairing", pairings, lambda row: f"结对：{row.helper.name}"),
    ]
    return sorted(found, key=lambda entry: entry.at, reverse=True)[:AT_MOST]


def household_looks(*, household: Household, member_codes: Iterable[str]) -> list[AccessEvent]:
    """Who saw personal numbers of this household in plain text, newest first, at most 50."""
    rows = AccessEvent.objects.filter(
        subject_type__in=["household", "member"], subject_id__in=[household.code, *member_codes]
    )
    return list(rows.order_by("-pk")[:50])


def _entries(code: str, rows: Sequence[Any], subject: Any) -> list[HistoryEntry]:
    """What changed in ``rows`` of one kind: each event holds the row before, the next one or the row what came."""
    if not rows:
        return []
    kind = kinds()[code]
    events: dict[int, list[Any]] = {}
    wanted = kind.events.objects.filter(pgh_obj_id__in=[row.pk for row in rows])
    for event in wanted.select_related("pgh_context").order_by("pgh_id"):
        events.setdefault(event.pgh_obj_id, []).append(event)
    found = []
    for row in rows:
        states = [*events.get(row.pk, []), row]
        for before, after in pairwise(states):
            changed = differences(kind, before, after)
            if changed:
                found.append(_entry(before, subject(row), getattr(row, "year", None), changed))
    return found


def _entry(event: Any, subject: str, year: int | None, changed: list[Difference]) -> HistoryEntry:
    context = event.pgh_context.metadata if event.pgh_context else {}
    return HistoryEntry(
        at=event.pgh_created_at,
        who=context.get("name") or "系统",
        door=DOORS.get(context.get("door", ""), ""),
        reason=context.get("reason", ""),
        subject=subject,
        year=year,
        removed=event.pgh_label == "delete",
        differences=changed,
    )


def last_editor(household: Household, facts: HouseholdYear | None) -> tuple[str, datetime | None, int]:
    """Who saved the year's record last, when, and as which version (without one: the household's)."""
    row: Any = facts or household
    event_model: Any = apps.get_model(row._meta.app_label, f"{type(row).__name__}Event")
    event = event_model.objects.filter(pgh_obj_id=row.pk).select_related("pgh_context").order_by("-pgh_id").first()
    context = event.pgh_context.metadata if event is not None and event.pgh_context else {}
    origin = {"import": "导入", "carry": "上年结转", "api": "接口"}.get(getattr(row, "source", ""), "")
    if origin:
        return origin, row.updated_at, row.version
    name = context.get("name") or User.objects.filter(pk=row.updated_by).values_list("name", flat=True).first() or ""
    return name, row.updated_at, row.version
