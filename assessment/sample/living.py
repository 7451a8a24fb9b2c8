"""How a household lives: the cells from 不愁吃 to 是否加入农民专业合作社, in the order of the sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from assessment.sample.draw import Draw, pool
from assessment.sample.fates import NOT_MET, Fate, rules_of
from assessment.sample.sheets import Cell

_ROADS: Final = pool({"水泥路": 11, "砂石路": 4, "泥土路": 4, "沥青路": 1})
_FUELS: Final = pool({"柴草": 12, "清洁能源": 6, "煤炭": 1, "其它": 1})
YES, NO = "是", "否"


@dataclass(slots=True)
class Living:
    """One household's conditions; areas in mu, distance in km, housing in square metres."""

    food: str | None
    clothing: str | None
    water: str | None
    power: str | None
    tv: str | None
    dangerous: str | None
    grade: str | None
    housing_m2: int | None
    path: str | None
    road: str | None
    km_to_main_road: float | None
    farmland_mu: float | None
    irrigated_mu: float | None
    woodland_mu: float | None
    forest_return_mu: float | None
    orchard_mu: float | None
    pasture_mu: float | None
    water_mu: float | None
    fuel: str | None
    toilet: str | None
    cooperative: str | None

    def cells(self) -> tuple[Cell, ...]:
        return tuple(getattr(self, name) for name in self.__slots__)


def living(draw: Draw, size: int, fate: Fate, code: int) -> Living:
    """The conditions of a household of ``size``, all in order but for what its fate demands."""
    farmland = round(size * (0.3 + 2.2 * draw.random()), 1)
    woodland = round(12 * draw.random(), 1)
    forest_return = round(min(woodland, 4 * draw.random()), 1) if draw.chance(0.45) else 0.0
    home = Living(
        food=YES,
        clothing=YES,
        water=YES,
        power=YES,
        tv=YES,
        dangerous=NO,
        grade="A级" if draw.chance(0.6) else "B级" if draw.chance(0.5) else None,
        housing_m2=draw.between(15, 40) * size + draw.between(0, 30),
        path="有",
        road=draw.pick(_ROADS),
        km_to_main_road=round(3.5 * draw.random() ** 2, 1),
        farmland_mu=farmland,
        irrigated_mu=round(farmland * draw.random() * 0.8, 1),
        woodland_mu=woodland,
        forest_return_mu=forest_return,
        orchard_mu=round(3 * draw.random(), 1) if draw.chance(0.3) else 0.0,
        pasture_mu=0.0,
        water_mu=round(draw.random(), 1) if draw.chance(0.08) else 0.0,
        fuel=draw.pick(_FUELS),
        toilet="有" if draw.chance(0.72) else "无",
        cooperative=YES if draw.chance(0.38) else NO,
    )
    _unasked(draw, home, rules_of(code).failures)
    if fate.kind == "housing":
        _unsafe(draw, home, fate.outcome)
    elif fate.kind in _FIELDS:
        blank = fate.outcome != NOT_MET
        setattr(home, fate.kind, None if blank else "无" if fate.kind == "path" else NO)
    return home


_FIELDS: Final = frozenset({"food", "clothing", "water", "power", "tv", "path"})
# Cells that no standard reads and that are left blank now and then.
_GAPS: Final = ("housing_m2", "road", "km_to_main_road", "woodland_mu", "fuel", "toilet", "cooperative")


def _unasked(draw: Draw, home: Living, kinds: tuple[str, ...]) -> None:
    """Facts that the place's standard does not ask for are not always in order, and not always filled."""
    chance = draw.random()
    if chance < 0.02 and "tv" not in kinds:
        home.tv = NO
    elif chance < 0.06 and "path" not in kinds:
        home.path = "无"
    if draw.chance(0.04):
        setattr(home, draw.pick(_GAPS), None)


def _unsafe(draw: Draw, home: Living, outcome: str) -> None:
    if outcome != NOT_MET:
        home.dangerous = home.grade = None
        return
    home.dangerous, home.grade = YES, "C级" if draw.chance(0.65) else "D级"
    chance = draw.random()
    if chance < 0.1:
        home.grade = None
    elif chance < 0.2:
        # A contradiction that is stored: the grade decides.
        home.dangerous = NO
