"""Rules of villages (68): for each a village that is a hit, and one that just is not."""

from __future__ import annotations

from typing import Any

import pytest

from core.findings.models import Finding
from core.findings.registry import rules
from core.findings.services import sweep
from tests import factories
from tests.cast import CHENGGUAN_VILLAGE, JIACUNGUAN, XIANRENQIAN

pytestmark = pytest.mark.django_db
OUT = {
    "is_delisted": True,
    "hard_road": True,
    "clinics": 1,
    "doctors": 1,
    "culture_rooms": 1,
    "collective_income": 1,
    "rural_population": 1,
}
BAD: dict[str, Any] = {
    "households": 10,
    "dangerous_households": 11,
    "unsafe_water_households": 11,
    "dibao_households": 11,
    "population": 9,
    "rural_population": 10,
    "farmland_mu": 9,
    "woodland_mu": 9,
}
GOOD: dict[str, Any] = {
    "households": 10,
    "dangerous_households": 10,
    "unsafe_water_households": 10,
    "dibao_households": 10,
    "population": 10,
    "farmland_mu": 10,
    "woodland_mu": 10,
}


def found(area: int) -> set[str]:
    return set(Finding.all_rows.filter(area=area, level="village").values_list("rule", flat=True))


def test_each_rule_finds_its_hit_and_leaves_its_neighbour(places: object) -> None:
    for area in (JIACUNGUAN, XIANRENQIAN):
        factories.household(area, facts={"farmland_mu": 10, "woodland_mu": 10})
    factories.village_year(JIACUNGUAN, **BAD)
    factories.village_year(XIANRENQIAN, **GOOD, **OUT)
    # delisted, and nothing filled; a blank number of households is no hit of 68A to C
    factories.village_year(CHENGGUAN_VILLAGE, is_delisted=True, dangerous_households=5)
    sweep(2018)
    numbers = {f"68{letter}" for letter in "ABCJKL"}
    lacking = {f"68{letter}" for letter in "DEFGHI"}
    assert (found(JIACUNGUAN), found(XIANRENQIAN), found(CHENGGUAN_VILLAGE)) == (numbers, set(), lacking)
    assert numbers | lacking == {
        rule.code for rule in rules() if rule.level == "village" and rule.code.startswith("68")
    }
