"""Striking households off: the register's part of an exit, in sets."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F, Q
from django.db.models.functions import Now

from core.audit.trail import Actor, recorded
from households.models import Household, HouseholdYear
from households.rules import OUT_OF_POVERTY, RELAPSED
from households.services.errors import YearError

NOT_OUT = "0"
STRUCK_OFF = "1"


def households_lock(household_ids: Collection[int]) -> None:
    """Hold the households until the end of the transaction: every edit of one waits, none is under way."""
    rows = Household.all_rows.select_for_update(no_key=True).filter(pk__in=list(household_ids))
    list(rows.order_by("pk").values_list("pk", flat=True))


def households_strike_off(*, actor: Actor, household_ids: Collection[int], year: int) -> int:
    """Register the exit of ``year``: 脱贫状态 1 and 脱贫年度; how many records changed.

    Later years that were carried forward meanwhile follow, unless the household has fallen back in between. A
    household that is out already stays as it is. YearError when one has no record of the year; then nothing changes.
    """
    wanted = set(household_ids)
    with recorded(actor, reason="退出销号"):
        rows = HouseholdYear.all_rows.filter(household__in=wanted)
        if rows.filter(year=year).count() != len(wanted):
            raise YearError(f"有户没有 {year} 年度的资料，不能销号")
        not_out = Q(poverty_status__isnull=True) | ~Q(poverty_status__in=OUT_OF_POVERTY)
        earlier = Q(relapse_year__isnull=True) | Q(relapse_year__lte=year)
        carried = Q(year__gt=year, poverty_status__in=(NOT_OUT, RELAPSED)) & earlier
        return int(
            rows.filter(Q(year=year) & not_out | carried).update(
                poverty_status=STRUCK_OFF,
                exit_year=year,
                source="form",
                batch=None,
                row=None,
                version=F("version") + 1,
                updated_by=actor.user_id,
                updated_at=Now(),
            )
        )
