"""Arithmetic on the 12-digit area codes (统计用区划代码); no database, no state.

An area is a bigint of 12 digits, hierarchical by level (2, 4, 6, 9 and 12 digits, zero-padded);
0 stands for the whole country. Scope, joins and marks use integer ranges made here and nowhere else.
"""

from __future__ import annotations

from enum import IntEnum

COUNTRY = 0
DIGITS = {0: 0, 1: 2, 2: 4, 3: 6, 4: 9, 5: 12}


class Level(IntEnum):
    """The administrative level of a region, as in the region files' column ``level``."""

    COUNTRY = 0
    PROVINCE = 1
    CITY = 2
    COUNTY = 3
    TOWNSHIP = 4
    VILLAGE = 5


LEVEL_NAMES = {
    Level.COUNTRY: "全国",
    Level.PROVINCE: "省",
    Level.CITY: "市",
    Level.COUNTY: "县",
    Level.TOWNSHIP: "乡镇",
    Level.VILLAGE: "村",
}


def parse_area(text: str | int) -> int:
    """The area of an official code of 2, 4, 6, 9 or 12 digits (shorter ones are padded); ValueError otherwise."""
    digits = str(text).strip()
    if digits == "0":
        return COUNTRY
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in (2, 4, 6, 9, 12) or digits[0] == "0":
        raise ValueError(f"「{digits}」不是行政区划代码，应为 2、4、6、9 或 12 位数字")
    return int(digits.ljust(12, "0"))


def level_of(area: int) -> Level:
    """The level that the trailing zeros of a code tell (a township 511921100000 is a township, not a county)."""
    if area == COUNTRY:
        return Level.COUNTRY
    if area % 1000:
        return Level.VILLAGE
    if area % 10**6:
        return Level.TOWNSHIP
    if area % 10**8:
        return Level.COUNTY
    if area % 10**10:
        return Level.CITY
    return Level.PROVINCE


def ancestor(area: int, level: Level) -> int:
    """The code of the region of ``level`` above (or equal to) ``area``."""
    if level == Level.COUNTRY:
        return COUNTRY
    step: int = 10 ** (12 - DIGITS[level])
    return area // step * step


def ancestors(area: int) -> list[int]:
    """``area`` and the regions above it, nearest first, the country (0) last."""
    chain: list[int] = []
    for level in range(level_of(area), -1, -1):
        code = ancestor(area, Level(level))
        if code not in chain:
            chain.append(code)
    return chain


def area_range(area: int) -> tuple[int, int]:
    """The half-open range [low, high) of every code at or below ``area``."""
    if area == COUNTRY:
        return 0, 10**12
    return area, area + 10 ** (12 - DIGITS[level_of(area)])


def is_committee_of_residents(area: int) -> bool:
    """Whether a village-level code is a 居民委员会 (third part 001–199)."""
    return 1 <= area % 1000 <= 199
