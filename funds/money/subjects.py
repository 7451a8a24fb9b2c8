"""A payment order as a bearer of evidence: invoices, acceptance papers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core.accounts.scope import Scope
from core.evidence.subjects import Published, Subject
from funds.models import PaymentOrder


class PaymentKind:
    """Registered in ``funds.apps`` under ``payment``."""

    label = "用款申请"

    def visible(self, scope: Scope, ids: Collection[int]) -> Mapping[int, Subject]:
        rows = PaymentOrder.objects.within(scope).filter(pk__in=list(ids))
        return {
            row.pk: Subject(row.pk, row.area, str(row.pk), str(row), reverse("fund-order", args=[row.pk]))
            for row in rows
        }

    def paired(self, helper_id: int, day: date) -> QuerySet[Any, int] | None:
        return None

    def published(self, ids: Collection[int], year: int) -> Mapping[int, Published]:
        return {}

    def facts(self, ids: Collection[int], year: int) -> Mapping[int, Mapping[str, str]]:
        return {pk: {} for pk in ids}
