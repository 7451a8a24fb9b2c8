"""区域评估: a village's, township's, county's, city's verdict, why, and who holds it back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from assessment.exits.regions.selectors import standing_of
from assessment.explain.blocking import blocking_households
from assessment.explain.region import RegionExplanation, explain_region
from assessment.explain.region_criteria import INCIDENCES
from assessment.explain.villages import OUTCOMES, blocking_villages, village_lines, villages_query
from assessment.overview import Overview, overview
from assessment.recognition.selectors import of_region
from assessment.views.places import address, facts_urls, neighbours, region_url, trail
from assessment.views.polling import nothing_new, polling
from core.accounts.rights import Action, may
from core.regions.codes import LEVEL_NAMES, Level
from core.web.formats import short_date
from core.web.paging import page_of
from core.web.requests import OfficeRequest, asked_area
from core.web.views import ScopedView

ONLY = ("not_met", "unknown")
MEASURED = "assessed_incidence"


class RegionOverview(ScopedView):
    """The menu's entry: the post's own region; whole-country posts get the start page."""

    required_action = Action.REGION_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        assert request.post is not None  # noqa: S101  (dispatch refuses without one)
        return redirect(region_url(request.post.area)) if request.post.area else redirect("home")


class RegionVerdictPage(ScopedView):
    """One region; for htmx its body alone, which asks again while anything is pending."""

    required_action = Action.REGION_VIEW

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        if self.request.scope.covers(code) and nothing_new(request, code):
            return HttpResponse(status=204)
        found = explain_region(scope=request.scope, area=code, year=request.year)
        if found is None:
            raise Http404
        context = self._frame(found)
        if found.level == Level.VILLAGE:
            context |= self._households(found)
        else:
            context |= self._below(found)
        return self.page_or_fragment("assessment/region.html", context, fragment="assessment/_region.html")

    def _frame(self, found: RegionExplanation) -> dict[str, Any]:
        scope, area = self.request.scope, found.region.code
        edit = Action.VILLAGE_EDIT if found.level == Level.VILLAGE else Action.COUNTY_EDIT
        facts, form = facts_urls(found.region)
        before, after = neighbours(scope, found.region, found.year)
        return {
            "e": found,
            "path": trail(scope, area),
            **polling(self.request, found.waiting, found.checked_at),
            # the panel of the interval says already what would decide it
            "remedies": [item for item in found.remedies if found.incidence is None or item.fix != MEASURED],
            **_arithmetic(found),
            "level_name": LEVEL_NAMES[found.level],
            "facts_url": facts,
            "edit_url": form if may(self.request.post, edit) else "",
            "exit": standing_of(scope, area, found.level),
            "previous_url": before,
            "next_url": after,
            "standards_url": reverse("standard-list"),
            "changes_url": address("change-list", area=area),
            "recognitions": of_region(area, found.year),
            "propose_url": address("recognition-region", area)
            if may(self.request.post, Action.RECOGNITION_PROPOSE) and found.level > Level.PROVINCE
            else "",
            "recognitions_url": address("recognition-list", area=area),
        }

    def _households(self, found: RegionExplanation) -> dict[str, Any]:
        only = self._only()
        blocking = blocking_households(scope=self.request.scope, area=found.region.code, year=found.year, only=only)
        return {
            "blocking": blocking,
            "only": only,
            "shown_count": {"not_met": blocking.not_met, "unknown": blocking.unknown}.get(only, blocking.count),
            "export_url": address("region-blocking", found.region.code, **({"only": only} if only else {})),
            "register_url": address("household-list", area=found.region.code),
        }

    def _below(self, found: RegionExplanation) -> dict[str, Any]:
        area, scope = found.region.code, self.request.scope
        data = overview(scope=scope, area=area, year=found.year)
        villages = blocking_villages(scope=scope, area=area, year=found.year)
        show = self.request.GET.get("show", "")
        if show not in ("below", "villages"):
            show = "villages" if villages and found.level == Level.COUNTY else "below"
        return {
            "data": data,
            "below_name": LEVEL_NAMES[data.below],
            "villages": villages,
            "show": show,
            "blocking_count": data.total.villages.not_met + data.total.villages.unknown,
            "all_villages_url": address("region-list", area=area),
            "blank_url": address("region-list", area=area, facts="population"),
            "figures": region_figures(data),
        }

    def _only(self) -> str:
        wanted = self.request.GET.get("only", "")
        return wanted if wanted in ONLY else ""


class RegionList(ScopedView):
    """The villages of a place, by outcome (``?outcome=``) or by what is not filled (``?facts=none``)."""

    required_action = Action.REGION_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area = asked_area(request)
        outcome, facts = request.GET.get("outcome", ""), request.GET.get("facts", "")
        rows = villages_query(scope=request.scope, area=area, year=request.year, outcome=outcome, facts=facts)
        page = page_of(rows, ("area",), request.GET.get("cursor", ""))
        return self.page_or_fragment(
            "assessment/villages.html",
            {
                "page": page,
                "lines": village_lines(scope=request.scope, year=request.year, checks=page.rows),
                "path": trail(request.scope, area),
                "outcome": outcome if outcome in OUTCOMES else "",
                "facts": facts if facts in ("none", "population") else "",
                "year": request.year,
            },
        )


def _arithmetic(found: RegionExplanation) -> dict[str, Any]:
    """The sums behind the interval, as they stand in its two lines."""
    check = found.check
    if check is None:
        return {}
    origin = next((row.origin for row in found.rows if row.code not in INCIDENCES and row.origin), None)
    return {
        "subjects": check.households_met + check.households_not_met + check.households_unknown,
        "persons": check.persons_met + check.persons_not_met + check.persons_unknown,
        "high_persons": check.persons_not_met + check.persons_unknown,
        "high_households": check.households_not_met + check.households_unknown,
        "limit": max(found.incidence.limit, 0) if found.incidence else 0,
        "bar_words": (f"未达标 {check.persons_not_met:,} 人", f"未知 {check.persons_unknown:,} 人"),
        "measured": next((row for row in found.rows if row.code == MEASURED), None),
        "village_origin": f"{origin.who} {short_date(origin.at)}" if origin else "",
    }


def region_figures(data: Overview) -> list[dict[str, Any]]:
    """Households, persons and villages of a region by outcome: what a level without a standard still shows."""
    total = data.total
    strip: list[dict[str, Any]] = [
        {
            "label": "建档立卡户",
            "value": f"{total.households.total:,}",
            "unit": "户",
            "note": f"{total.persons.total:,} 人",
        }
    ]
    for outcome, word, tone, name in (
        (True, "达标", "met", "met"),
        (False, "未达标", "not", "not_met"),
        (None, "未知", "unk", "unknown"),
    ):
        strip.append(
            {
                "label": word,
                "outcome": outcome,
                "value": f"{getattr(total.households, name):,}",
                "unit": "户",
                "tone": tone,
                "note": f"{getattr(total.persons, name):,} 人",
            }
        )
    villages = total.villages
    if villages.total:
        note = f"未达标 {villages.not_met:,}，未知 {villages.unknown:,}"
        strip.append(
            {"label": "村达标", "value": f"{villages.met:,}", "unit": f"/ {villages.total:,} 村", "note": note}
        )
    return strip
