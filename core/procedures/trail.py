"""Which records of procedures and evidence the trail lists; the steps themselves stand in each case's own log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from core.audit.records import RecordKind, Subject, register
from core.evidence.models import Attachment
from core.procedures.models import Case, Objection
from core.regions.selectors import name_of


def _cases(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    names = name_of({event.area for event in events})
    return {
        event.pgh_id: Subject(
            f"{names.get(event.area, event.area)} · {event.year} 年办理事项",
            reverse("procedure-case", args=[event.pgh_obj_id]),
        )
        for event in events
    }


def _objections(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    names = name_of({event.area for event in events})
    return {
        event.pgh_id: Subject(
            f"{names.get(event.area, event.area)} {event.raised_on} 的异议",
            reverse("procedure-round", args=[event.round_id]),
        )
        for event in events
    }


def _papers(events: Sequence[Any], scope: Any) -> Mapping[int, Subject]:
    return {event.pgh_id: Subject(event.file_name) for event in events}


_OWN = frozenset({"round", "case", "subject_type", "subject_id", "code", "facts", "facts_at", "state", "end"})
register(RecordKind("case", "办理事项", Case, _cases, rank=50, ignored=_OWN))
register(RecordKind("objection", "异议", Objection, _objections, rank=51, ignored=_OWN))
register(RecordKind("evidence", "佐证材料", Attachment, _papers, rank=52, ignored=_OWN | {"file", "sha256"}))
