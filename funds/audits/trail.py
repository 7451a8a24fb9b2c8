"""Which records of audits the trail lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from core.audit.records import RecordKind, Subject, register
from funds.models import Audit


def _audits(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    rows = Audit.objects.within(scope).in_bulk([event.pgh_obj_id for event in events])
    return {
        event.pgh_id: Subject(row.title, reverse("audit-page", args=[row.pk]))
        for event in events
        if (row := rows.get(event.pgh_obj_id)) is not None
    }


register(RecordKind("audit", "资金审计", Audit, _audits, rank=87))
