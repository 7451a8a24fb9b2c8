"""The start page by role: what waits for me, how my region stands, where it is worst and why."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse

from assessment.overview import Overview, criterion_shares, income_bins, overview
from assessment.todo import Todo, todo
from core.accounts.rights import Action, Role
from core.regions.codes import LEVEL_NAMES, Level
from core.web.requests import OfficeRequest
from core.web.views import ScopedView


def links(items: list[Todo]) -> list[tuple[Todo, str]]:
    """Each line with the address of its list; a line without a page is shown without a link."""
    found = []
    for item in items:
        try:
            address = reverse(item.page)
        except NoReverseMatch:
            address = ""
        found.append((item, f"{address}?{item.query}" if address and item.query else address))
    return found


def figures(data: Overview) -> list[dict[str, Any]]:
    """The strip of key figures: households, three outcomes, villages met."""
    total = data.total
    households = total.households

    def share(count: int) -> str:
        return f"占 {100 * count / households.total:.1f}%" if households.total else ""

    below = LEVEL_NAMES[Level(min(data.level + 1, Level.VILLAGE))]
    place = f" · {len(data.rows)} 个{below}" if data.level < Level.VILLAGE else ""
    strip: list[dict[str, Any]] = [
        {"label": "建档立卡户", "value": f"{households.total:,}", "unit": "户", "note": f"{total.persons:,} 人{place}"},
        {"label": "达标", "outcome": True, "value": f"{households.met:,}", "unit": "户", "tone": "met",
         "note": share(households.met)},
        {"label": "未达标", "outcome": False, "value": f"{households.not_met:,}", "unit": "户", "tone": "not",
         "note": share(households.not_met)},
        {"label": "未知", "outcome": None, "value": f"{households.unknown:,}", "unit": "户", "tone": "unk",
         "note": f"{share(households.unknown)}，缺资料" if households.unknown else ""},
    ]  # fmt: skip
    if data.level < Level.VILLAGE:
        villages = total.villages
        strip.append(
            {
                "label": "村达标",
                "value": f"{villages.met:,}",
                "unit": f"/ {villages.total:,} 村",
                "note": f"未达标 {villages.not_met:,}，未知 {villages.unknown:,}",
            }
        )
    return strip


class Home(ScopedView):
    """A helper is led to the households, a village's staff to the village, an administrator to the accounts."""

    required_action = Action.OVERVIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        assert request.post is not None  # noqa: S101  (dispatch refuses without one)
        role, area, year = Role(request.post.role), request.post.area, request.year
        if role == Role.HELPER:
            return redirect("helper-households")
        if role == Role.ADMIN:
            return redirect("user-list")
        if area % 1000:
            return redirect("region-verdict", code=area)
        data = overview(scope=request.scope, area=area, year=year)
        mine, below = todo(scope=request.scope, area=area, year=year)
        line, bins, missing = income_bins(scope=request.scope, area=area, year=year)
        shares = criterion_shares(scope=request.scope, area=area, year=year)
        standards = sorted({share.standard for share in shares})
        return self.page_or_fragment(
            "assessment/home.html",
            {
                "data": data,
                "figures": figures(data),
                "mine": links(mine),
                "below": links(below),
                "line": line,
                "bins": bins,
                "missing": missing,
                "under": sum(item.count for item in bins if line is not None and item.high and item.high <= line),
                "near": sum(item.count for item in bins if line is not None and item.high == line),
                "shares": shares,
                "standards": standards,
                "tiles": data.level == Level.COUNTY,
                "below_name": LEVEL_NAMES[Level(min(data.level + 1, Level.VILLAGE))],
            },
        )
