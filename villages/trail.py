"""Which records of villages and counties the trail lists, and what it calls them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from core.audit.records import RecordKind, Subject, register
from core.regions.selectors import name_of
from villages.models import CountyYear, VillageYear


def _villages(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    return _places(events, "villages:village-facts")


def _counties(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    return _places(events, "villages:county-facts")


def _places(events: Sequence[Any], page: str) -> Mapping[int, Subject]:
    names = name_of({event.area for event in events})
    return {
        event.pgh_id: Subject(
            f"{names.get(event.area, event.area)} · {event.year} 年度", reverse(page, args=[event.area])
        )
        for event in events
    }


register(RecordKind("village-year", "村年度资料", VillageYear, _villages, rank=6, hidden=frozenset({"office_phone"})))
register(RecordKind("county-year", "县年度资料", CountyYear, _counties, rank=7))
