"""六到农家和四有: coverage by place, the projects that would close a gap, and the households of each count."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase

from core.accounts.rights import Action, may
from core.regions.codes import Level
from core.regions.selectors import name_of
from core.web.paging import page_of
from core.web.requests import OfficeRequest
from projects.models import ProjectQuantity
from projects.plans import selectors
from projects.plans.coverage import FOUR, ITEMS, SIX, STATES, VILLAGE_FOUR, Share, closing, coverage, households_of
from projects.plans.views.base import PlanView


class Coverage(PlanView):
    """Regions below as rows; for a village or township each gap with the projects that would close it."""

    required_action = Action.REGION_VIEW
    page = "coverage"

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region = self.place(code)
        total, lines = coverage(code, request.year)
        gaps: list[tuple[str, str, Share, list[ProjectQuantity]]] = []
        if region.level >= Level.TOWNSHIP:
            for item in ITEMS.values():
                share = total.shares[item.code]
                if share.lacks or share.unknown:
                    found = closing(request.scope, code, item.words, request.year)
                    gaps.append((item.label, item.code, share, found))
            for place, (label, _, words) in enumerate(VILLAGE_FOUR):
                share = total.villages[place]
                if share.lacks:
                    gaps.append((f"村{label}", "", share, closing(request.scope, code, words, request.year)))
        context = self.frame(region, selectors.plan_of(code)) | {
            "total": total,
            "lines": lines if region.level < Level.VILLAGE else [],
            "six": SIX,
            "fours": FOUR,
            "village_four": [label for label, _, _ in VILLAGE_FOUR],
            "gaps": gaps,
            "may_list": may(request.post, Action.HOUSEHOLD_VIEW),
        }
        return self.page_or_fragment("projects/plans/coverage.html", context)


class CoverageHouseholds(PlanView):
    """The households behind one count."""

    required_action = Action.HOUSEHOLD_VIEW
    page = "coverage"

    def get(self, request: OfficeRequest, code: int, item: str, state: str) -> HttpResponseBase:
        region = self.place(code)
        if item not in ITEMS or state not in STATES:
            raise Http404
        rows = households_of(request.scope, code, request.year, item, state)
        page = page_of(rows, ("area", "code"), request.GET.get("cursor", ""))
        names = name_of({row.area for row in page.rows})
        context = self.frame(region, selectors.plan_of(code)) | {
            "page": page,
            "lines": [(row, names.get(row.area, "")) for row in page.rows],
            "item": ITEMS[item],
            "state": state,
            "word": STATES[state],
            "states": list(STATES.items()),
        }
        return self.page_or_fragment("projects/plans/coverage_households.html", context)
