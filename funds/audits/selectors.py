"""Reading audits inside a scope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import QuerySet

from core.accounts.scope import Scope
from core.findings.models import Problem
from core.findings.problems import counts_by_origin
from core.regions.codes import area_range
from funds.models import Audit


def audits(scope: Scope, area: int, year: int) -> QuerySet[Audit]:
    low, high = area_range(area)
    rows: QuerySet[Audit] = Audit.objects.within(scope).filter(area__gte=low, area__lt=high, year=year)
    return rows


def audit_of(scope: Scope, pk: int) -> Audit | None:
    return Audit.objects.within(scope).filter(pk=pk).first()


def problem_counts(scope: Scope, ids: Iterable[int], today: date) -> Mapping[int, Mapping[str, int]]:
    """Audit → how many of its problems are open, past their day, reported, escalated and closed."""
    return counts_by_origin(scope, Problem.Source.AUDIT, ids, today)
