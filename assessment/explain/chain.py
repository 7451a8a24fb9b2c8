"""What one save can change: the verdicts of the household, its village and its county, as far as a scope goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assessment.pending import waiting
from core.accounts.scope import Scope
from core.regions.codes import Level, ancestor
from core.regions.selectors import name_of
from households.models import Household, HouseholdVerdict
from villages.models import RegionVerdict


@dataclass(frozen=True)
class Link:
    """One verdict of the chain; ``area`` None is the household. ``judged`` False: no standard, or not computed yet."""

    label: str
    area: int | None
    judged: bool
    outcome: bool | None
    pending: bool


@dataclass(frozen=True)
class Chain:
    """``late_since``: since when the oldest mark waits, once that is too long."""

    links: list[Link]
    late_since: datetime | None

    @property
    def pending(self) -> bool:
        return any(link.pending for link in self.links)


def chain_of(*, scope: Scope, household: Household, year: int) -> Chain:
    """The chain of a household in scope; four queries."""
    area, county = household.area, ancestor(household.area, Level.COUNTY)
    pending = waiting(county, year)
    own = list(
        HouseholdVerdict.objects.within(scope)
        .filter(household=household, year=year)
        .values_list("outcome", flat=True)[:1]
    )
    registered = household.registered_in(year)
    own_waits = registered and pending.concerns_village(area)
    links = [Link("本户", None, bool(own), own[0] if own else None, own_waits)] if registered else []
    places = [place for place in (area, county) if scope.covers(place)]
    outcomes = dict(RegionVerdict.objects.filter(area__in=places, year=year).values_list("area", "outcome"))
    names = name_of(places)
    for place in places:
        waits = pending.concerns_village(place) if place == area else pending.concerns(place)
        links.append(Link(names.get(place, str(place)), place, place in outcomes, outcomes.get(place), waits))
    return Chain(links, pending.late_since)
