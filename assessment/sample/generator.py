"""A whole sample: profile, seed and year in, rows and workbooks out. Nothing but these three decides a single cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assessment.sample import workbooks
from assessment.sample.draw import Draw
from assessment.sample.fates import plan
from assessment.sample.households import Family, Setting, birth_days, made
from assessment.sample.incomes import exit_line
from assessment.sample.numbers import IdNumbers
from assessment.sample.places import (
    BAOKANG,
    BAOKANG_POOR,
    BAOKANG_TOWNS,
    INVENTED_CITIES,
    INVENTED_PROVINCE,
    XIANGYANG,
    YANGBAI,
    YANGBAI_POOR,
    County,
    Place,
    by_county,
    edition,
    invented_entries,
    peopled,
    villages_of,
    virtual_villages_of,
)
from assessment.sample.sheets import Row
from assessment.sample.villages import county_row, village_row
from core.regions.codes import Level, ancestor
from core.regions.files import Entry

PROFILES: Final = ("township", "city", "province", "demo")
YEAR: Final = 2018
FIRST_YEAR, LAST_YEAR = 2014, 2025


class UnknownProfileError(ValueError):
    """There is no such profile, or no sample of that year."""


@dataclass(frozen=True)
class Part:
    """What goes into one households workbook."""

    name: str
    counties: tuple[County, ...]
    first_serial: int


@dataclass(frozen=True)
class Sample:
    """Rows in the order of ``sheets``' headings. Each iteration makes them anew from the seed."""

    profile: str
    seed: int
    year: int
    parts: tuple[Part, ...]
    # An invented province brings its own edition of the region tree.
    regions: tuple[Entry, ...] = ()

    @property
    def counties_of_parts(self) -> list[County]:
        return [county for part in self.parts for county in part.counties]

    @property
    def places(self) -> list[Place]:
        return [place for county in self.counties_of_parts for place in county.places]

    @property
    def household_count(self) -> int:
        return sum(place.households for place in self.places)

    @property
    def member_count(self) -> int:
        return sum(place.members for place in self.places)

    @property
    def village_count(self) -> int:
        return len(self.places)

    def families(self, part: Part | None = None) -> Iterator[Family]:
        """Every household with its members, by village; of one ``part`` or of all."""
        for each in (part,) if part else self.parts:
            serial, line, days = each.first_serial, exit_line(self.year), birth_days(self.year)
            for county in each.counties:
                ids = IdNumbers(county.code // 10**6)
                for place in county.places:
                    yield from self._of_place(
                        place, Setting(place.code, self.year, line, ids, serial, serial * 8, days)
                    )
                    serial += place.households

    def _of_place(self, place: Place, setting: Setting) -> Iterator[Family]:
        draw = Draw(self.seed, place.code, self.year)
        for number, fate in enumerate(plan(self.seed, place).fates, 1):
            yield made(draw, setting, number, fate)
            setting.serial += 1

    @property
    def households(self) -> Iterator[Row]:
        """The rows of the sheet 户."""
        return (family.household for family in self.families())

    @property
    def members(self) -> Iterator[Row]:
        """The rows of the sheet 人."""
        return (row for family in self.families() for row in family.members)

    @property
    def villages(self) -> Iterator[Row]:
        """The rows of the sheet 村."""
        return (village_row(self.seed, plan(self.seed, place)) for place in self.places)

    @property
    def counties(self) -> Iterator[Row]:
        """The rows of the sheet 县."""
        return (county_row(self.seed, county, at) for at, county in enumerate(self.counties_of_parts))

    def write(self, folder: Path) -> list[Path]:
        """Writes the workbooks (and the region file of an invented province) into ``folder``; the paths, regions first.

        Existing files of these names are replaced.
        """
        folder.mkdir(parents=True, exist_ok=True)
        files = []
        if self.regions:
            files.append(workbooks.write_regions(folder / "regions.csv", self.regions))
        for part in self.parts:
            # Two passes are cheaper than keeping one sheet aside while the other is written.
            households = (family.household for family in self.families(part))
            members = (row for family in self.families(part) for row in family.members)
            files.append(workbooks.write_households(folder / f"{part.name}.xlsx", households, members))
        files.append(workbooks.write_villages(folder / "villages.xlsx", self.villages))
        files.append(workbooks.write_counties(folder / "counties.xlsx", self.counties))
        return files


def generate(profile: str, seed: int, year: int = YEAR) -> Sample:
    """The sample of a profile.

    ``township``: 杨柏镇 with 915 households and 3,071 members. ``demo``: the same and two townships of 保康县, all of
    whose villages have facts. ``city``: 襄阳市 with 90,000 and 270,000. ``province``: an invented one with 1,000,000
    and 3,000,000. UnknownProfileError for any other, and for a year outside 2014 to 2025.
    """
    if profile not in PROFILES:
        raise UnknownProfileError(f"没有样本「{profile}」，可选：{'、'.join(PROFILES)}")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UnknownProfileError(f"样本年度应在 {FIRST_YEAR} 到 {LAST_YEAR} 之间")
    if profile == "province":
        entries = tuple(invented_entries())
        return Sample(profile, seed, year, tuple(_province(seed, entries)), entries)
    entries = tuple(edition())
    names = {entry.code: entry.name for entry in entries}
    if profile == "city":
        places = peopled(Draw(seed, "city"), villages_of(entries, XIANGYANG, Level.CITY), 90_000, 270_000, 346)
        places += virtual_villages_of(entries, XIANGYANG, Level.CITY)
        return Sample(profile, seed, year, (_part("households", places, names, 0),))
    places = _yangbai(seed, entries)
    if profile == "demo":
        places = [*_baokang(seed, entries), *places]
    return Sample(profile, seed, year, (_part("households", places, names, 0),))


def _part(name: str, places: Sequence[Place], names: dict[int, str], first_serial: int) -> Part:
    return Part(name, tuple(by_county(places, names)), first_serial)


def _yangbai(seed: int, entries: Sequence[Entry]) -> list[Place]:
    villages = villages_of(entries, YANGBAI, Level.TOWNSHIP)
    return peopled(Draw(seed, "township"), villages, 915, 3071, YANGBAI_POOR)


def _baokang(seed: int, entries: Sequence[Entry]) -> list[Place]:
    """Two townships with households, and the other villages with facts alone, so that the county can be judged."""
    villages = villages_of(entries, BAOKANG, Level.COUNTY)
    inside = [entry for entry in villages if ancestor(entry.code, Level.TOWNSHIP) in BAOKANG_TOWNS]
    outside = [entry for entry in villages if ancestor(entry.code, Level.TOWNSHIP) not in BAOKANG_TOWNS]
    places = peopled(Draw(seed, "baokang"), inside, 306, 938, BAOKANG_POOR)
    places += [Place(entry.code, entry.name) for entry in outside]
    return places + virtual_villages_of(entries, BAOKANG, Level.COUNTY)


def _province(seed: int, entries: Sequence[Entry]) -> Iterator[Part]:
    names = {entry.code: entry.name for entry in entries}
    passed = 0
    for city in range(1, INVENTED_CITIES + 1):
        upto = [total * city // INVENTED_CITIES for total in (1_000_000, 3_000_000)]
        before = [total * (city - 1) // INVENTED_CITIES for total in (1_000_000, 3_000_000)]
        villages = villages_of(entries, INVENTED_PROVINCE + city * 10**8, Level.CITY)
        households, members = upto[0] - before[0], upto[1] - before[1]
        places = peopled(Draw(seed, "province", city), villages, households, members, len(villages) // 10)
        yield _part(f"households-{city:02d}", places, names, passed)
        passed += households
