"""Which records of plans the trail lists: of the region and of what lies in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.audit.records import RecordKind, Subject, register
from core.dictionaries.selectors import label
from core.regions.selectors import name_of
from projects.models import Plan, PlanItem, PlanQuantity, VillageRecord


def _places(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    names = name_of({event.area for event in events})
    return {
        event.pgh_id: Subject(f"{names.get(event.area, event.area)} · {getattr(event, 'title', '') or event.label}")
        for event in events
    }


def _quantities(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    names = name_of({event.area for event in events})
    items = PlanItem.objects.within(scope).in_bulk([event.item_id for event in events])
    return {
        event.pgh_id: Subject(f"{names.get(event.area, event.area)} · {items.get(event.item_id, '规划指标')}")
        for event in events
    }


def _records(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    names = name_of({event.area for event in events})
    return {
        event.pgh_id: Subject(
            f"{names.get(event.area, event.area)} · {label('village_record', event.kind)} {event.year} 年"
        )
        for event in events
    }


register(RecordKind("plan-document", "发展规划", Plan, _places, rank=46))
register(RecordKind("plan-item", "规划指标", PlanItem, _places, rank=47, ignored=frozenset({"plan", "workstream"})))
register(RecordKind("plan-quantity", "规划数量", PlanQuantity, _quantities, rank=48, ignored=frozenset({"item"})))
register(
    RecordKind(
        "village-record",
        "村设施与活动",
        VillageRecord,
        _records,
        rank=49,
        words=lambda name, value: label("village_record", value) if name == "kind" else None,
    )
)
