"""Which indicator the money of a project category is meant to move (ANCHORS 5.10); by household or by village."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_INCOME: Final = ("income_above_line", "income_source", "income_path", "income_project")
_HOUSE: Final = ("safe_housing",)
_DAILY: Final = ("safe_water", "power", "tv")
_GUARANTEED: Final = ("guaranteed_income", "food", "clothing", "pension")

# Codes of the list project_category. A category without an aim (项目管理费, 其他) moves no indicator of its own.
HOUSEHOLD: Final[Mapping[str, tuple[str, ...]]] = {
    "101": _INCOME,
    "102": ("income_above_line", "income_source", "able_skill", "young_training"),
    "103": _HOUSE,
    "104": ("income_above_line", "income_source"),
    "105": ("compulsory_education",),
    "106": ("basic_medical",),
    "107": _HOUSE,
    "108": ("income_above_line", "income_path"),
    "109": _DAILY,
    "110": _GUARANTEED,
    "201": _INCOME,
    "204": (*_HOUSE, "income_above_line"),
    "205": ("compulsory_education", "basic_medical", *_HOUSE, "safe_water"),
}
VILLAGE: Final[Mapping[str, tuple[str, ...]]] = {
    "101": ("industry", "collective_income"),
    "109": ("unsafe_water_households", "power", "tv"),
    "111": ("hard_road", "power", "broadband", "bus"),
    "112": ("clinic", "clinic_with_doctor", "culture_facility", "broadband"),
    "201": ("industry", "collective_income"),
    "203": ("hard_road", "power", "broadband", "bus", "unsafe_water_households"),
}
