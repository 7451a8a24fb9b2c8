"""The subjects of the matrix that the library has: in each of the four villages a project with its household."""

from __future__ import annotations

from projects.models import Project, ProjectBeneficiary, ProjectVillage
from tests.matrix.world import PLACES, Subject, World


def at_projects(world: World) -> list[Subject]:
    found = []
    for label, area in PLACES.items():
        household = world.household(area)
        row, new = Project.all_rows.get_or_create(
            code=f"XM{area:012d}2018001", defaults={"name": "项目", "area": area, "year": 2018}
        )
        if new:
            ProjectVillage.all_rows.create(project=row, area=area)
            ProjectBeneficiary.all_rows.create(project=row, household=household, area=area)
        found.append(Subject(label, {"pk": row.pk}, area))
    return found
