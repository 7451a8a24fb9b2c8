"""纳入建档立卡: an ordinary household becomes a registered one, from a year on. There is no way back but 清退."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F
from django.db.models.functions import Now

from core.audit.trail import Actor, recorded
from households import rules
from households.models import Household, HouseholdYear
from households.rules import POVERTY_FACTS
from households.services.errors import RegisteredError, RulesBrokenError
from households.services.writing import again_if_moved, locked

POOR = "0"


@again_if_moved
def household_take_in(
    *, actor: Actor, household: Household, year: int, facts: Mapping[str, Any], reason: str
) -> Household:
    """Register an ordinary household as poor from ``year`` on; verdicts follow for that year and every later one.

    ``facts``: 户属性, 致贫原因 and the like (rules.POVERTY_FACTS) of the year; it begins as 未脱贫, here and in later
    years that are carried forward already. RegisteredError, RulesBrokenError, ClosedHouseholdError; then nothing
    changes.
    """
    told = {**{name: facts[name] for name in POVERTY_FACTS if name in facts}, "poverty_status": POOR}
    broken = rules.errors(rules.household_findings(told, year))
    if broken:
        raise RulesBrokenError(broken)
    with recorded(actor, reason=f"纳入建档立卡：{reason}"):
        stored = locked(household)
        if stored.registered_from is not None:
            raise RegisteredError("该户已建档立卡")
        stamp: dict[str, Any] = {"version": F("version") + 1, "updated_by": actor.user_id, "updated_at": Now()}
        Household.all_rows.filter(pk=stored.pk).update(
            registered_from=year, first_identified_on=date(year, 1, 1), first_identified_precision="year", **stamp
        )
        HouseholdYear.all_rows.get_or_create(
            household=stored, year=year, defaults={"area": stored.area, "updated_by": actor.user_id}
        )
        origin: dict[str, Any] = {"source": "form", "batch": None, "row": None}
        HouseholdYear.all_rows.filter(household=stored, year__gte=year).update(**told, **origin, **stamp)
    stored.refresh_from_db()
    return stored
