"""Rules of a household's house, water, land and course (DOMAIN 7.4, 61 to 67 and 87 to 89)."""

from __future__ import annotations

from typing import Final

from core.findings.registry import Rule, register
from households.findings import sources  # noqa: F401  (the rows that these rules ask)

HEAD: Final = {"head": "s.head_name"}
LIVING: Final = "住房饮水土地"

register(
    Rule(
        "64B",
        "household",
        "W",
        "离主干路太远",
        "{head}户与村主干路距离 {km} 公里，请核对",
        "s.km_to_main_road > %(most)s",
        LIVING,
        "5_14_014 H17",
        {**HEAD, "km": "s.km_to_main_road"},
        {},
        {"most": ("最多（公里）", 5)},
    ),
)
