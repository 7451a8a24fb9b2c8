"""The subjects of the matrix that persons decide: a recognition of the household of each of the four villages."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from tests.matrix.world import PLACES, Subject, World
from villages.models import HOUSEHOLD_LEVEL, Recognition


def at_recognitions(world: World) -> list[Subject]:
    """One recognition a village, proposed by nobody of the cast."""
    found = []
    for label, area in PLACES.items():
        row, _ = Recognition.all_rows.get_or_create(
            household_id=world.household(area).pk,
            area=area,
            level=HOUSEHOLD_LEVEL,
            year=2018,
            kind="met",
            valid_until=date(2099, 1, 1),
            reason="理由",
            document="文号",
            proposed_by=999_999,
            proposed_name="某人",
            defaults={"proposed_at": timezone.now()},
        )
        found.append(Subject(label, {"pk": row.pk}, area))
    return found
