"""对象台账: the list with its region tree and query bar, and the helper's own households on the phone."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.http import Http404, HttpResponseBase, QueryDict
from django.urls import reverse

from core.accounts.rights import Action, may
from core.regions.codes import COUNTRY, Level, ancestors, area_range, level_of, parse_area
from core.regions.models import Region
from core.regions.selectors import region_children, region_detail, region_search, year_end
from core.web.requests import OfficeRequest
from core.web.views import ScopedView
from households import hooks, selectors
from households.forms.actions import RegisterQuery
from households.selectors import RegisterFilter
from households.views.base import path_of

KEPT = ("q", "outcome", "status", "criterion", "attr", "cause", "helper", "sort")


class RegisterList(ScopedView):
    """The register of the chosen area. A helper has no area and gets the list of paired households."""

    required_action = Action.HOUSEHOLD_VIEW
    request: OfficeRequest

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        if request.scope.helper_id is not None:
            return helper_page(self)
        area = asked_area(request)
        form = RegisterQuery(request.GET, request.year, hooks.verdict_words().criteria(area, request.year))
        wanted = RegisterFilter(area=area, **form.wanted())
        sort = request.GET.get("sort", "number")
        found = selectors.register_page(
            scope=request.scope, year=request.year, wanted=wanted, cursor=request.GET.get("cursor", ""), sort=sort
        )
        context: dict[str, Any] = {
            "area": area,
            "is_village": level_of(area) == Level.VILLAGE,
            "form": form,
            "wanted": wanted,
            "sort": sort,
            "page": found.page,
            "rows": found.rows,
            "summary": selectors.summary(scope=request.scope, year=request.year, area=area),
            "order": ORDERS.get(sort, ORDERS["number"]),
            "here": request.get_full_path(),
            "empty_reason": "没有符合条件的户。" if wanted.narrowed else f"{request.year} 年度还没有登记的户。",
            "reset_url": f"{reverse('household-list')}?area={area}",
        }
        if not request.htmx:
            context |= {
                "path": path_of(request.post, area),
                "tree": tree_of(request, area),
                "may_add": may(request.post, Action.HOUSEHOLD_EDIT),
                "may_import": may(request.post, Action.IMPORT),
                "may_export": may(request.post, Action.EXPORT),
                "may_open_year": may(request.post, Action.YEAR_OPEN),
            }
        return self.page_or_fragment("households/register.html", context, fragment="households/register_table.html")


ORDERS = {
    "number": "按行政村和户编号排序",
    "income": "按人均纯收入从低到高排序",
    "-income": "按人均纯收入从高到低排序",
}


class TreeChildren(ScopedView):
    """The children of a node of the region tree, loaded when it is opened."""

    required_action = Action.HOUSEHOLD_VIEW
    request: OfficeRequest

    def get(self, request: OfficeRequest, area: int) -> HttpResponseBase:
        if not request.scope.covers(area):
            raise Http404
        nodes = children_of(request, area, asked_area(request))
        return self.page_or_fragment("components/tree_rows.html", {"nodes": nodes})


class TreeSearch(ScopedView):
    """Regions of the scope by part of the name, pinyin, initials or code; the whole tree for an empty search."""

    required_action = Action.HOUSEHOLD_VIEW
    request: OfficeRequest

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        words = request.GET.get("region", "").strip()
        area = asked_area(request)
        if not words:
            return self.page_or_fragment("components/tree_rows.html", {"nodes": tree_of(request, area)})
        scope = request.scope
        low, high = (0, 0) if scope.helper_id is not None else (scope.low, scope.high)
        found = region_search(words, low, high, on=year_end(request.year))
        nodes = [{**node_of(request, region, area), "level": 1, "opens": ""} for region in found]
        return self.page_or_fragment("households/tree_found.html", {"nodes": nodes})


class HelperList(ScopedView):
    """A helper's own households, those with something to do first."""

    required_action = Action.HOUSEHOLD_VIEW
    request: OfficeRequest
    only_todo: ClassVar[bool] = False

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        return helper_page(self, only_todo=self.only_todo)


class HelperTodo(HelperList):
    required_action = Action.HOUSEHOLD_VIEW
    only_todo = True


def helper_page(view: ScopedView, *, only_todo: bool = False) -> HttpResponseBase:
    """The paired households as cards: not met and unknown ones are what a helper has to do."""
    request = view.request
    found = selectors.register_page(
        scope=request.scope, year=request.year, wanted=RegisterFilter(), cursor=request.GET.get("cursor", "")
    )
    due = sorted((row for row in found.rows if row.outcome is not True), key=lambda row: (row.outcome is not None,))
    context = {
        "page": found.page,
        "due": due,
        "rest": [] if only_todo else [row for row in found.rows if row.outcome is True],
        "only_todo": only_todo,
        "summary": selectors.summary(scope=request.scope, year=request.year),
    }
    return view.page_or_fragment("households/helper.html", context)


def asked_area(request: OfficeRequest) -> int:
    """The area of ``?area=`` where it lies in the scope, else the post's own."""
    own = request.post.area if request.post else COUNTRY
    try:
        asked = parse_area(request.GET.get("area", "") or own)
    except ValueError:
        return own
    low, high = area_range(asked)
    return asked if request.scope.meets(low, high) == (low, high) else own


def tree_of(request: OfficeRequest, area: int) -> list[dict[str, Any]]:
    """The post's region opened down to the chosen one."""
    own = request.post.area if request.post else COUNTRY
    if request.scope.helper_id is not None or request.scope.low >= request.scope.high:
        return []
    top = region_detail(own)
    if top is None:
        return children_of(request, own, area)
    node = node_of(request, top, area)
    if level_of(own) < Level.VILLAGE:
        node |= {"open": True, "children": children_of(request, own, area)}
    return [node]


def children_of(request: OfficeRequest, area: int, chosen: int) -> list[dict[str, Any]]:
    """The nodes below ``area``, those above the chosen one opened; nothing outside the scope."""
    low, high = area_range(area)
    if request.scope.meets(low, high) != (low, high) or request.scope.helper_id is not None:
        return []
    chain = set(ancestors(chosen))
    nodes = []
    for region in region_children(area, year_end(request.year)):
        node = node_of(request, region, chosen)
        if region.code in chain and region.level < Level.VILLAGE:
            node |= {"open": True, "children": children_of(request, region.code, chosen)}
        nodes.append(node)
    return nodes


def node_of(request: OfficeRequest, region: Region, chosen: int) -> dict[str, Any]:
    """One node for components/tree_rows.html; its link keeps the query bar's conditions."""
    query = _kept(request.GET)
    top = level_of(request.post.area) if request.post else Level.COUNTRY
    return {
        "name": region.name,
        "url": f"{reverse('household-list')}?{urlencode({'area': region.code, **query})}",
        "count": None,
        "level": region.level - max(top, Level.PROVINCE) + 1,
        "on": region.code == chosen,
        "open": False,
        "opens": f"{reverse('household-tree', args=[region.code])}?{urlencode(query)}" if region.level < 5 else "",
        "children": [],
    }


def _kept(query: QueryDict) -> dict[str, str]:
    return {name: value for name in KEPT if isinstance(value := query.get(name), str) and value}
