"""The querysets behind the REST resources: facts of a year joined once, everything in the client's scope."""

from __future__ import annotations

from django.db.models import FilteredRelation, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.utils import timezone

from core.accounts.scope import Scope
from core.findings.models import Finding
from core.findings.selectors import Asked, findings
from core.regions.codes import area_range
from households.models import Household, Member


def _asked_year(year: int) -> Value:
    return Value(year, output_field=IntegerField())


def households_for_api(
    *, scope: Scope, year: int, area: int | None = None, registered: bool | None = None
) -> QuerySet[Household]:
    """Households in scope with their facts of ``year`` under ``facts`` (NULL where there are none).

    ``registered``: only those that are or will be registered as poor (True), only ordinary ones (False), all (None).
    """
    low, high = area_range(area or 0)
    found = Household.objects.within(scope).filter(area__gte=low, area__lt=high)
    if registered is not None:
        found = found.filter(registered_from__isnull=not registered)
    return found.annotate(facts=FilteredRelation("years", condition=Q(years__year=year)), asked_year=_asked_year(year))


def members_for_api(
    *, scope: Scope, year: int, area: int | None = None, household: str | None = None, registered: bool | None = None
) -> QuerySet[Member]:
    """Members in scope, present or gone, with their facts of ``year`` under ``facts``; ``registered`` as above."""
    low, high = area_range(area or 0)
    found = Member.objects.within(scope).filter(area__gte=low, area__lt=high)
    if household is not None:
        found = found.filter(household__code=household)
    if registered is not None:
        found = found.filter(household__registered_from__isnull=not registered)
    return found.annotate(facts=FilteredRelation("years", condition=Q(years__year=year)), asked_year=_asked_year(year))


def findings_for_api(
    *, scope: Scope, year: int, area: int | None = None, state: str = "", rule: str = ""
) -> QuerySet[Finding]:
    """Findings in scope of ``year`` with their household's number under ``household_code``."""
    asked = Asked(area or 0, state, rule)
    number = Household.objects.within(scope).filter(pk=OuterRef("household_id")).values("code")[:1]
    return findings(scope, year, asked, timezone.localdate()).annotate(household_code=Subquery(number))
