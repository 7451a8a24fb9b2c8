"""回放: a household or a region on a past day, as it was known then and as it was true by what is known now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from assessment.replay.both import household_on, region_on
from assessment.replay.causes import household_causes, region_causes
from assessment.replay.images import villages_at
from assessment.views.places import region_url, trail
from core.accounts.rights import Action
from core.regions.codes import Level
from core.regions.selectors import region_detail
from core.web.requests import OfficeRequest
from core.web.views import ScopedView
from households.selectors import household_detail

# A city of 2,900 villages and 90,000 households takes about nine seconds; a province is asked city by city.
MOST_VILLAGES = 5000
OLDEST = date(2000, 1, 1)


@dataclass(frozen=True)
class Asked:
    """The day, the time of day ("" is its end), the moment they make, and the year that is judged.

    ``problem`` says what was not understood; the moment is then the present.
    """

    day: date
    clock: str
    moment: datetime
    year: int
    problem: str = ""


def asked(request: OfficeRequest) -> Asked:
    """``?on=2018-12-31&at=10:30&year=2018``; without a day today, without a year that of the day where it is in use."""
    now, today = timezone.now(), timezone.localdate()
    day, clock, problem = today, "", ""
    try:
        if wanted := request.GET.get("on", ""):
            day = date.fromisoformat(wanted)
        if not OLDEST <= day <= today:
            problem = "日期应在 2000 年以后、不晚于今天；已改按今天回放。"
        if clock := request.GET.get("at", ""):
            time.fromisoformat(clock)
    except ValueError:
        problem = "日期应写成 2018-12-31，时刻应写成 10:30；已改按今天回放。"
    if problem:
        day, clock = today, ""
    end = (
        datetime.combine(day, time.fromisoformat(clock)) if clock else datetime.combine(day + timedelta(days=1), time())
    )
    moment = min(timezone.make_aware(end), now)
    chosen = request.GET.get("year", "")
    year = day.year if day.year in request.years else request.year
    if chosen.isdecimal() and int(chosen) in request.years:
        year = int(chosen)
    return Asked(day, clock, moment, year, problem)


class HouseholdReplay(ScopedView):
    """One household of the reader's scope."""

    required_action = Action.HOUSEHOLD_VIEW

    def get(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        household = household_detail(scope=request.scope, code=code)
        if household is None:
            raise Http404
        wanted = asked(request)
        context = {
            **_frame(request, wanted),
            "both": household_on(scope=request.scope, household=household, moment=wanted.moment, year=wanted.year),
            "causes": household_causes(scope=request.scope, household=household),
            "title": f"{household.head_name}户",
            "path": trail(request.scope, household.area),
            "back_url": reverse("household-verdict", args=[code]),
        }
        return self.page_or_fragment("assessment/replay.html", context)


class RegionReplay(ScopedView):
    """One village, township, county or city of the reader's scope."""

    required_action = Action.REGION_VIEW

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region = region_detail(code) if request.scope.covers(code) else None
        if region is None:
            raise Http404
        wanted = asked(request)
        wide = region.level <= Level.PROVINCE or len(villages_at(code, wanted.moment)) > MOST_VILLAGES
        both = None if wide else region_on(scope=request.scope, area=code, moment=wanted.moment, year=wanted.year)
        context = {
            **_frame(request, wanted),
            "both": both,
            "causes": region_causes(scope=request.scope, area=code),
            "title": region.name,
            "path": trail(request.scope, code),
            "back_url": region_url(code),
            "is_region": True,
        }
        return self.page_or_fragment("assessment/replay.html", context)


def _frame(request: OfficeRequest, wanted: Asked) -> dict[str, Any]:
    return {"asked": wanted, "years": request.years, "today": timezone.localdate(), "oldest": OLDEST}
