"""The region tree and the page of a region: names in time, editions, what became of it, what lies below."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponseBase
from django.urls import NoReverseMatch, reverse

from core.accounts.rights import Action
from core.regions import selectors
from core.regions.codes import LEVEL_NAMES, Level, area_range
from core.regions.models import Region
from core.web.requests import OfficeRequest
from core.web.tree import Node, Tree, visible_range
from core.web.views import ScopedView

# Pages of other apps about a region, by level; a link appears once its address exists.
ELSEWHERE = {
    Level.VILLAGE: (("年度资料", "villages:village-facts"), ("退出评估", "region-verdict")),
    Level.COUNTY: (("年度资料", "villages:county-facts"), ("退出评估", "region-verdict")),
}
DEFAULT_LINKS = (("退出评估", "region-verdict"),)


def page_link(code: int) -> str:
    return reverse("regions:page", args=[code])


class RegionView(ScopedView):
    """Base: a region may be opened inside the post's range, and above it as the path leads up."""

    abstract = True
    required_action = Action.REGION_VIEW

    def region(self, code: int) -> Region:
        low, high = visible_range(self.request.post)
        region = selectors.region_detail(code)
        post = self.request.post
        above = post is not None and area_range(code)[0] <= post.area < area_range(code)[1]
        if region is None or not (low <= code < high or above):
            raise Http404
        return region

    def tree(self, at: int = 0) -> Tree:
        return Tree(page_link, self.request.year, at)


class RegionPage(RegionView):
    """One region."""

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region = self.region(code)
        low, high = visible_range(request.post)
        history = selectors.region_history(code)
        names = selectors.name_of(
            {link.from_code for link in history.came_from} | {link.to_code for link in history.went_into}
        )
        context: dict[str, Any] = {
            "region": region,
            "level": LEVEL_NAMES[Level(region.level)],
            "path": [(above.name, page_link(above.code)) for above in selectors.region_path(code)[:-1]],
            "tree": self.tree(code).from_post(request.post),
            "history": history,
            "came_from": [(link, names.get(link.from_code, link.from_code)) for link in history.came_from],
            "went_into": [(link, names.get(link.to_code, link.to_code)) for link in history.went_into],
            "rows": selectors.region_below(code, low, high),
            "below": LEVEL_NAMES[Level(region.level + 1)] if region.level < Level.VILLAGE else "",
            "year": request.year,
            "exists": selectors.exists_in(code, request.year),
            "links": _links(region),
        }
        return self.page_or_fragment("regions/page.html", context)


class RegionHome(RegionView):
    """The page of the post's own region; the whole country has none, so its provinces stand in the tree."""

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        post = request.post
        region = selectors.region_detail(post.area) if post else None
        context = {"tree": self.tree(region.code if region else 0).from_post(post), "region": region}
        if region is None:
            return self.page_or_fragment("regions/home.html", context)
        return RegionPage.as_view()(request, code=region.code)


class RegionTree(RegionView):
    """The nodes below one region, loaded when it is opened; without a script a page of its own."""

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        self.region(code)
        at = request.GET.get("at", "")
        nodes = self.tree(int(at) if at.isascii() and at.isdigit() and len(at) <= 12 else 0).children(code)
        low, high = visible_range(request.post)
        nodes = [node for node in nodes if low <= node.code < high]
        return self.page_or_fragment("regions/found.html", {"nodes": nodes}, fragment="regions/found_rows.html")


class RegionSearch(RegionView):
    """Regions of the post's range by part of the name, pinyin, initials or code; for htmx the lines alone."""

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        words = request.GET.get("q", "").strip()
        low, high = visible_range(request.post)
        if not words and request.htmx:
            nodes = self.tree().from_post(request.post)
            return self.page_or_fragment("regions/found.html", {"nodes": nodes}, fragment="regions/found_rows.html")
        found = selectors.region_search(words, low, high, on=selectors.year_end(request.year), limit=50)
        places = selectors.parent_names(found)
        nodes = [
            Node(region.code, f"{places.get(region.parent_code or 0, '')}{region.name}", page_link(region.code), 1)
            for region in found
        ]
        context = {"nodes": nodes, "words": words}
        return self.page_or_fragment("regions/found.html", context, fragment="regions/found_rows.html")


def _links(region: Region) -> list[tuple[str, str]]:
    links = []
    for label, name in ELSEWHERE.get(Level(region.level), DEFAULT_LINKS):
        try:
            links.append((label, reverse(name, args=[region.code])))
        except NoReverseMatch:
            continue
    return links
