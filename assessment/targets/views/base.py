"""What the pages of targets share: the region in scope or 404, the tabs, the path."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from assessment.targets.selectors import region_in_scope
from assessment.views.places import address
from core.accounts.models import Post
from core.accounts.rights import Action, may
from core.accounts.scope import Scope
from core.regions.codes import LEVEL_NAMES, Level
from core.regions.models import Region
from core.regions.selectors import region_path
from core.web.requests import OfficeRequest
from core.web.views import ScopedView

TABS = (
    ("路线图", "target-roadmap", Action.REGION_VIEW),
    ("里程碑", "target-milestones", Action.REGION_VIEW),
    ("任务书", "target-books", Action.REGION_VIEW),
    ("预警", "target-attention", Action.REGION_VIEW),
    ("六个精准", "scorecard", Action.REGION_VIEW),
    ("抽样调查", "survey-list", Action.SURVEY_VIEW),
)


def tabs(post: Post | None, area: int, current: str) -> list[tuple[str, str, bool]]:
    """The tabs of a region that exist and that the post may open."""
    found = [(label, address(name, area), name == current) for label, name, action in TABS if may(post, action)]
    return [tab for tab in found if tab[1]]


def trail_to(scope: Scope, area: int, name: str) -> list[tuple[str, str]]:
    """The regions down to ``area``, each leading to its page ``name`` inside the scope."""
    return [(row.name, reverse(name, args=[row.code]) if scope.covers(row.code) else "") for row in region_path(area)]


class PlaceView(ScopedView):
    """Base: ``page`` is the URL name of the tab; the region of the address must lie in the scope."""

    abstract = True
    page: str = ""
    request: OfficeRequest

    def place(self, code: int) -> Region:
        region = region_in_scope(self.request.scope, code)
        if region is None:
            raise Http404
        return region

    def frame(self, region: Region) -> dict[str, Any]:
        level = Level(region.level)
        return {
            "region": region,
            "area": region.code,
            "level_name": LEVEL_NAMES[level],
            "below_name": LEVEL_NAMES[Level(min(level + 1, Level.VILLAGE))],
            "path": trail_to(self.request.scope, region.code, self.page),
            "tabs": tabs(self.request.post, region.code, self.page),
            "year": self.request.year,
        }

    @property
    def office(self) -> int:
        """The region of the active post."""
        assert self.request.post is not None  # noqa: S101  (dispatch refuses without one)
        return self.request.post.area
