"""Which records of contributions the trail lists, and what it calls them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from core.audit.records import RecordKind, Subject, register
from funds.models import Contribution, ContributionHousehold, SupportUnit


def _contributions(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    wanted = {getattr(event, "contribution_id", None) or event.pgh_obj_id for event in events}
    rows = Contribution.objects.within(scope).in_bulk(list(wanted))
    found = {}
    for event in events:
        row = rows.get(getattr(event, "contribution_id", None) or event.pgh_obj_id)
        if row is not None:
            found[event.pgh_id] = Subject(str(row), reverse("contribution-page", args=[row.pk]))
    return found


def _units(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    return {event.pgh_id: Subject(event.name) for event in events if scope.covers(event.area)}


_KEYS = frozenset({"contribution", "household", "helper"})
register(RecordKind("contribution", "捐赠投入", Contribution, _contributions, rank=80, ignored=_KEYS))
register(
    RecordKind("contribution-household", "受赠户", ContributionHousehold, _contributions, rank=81, ignored=_KEYS)
)  # fmt: skip
register(RecordKind("support-unit", "帮扶主体", SupportUnit, _units, rank=82))
