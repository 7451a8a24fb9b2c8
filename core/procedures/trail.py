"""Which records of procedures and evidence the trail lists; the steps themselves stand in each case's own log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from core.audit.records import RecordKind, Subject, register
from core.evidence.models import Attachment
from core.procedures.models import Case, Objection
from core.procedures.selectors import definition_of, policies
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


_ENDS = {"": "办理中", "done": "已办结", "refused": "不予通过", "cancelled": "已终止"}


def _case_words(name: str, value: Any) -> str | None:
    """A state by the label that the procedures give it (all of them, where they differ)."""
    if name == "end":
        return _ENDS.get(value)
    if name != "state":
        return None
    labels = {state.label for policy in policies() for state in definition_of(policy.pk).states if state.code == value}
    return "／".join(sorted(labels)) or None


_OWN = frozenset({"round", "case", "subject_type", "subject_id", "code", "facts", "facts_at"})
register(RecordKind("case", "办理事项", Case, _cases, rank=50, ignored=_OWN, words=_case_words))
register(RecordKind("objection", "异议", Objection, _objections, rank=51, ignored=_OWN))
register(RecordKind("evidence", "佐证材料", Attachment, _papers, rank=52, ignored=_OWN | {"file", "sha256"}))
