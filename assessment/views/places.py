"""What the pages of a place share: the path of regions, and the addresses of neighbours and lists."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from core.accounts.scope import Scope
from core.regions.codes import Level
from core.regions.models import Region
from core.regions.selectors import region_children, region_path, year_end


def region_url(area: int) -> str:
    return reverse("region-verdict", args=[area])


def trail(scope: Scope, area: int) -> list[tuple[str, str]]:
    """The regions from the province to ``area``: names with addresses inside the scope, plain names above it."""
    return [(row.name, region_url(row.code) if scope.covers(row.code) else "") for row in region_path(area)]


def neighbours(scope: Scope, region: Region, year: int) -> tuple[str, str]:
    """The addresses of the regions before and after under the same parent; "" at the ends and outside the scope."""
    if region.parent_code is None or not scope.covers(region.parent_code):
        return "", ""
    codes = [row.code for row in region_children(region.parent_code, year_end(year))]
    if region.code not in codes:
        return "", ""
    at = codes.index(region.code)
    before = region_url(codes[at - 1]) if at else ""
    after = region_url(codes[at + 1]) if at + 1 < len(codes) else ""
    return before, after


def facts_urls(region: Region) -> tuple[str, str]:
    """(page, form) of the yearly facts of a village or county; "" for the levels that have none."""
    kinds = {Level.VILLAGE: "village", Level.COUNTY: "county"}
    kind = kinds.get(Level(region.level))
    if kind is None:
        return "", ""
    return reverse(f"villages:{kind}-facts", args=[region.code]), reverse(f"villages:{kind}-edit", args=[region.code])


def address(name: str, *args: object, **query: object) -> str:
    """The address of a page of this or another app with its query; "" while that page does not exist."""
    try:
        found = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    return f"{found}?{urlencode(query)}" if query else found
