"""Cases, rounds and notices as bearers of evidence."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from core.accounts.scope import Scope
from core.evidence.subjects import Published, Subject, SubjectKind
from core.procedures.models import Case, Notice, Round


class _Silent:
    """What is only a bearer of papers has nothing to publish and no facts of its own."""

    label = ""

    def paired(self, helper_id: int, day: date) -> QuerySet[Any, int] | None:
        return None

    def published(self, ids: Collection[int], year: int) -> Mapping[int, Published]:
        return {}

    def facts(self, ids: Collection[int], year: int) -> Mapping[int, Mapping[str, str]]:
        return {}


class CaseKind(_Silent):
    label = "办理事项"

    def visible(self, scope: Scope, ids: Collection[int]) -> Mapping[int, Subject]:
        rows = Case.objects.within(scope).filter(pk__in=list(ids))
        return {row.pk: Subject(row.pk, row.area, str(row.pk), f"{row.year} 年办理事项") for row in rows}

    def paired(self, helper_id: int, day: date) -> QuerySet[Any, int] | None:
        return Case.paired_to(Case.all_rows.all(), helper_id, day).values_list("pk", flat=True)


class RoundKind(_Silent):
    label = "批次"

    def visible(self, scope: Scope, ids: Collection[int]) -> Mapping[int, Subject]:
        rows = Round.objects.within(scope).filter(pk__in=list(ids))
        return {row.pk: Subject(row.pk, row.area, str(row.pk), f"{row.year} 年第 {row.number} 批") for row in rows}


class NoticeKind(_Silent):
    label = "公示公告"

    def visible(self, scope: Scope, ids: Collection[int]) -> Mapping[int, Subject]:
        rows = Notice.objects.within(scope).filter(pk__in=list(ids))
        return {row.pk: Subject(row.pk, row.area, str(row.pk), f"{row.title} {row.starts_on}") for row in rows}


BEARERS: dict[str, SubjectKind] = {"case": CaseKind(), "round": RoundKind(), "notice": NoticeKind()}
