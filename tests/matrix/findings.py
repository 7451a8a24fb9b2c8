"""The subjects of the matrix that findings have: one of a household at each of the four villages."""

from __future__ import annotations

from datetime import date

from core.findings.models import Finding
from tests.matrix.world import PLACES, Subject, World

DAY = date(2018, 10, 8)


def at_findings(world: World) -> list[Subject]:
    found = []
    for label, area in PLACES.items():
        household = world.household(area)
        row, _ = Finding.all_rows.get_or_create(
            rule="64B",
            year=2018,
            subject_id=household.pk,
            defaults={
                "level": "household",
                "household_id": household.pk,
                "area": area,
                "severity": "W",
                "values": {"head": household.head_name, "km": "9.00"},
                "opened_on": DAY,
                "due_on": DAY,
            },
        )
        found.append(Subject(label, {"pk": row.pk}, area, household))
    return found
