"""Which records of standards the trail lists: those of the region itself and of what lies in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from assessment.models import Criterion, PovertyLine, Standard
from core.audit.records import RecordKind, Subject, register
from core.regions.selectors import name_of


def _by_region(events: QuerySet[Any], low: int, high: int) -> QuerySet[Any]:
    return events.filter(region__gte=low, region__lt=high)


def _by_standard(events: QuerySet[Any], low: int, high: int) -> QuerySet[Any]:
    return events.filter(standard_id__in=Standard.objects.filter(region__gte=low, region__lt=high).values("pk"))


def _standards(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    return {event.pgh_id: Subject(f"{event.document} 第 {event.version} 版") for event in events}


def _criteria(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    rows = Standard.objects.in_bulk([event.standard_id for event in events])
    return {
        event.pgh_id: Subject(f"{rows[event.standard_id]} · {event.label or event.indicator}")
        for event in events
        if event.standard_id in rows
    }


def _lines(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    names = name_of({event.region for event in events})
    return {event.pgh_id: Subject(f"{names.get(event.region, '全国')} {event.year} 年") for event in events}


_OF_REGION: dict[str, Any] = {"within": _by_region, "place": lambda event: int(event.region)}

register(RecordKind("standard", "退出标准", Standard, _standards, rank=10, **_OF_REGION))
register(
    RecordKind("criterion", "标准条目", Criterion, _criteria, rank=11, within=_by_standard, place=lambda event: 0),
)
register(RecordKind("poverty-line", "扶贫标准线", PovertyLine, _lines, rank=12, **_OF_REGION))
