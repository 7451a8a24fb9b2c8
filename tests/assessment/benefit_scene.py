"""Projects and their households with facts of the year before and of the year."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from households.models import Household, HouseholdYear, Member, MemberYear
from projects.models import Project, ProjectBeneficiary, ProjectVillage
from tests.assessment.scene import (
    GOOD_HOUSEHOLD,
    GOOD_MEMBER,
    YEAR,
    add_member,
    add_project,
    drain,
    good_household,
    line,
    release,
)
from tests.cast import JIACUNGUAN

BEFORE = YEAR - 1


def standard() -> None:
    release("household", ["income_above_line", "food", "safe_housing"])
    line(2995)
    line(2995, year=BEFORE)


def household(
    area: int = JIACUNGUAN, before: dict[str, Any] | None = None, after: dict[str, Any] | None = None,
    members: int = 1, **fields: Any,
) -> Household:  # fmt: skip
    """Good in both years but for what is given; ``before`` None: it came only in the project's year."""
    row = good_household(area, facts=after or {}, measures=False, **fields)
    for _ in range(members - 1):
        add_member(row)
    if before is not None:
        HouseholdYear.all_rows.create(
            household=row, area=area, year=BEFORE,
            **{**GOOD_HOUSEHOLD, "poverty_status": "0", "household_attr": "01", **before},
        )  # fmt: skip
        for person in Member.all_rows.filter(household=row):
            MemberYear.all_rows.create(
                member=person, household=row, area=area, year=BEFORE,
                **{**GOOD_MEMBER, "relation_to_head": "01"},
            )  # fmt: skip
        Member.all_rows.filter(household=row).update(joined_year=BEFORE)
    return row


def project(*households: Household, area: int = JIACUNGUAN, state: str = "settled", **fields: Any) -> Project:
    row = add_project(state, area=area)
    Project.all_rows.filter(pk=row.pk).update(**fields)
    for village in {item.area for item in households} or {area}:
        ProjectVillage.all_rows.create(project=row, area=village)
    ProjectBeneficiary.all_rows.bulk_create(
        ProjectBeneficiary(project=row, household=item, area=item.area) for item in households
    )
    row.refresh_from_db()
    return row


def five() -> tuple[Project, list[Household]]:
    """By hand: one up, one down, one new in the register, one ordinary, one unknown before."""
    standard()
    rows = [
        household(before={"no_worry_food": False, "wage_income": 2000}),
        household(before={"wage_income": 10000}, after={"no_worry_food": False}, members=2),
        household(),
        household(registered_from=None),
        household(before={"no_worry_food": None}),
    ]
    made = project(*rows, total=Decimal(100000), settled=Decimal(90000), name="核桃园")
    drain()
    return made, rows
