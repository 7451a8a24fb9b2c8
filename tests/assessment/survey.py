"""A small survey: 通江县 with exited and registered households in three villages, its people, and how it is entered."""

from __future__ import annotations

from typing import Any

from assessment.models import SampleSurvey, SampleUnit
from assessment.models.sampling import ANSWERS
from assessment.sampling import services
from core.accounts.models import User
from core.accounts.rights import Role
from tests import factories
from tests.assessment.roadmap import actor, scope
from tests.assessment.scene import GOOD_VILLAGE, add_member, drain, good_household, line, release
from tests.cast import CHENGGUAN_VILLAGE, JIACUNGUAN, NUOJIANG_VILLAGE, TONGJIANG, XIANRENQIAN

GOOD = {**dict.fromkeys(ANSWERS, True), "reached": True, "approves": True, "surveyor": "沈岚", "note": ""}


def build() -> None:
    """Ten exited households (two members) and five registered ones a village; a foreign county beside."""
    release("household", ["income_above_line", "food"])
    release("county", ["wrong_exit_rate", "recognition_rate"])
    line()
    for area in (JIACUNGUAN, XIANRENQIAN, NUOJIANG_VILLAGE, CHENGGUAN_VILLAGE):
        factories.village_year(area, **{**GOOD_VILLAGE, "is_poor": area == JIACUNGUAN})
        for number in range(15):
            facts = {"poverty_status": "1" if number < 10 else "0", "exit_year": 2017 if number < 10 else None}
            add_member(good_household(area, facts=facts))
    drain()


def plan(**changes: Any) -> services.Plan:
    fields: dict[str, Any] = {
        "area": TONGJIANG,
        "year": 2018,
        "title": "退出抽查",
        "unit": "household",
        "purpose": "third",
        "method": "proportional",
        "size": 12,
        "seed": "7",
    }
    return services.Plan(**{**fields, **changes})


def draw(person: User, **changes: Any) -> SampleSurvey:
    return services.survey_draw(actor=actor(person), scope=scope(TONGJIANG), plan=plan(**changes))


def second_officer() -> User:
    return factories.user("county_second", Role.COUNTY, TONGJIANG)


def do(step: Any, person: User, survey: SampleSurvey, area: int = TONGJIANG) -> SampleSurvey:
    found: SampleSurvey = step(actor=actor(person), scope=scope(area), pk=survey.pk)
    return found


def units(survey: SampleSurvey) -> list[SampleUnit]:
    return list(SampleUnit.all_rows.filter(survey=survey).order_by("number"))


def answer(person: User, unit: SampleUnit, **changes: Any) -> SampleUnit:
    return services.unit_save(
        actor=actor(person), scope=scope(TONGJIANG), pk=unit.pk, values={**GOOD, **changes}, version=unit.version
    )
