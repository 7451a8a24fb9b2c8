"""项目效益: the projects of a region with their totals, and one project before and after."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from assessment.benefit import selectors
from assessment.benefit.selectors import GROUPS, STAGES, Wanted
from core.accounts.rights import Action, may
from core.regions.codes import Level, level_of
from core.regions.selectors import name_of, region_path
from core.web.paging import page_of
from core.web.requests import OfficeRequest, asked_area
from core.web.views import ScopedView
from villages.selectors import checked_at


def _trail(request: OfficeRequest, area: int) -> list[tuple[str, str]]:
    here = reverse("benefit-list")
    return [
        (row.name, f"{here}?area={row.code}" if request.scope.covers(row.code) else "") for row in region_path(area)
    ]


class BenefitList(ScopedView):
    """``?area= &year=all &stream= &stage= &by= &after=``: totals by region, workstream or year, then the projects."""

    required_action = Action.PROJECT_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area, chosen = asked_area(request), request.GET
        streams = selectors.streams_of(area)
        stream = chosen.get("stream", "")
        wanted = Wanted(
            area=area,
            year=None if chosen.get("year") == "all" else request.year,
            after=selectors.after_of(chosen.get("after", "")),
            stream=stream if stream in {row.code for row in streams} else "",
            stage=chosen.get("stage", "") if chosen.get("stage") in STAGES else "",
            by=chosen.get("by", "") if chosen.get("by") in GROUPS else "region",
        )
        page = page_of(
            selectors.evaluated(request.scope, wanted), ("area", "code"), chosen.get("cursor", ""), per_page=30
        )
        found = selectors.lines_of(request.scope, wanted, [row.pk for row in page.rows])
        names = name_of({row.area for row in page.rows})
        inside = self._inside(request, wanted)
        context = inside | {
            "page": page,
            "lines": [
                (row, names.get(row.area, ""), found[row.pk], not request.scope.covers(row.area)) for row in page.rows
            ],
            "summary": selectors.summary(request.scope, wanted),
            "wanted": wanted,
            "all_years": wanted.year is None,
            "streams": streams,
            "stages": STAGES.items(),
            "groups": GROUPS.items(),
            "after_years": selectors.after_years(),
            "area": area,
            "path": _trail(request, area),
            "year": request.year,
            "as_of": checked_at(area, wanted.after),
            "may_export": may(request.post, Action.EXPORT),
        }
        return self.page_or_fragment("assessment/benefit/list.html", context)

    def _inside(self, request: OfficeRequest, wanted: Wanted) -> dict[str, Any]:
        """Of one village or one workstream also every indicator before and after."""
        if not wanted.stream and level_of(wanted.area) < Level.VILLAGE:
            return {"changes": None}
        changes, incomes = selectors.before_and_after(request.scope, wanted)
        return {"changes": changes, "incomes": incomes}


class BenefitPage(ScopedView):
    """One project; ``?after=`` the later year."""

    required_action = Action.PROJECT_VIEW

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        found = selectors.evaluation(request.scope, pk, request.GET.get("after", ""))
        if found is None:
            raise Http404
        row, years = found.row, selectors.after_years(found.row.year)
        context = {
            "e": found,
            "row": row,
            "sums": found.sums,
            "changes": found.changes if found.judged else [],
            "incomes": found.incomes,
            "outside": found.sums.households - found.sums.inside,
            "ordinary": found.sums.households - found.sums.poor_households,
            "chips": [(str(year), f"?after={year}", year == found.after) for year in sorted(years)],
            "path": _trail(request, row.area),
            "place": name_of([row.area]).get(row.area, ""),
            "as_of": checked_at(row.area, found.after),
        }
        return self.page_or_fragment("assessment/benefit/project.html", context)
