"""Reads of monitoring: clues, households that the facts suggest, monitored households, counts per region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import (
    Case,
    Count,
    DecimalField,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from assessment.models import Clue, MonitoredHousehold, MonitorMeasure
from assessment.monitoring.guards import CODE
from assessment.monitoring.judged import ranges
from core.accounts.scope import Scope
from core.procedures.models import Case as Procedure
from core.procedures.models import Entry
from core.regions.codes import area_range, level_of
from core.regions.selectors import region_children, year_end
from households.models import Household, HouseholdVerdict
from households.rules import INCOME_FIELDS, OUT_OF_POVERTY
from households.selectors.ordinary import ordinary_households
from households.selectors.register import persons_in

OPEN: Final = Q(dismissed_on__isnull=True, case__isnull=True)
CLUE_STATES: Final = (
    ("open", "待核实"),
    ("late", "已超期"),
    ("taken", "已受理"),
    ("dismissed", "已排除"),
    ("all", "全部"),
)
# Before the county's approval of the elimination chain, and while it runs.
OUT_STATES: Final = ("proposed", "out_appraised", "out_posted", "out_checked", "out_approved")
OBJECT_STATES: Final = (("active", "监测中"), ("leaving", "待消除"), ("eliminated", "已消除"))


def clues(scope: Scope, area: int, state: str, today: date) -> QuerySet[Clue]:
    """The clues below a place in one of CLUE_STATES."""
    low, high = area_range(area)
    rows = Clue.objects.within(scope).filter(area__gte=low, area__lt=high).select_related("household")
    conditions = {
        "open": OPEN,
        "late": OPEN & Q(check_due_on__lt=today),
        "taken": Q(case__isnull=False),
        "dismissed": Q(dismissed_on__isnull=False),
    }
    return rows.filter(conditions.get(state, Q()))


def late_clues(scope: Scope, area: int, today: date) -> QuerySet[Clue]:
    """Those that wait past their day."""
    return clues(scope, area, "late", today)


def clue_of(scope: Scope, pk: int) -> Clue | None:
    return Clue.objects.within(scope).select_related("household", "case").filter(pk=pk).first()


def clues_about(scope: Scope, household_id: int) -> QuerySet[Clue]:
    """Every clue of a household, the newest first."""
    return Clue.objects.within(scope).filter(household=household_id).order_by("-id")


def suggestions(scope: Scope, area: int, year: int) -> QuerySet[HouseholdVerdict]:
    """Exited households that the facts say may fall back, and nobody looks at: not met, or within the range.

    Each with ``judged`` (net + claims − self-paid, of which a blank counts as none: the row says so), ``range_amount``
    per head, ``partial`` whether claims or self-paid expense are blank. Nothing is created.
    """
    low, high = area_range(area)
    waiting = Clue.objects.within(scope).filter(OPEN, household=OuterRef("household_id"))
    running = Procedure.objects.within(scope).filter(
        code=CODE, subject_type="household", subject_id=OuterRef("household_id"), end=""
    )
    rows: QuerySet[HouseholdVerdict] = (
        HouseholdVerdict.objects.within(scope)
        .filter(area__gte=low, area__lt=high, year=year)
        .annotate(
            facts=FilteredRelation("household__years", condition=Q(household__years__year=year)),
            range_amount=_range_case(year),
            judged=F("income")
            + Coalesce(F("facts__claim_income"), Value(Decimal()))
            - Coalesce(F("facts__compliant_self_paid"), Value(Decimal())),
            partial=Case(
                When(facts__claim_income__isnull=True, then=1),
                When(facts__compliant_self_paid__isnull=True, then=1),
                default=0,
                output_field=IntegerField(),
            ),
        )
        .filter(facts__poverty_status__in=OUT_OF_POVERTY)
        .filter(Q(outcome=False) | Q(judged__lte=F("range_amount") * F("members")))
        .filter(~Exists(waiting), ~Exists(running))
        .select_related("household")
    )
    return rows


def ordinary_suggestions(scope: Scope, area: int, year: int) -> QuerySet[Household]:
    """Ordinary households whose judged income is within the range and at which nobody looks: 边缘易致贫户 perhaps.

    With ``judged``, ``persons``, ``range_amount`` and ``partial`` as in ``suggestions``. Nothing is created.
    """
    waiting = Clue.objects.within(scope).filter(OPEN, household=OuterRef("pk"))
    running = Procedure.objects.within(scope).filter(
        code=CODE, subject_type="household", subject_id=OuterRef("pk"), end=""
    )
    facts = [F(f"facts__{name}") for name in INCOME_FIELDS]
    income: Any = facts[0]
    for part in facts[1:-1]:
        income = income + part
    rows: QuerySet[Household] = (
        ordinary_households(scope, year, area)
        .annotate(
            facts=FilteredRelation("years", condition=Q(years__year=year)),
            persons=persons_in(year),
            range_amount=_range_case(year),
            judged=income
            - facts[-1]
            + Coalesce(F("facts__claim_income"), Value(Decimal()))
            - Coalesce(F("facts__compliant_self_paid"), Value(Decimal())),
            partial=Case(
                When(facts__claim_income__isnull=True, then=1),
                When(facts__compliant_self_paid__isnull=True, then=1),
                default=0,
                output_field=IntegerField(),
            ),
        )
        .filter(judged__lte=F("range_amount") * F("persons"))
        .filter(~Exists(waiting), ~Exists(running))
        .order_by("area", "code")
    )
    return rows


def _range_case(year: int) -> Any:
    """The nearest region's range of each row: the lowest levels are asked first."""
    field = DecimalField(max_digits=10, decimal_places=2)
    whens = []
    for region, amount in sorted(ranges(year).items(), key=lambda item: -level_of(item[0])):
        low, high = area_range(region)
        whens.append(When(area__gte=low, area__lt=high, then=Value(amount, output_field=field)))
    return Case(*whens, default=None, output_field=field)


def monitored(scope: Scope, area: int, state: str) -> QuerySet[MonitoredHousehold]:
    """The monitored households below a place in one of OBJECT_STATES ("": all)."""
    low, high = area_range(area)
    rows = MonitoredHousehold.objects.within(scope).filter(area__gte=low, area__lt=high)
    conditions = {
        "active": Q(eliminated_on__isnull=True) & ~Q(case__state__in=OUT_STATES),
        "leaving": Q(case__state__in=OUT_STATES),
        "eliminated": Q(eliminated_on__isnull=False),
    }
    return (
        rows.filter(conditions.get(state, Q()))
        .select_related("household", "case__round")
        .annotate(measure_count=Count("measures"))
    )


def object_of(scope: Scope, pk: int) -> MonitoredHousehold | None:
    rows = MonitoredHousehold.objects.within(scope).filter(pk=pk)
    return rows.select_related("household", "case__round__policy").first()


def objects_about(scope: Scope, household_id: int) -> QuerySet[MonitoredHousehold]:
    """Every record of a household, the newest first."""
    return MonitoredHousehold.objects.within(scope).filter(household=household_id).order_by("-id")


def measures_of(scope: Scope, pk: int) -> QuerySet[MonitorMeasure]:
    return MonitorMeasure.objects.within(scope).filter(record=pk).order_by("starts_on", "id")


def visits_of(row: MonitoredHousehold) -> QuerySet[Entry]:
    """The visits of a record that the caller may see, the newest first."""
    return Entry.objects.filter(case=row.case_id, step="observe").order_by("-id")


@dataclass(frozen=True)
class RegionCount:
    """One region: clues that wait and those of them past their day, households monitored, leaving, eliminated."""

    code: int
    name: str
    open: int
    late: int
    active: int
    leaving: int
    eliminated: int


def by_region(scope: Scope, area: int, year: int, today: date) -> Sequence[RegionCount]:
    """The regions directly below a place; two queries whatever their number, and one for their names."""
    low, high = area_range(area)
    found_clues = list(
        Clue.objects.within(scope)
        .filter(OPEN, area__gte=low, area__lt=high)
        .order_by()
        .values_list("area")
        .annotate(count=Count("pk"), late=Count("pk", filter=Q(check_due_on__lt=today)))
    )
    rows = MonitoredHousehold.objects.within(scope).filter(area__gte=low, area__lt=high).order_by()
    leaving = Q(case__state__in=OUT_STATES)
    found_rows = list(
        rows.values_list("area").annotate(
            active=Count("pk", filter=Q(eliminated_on__isnull=True) & ~leaving),
            leaving=Count("pk", filter=leaving),
            gone=Count("pk", filter=Q(eliminated_on__isnull=False)),
        )
    )
    lines = []
    for region in region_children(area, year_end(year)):
        start, stop = area_range(region.code)
        here = [row[1:] for row in found_clues if start <= row[0] < stop]
        kept = [row[1:] for row in found_rows if start <= row[0] < stop]
        if here or kept:
            sums = [sum(column) for column in zip(*here, strict=True)] if here else [0, 0]
            counts = [sum(column) for column in zip(*kept, strict=True)] if kept else [0, 0, 0]
            lines.append(RegionCount(region.code, region.name, *sums, *counts))
    return lines
