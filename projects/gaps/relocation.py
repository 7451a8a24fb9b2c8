"""搬迁户后续扶持缺口: what a relocated household still lacks (B-17, DOMAIN 5.5)."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from core.accounts.scope import Scope
from core.regions.codes import area_range
from households.models import Household, HouseholdYear, MemberYear
from households.standing import is_open, is_registered
from projects.gaps.limits import Code, most_of
from projects.models import Measure, RelocationDetail

GIVEN: Final = (Measure.Status.DOING, Measure.Status.DONE)
GAPS: Final[dict[str, str]] = {
    "no_care": "无后续措施",
    "no_job": "有劳力无就业",
    "house_stands": "旧房未拆除",
    "land_waits": "宅基地未复垦",
    "too_large": "人均面积超限",
    "own_much": "自筹超限",
}


def relocated(scope: Scope, area: int, year: int) -> QuerySet[Household]:
    """Households of a place that were relocated up to ``year``, annotated with a truth value for each of GAPS.

    Relocated is who has a relocation measure done or being done, or is marked so in the facts of the year. After-care
    is what the relocation itself records, or a measure of industry, employment or a public post in the year. A job is
    a member's work, or such a measure.
    """
    low, high = area_range(area)
    mine = Measure.objects.within(scope).filter(household=OuterRef("pk"), status__in=GIVEN)
    moved = mine.filter(kind="12", year__lte=year)
    facts = HouseholdYear.objects.within(scope).filter(household=OuterRef("pk"), year=year, is_relocation=True)
    details = RelocationDetail.objects.within(scope).filter(
        measure__household=OuterRef("pk"), measure__year__lte=year, measure__status__in=GIVEN
    )
    people = MemberYear.objects.within(scope).filter(
        Q(member__left_year__isnull=True) | Q(member__left_year__gt=year), household=OuterRef("pk"), year=year
    )
    able = people.filter(labour_skill__in=("1", "2"))
    works = people.filter(Q(work_months__gt=0) | Q(public_post__isnull=False))
    latest = details.order_by("-measure__year", "-measure_id")
    cared = details.filter(after_care__len__gt=0)
    large = details.filter(moved_persons__gt=0, floor_m2__gt=most_of(Code.RELOCATION_M2, year) * F("moved_persons"))
    paid = details.filter(own_funds__gt=most_of(Code.RELOCATION_OWN, year))
    own = mine.filter(year=year)
    return (
        Household.objects.within(scope)
        .filter(Exists(moved) | Exists(facts), is_open(year), area__gte=low, area__lt=high)
        .annotate(
            no_care=~Exists(cared) & ~Exists(own.filter(kind__in=("01", "02", "04"))),
            no_job=Exists(able) & ~Exists(works) & ~Exists(own.filter(kind__in=("02", "04"))),
            house_stands=Exists(details.filter(moved_in_on__isnull=False, old_house_gone=False)),
            land_waits=Exists(details.filter(old_house_gone=True, land_restored=False)),
            too_large=Exists(large) & Q(Exists(_registered(scope, year))),
            own_much=Exists(paid) & Q(Exists(_registered(scope, year))),
            site=Subquery(latest.values("site")[:1]),
            moved_in_on=Subquery(latest.values("moved_in_on")[:1]),
            moved_persons=Subquery(latest.values("moved_persons")[:1]),
            floor_m2=Subquery(latest.values("floor_m2")[:1]),
        )
    )


def _registered(scope: Scope, year: int) -> QuerySet[Household]:
    return Household.objects.within(scope).filter(is_registered(year), pk=OuterRef("pk"))


def with_gap(rows: QuerySet[Household], gap: str) -> QuerySet[Household]:
    """Those with the gap; with any of them for ""."""
    if gap in GAPS:
        return rows.filter(**{gap: True})
    any_gap = Q()
    for name in GAPS:
        any_gap |= Q(**{name: True})
    return rows.filter(any_gap)


def counted(rows: QuerySet[Household]) -> dict[str, int]:
    """How many were relocated (``all``) and how many have each gap: one query."""
    sums = {f"n_{name}": Count("pk", filter=Q(**{name: True})) for name in GAPS}
    found: dict[str, int] = rows.aggregate(n_all=Count("pk"), **sums)
    return {name.removeprefix("n_"): count for name, count in found.items()}


def reasons(row: Any) -> list[str]:
    """The gaps of an annotated household in words."""
    return [label for name, label in GAPS.items() if getattr(row, name)]
