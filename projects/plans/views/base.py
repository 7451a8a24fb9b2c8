"""What the pages of the plan share: the region in scope or 404, the plan that holds there, the tabs, the path."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from core.accounts.rights import Action, may
from core.accounts.scope import Scope
from core.regions.models import Region
from core.regions.selectors import region_path
from core.web.requests import OfficeRequest
from core.web.views import ScopedView
from projects.models import Plan
from projects.plans import selectors

TABS = (
    ("按专项", "plan-progress"),
    ("按村", "plan-villages"),
    ("按年度", "plan-years"),
    ("各村缺什么", "plan-norms"),
    ("年年有项目", "plan-idle"),
    ("设施与活动", "plan-records"),
    ("六到农家和四有", "coverage"),
)


def tabs(area: int, current: str) -> list[tuple[str, str, bool]]:
    """The tabs of a region."""
    return [(label, reverse(name, args=[area]), name == current) for label, name in TABS]


def trail_to(scope: Scope, area: int, name: str) -> list[tuple[str, str]]:
    """The regions down to ``area``, each leading to its page ``name`` inside the scope."""
    return [(row.name, reverse(name, args=[row.code]) if scope.covers(row.code) else "") for row in region_path(area)]


class PlanView(ScopedView):
    """Base: ``page`` is the URL name of the tab; the region of the address must lie in the scope."""

    abstract = True
    page: str = ""
    request: OfficeRequest

    def place(self, code: int) -> Region:
        region = selectors.region_in_scope(self.request.scope, code)
        if region is None:
            raise Http404
        return region

    def frame(self, region: Region, plan: Plan | None = None) -> dict[str, Any]:
        return {
            "region": region,
            "area": region.code,
            "plan": plan,
            "path": trail_to(self.request.scope, region.code, self.page),
            "tabs": tabs(region.code, self.page),
            "year": self.request.year,
            "below": [] if plan else selectors.plans_below(region.code),
            "may_edit": may(self.request.post, Action.TARGET_EDIT),
            "may_record": may(self.request.post, Action.VILLAGE_EDIT),
            "may_export": may(self.request.post, Action.EXPORT),
        }
