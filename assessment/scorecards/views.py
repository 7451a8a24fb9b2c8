"""六个精准: a region's six items, those below it, and the households that lower an item."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.utils import timezone

from assessment.scorecards import selectors
from assessment.scorecards.counts import LISTED, WAITING
from assessment.targets.views.base import PlaceView
from assessment.views.tables import Cell, Table, as_file, text
from core.accounts.rights import Action, may
from core.audit.trail import look
from core.regions.selectors import full_name
from core.web.paging import page_of
from core.web.requests import OfficeRequest
from villages.selectors import checked_at


class ScorecardPage(PlaceView):
    """The six items of a region with their arithmetic, and one row for each region below."""

    required_action = Action.REGION_VIEW
    page = "scorecard"

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region = self.place(code)
        found = selectors.board(scope=request.scope, area=code, year=request.year, today=timezone.localdate())
        if found is None:
            raise Http404
        context = self.frame(region) | {
            "board": found,
            "as_of": checked_at(code, request.year),
            "may_export": may(request.post, Action.EXPORT),
        }
        return self.page_or_fragment("assessment/scorecards/board.html", context)


class LoweringPage(PlaceView):
    """The households that lower one item, a page at a time; ``?format=xlsx`` takes the list out."""

    required_action = Action.HOUSEHOLD_VIEW
    page = "scorecard"

    def action_of(self, request: object) -> Action:
        return Action.EXPORT if self.request.GET.get("format") else Action.HOUSEHOLD_VIEW

    def get(self, request: OfficeRequest, code: int, item: str) -> HttpResponseBase:
        region = self.place(code)
        if item not in LISTED:
            raise Http404
        today = timezone.localdate()
        rows = selectors.with_reasons(
            selectors.lowering(scope=request.scope, area=code, year=request.year, item=item, today=today), request.year
        )
        label = selectors.labels_for(code)[item]
        if request.GET.get("format"):
            return self._file(
                region.code, item, label, selectors.lowering_lines(list(rows.order_by("area", "code")), item)
            )
        page = page_of(rows, ("area", "code"), request.GET.get("cursor", ""))
        context = self.frame(region) | {
            "label": label,
            "item": item,
            "page": page,
            "lines": selectors.lowering_lines(list(page.rows), item),
            "may_export": may(request.post, Action.EXPORT),
            "waiting": list(WAITING),
        }
        return self.page_or_fragment("assessment/scorecards/lowering.html", context)

    def _file(self, area: int, item: str, label: str, lines: list[selectors.LoweringLine]) -> HttpResponseBase:
        cells: list[list[Cell]] = [
            [line.village, line.household.group_name, line.household.head_name, line.household.code, line.why]
            for line in lines
        ]
        columns = [text("行政村", 16), text("村民小组", 10), text("户主姓名", 10), text("户编号", 22), text("原因", 30)]
        look(
            self.request.actor,
            "assessment.scorecard.exported",
            subject_type="region",
            subject_id=str(area),
            area=area,
            detail={"rows": len(lines), "year": self.request.year, "item": item},
        )
        title = f"{full_name(area)}{label}未达到的户 {self.request.year}"
        return as_file(Table(title, columns, cells), full_name(area))
