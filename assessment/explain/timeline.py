"""How a verdict came to be: its changes, newest first, each with what was short or missing then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from assessment.explain.words import criterion_name
from assessment.models import VerdictChange
from assessment.selectors import StandardVersion, standard_versions


@dataclass(frozen=True)
class TimelineEntry:
    """``gone`` marks the end of a verdict (no subject any more); ``words``: deciding criteria not met or unknown."""

    year: int
    at: datetime
    outcome: bool | None
    gone: bool
    words: str


def household_timeline(household_id: int, most: int = 8) -> list[TimelineEntry]:
    """The newest changes of a household's verdicts over all years."""
    return entries_of(VerdictChange.objects.filter(household_id=household_id).order_by("-id")[:most])


def region_timeline(area: int, most: int = 8) -> list[TimelineEntry]:
    """The newest changes of a region's own verdicts over all years."""
    return entries_of(VerdictChange.objects.filter(household_id__isnull=True, area=area).order_by("-id")[:most])


def entries_of(changes: Iterable[VerdictChange]) -> list[TimelineEntry]:
    """The same changes, in words."""
    found = list(changes)
    versions = standard_versions({change.new_standard for change in found if change.new_standard})
    return [
        TimelineEntry(
            change.year,
            change.at,
            change.new_outcome,
            change.new_outcomes is None,
            _words(change, versions.get(change.new_standard or 0)),
        )
        for change in found
    ]


def _words(change: VerdictChange, standard: StandardVersion | None) -> str:
    if standard is None or change.new_outcomes is None:
        return ""
    pairs = [
        (criterion_name(standard.level, rule), outcome)
        for rule, outcome in zip(standard.rules, change.new_outcomes, strict=False)
        if rule.kind == "veto"
    ]
    short = [name for name, outcome in pairs if outcome is False]
    blank = [name for name, outcome in pairs if outcome is None]
    words = [f"未达标：{'、'.join(short)}"] if short else []
    words += [f"未知：{'、'.join(blank)}"] if blank else []
    return "；".join(words) or "全部达标"
