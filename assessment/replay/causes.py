"""What turned a verdict: the facts, measures, projects, standards, lines and verdicts below that changed since then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from assessment.explain.timeline import TimelineEntry, entries_of
from assessment.explain.words import criterion_name
from assessment.models import Criterion, PovertyLine, Standard, VerdictChange
from assessment.replay.taking_part import TakingPart, taking_part
from assessment.replay.transitions import Transition, transitions
from assessment.selectors import rule_of
from core.accounts.scope import Scope
from core.accounts.selectors import names_of
from core.regions.codes import Level, ancestor, ancestors, area_range, level_of
from core.regions.models import RegionSpan
from core.regions.selectors import name_of
from households.models import Household, HouseholdYear, Member, MemberYear
from villages.models import CountyYear, VillageYear

NEWEST = 8


@dataclass(frozen=True)
class Caused:
    """One change of a verdict with its causes, newest first; ``below`` counts the verdicts below that turned."""

    entry: TimelineEntry
    causes: Sequence[Transition]
    below: str = ""


def household_causes(*, scope: Scope, household: Household, most: int = NEWEST) -> list[Caused]:
    """The newest changes of a household's verdicts over all years, each with what caused it."""
    changes = list(VerdictChange.objects.filter(household_id=household.pk).order_by("-id")[: most * 2])
    areas = {household.area, *(change.area for change in changes)}
    inside = [area for area in areas if scope.low <= area < scope.high]
    names = dict(Member.objects.within(scope).filter(household=household).values_list("id", "name"))
    own = Q(household_id=household.pk, area__in=inside)
    found = [
        *transitions(Household, Q(id=household.pk, area__in=inside), lambda row: "户"),
        *transitions(HouseholdYear, own, lambda row: "年度资料"),
        *transitions(Member, own, lambda row: row.name),
        *transitions(MemberYear, own, lambda row: names.get(row.member_id, "成员")),
    ]
    beside = taking_part(scope, own, changes)
    return _caused(changes[:most], changes, [*found, *_wide(areas, household_level=True)], beside=beside)


def region_causes(*, scope: Scope, area: int, most: int = NEWEST) -> list[Caused]:
    """The newest changes of a region's own verdicts over all years, each with what caused it."""
    changes = list(VerdictChange.objects.filter(household_id__isnull=True, area=area).order_by("-id")[: most * 2])
    here = Q(area=area)
    found = transitions(VillageYear, here, lambda row: "村年度资料") if level_of(area) == Level.VILLAGE else []
    return _caused(changes[:most], changes, [*found, *_wide({area}, household_level=False)], below=area)


def _wide(areas: Iterable[int], *, household_level: bool) -> list[Transition]:
    """Lines and county facts above the places, and the validity of the places themselves."""
    above = {code for area in areas for code in ancestors(area)}
    counties = {ancestor(area, Level.COUNTY) for area in areas}
    found = transitions(CountyYear, Q(area__in=counties), lambda row: "县年度资料")
    if household_level:
        names = name_of(above)
        return [
            *found,
            *transitions(
                PovertyLine,
                Q(region__in=above, purpose="exit"),
                lambda row: f"{names.get(row.region, '')}{row.year} 年退出标准线",
            ),
        ]
    return [*found, *transitions(RegionSpan, Q(code__in=set(areas)), lambda row: "行政区划版本")]


def _caused(
    shown: list[VerdictChange],
    changes: list[VerdictChange],
    found: list[Transition],
    *,
    below: int | None = None,
    beside: TakingPart | None = None,
) -> list[Caused]:
    """Each change takes what happened after the change of its year before it and up to itself."""
    result = []
    for change, entry in zip(shown, entries_of(shown), strict=True):
        before = next((item for item in changes if item.year == change.year and item.id < change.id), None)
        since = before.at if before is not None else None
        causes = [
            item
            for item in [*found, *(beside.of(change) if beside else ())]
            if item.at <= change.at and (since is None or item.at > since) and item.year in (None, change.year)
        ]
        causes += _standards(change, since)
        words = _below(below, change, since) if below is not None else ""
        result.append(Caused(entry, sorted(causes, key=lambda item: item.at, reverse=True)[:12], words))
    return result


def _standards(change: VerdictChange, since: datetime | None) -> list[Transition]:
    """Another standard, or other criteria of the same one."""
    if change.new_standard is None:
        return []
    if change.old_standard == change.new_standard:
        return _criteria(change, since)
    new = Standard.objects.filter(pk=change.new_standard).first()
    if new is None or change.old_standard is None:
        return []
    old = Standard.objects.filter(pk=change.old_standard).first()
    people = names_of([new.maker, new.checker])
    who = "、".join(people[pk] for pk in dict.fromkeys([new.maker, new.checker]) if pk in people) or "系统"
    words = (("标准", str(old) if old else "—", str(new)),)
    return [Transition(new.released_at or change.at, "标准发布", "new", who, "", "", None, None, words)]


def _criteria(change: VerdictChange, since: datetime | None) -> list[Transition]:
    found = transitions(Criterion, Q(standard_id=change.new_standard), _criterion_words)
    return [item for item in found if since is not None and since < item.at <= change.at]


def _criterion_words(row: Any) -> str:
    level = Standard.objects.filter(pk=row.standard_id).values_list("level", flat=True).first() or "household"
    return f"标准条目：{criterion_name(level, rule_of(row))}"


def _below(area: int, change: VerdictChange, since: datetime | None) -> str:
    """How many verdicts below turned in the same time: households of a village, villages of what is above."""
    low, high = area_range(area)
    rows = VerdictChange.objects.filter(area__gte=low, area__lt=high, year=change.year, at__lte=change.at)
    rows = (
        rows.filter(household_id__isnull=False)
        if area % 1000
        else rows.filter(household_id__isnull=True).exclude(area=area)
    )
    if since is not None:
        rows = rows.filter(at__gt=since)
    subject = "household_id" if area % 1000 else "area"
    count = rows.values(subject).distinct().count()
    word = "户" if area % 1000 else "个村、乡镇"
    return f"同期下级 {count:,} {word}的判定有变化" if count else ""
