"""Reading the region tree. Regions are public: what a person may open in them is the caller's scope.

``on`` is a day: only regions valid on it are returned; None takes whatever is not retired.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from core.regions.codes import COUNTRY, Level, ancestors
from core.regions.models import EditionEntry, Region, RegionSpan, Succession

COUNTRY_NAME = "全国"
SEARCH_LENGTH = 50


def year_end(year: int) -> date:
    """The day that decides whether a region exists in a year (CONTRACT 4)."""
    return date(year, 12, 31)


def valid_on(day: date, outer: str = "code") -> Exists:
    """A condition: the code in the outer query's column ``outer`` is valid on ``day``."""
    return Exists(
        RegionSpan.objects.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gt=day),
            code=OuterRef(outer),
        )
    )


def _living(rows: QuerySet[Region], on: date | None) -> QuerySet[Region]:
    return rows.filter(retired_on__isnull=True) if on is None else rows.filter(valid_on(on))


def region_detail(area: int) -> Region | None:
    """The region of a code, retired or not; None for an unknown code and for the whole country."""
    return Region.objects.filter(code=area).first()


def has_regions() -> bool:
    """Whether any edition has been loaded."""
    return Region.objects.exists()


def region_children(area: int, on: date | None = None) -> list[Region]:
    """The regions directly below, in code order; below the country the provinces."""
    below = Region.objects.filter(level=Level.PROVINCE) if area == COUNTRY else Region.objects.filter(parent_code=area)
    return list(_living(below, on).order_by("code"))


def region_path(area: int) -> list[Region]:
    """From the province down to ``area`` itself; unknown codes are left out."""
    return list(Region.objects.filter(code__in=ancestors(area)).order_by("level"))


def region_list(low: int, high: int, level: Level, on: date | None = None) -> list[Region]:
    """Every region of a level in the range [low, high), in code order."""
    return list(_living(Region.objects.filter(level=level, code__gte=low, code__lt=high), on).order_by("code"))


def name_of(areas: Iterable[int]) -> dict[int, str]:
    """Short names by code, in one query; unknown codes are missing."""
    wanted = set(areas)
    names = dict(Region.objects.filter(code__in=wanted).values_list("code", "name"))
    return names | ({COUNTRY: COUNTRY_NAME} if COUNTRY in wanted else {})


def full_name(area: int, below: int = COUNTRY) -> str:
    """杨柏镇贾村观村: the names from under ``below`` down to ``area``, joined."""
    if area == COUNTRY:
        return COUNTRY_NAME
    skipped = set(ancestors(below))
    return "".join(region.name for region in region_path(area) if region.code not in skipped or region.code == area)


def region_search(
    text: str, low: int, high: int, *, on: date | None = None, level: Level | None = None, limit: int = 20
) -> list[Region]:
    """Regions in [low, high) by part of the name, start of the pinyin or of its initials, or start of the code.

    ``text`` is taken literally; nothing is found by an empty one or one of more than 50 characters.
    """
    wanted = text.strip()
    if not wanted or len(wanted) > SEARCH_LENGTH:
        return []
    letters = wanted.lower()
    match = Q(name__contains=wanted) | Q(official_name__contains=wanted)
    if letters.isascii() and letters.isalnum():
        match |= Q(initials__startswith=letters) | Q(pinyin__startswith=letters)
        if letters.isdigit() and len(letters) <= 12:
            start = int(letters.ljust(12, "0"))
            match |= Q(code__gte=start, code__lt=start + 10 ** (12 - len(letters)))
    rows = Region.objects.filter(match, code__gte=low, code__lt=high)
    if level is not None:
        rows = rows.filter(level=level)
    return list(_living(rows, on).order_by("level", "code")[:limit])


@dataclass(frozen=True)
class RegionHistory:
    """Of one region: its spans oldest first, the edition dates that name it, what it came from and went into."""

    spans: Sequence[RegionSpan]
    editions: Sequence[date]
    came_from: Sequence[Succession]
    went_into: Sequence[Succession]


def region_history(area: int) -> RegionHistory:
    """Everything the region page tells about the past of a code."""
    return RegionHistory(
        spans=list(RegionSpan.objects.filter(code=area).order_by(F("valid_from").asc(nulls_first=True))),
        editions=list(
            EditionEntry.objects.filter(unit=area // 10**6, code=area)
            .order_by("edition")
            .values_list("edition", flat=True)
        ),
        came_from=list(Succession.objects.filter(to_code=area).order_by("on", "from_code")),
        went_into=list(Succession.objects.filter(from_code=area).order_by("on", "to_code")),
    )


@dataclass(frozen=True)
class ChildRow:
    """A region below another with the days [since, until) of its last span; None is open on that side."""

    region: Region
    since: date | None
    until: date | None


def region_below(area: int, low: int, high: int) -> list[ChildRow]:
    """Every region that ever lay directly below ``area`` and lies in [low, high), retired ones last."""
    below = Region.objects.filter(level=Level.PROVINCE) if area == COUNTRY else Region.objects.filter(parent_code=area)
    regions = list(below.filter(code__gte=low, code__lt=high).order_by(F("retired_on").desc(nulls_first=True), "code"))
    spans = RegionSpan.objects.filter(code__in=[region.code for region in regions])
    terms: dict[int, list[RegionSpan]] = {}
    for span in spans.order_by(F("valid_from").asc(nulls_first=True)):
        terms.setdefault(span.code, []).append(span)
    return [
        ChildRow(region, terms[region.code][0].valid_from, terms[region.code][-1].valid_to)
        if region.code in terms
        else ChildRow(region, None, region.retired_on)
        for region in regions
    ]


def exists_in(area: int, year: int) -> bool:
    """Whether a region exists in a year: valid on its last day."""
    return Region.objects.filter(valid_on(year_end(year)), code=area).exists()


def parent_names(regions: Iterable[Region]) -> dict[int, str]:
    """Short names of the parents of these regions."""
    return name_of(region.parent_code for region in regions if region.parent_code)
