"""Which region a row of a workbook means: by its code, or by the three names of county, township and village.

Only distinct places are looked up, so the work does not grow with the rows. Village names are public, persons
are not: a place outside the scope is named as such, and suggestions come from inside the scope alone
(SECURITY E21 to E25).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q

from core.accounts.scope import Scope
from core.ledgers.run import Run
from core.regions.codes import LEVEL_NAMES, Level
from core.regions.models import Region, RegionSpan, Succession
from core.regions.naming import name_key, short_name

OUTSIDE: Final = "不在您的辖区"
PLACES: Final = "CREATE TEMP TABLE stage_place (key text PRIMARY KEY, area bigint, name text, reason text)"


@dataclass(frozen=True)
class Place:
    """What became of one distinct place: ``area``, or the ``reason`` why there is none."""

    key: str
    area: int | None = None
    name: str = ""
    reason: str = ""


def stage_places(run: Run, places: Iterable[Place]) -> None:
    """Fill the temporary table that plans join by ``key``."""
    run.cursor.execute(PLACES)
    rows = [(place.key, place.area, place.name, place.reason or None) for place in places]
    run.cursor.executemany("INSERT INTO stage_place VALUES (%s, %s, %s, %s)", rows)
    run.cursor.execute("ANALYZE stage_place")


def by_code(codes: Sequence[int], level: Level, year: int, scope: Scope, notes: list[str]) -> list[Place]:
    """The places of 12-digit codes; a code that was merged before the year's end leads to its one successor."""
    known = {region.code: region for region in Region.objects.filter(code__in=codes, level=level)}
    gone = _gone(list(known), year)
    successors = _successors(sorted(gone), year)
    found = []
    for code in codes:
        key, region = str(code), known.get(code)
        if region is None:
            label = LEVEL_NAMES[level]
            found.append(Place(key, reason=f"没有这个{label}代码，请对照行政区划代码表核对"))
        elif code in gone and len(successors.get(code, ())) == 1:
            (heir,) = successors[code]
            notes.append(f"{region.official_name}（{code}）已撤并，按 {heir.official_name}（{heir.code}）导入")
            found.append(_inside(key, heir, scope))
        elif code in gone:
            heirs = "、".join(f"{heir.official_name}（{heir.code}）" for heir in successors.get(code, ()))
            hint = f"，请改填 {heirs} 之一" if heirs else ""
            found.append(Place(key, reason=f"{region.official_name}在 {year} 年末已不存在{hint}"))
        else:
            found.append(_inside(key, region, scope))
    return found


def _inside(key: str, region: Region, scope: Scope) -> Place:
    if not scope.covers(region.code):
        return Place(key, reason=OUTSIDE)
    return Place(key, region.code, region.official_name)


def _gone(codes: Sequence[int], year: int) -> set[int]:
    """The codes that have a history and are not valid on 31 December of the year."""
    spans: dict[int, bool] = {}
    for code, start, end in RegionSpan.objects.filter(code__in=codes).values_list("code", "valid_from", "valid_to"):
        spans[code] = spans.get(code, False) or _covers(start, end, year)
    return {code for code, valid in spans.items() if not valid}


def _covers(start: date | None, end: date | None, year: int) -> bool:
    day = date(year, 12, 31)
    return (start is None or start <= day) and (end is None or day < end)


def _successors(codes: Sequence[int], year: int) -> dict[int, list[Region]]:
    pairs = Succession.objects.filter(from_code__in=codes, on__lte=date(year, 12, 31)).order_by("to_code")
    heirs: dict[int, list[int]] = {}
    for pair in pairs:
        heirs.setdefault(pair.from_code, []).append(pair.to_code)
    regions = Region.objects.in_bulk([code for found in heirs.values() for code in found])
    return {code: [regions[heir] for heir in found if heir in regions] for code, found in heirs.items()}


class Names:
    """Looks up villages by the official names of county, township and village, or their short forms."""

    def __init__(self, triples: Sequence[tuple[str, str, str]], year: int, scope: Scope) -> None:
        self.scope = scope
        self.year = year
        counties = self._valid(Region.objects.filter(level=Level.COUNTY).filter(_named({t[0] for t in triples})))
        towns = self._below(counties, Level.TOWNSHIP)
        villages = self._below(towns, Level.VILLAGE)
        self.counties, self.towns, self.villages = counties, _by_parent(towns), _by_parent(villages)

    def _valid(self, regions: Iterable[Region]) -> list[Region]:
        rows = list(regions)
        gone = _gone([region.code for region in rows], self.year)
        return [region for region in rows if region.code not in gone]

    def _below(self, parents: Sequence[Region], level: Level) -> list[Region]:
        codes = [parent.code for parent in parents]
        return self._valid(Region.objects.filter(parent_code__in=codes, level=level).order_by("code"))

    def place(self, triple: tuple[str, str, str]) -> Place:
        key = "|".join(triple)
        county_name, town_name, village_name = triple
        counties = _alike(self.counties, county_name)
        if not counties:
            return Place(key, reason=f"没有名为「{county_name}」的县(市、区)")
        towns = [town for county in counties for town in _alike(self.towns.get(county.code, []), town_name)]
        if not towns:
            return Place(key, reason=f"{county_name}没有名为「{town_name}」的乡(镇)")
        found = [village for town in towns for village in _alike(self.villages.get(town.code, []), village_name)]
        inside = [village for village in found if self.scope.covers(village.code)]
        if found and not inside:
            return Place(key, reason=OUTSIDE)
        if len(inside) > 1:
            listed = "、".join(f"{village.official_name}（{village.code}）" for village in inside[:5])
            return Place(key, reason=f"有 {len(inside)} 个同名的村，请填写 12 位代码：{listed}")
        if inside:
            return Place(key, inside[0].code, inside[0].official_name)
        return Place(key, reason=self._unknown(town_name, towns, village_name))

    def _unknown(self, town_name: str, towns: Sequence[Region], village_name: str) -> str:
        near = [
            village.official_name
            for town in towns
            for village in self.villages.get(town.code, [])
            if self.scope.covers(village.code) and set(name_key(village_name)) & set(name_key(village.official_name))
        ]
        hint = f"，是否为：{'、'.join(near[:3])}" if near else ""
        return f"{town_name}没有名为「{village_name}」的行政村{hint}"


def _named(names: set[str]) -> Q:
    return Q(official_name__in=names) | Q(name__in=names)


def _by_parent(regions: Sequence[Region]) -> dict[int | None, list[Region]]:
    found: dict[int | None, list[Region]] = {}
    for region in regions:
        found.setdefault(region.parent_code, []).append(region)
    return found


def _alike(regions: Sequence[Region], name: str) -> list[Region]:
    """The regions of this name: the full name first, then the short one, then what is left of it."""
    forms: tuple[Callable[[str], str], ...] = (str, short_name, name_key)
    for form in forms:
        if hits := [region for region in regions if form(region.official_name) == form(name)]:
            return hits
    return []
