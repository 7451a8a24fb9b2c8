"""The subjects of the matrix that disasters have: in each of the four villages an event with its household."""

from __future__ import annotations

from datetime import date

from projects.models import Disaster, DisasterHousehold, DisasterPlace
from tests.matrix.world import PLACES, Subject, World


def _event(world: World, area: int) -> tuple[Disaster, DisasterHousehold]:
    row, new = Disaster.all_rows.get_or_create(
        code=f"ZH{area:012d}0001", defaults={"area": area, "name": "洪灾", "kind": "2", "happened_on": date(2018, 2, 1)}
    )
    if new:
        DisasterPlace.all_rows.create(disaster=row, area=area)
    hit, _ = DisasterHousehold.all_rows.get_or_create(disaster=row, household=world.household(area), area=area)
    return row, hit


def at_disasters(world: World) -> list[Subject]:
    return [Subject(label, {"pk": _event(world, area)[0].pk}, area) for label, area in PLACES.items()]


def at_hit_households(world: World) -> list[Subject]:
    """As they stand, so that a removed one is there again for the next."""
    found = []
    for label, area in PLACES.items():
        found.append(Subject(label, {"pk": _event(world, area)[1].pk}, area, world.household(area)))
    return found
