"""到户资金: what reached the registered households of a place, and whom nothing reached."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse

from core.accounts.rights import Action, may
from core.regions.codes import LEVEL_NAMES, Level, level_of
from core.regions.selectors import name_of
from core.web.paging import page_of
from core.web.requests import OfficeRequest, asked_area
from core.web.views import ScopedView
from funds.trace import selectors
from funds.trace.streams import streams
from projects.places import path_to


class TraceView(ScopedView):
    """Base: the place that is asked for, the path to it, what stands above both pages."""

    abstract = True
    request: OfficeRequest
    here = ""

    def frame(self, area: int) -> dict[str, Any]:
        tabs = (("money-reach", "按地区"), ("money-without", "没有得到资金的户"))
        return {
            "area": area,
            "year": self.request.year,
            "path": path_to(self.request.scope, area, self.here, query=True),
            "tabs": [(label, f"{reverse(name)}?area={area}", name == self.here) for name, label in tabs],
            "may_export": may(self.request.post, Action.EXPORT),
            "below_name": LEVEL_NAMES[Level(min(level_of(area) + 1, Level.VILLAGE))],
        }


class MoneyReach(TraceView):
    """``?area=``: yuan by stream and by the places below, in the page's year."""

    required_action = Action.FUND_VIEW
    here = "money-reach"

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area = asked_area(request)
        whole, places = selectors.reach(request.scope, area, request.year)
        context = {
            **self.frame(area),
            "whole": whole,
            "places": places,
            "streams": list(streams().values()),
            "figures": [
                {"label": "到户资金", "value": f"{whole.given / 10000:,.2f}", "unit": "万元"},
                {"label": "得到资金", "value": f"{whole.reached:,}", "unit": "户"},
                {
                    "label": "没有得到资金",
                    "value": f"{whole.without:,}",
                    "unit": "户",
                    "href": f"{reverse('money-without')}?area={area}",
                    "tone": "not" if whole.without else "",
                },
                {
                    "label": "户均",
                    "value": f"{whole.given / whole.reached:,.2f}" if whole.reached else "—",
                    "unit": "元",
                    "note": "按得到资金的户",
                },
            ],
        }
        return self.page_or_fragment("funds/trace/reach.html", context)


class MoneyWithout(TraceView):
    """``?area=``: the registered households that no money reached in the page's year."""

    required_action = Action.FUND_VIEW
    here = "money-without"

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area = asked_area(request)
        page = page_of(
            selectors.without(request.scope, area, request.year), ("area", "code"), request.GET.get("cursor", "")
        )
        places = name_of({row.area for row in page.rows})
        context = {**self.frame(area), "page": page, "rows": [(row, places.get(row.area, "")) for row in page.rows]}
        return self.page_or_fragment("funds/trace/without.html", context)
