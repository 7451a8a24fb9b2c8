"""The year before, for the households that the demo's projects reach: poorer, some without safe water or house.

Invented, like everything of the demo. Every eleventh household keeps no record of that year, so that the pages show
what cannot be compared.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import Actor, recorded
from households.models import Household, HouseholdYear, Member, MemberYear
from projects.models import ProjectBeneficiary

LEFT_OUT: Final = 11
# What was earned the year before, of each kind of income.
THEN: Final = Decimal("0.72")
_EARNED: Final = ("wage_income", "business_income", "property_income", "transfer_other")


def load(year: int, actor: Actor) -> None:
    """Copies the year's records one year back with what had not been reached by then."""
    linked = ProjectBeneficiary.objects.within(SYSTEM_SCOPE).values("household_id")
    reached = Household.objects.within(SYSTEM_SCOPE).filter(pk__in=linked)
    ids = list(reached.order_by("code").values_list("pk", flat=True))
    known = [pk for place, pk in enumerate(ids, 1) if place % LEFT_OUT]
    with recorded(actor, reason="演示资料"):
        Member.objects.within(SYSTEM_SCOPE).filter(household__in=ids, joined_year=year).update(joined_year=year - 1)
        rows = list(HouseholdYear.objects.within(SYSTEM_SCOPE).filter(household__in=known, year=year).order_by("area"))
        for place, row in enumerate(rows):
            _before(row, place)
        HouseholdYear.objects.bulk_create(rows)
        people = list(MemberYear.objects.within(SYSTEM_SCOPE).filter(household__in=known, year=year))
        for person in people:
            _back(person)
        MemberYear.objects.bulk_create(people)


def _back(row: HouseholdYear | MemberYear) -> None:
    row.pk, row.year, row.source, row.batch, row.row = None, row.year - 1, "form", None, None
    row._state.adding = True


def _before(row: HouseholdYear, place: int) -> None:
    _back(row)
    for name in _EARNED:
        earned = getattr(row, name)
        setattr(row, name, None if earned is None else (earned * THEN).quantize(Decimal("0.01")))
    if place % 4 == 0:
        row.safe_water_solved = False
    if place % 5 == 0:
        row.is_dangerous_house, row.danger_level = True, "C"
    if place % 9 == 0:
        row.wage_income = None
