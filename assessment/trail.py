"""Which records of standards, plans, exits and monitoring the trail lists: of the region and of what lies in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from assessment.models import (
    Admonition,
    Clue,
    Criterion,
    LineDraft,
    Milestone,
    MonitoredHousehold,
    PovertyLine,
    ReductionTarget,
    RegionPlan,
    SampleSurvey,
    Standard,
    TaskBook,
)
from core.audit.records import RecordKind, Subject, register
from core.regions.selectors import name_of
from households.trail import of_households
from villages.models import Recognition, RegionCertificate, RegionExit


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


def _places(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    names = name_of({event.area for event in events})
    return {
        event.pgh_id: Subject(names.get(event.area, str(event.area)) + (f" · {year} 年" if year else ""))
        for event in events
        for year in [getattr(event, "year", None)]
    }


def _recognised(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    """A household's by its name where the reader sees it, a region's by its own."""
    return {
        **_places([event for event in events if event.household_id is None], scope),
        **of_households([event for event in events if event.household_id is not None], scope),
    }


_HOUSEHOLD = frozenset({"household", "household_id", "level"})
register(RecordKind("clue", "监测线索", Clue, of_households, rank=30, ignored=_HOUSEHOLD))
register(RecordKind("monitored", "监测对象", MonitoredHousehold, of_households, rank=31, ignored=_HOUSEHOLD))
register(RecordKind("recognition", "人工认定", Recognition, _recognised, rank=32, ignored=_HOUSEHOLD))
register(RecordKind("region-exit", "村县退出记录", RegionExit, _places, rank=33))
register(RecordKind("certificate", "部门认定", RegionCertificate, _places, rank=34))
register(RecordKind("target", "减贫目标", ReductionTarget, _places, rank=40))
register(RecordKind("plan", "退出计划", RegionPlan, _places, rank=41))
register(RecordKind("milestone", "里程碑", Milestone, _places, rank=42))
register(RecordKind("task-book", "任务书", TaskBook, _places, rank=43))
register(RecordKind("talk", "诫勉谈话", Admonition, _places, rank=44))
register(RecordKind("survey", "抽样调查", SampleSurvey, _places, rank=45))
register(RecordKind("line-draft", "标准线草稿", LineDraft, _lines, rank=13, **_OF_REGION))
