"""Reading evidence: of a subject, one file, and what counts towards a required document."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from core.accounts.scope import Scope
from core.dictionaries.selectors import labels
from core.evidence.models import Attachment

KIND_LIST = "evidence_kind"


def attachments_of(scope: Scope, subject_type: str, ids: Collection[int]) -> QuerySet[Attachment]:
    """Every paper of these subjects inside ``scope``, withdrawn ones too, newest first."""
    return Attachment.objects.within(scope).filter(subject_type=subject_type, subject_id__in=list(ids)).order_by("-id")


def attachment(scope: Scope, pk: int) -> Attachment | None:
    """One paper inside ``scope``."""
    return Attachment.objects.within(scope).filter(pk=pk).first()


def held(subjects: Collection[tuple[str, int]]) -> dict[tuple[str, int, str], list[tuple[datetime, int]]]:
    """What valid papers the subjects have: (type, id, kind) → [(uploaded_at, attachment id)], in one query.

    For the engine: it has already decided that the caller may act on the subjects.
    """
    if not subjects:
        return {}
    condition = Q()
    by_type: dict[str, list[int]] = {}
    for code, pk in subjects:
        by_type.setdefault(code, []).append(pk)
    for code, ids in by_type.items():
        condition |= Q(subject_type=code, subject_id__in=ids)
    found: dict[tuple[str, int, str], list[tuple[datetime, int]]] = {}
    rows = Attachment.all_rows.filter(condition, withdrawn_at__isnull=True)
    for pk, subject_type, subject_id, kind, at in rows.values_list(
        "pk", "subject_type", "subject_id", "kind", "uploaded_at"
    ):
        found.setdefault((subject_type, subject_id, kind), []).append((at, pk))
    return found


def counts(subject_type: str, ids: Collection[int]) -> dict[int, int]:
    """How many valid papers each of the subjects has."""
    rows = Attachment.all_rows.filter(subject_type=subject_type, subject_id__in=list(ids), withdrawn_at__isnull=True)
    return dict(rows.values_list("subject_id").annotate(count=Count("pk")))


def kind_labels() -> dict[str, str]:
    """Code → Chinese label of every kind of evidence."""
    return dict(labels(KIND_LIST))


def file_names() -> set[str]:
    """The sealed files that evidence rests in, withdrawn or not: the sweep of stray files must know them."""
    return set(Attachment.all_rows.values_list("file", flat=True))
