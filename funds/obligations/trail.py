"""Which records of obligations the trail lists, and what it calls them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.audit.records import RecordKind, Subject, register
from core.regions.selectors import name_of
from funds.models import FiscalYear, ObligationRule


def _fiscal(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    inside = [event for event in events if scope.covers(event.area)]
    names = name_of(event.area for event in inside)
    return {
        event.pgh_id: Subject(f"{names.get(event.area, event.area)} {event.year} 年财政资料") for event in inside
    }  # fmt: skip


def _rules(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    inside = [event for event in events if scope.covers(event.region)]
    names = name_of(event.region for event in inside)
    return {event.pgh_id: Subject(f"{names.get(event.region, event.region)} {event.document}") for event in inside}


register(RecordKind("fiscal-year", "财政年度资料", FiscalYear, _fiscal, rank=84))
register(
    RecordKind(
        "obligation-rule",
        "资金责任标准",
        ObligationRule,
        _rules,
        within=lambda events, low, high: events.filter(region__gte=low, region__lt=high),
        rank=85,
        ignored=frozenset({"region", "high"}),
        place=lambda event: int(event.region),
    )
)
