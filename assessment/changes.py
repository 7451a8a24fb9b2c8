"""What changed in the verdicts of a place: the list of changes, and its newest lines for the start page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from assessment.explain.words import criterion_name
from assessment.models import VerdictChange
from assessment.selectors import StandardVersion, standard_versions
from core.accounts.scope import Scope
from core.regions.codes import area_range
from core.regions.selectors import name_of
from households.models import Household

# What a list may be narrowed to: outcome before, outcome after.
KINDS: dict[str, tuple[str, bool | None, bool | None]] = {
    "fallen": ("达标转未达标", True, False),
    "lost": ("达标转未知", True, None),
    "reached": ("未达标转达标", False, True),
    "settled": ("未知转达标", None, True),
    "failed": ("未知转未达标", None, False),
}
LOOKED_AT = 200


@dataclass(frozen=True)
class ChangeLine:
    """One change. ``subject`` is a household's head or a region's name; ``code`` its number, "" for one moved away."""

    at: datetime
    is_household: bool
    subject: str
    code: str
    place: str
    area: int
    before: bool | None
    after: bool | None
    words: str


@dataclass(frozen=True)
class RecentLine:
    """「三溪 3 户 达标→未达标」: changes of one village, kind and direction that came together."""

    area: int
    name: str
    households: int
    before: bool | None
    after: bool | None
    at: datetime


def changes_query(
    *, scope: Scope, area: int, year: int, kind: str = "", since: datetime | None = None
) -> QuerySet[VerdictChange]:
    """Changes from one outcome to another in a place; first verdicts and vanished ones are no change of outcome.

    Of a household that has moved out of the scope nothing is told.
    """
    low, high = scope.meets(*area_range(area)) if scope.helper_id is None else (0, 0)
    inside = Household.objects.within(scope).filter(pk=OuterRef("household_id"), area__gte=low, area__lt=high)
    rows = VerdictChange.objects.filter(
        Q(household_id__isnull=True) | Exists(inside),
        area__gte=low,
        area__lt=high,
        year=year,
        old_outcomes__isnull=False,
        new_outcomes__isnull=False,
    )
    if since is not None:
        rows = rows.filter(at__gte=since)
    if kind in KINDS:
        _, before, after = KINDS[kind]
        return rows.filter(_is("old_outcome", before), _is("new_outcome", after))
    differ = (
        ~Q(old_outcome=F("new_outcome"))
        | Q(old_outcome__isnull=True, new_outcome__isnull=False)
        | Q(old_outcome__isnull=False, new_outcome__isnull=True)
    )
    return rows.filter(differ)


def _is(name: str, outcome: bool | None) -> Q:
    return Q(**{f"{name}__isnull": True}) if outcome is None else Q(**{name: outcome})


def change_lines(*, scope: Scope, changes: Sequence[VerdictChange]) -> list[ChangeLine]:
    """The lines of one page of changes; names and standards read in sets."""
    ids = [change.household_id for change in changes if change.household_id]
    heads = {row.pk: row for row in Household.objects.within(scope).filter(pk__in=ids)}
    names = name_of({change.area for change in changes})
    standards = standard_versions({change.new_standard for change in changes if change.new_standard})
    lines = []
    for change in changes:
        household = heads.get(change.household_id) if change.household_id else None
        place = names.get(change.area, str(change.area))
        lines.append(
            ChangeLine(
                change.at,
                change.household_id is not None,
                f"{household.head_name}户" if household else place,
                household.code if household else "",
                place,
                change.area,
                change.old_outcome,
                change.new_outcome,
                _words(change, standards.get(change.new_standard or 0)),
            )
        )
    return lines


def _words(change: VerdictChange, standard: StandardVersion | None) -> str:
    """Which criteria turned: 「人均纯收入 未达标；饮水安全 未知」. A new standard is named as such."""
    if standard is None or change.new_outcomes is None:
        return ""
    if change.old_standard != change.new_standard or change.old_outcomes is None:
        return "换了标准版本"
    word = {True: "达标", False: "未达标", None: "未知"}
    turned = [
        f"{criterion_name(standard.level, rule)} {word[after]}"
        for rule, before, after in zip(standard.rules, change.old_outcomes, change.new_outcomes, strict=False)
        if before is not after
    ]
    return "；".join(turned)


def recent_lines(*, scope: Scope, area: int, year: int, most: int = 4) -> list[RecentLine]:
    """The newest changes, those of one village and direction within a minute as one line."""
    found: dict[tuple[int, bool, bool | None, bool | None, datetime], list[VerdictChange]] = {}
    newest = changes_query(scope=scope, area=area, year=year).order_by("-id")[:LOOKED_AT]
    for change in newest:
        minute = change.at.replace(second=0, microsecond=0)
        key = (change.area, change.household_id is None, change.old_outcome, change.new_outcome, minute)
        if key not in found and len(found) == most:
            break
        found.setdefault(key, []).append(change)
    names = name_of({key[0] for key in found})
    return [
        RecentLine(key[0], names.get(key[0], str(key[0])), 0 if key[1] else len(changes), key[2], key[3], changes[0].at)
        for key, changes in found.items()
    ]
