"""变更记录 of a household: who changed what, when, through which door and why, from the history tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Final

from django.apps import apps
from django.db.models import Model

from core.accounts.models import User
from core.accounts.scope import Scope
from core.audit.models import AccessEvent, Sourced
from households.facts import HOUSEHOLD_BY_NAME, MEMBER_BY_NAME, NOT_FILLED, Fact
from households.models import Household, HouseholdYear, Member, MemberYear, Pairing

DOORS: Final = {"web": "网页", "api": "接口", "command": "命令", "task": "后台任务", "system": "系统"}
AT_MOST: Final = 200
_HIDDEN: Final = "（不显示）"
_IGNORED: Final = frozenset(
    {"id", "household", "member", "area", "year", "version", "updated_by", "updated_at", "created_at", "id_index"}
    | {"id_kind", "first_identified_precision", "identified_precision"}
    | {field.name for field in Sourced._meta.get_fields()}
)


@dataclass(frozen=True)
class Difference:
    """One fact before and after, in words."""

    label: str
    before: str
    after: str


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
        *_entries([household], lambda row: "户"),
        *_entries(years, lambda row: "户"),
        *_entries(members, lambda row: row.name),
        *_entries(member_years, lambda row: names.get(row.member_id, "成员")),
        *_entries(pairings, lambda row: f"结对：{row.helper.name}"),
    ]
    return sorted(found, key=lambda entry: entry.at, reverse=True)[:AT_MOST]


def household_looks(*, household: Household, member_codes: Iterable[str]) -> list[AccessEvent]:
    """Who saw personal numbers of this household in plain text, newest first, at most 50."""
    rows = AccessEvent.objects.filter(
        subject_type__in=["household", "member"], subject_id__in=[household.code, *member_codes]
    )
    return list(rows.order_by("-pk")[:50])


def _entries(rows: Sequence[Any], subject: Any) -> list[HistoryEntry]:
    """What changed in ``rows`` of one model: each event holds the row before, the next one or the row what came."""
    if not rows:
        return []
    model: type[Model] = type(rows[0])
    event_model: Any = apps.get_model(model._meta.app_label, f"{model.__name__}Event")
    events: dict[int, list[Any]] = {}
    wanted = event_model.objects.filter(pgh_obj_id__in=[row.pk for row in rows])
    for event in wanted.select_related("pgh_context").order_by("pgh_id"):
        events.setdefault(event.pgh_obj_id, []).append(event)
    found = []
    for row in rows:
        states = [*events.get(row.pk, []), row]
        for before, after in pairwise(states):
            differences = _differences(model, before, after)
            if differences:
                found.append(_entry(before, subject(row), getattr(row, "year", None), differences))
    return found


def _entry(event: Any, subject: str, year: int | None, differences: list[Difference]) -> HistoryEntry:
    context = event.pgh_context.metadata if event.pgh_context else {}
    return HistoryEntry(
        at=event.pgh_created_at,
        who=context.get("name") or "系统",
        door=DOORS.get(context.get("door", ""), ""),
        reason=context.get("reason", ""),
        subject=subject,
        year=year,
        removed=event.pgh_label == "delete",
        differences=differences,
    )


def _differences(model: type[Model], before: Any, after: Any) -> list[Difference]:
    facts = MEMBER_BY_NAME if model in (Member, MemberYear) else HOUSEHOLD_BY_NAME
    found = []
    for field in model._meta.concrete_fields:
        if field.name in _IGNORED:
            continue
        old, new = getattr(before, field.attname), getattr(after, field.attname)
        if isinstance(old, memoryview) or isinstance(new, memoryview):
            old, new = (bytes(value) if value is not None else None for value in (old, new))
        if old == new:
            continue
        label = str(field.verbose_name)
        if field.name.endswith("_sealed"):
            found.append(Difference(label, _hidden(old), _hidden(new)))
        else:
            fact = facts.get(field.name)
            found.append(Difference(fact.label if fact else label, _words(fact, old), _words(fact, new)))
    return found


def _hidden(value: object) -> str:
    return NOT_FILLED if value is None else _HIDDEN


def _words(fact: Fact | None, value: Any) -> str:
    if fact is not None:
        return fact.words(value)
    if value is None or value == "":
        return NOT_FILLED
    return value.isoformat() if isinstance(value, date) else str(value)


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
