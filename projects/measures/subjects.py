"""A measure as a bearer of evidence (photos, receipts, sign-off sheets)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core.accounts.scope import Scope
from core.evidence.subjects import Published, Subject
from households.models import Pairing
from projects.models import Measure


class MeasureKind:
    """Registered in ``projects.apps`` under ``measure``."""

    label = "帮扶措施"

    def visible(self, scope: Scope, ids: Collection[int]) -> Mapping[int, Subject]:
        rows = Measure.objects.within(scope).filter(pk__in=list(ids)).select_related("household")
        return {
            row.pk: Subject(
                row.pk,
                row.area,
                row.household.code,
                f"{row.household.head_name}户 {row.name}",
                reverse("measure-page", args=[row.pk]),
            )
            for row in rows
        }

    def paired(self, helper_id: int, day: date) -> QuerySet[Any, int] | None:
        return Measure.all_rows.filter(household_id__in=Pairing.households_of(helper_id, day)).values_list(
            "pk", flat=True
        )

    def published(self, ids: Collection[int], year: int) -> Mapping[int, Published]:
        """No public list names measures."""
        return {}

    def facts(self, ids: Collection[int], year: int) -> Mapping[int, Mapping[str, str]]:
        """No decision rests on a measure as such."""
        return {}
