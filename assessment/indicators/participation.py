"""Taking part in an income project (DOMAIN 1.A A-07): from the year's measures and the projects that reach a household.

Known: somebody of the household is able to work or nobody is, a measure or project of a development kind is under
way, or the year's measures are written down and none is of such a kind. Where no measure of the year is written down
at all nobody can tell.
"""

from __future__ import annotations

from typing import Final

from assessment.indicators.base import Indicator
from assessment.indicators.household import BORN, NOT_AT_WORK, NOT_FULLY_ABLE, SKILL, recorded
from assessment.kleene import AgedAtLeast, Always, Beside, Every, Given, OneOf, Or, Rows, Source
from projects.models import Measure, Project, ProjectBeneficiary

# 产业（含资产收益）、就业、公益岗位 of the list measure_kind; a course is no project: able_skill asks for it.
KINDS: Final = ("01", "02", "04")
NO_PROJECT: Final = "training"
UNDER_WAY: Final = (Measure.Status.DOING, Measure.Status.DONE)
# 产业项目、就业项目、公益岗位、产业发展 of project_category, from the contract on.
CATEGORIES: Final = ("101", "102", "104", "201")
STATES: Final = (
    Project.State.CONTRACTED, Project.State.BUILDING, Project.State.ACCEPTED, Project.State.SETTLED,
    Project.State.ANNOUNCED, Project.State.ASSET_REGISTERED, Project.State.STRUCK_OFF,
)  # fmt: skip


def _list(codes: tuple[str, ...]) -> str:
    return ", ".join(f"'{code!s}'" for code in codes)


_MEASURE, _LINK, _PROJECT = Source(Measure, "e"), Source(ProjectBeneficiary, "b"), Source(Project, "p")
MEASURES: Final = Rows(
    "pm",
    f"""
  SELECT e.household_id,
    bool_or(e.kind IN ({_list(KINDS)}) AND e.sector <> '{NO_PROJECT}' AND e.status IN ({_list(UNDER_WAY)})) AS surely
  FROM projects_measure e WHERE e.area = ANY(%(areas)s::bigint[]) AND e.year = %(year)s
  GROUP BY e.household_id""",
    tuple(_MEASURE.code(name) for name in ("year", "kind", "sector", "status")),
)
PROJECTS: Final = Rows(
    "pb",
    f"""
  SELECT b.household_id, TRUE AS surely
  FROM projects_projectbeneficiary b JOIN projects_project p ON p.id = b.project_id AND p.year = %(year)s
    AND p.category IN ({_list(CATEGORIES)}) AND p.state IN ({_list(STATES)})
  WHERE b.area = ANY(%(areas)s::bigint[])
  GROUP BY b.household_id""",
    (_LINK.code("household"), *(_PROJECT.code(name) for name in ("year", "category", "state"))),
)
_NOBODY_ABLE = Every("income_project", Or(*NOT_AT_WORK, AgedAtLeast(BORN, 60), OneOf(SKILL, NOT_FULLY_ABLE)))

INDICATORS = [
    Indicator(
        "income_project",
        "household",
        "有劳动能力的户参加一个增收项目",
        truth=recorded(
            Or(
                _NOBODY_ABLE,
                Beside(MEASURES, surely=True),
                Beside(PROJECTS, surely=True),
                Given(Beside(MEASURES), Always(value=False)),
            )
        ),
    ),
]
