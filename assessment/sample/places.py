"""Where the sample is: villages of the committed 2018 edition, or an invented province, and how many live in each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assessment.sample.draw import Draw
from core.regions.codes import Level, ancestor, is_committee_of_residents
from core.regions.files import Entry, read_entries

EDITION: Final = Path(__file__).resolve().parents[2] / "data" / "regions_2018.csv"
TONGJIANG: Final = 511921000000
YANGBAI: Final = 511921119000
# DOMAIN 1.B: four of the fourteen are poor villages; which ones the plan does not say. These are an example.
YANGBAI_POOR: Final = frozenset({511921119203, 511921119209, 511921119212, 511921119213})
XIANGYANG: Final = 420600000000
BAOKANG: Final = 420626000000
BAOKANG_TOWNS: Final = (420626103000, 420626109000)
INVENTED_PROVINCE: Final = 990000000000
# Six of two townships, as an example too.
BAOKANG_POOR: Final = frozenset({420626103204, 420626103207, 420626103208, 420626109202, 420626109206, 420626109211})
# Statistical areas without land, people or committee of their own.
_VIRTUAL: Final = "虚拟"
_TOWN_CODES: Final = range(100, 400)


@dataclass(frozen=True)
class Place:
    """A village or residents' committee; ``households`` and ``members`` are registered ones."""

    code: int
    name: str
    poor: bool = False
    households: int = 0
    members: int = 0

    @property
    def county(self) -> int:
        return ancestor(self.code, Level.COUNTY)

    @property
    def virtual(self) -> bool:
        """A statistical area where nobody lives."""
        return _VIRTUAL in self.name


@dataclass(frozen=True)
class County:
    """A county and its places in the order of their codes."""

    code: int
    name: str
    places: tuple[Place, ...]


def edition() -> list[Entry]:
    """The committed regions of 襄阳市 and 通江县 as of 2018-10-31."""
    return read_entries(EDITION)


def villages_of(entries: Sequence[Entry], area: int, level: Level) -> list[Entry]:
    """The village-level entries of ``area``, by code, without the virtual ones and the committees of streets."""
    return sorted(
        (
            entry
            for entry in entries
            if entry.level == Level.VILLAGE
            and ancestor(entry.code, level) == area
            and _VIRTUAL not in entry.name
            and (not is_committee_of_residents(entry.code) or entry.code // 1000 % 1000 in _TOWN_CODES)
        ),
        key=lambda entry: entry.code,
    )


def virtual_villages_of(entries: Sequence[Entry], area: int, level: Level) -> list[Place]:
    """The virtual areas that count as villages: without a record of theirs no sum over a county is known."""
    return [
        Place(entry.code, entry.name)
        for entry in entries
        if entry.level == Level.VILLAGE
        and ancestor(entry.code, level) == area
        and _VIRTUAL in entry.name
        and not is_committee_of_residents(entry.code)
    ]


def shared_out(total: int, weights: Sequence[float]) -> list[int]:
    """``total`` split over the weights, each share at least 1 where the total allows."""
    if not weights:
        return []
    shares, given, passed = [], 0, 0.0
    whole = sum(weights)
    for weight in weights:
        passed += weight
        upto = round(total * passed / whole)
        shares.append(upto - given)
        given = upto
    if total >= len(weights):
        for place, share in enumerate(shares):
            if share < 1:
                largest = max(range(len(shares)), key=shares.__getitem__)
                shares[largest] -= 1 - share
                shares[place] = 1
    return shares


def peopled(
    draw: Draw, entries: Sequence[Entry], households: int, members: int, poor: frozenset[int] | int
) -> list[Place]:
    """The entries as places that together hold exactly these households and members.

    ``poor``: the poor villages themselves, or how many of the villages are drawn to be poor; a poor village has more
    registered households.
    """
    if isinstance(poor, int):
        candidates = [entry.code for entry in entries if not is_committee_of_residents(entry.code)]
        poor = frozenset(draw.shuffled(candidates)[:poor])
    weights = [
        (0.5 + draw.random()) * (1.6 if entry.code in poor else 0.5 if is_committee_of_residents(entry.code) else 1.0)
        for entry in entries
    ]
    shares = shared_out(households, weights)
    people = shared_out(members, shares)
    return [
        Place(entry.code, entry.name, entry.code in poor, share, persons)
        for entry, share, persons in zip(entries, shares, people, strict=True)
    ]


def by_county(places: Sequence[Place], names: dict[int, str]) -> list[County]:
    """The places grouped into their counties, in the order of the codes."""
    grouped: dict[int, list[Place]] = {}
    for place in sorted(places, key=lambda place: place.code):
        grouped.setdefault(place.county, []).append(place)
    return [County(code, names[code], tuple(group)) for code, group in grouped.items()]


_DIGITS: Final = "〇一二三四五六七八九"
_SIGNS: Final = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
INVENTED_CITIES, _COUNTIES, _TOWNS, _VILLAGES = 12, 9, 12, 20


def invented_entries() -> Iterator[Entry]:
    """A province that does not exist, under the unused prefix 99: 12 cities, 108 counties, 25,920 villages."""
    yield Entry(INVENTED_PROVINCE, "合成省", Level.PROVINCE, None)
    for city in range(1, INVENTED_CITIES + 1):
        city_code = INVENTED_PROVINCE + city * 10**8
        yield Entry(city_code, f"合成{_SIGNS[city - 1]}市", Level.CITY, INVENTED_PROVINCE)
        for county in range(1, _COUNTIES + 1):
            county_code = city_code + (20 + county) * 10**6
            county_name = f"{_SIGNS[city - 1]}{_DIGITS[county]}县"
            yield Entry(county_code, county_name, Level.COUNTY, city_code)
            yield from _invented_towns(county_code, county_name)


def _invented_towns(county_code: int, county_name: str) -> Iterator[Entry]:
    for town in range(_TOWNS):
        town_code = county_code + (100 + town) * 1000
        town_name = f"{county_name[:2]}{_SIGNS[town]}镇"
        yield Entry(town_code, town_name, Level.TOWNSHIP, county_code)
        for village in range(_VILLAGES):
            name = f"{town_name[:3]}{_SIGNS[village]}村村民委员会"
            yield Entry(town_code + 200 + village, name, Level.VILLAGE, town_code)
