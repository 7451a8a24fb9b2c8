"""判定变化: what turned in the place of a post, newest first."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponseBase
from django.utils import timezone

from assessment.changes import KINDS, change_lines, changes_query
from assessment.views.places import trail
from core.accounts.rights import Action
from core.web.paging import page_of
from core.web.requests import OfficeRequest, asked_area
from core.web.views import ScopedView


class ChangeList(ScopedView):
    """``?area=`` narrows to a place in the scope, ``?kind=`` to a direction, ``?days=`` to the last days."""

    required_action = Action.REGION_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area = asked_area(request)
        kind = request.GET.get("kind", "")
        days = request.GET.get("days", "")
        since = timezone.now() - timedelta(days=int(days)) if days.isdecimal() and len(days) < 4 else None
        rows = changes_query(scope=request.scope, area=area, year=request.year, kind=kind, since=since)
        page = page_of(rows, ("-id",), request.GET.get("cursor", ""))
        return self.page_or_fragment(
            "assessment/changes.html",
            {
                "page": page,
                "lines": change_lines(scope=request.scope, changes=page.rows),
                "path": trail(request.scope, area),
                "area": area,
                "kind": kind if kind in KINDS else "",
                "kinds": [(name, words) for name, (words, _, _) in KINDS.items()],
                "days": days if since else "",
                "year": request.year,
            },
        )
