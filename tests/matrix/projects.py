"""The subjects of the matrix that the library has: in each of the four villages a project with its household."""

from __future__ import annotations

from projects.models import Asset, AssetDistribution, AssetIncome, Project, ProjectBeneficiary, ProjectVillage
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


def _asset(world: World, area: int) -> Asset:
    found: Asset = Asset.all_rows.get_or_create(
        code=f"ZC{area:012d}0001",
        defaults={"name": "资产", "area": area, "kind": "public", "owner_level": "village", "original_value": 100},
    )[0]
    return found


def at_assets(world: World) -> list[Subject]:
    return [Subject(label, {"pk": _asset(world, area).pk}, area) for label, area in PLACES.items()]


def at_incomes(world: World) -> list[Subject]:
    """Each with a share of the village's household."""
    found = []
    for label, area in PLACES.items():
        income, new = AssetIncome.all_rows.get_or_create(
            asset=_asset(world, area), area=area, year=2018, period="全年", defaults={"amount": 10}
        )
        if new:
            AssetDistribution.all_rows.create(income=income, household=world.household(area), area=area, amount=5)
        found.append(Subject(label, {"pk": income.pk}, area))
    return found


def at_project_codes(world: World) -> list[Subject]:
    """The same by their code, as the REST interface has them."""
    return [Subject(item.label, {"code": f"XM{item.area:012d}2018001"}, item.area) for item in at_projects(world)]


def at_asset_codes(world: World) -> list[Subject]:
    return [Subject(label, {"code": _asset(world, area).code}, area) for label, area in PLACES.items()]


def at_income_codes(world: World) -> list[Subject]:
    """Incomes below the code of their asset."""
    codes = {item.area: item.kwargs["code"] for item in at_asset_codes(world)}
    return [Subject(item.label, {"code": codes[item.area], **item.kwargs}, item.area) for item in at_incomes(world)]
