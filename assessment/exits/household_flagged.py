"""Households that have exited and do not meet the standard now: shown, never changed (issue 3, item 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from assessment.exits.household_guards import failing_words
from assessment.models import VerdictChange
from assessment.selectors import standard_versions
from core.accounts.scope import Scope
from core.regions.codes import area_range
from core.regions.selectors import name_of
from households.models import HouseholdVerdict
from households.rules import OUT_OF_POVERTY
from households.selectors.distance import distance_of

ONLY = {"not_met": Q(outcome=False), "unknown": Q(outcome__isnull=True)}
# A first verdict, or one of another outcome than before; spelt out because a comparison with NULL is no answer.
TURNED = (
    Q(old_outcomes__isnull=True)
    | Q(old_outcome=True, new_outcome=False)
    | Q(old_outcome=False, new_outcome=True)
    | Q(old_outcome__isnull=True, new_outcome__isnull=False)
    | Q(old_outcome__isnull=False, new_outcome__isnull=True)
)
NOT_MET = Q(outcome=False) | Q(outcome__isnull=True)


@dataclass(frozen=True)
class FlaggedLine:
    """One of them: since when its verdict is what it is, by which criteria, and the income per head beside the line."""

    verdict: HouseholdVerdict
    head: str
    code: str
    place: str
    exit_year: int | None
    status: str
    since: datetime
    words: str
    per_head: Decimal | None


def flagged_query(*, scope: Scope, area: int, year: int, only: str = "") -> QuerySet[HouseholdVerdict]:
    """Verdicts of the exited that are not met or unknown, with ``since``: when the outcome last became what it is."""
    low, high = area_range(area)
    turned = (
        VerdictChange.objects.filter(household_id=OuterRef("household_id"), year=OuterRef("year"))
        .filter(TURNED, new_outcomes__isnull=False)
        .order_by("-id")
    )
    return (
        HouseholdVerdict.objects.within(scope)
        .filter(area__gte=low, area__lt=high, year=year)
        .annotate(facts=FilteredRelation("household__years", condition=Q(household__years__year=year)))
        .filter(facts__poverty_status__in=OUT_OF_POVERTY)
        .filter(ONLY.get(only, NOT_MET))
        .annotate(
            since=Coalesce(Subquery(turned.values("at")[:1]), F("changed_at")),
            exit_year=F("facts__exit_year"),
            status=F("facts__poverty_status"),
        )
        .select_related("household")
    )


def newest(rows: QuerySet[HouseholdVerdict], most: int) -> list[HouseholdVerdict]:
    """The first ``most`` of a ``flagged_query``, the latest turned at the top."""
    return list(rows.order_by(F("since").desc(), F("id").desc())[:most])


def flagged_lines(verdicts: Sequence[HouseholdVerdict]) -> list[FlaggedLine]:
    """The lines of one page; standards and places read in sets."""
    standards = standard_versions({row.standard for row in verdicts})
    names = name_of({row.area for row in verdicts})
    return [
        FlaggedLine(
            row,
            row.household.head_name,
            row.household.code,
            names.get(row.area, str(row.area)),
            row.exit_year,  # type: ignore[attr-defined]
            row.status,  # type: ignore[attr-defined]
            row.since,  # type: ignore[attr-defined]
            failing_words(row, standards[row.standard]) if row.standard in standards else "",
            distance_of(row).per_head,
        )
        for row in verdicts
    ]


def flag_of(*, scope: Scope, household_id: int, area: int, year: int) -> FlaggedLine | None:
    """The flag of one household in a year; None when there is nothing to flag."""
    found = flagged_query(scope=scope, area=area, year=year).filter(household_id=household_id).first()
    return flagged_lines([found])[0] if found else None
