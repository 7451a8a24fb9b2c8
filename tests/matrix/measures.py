"""The subjects of the matrix that measures have: at each of the four villages one measure of the household."""

from __future__ import annotations

from projects.models import Measure
from tests.matrix.world import PLACES, Subject, World
from tests.projects.scene import PIGS, measure


def at_measures(world: World) -> list[Subject]:
    found = []
    for label, area in PLACES.items():
        household = world.household(area)
        row = Measure.all_rows.filter(household=household).first() or measure(household, PIGS)
        found.append(Subject(label, {"pk": row.pk}, area, household))
    return found
