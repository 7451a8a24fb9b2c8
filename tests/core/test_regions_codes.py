"""Arithmetic on the 12-digit codes."""

from __future__ import annotations

import pytest

from core.regions.codes import (
    COUNTRY,
    Level,
    ancestor,
    ancestors,
    area_range,
    is_committee_of_residents,
    level_of,
    parse_area,
)


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("51", 510000000000),
        ("5119", 511900000000),
        ("511921", 511921000000),
        ("511921119", 511921119000),
        ("511921119200", 511921119200),
        (511921119200, 511921119200),
        (" 511921 ", 511921000000),
        ("0", COUNTRY),
    ],
)
def test_official_codes_are_padded(text: str | int, area: int) -> None:
    assert parse_area(text) == area


@pytest.mark.parametrize(
    "text", ["", "5", "511", "51192", "5119211192001", "０１", "５１", "051921", "51a1", "-51", "5.1", "1e3"]
)
def test_other_texts_are_no_codes(text: str) -> None:
    with pytest.raises(ValueError, match="行政区划代码"):
        parse_area(text)


@pytest.mark.parametrize(
    ("area", "level"),
    [
        (0, Level.COUNTRY),
        (510000000000, Level.PROVINCE),
        (511900000000, Level.CITY),
        (511921000000, Level.COUNTY),
        (511921100000, Level.TOWNSHIP),  # by stripping zeros it would be 5119211 and take in other townships
        (511921119001, Level.VILLAGE),
    ],
)
def test_levels(area: int, level: Level) -> None:
    assert level_of(area) == level


@pytest.mark.parametrize(
    ("area", "low", "high"),
    [
        (0, 0, 10**12),
        (510000000000, 510000000000, 520000000000),
        (511921100000, 511921100000, 511921101000),
        (511921119200, 511921119200, 511921119201),
    ],
)
def test_ranges(area: int, low: int, high: int) -> None:
    assert area_range(area) == (low, high)


def test_ancestors_nearest_first_also_without_a_county() -> None:
    assert ancestors(511921119200) == [511921119200, 511921119000, 511921000000, 511900000000, 510000000000, 0]
    assert ancestors(441900003000) == [441900003000, 441900000000, 440000000000, 0]
    assert ancestors(0) == [0]
    assert ancestor(511921119200, Level.COUNTRY) == 0


def test_communities_by_their_last_three_digits() -> None:
    assert [is_committee_of_residents(511921119000 + n) for n in (0, 1, 199, 200)] == [False, True, True, False]
