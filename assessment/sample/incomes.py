"""The ten income cells of a household that add up to what its fate demands, in whole yuan."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from assessment.sample.draw import Draw
from assessment.sample.families import Person
from assessment.sample.members import ABLE

_STANDARDS: Final = Path(__file__).resolve().parents[2] / "data" / "standards.json"
# Per head and year: the basic pension of the rural scheme, the support of the destitute.
_PENSION, _DESTITUTE = 1260, 6240
_ECO_PER_MU: Final = 125


class Income(NamedTuple):
    """CONTRACT 3's ten cells in their order, yuan."""

    wage: int
    business: int
    property: int
    family_planning: int
    subsistence: int
    destitute: int
    pension: int
    eco: int
    other: int
    cost: int


@lru_cache
def exit_line(year: int) -> int:
    """The national exit line of the year in yuan a head; of the nearest year where there is none."""
    lines = json.loads(_STANDARDS.read_text(encoding="utf-8"))["poverty_lines"]
    national: dict[int, float] = {
        line["year"]: line["amount"] for line in lines if line["region"] is None and line["purpose"] == "exit"
    }
    return round(national[min(national, key=lambda known: (abs(known - year), known))])


def income(draw: Draw, people: list[Person], line: int, *, enough: bool, forest_return_mu: float) -> Income:
    """Ten cells whose sum a head is above ``line`` or, unless ``enough``, at or below it."""
    size = len(people)
    net = _net(draw, size, line, enough=enough)
    grants = _grants(draw, people, forest_return_mu)
    granted = sum(grants)
    if enough and granted > net:
        net = granted + draw.between(1, 400)
    if granted > net * 9 // 10:
        grants = [grant * net * 9 // (10 * granted) if granted else 0 for grant in grants]
    rest = net - sum(grants)
    property_income = draw.between(50, 600) if rest > 2000 and draw.chance(0.3) else 0
    rest -= property_income
    earners = sum(person.months is not None or person.post is not None for person in people)
    able = any(person.skill in ABLE or person.age < 75 for person in people)
    wage = rest if earners and draw.chance(0.3) else int(rest * (0.5 + 0.4 * draw.random())) if earners else 0
    wage = wage if wage >= 300 else 0
    rest -= wage
    other = draw.between(0, min(rest, 700)) if able else rest
    rest -= other
    cost = int(rest * (0.2 + 0.4 * draw.random()))
    family_planning, subsistence, destitute, pension, eco = grants
    return Income(
        wage, rest + cost, property_income, family_planning, subsistence, destitute, pension, eco, other, cost
    )


def _net(draw: Draw, size: int, line: int, *, enough: bool) -> int:
    """Net income of the household; many are near the line, a few exactly on it (which is not above)."""
    chance = draw.random()
    if enough:
        low, high = (1.0, 1.06) if chance < 0.12 else (1.06, 1.9) if chance < 0.6 else (1.9, 4.2)
        return max(size * line + 1, int(size * line * (low + (high - low) * draw.random())))
    if chance < 0.05:
        return size * line
    low, high = (0.94, 1.0) if chance < 0.45 else (0.45, 0.94) if chance < 0.97 else (0.005, 0.016)
    return int(size * line * (low + (high - low) * draw.random()))


def _grants(draw: Draw, people: list[Person], forest_return_mu: float) -> list[int]:
    """计划生育金, 低保金, 特困供养金, 养老保险金, 生态补偿金."""
    poor = sum(person.dibao == "农村低保" for person in people)
    destitute = sum(person.destitute == "农村特困" for person in people)
    old = sum(person.age >= 60 and person.resident_pension == "是" for person in people)
    family_planning = 960 if old and draw.chance(0.1) else 0
    return [
        family_planning,
        poor * draw.between(90, 200) * 12,
        destitute * _DESTITUTE,
        old * _PENSION,
        int(forest_return_mu * _ECO_PER_MU),
    ]
