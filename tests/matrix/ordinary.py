"""The four villages' households as ordinary ones (一般农户), for routes that only those have."""

from __future__ import annotations

from households.models import Household
from tests.matrix.world import Subject, World, at_households


def at_ordinary(world: World) -> list[Subject]:
    """By 户编号; nothing of the world is registered as poor from here on."""
    Household.all_rows.filter(pk__in=[row.pk for row in world.households.values()]).update(registered_from=None)
    return at_households()(world)
