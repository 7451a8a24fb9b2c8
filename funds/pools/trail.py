"""Which records of pools the trail lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from core.audit.records import RecordKind, Subject, register
from funds.models import FundPool


def _pools(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    rows = FundPool.objects.within(scope).in_bulk([event.pgh_obj_id for event in events])
    return {
        event.pgh_id: Subject(row.name, reverse("pool-page", args=[row.pk]))
        for event in events
        if (row := rows.get(event.pgh_obj_id)) is not None
    }


register(RecordKind("fund-pool", "基金", FundPool, _pools, rank=86))
