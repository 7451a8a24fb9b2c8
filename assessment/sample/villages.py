"""The rows of the sheets 村 and 县: facts that fit the style of the village and the households made in it."""

from __future__ import annotations

import re
from typing import Final

from assessment.sample.draw import Draw
from assessment.sample.fates import FACTS, GAPS, NOT_MET, OPEN, POOR, UNKNOWN, Plan
from assessment.sample.places import TONGJIANG, YANGBAI_POOR, County
from assessment.sample.sheets import Cell, Row

# One village without 农业户籍人口数 leaves its whole county undecided, so only some counties have such.
_UNCOUNTED: Final = frozenset({TONGJIANG, 420624000000, 420625000000})
_COUNTS: Final = ("clinics", "doctors", "culture_rooms")
_EXAMPLE: Final = "示例：规划只写明有四个贫困村，未列村名，此处为演示选定；数据均为合成"
_PRIVATE_USE: Final = re.compile("[\ue000-\uf8ff]")
_SYNTHETIC: Final = "合成数据"


def village_row(seed: int, plan: Plan) -> Row:
    """The facts of a village in a year. Its outcome follows from its style, where its standard has the criterion."""
    draw = Draw(seed, plan.place.code, "village")
    rural, households = _population(draw, plan)
    facts = _facts(draw, plan)
    dangerous, unsafe = plan.failing("housing"), plan.failing("water")
    if plan.style in (FACTS, POOR) and draw.chance(0.5):
        dangerous, unsafe = dangerous + draw.between(0, 3), unsafe + draw.between(0, 5)
    income = draw.between(7800, 15_500)
    if plan.place.virtual:
        rural, households = 0, 0
    if plan.style == GAPS and (not plan.rules.facts or (plan.place.county in _UNCOUNTED and draw.chance(0.5))):
        rural = None
    elif plan.style == GAPS:
        facts[draw.pick(plan.rules.facts)] = None
    return (
        str(plan.place.code),
        _name(plan.place.name),
        "是" if plan.place.poor else "否",
        households,
        rural,
        dangerous,
        unsafe,
        *(facts[name] for name in ("hard_road", "power", "tv", "broadband", "bus", *_COUNTS, "industry")),
        draw.between(0, 12) * 10_000 + draw.between(1, 9999) if draw.chance(0.96) else None,
        income,
        _EXAMPLE if plan.place.code in YANGBAI_POOR else _SYNTHETIC,
    )


def _name(official: str) -> str | None:
    """The name, or blank where the bureau's own list spells it with a character of the private use area."""
    return None if _PRIVATE_USE.search(official) else official


def _population(draw: Draw, plan: Plan) -> tuple[int | None, int]:
    """农业户籍人口数 such that the incidence is on the side that the style demands, and 总户数."""
    low, high = plan.persons(NOT_MET), plan.persons(NOT_MET, UNKNOWN)
    threshold = plan.rules.incidence
    people = max(draw.between(650, 2100), plan.place.members * 2)
    if plan.style == POOR:
        # Above the threshold with room to spare, but never fewer people than are registered.
        people = max(plan.place.members + 1, min(people, low * 100 * 10 // (threshold * 14)))
    elif plan.style == OPEN and high > low:
        people = (low + high) * 50 // threshold + 1
        people = max(people, plan.place.members + 1)
    else:
        people = max(people, high * 100 * 10 // (threshold * 8) + 1)
    return people, max(int(people / (3.1 + draw.random())), plan.place.households)


def _facts(draw: Draw, plan: Plan) -> dict[str, Cell]:
    facts: dict[str, Cell] = dict.fromkeys(("hard_road", "power", "tv", "broadband", "bus", "industry"), "是")
    facts |= {"clinics": 1, "doctors": draw.between(1, 2), "culture_rooms": 1}
    if draw.chance(0.05):
        facts["clinics"] = 2
    asked = plan.rules.facts
    for name in ("hard_road", "bus", "industry"):
        if name not in asked and draw.chance(0.06):
            facts[name] = "否"
    if plan.style == FACTS and asked:
        for name in draw.shuffled(asked)[: draw.between(1, 2)]:
            facts[name] = 0 if name in _COUNTS else "否"
    return facts


# 抽样脱贫人口数, 错退人口数, 抽样非建档立卡人口数, 漏评人口数, 调查户数, 认可户数; 农村居民人均可支配收入 is drawn.
_SURVEYS: Final = (
    (1206, 9, 1843, 11, 624, 588),
    (1450, 14, 2210, 15, 700, 668),
    (980, 26, 1502, 12, 540, 511),
    (1310, 8, 1975, 44, 610, 572),
    (1125, 10, 1680, 9, 580, 506),
    (1064, 7, 1590, 8, 560, None),
)
_GOOD_SURVEYS: Final = 2


def county_row(seed: int, county: County, at: int) -> Row:
    """The exit survey of a county, the ``at``-th of the sample; one in five fails or lacks a figure."""
    draw = Draw(seed, county.code, "county")
    survey = _SURVEYS[draw.between(0, _GOOD_SURVEYS - 1)]
    if county.code != TONGJIANG and at % 5 == 4:
        survey = _SURVEYS[draw.between(_GOOD_SURVEYS, len(_SURVEYS) - 1)]
    return (str(county.code), *survey, draw.between(98, 165) * 100 + draw.between(0, 99))
