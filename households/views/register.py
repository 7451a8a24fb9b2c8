"""对象台账: the list with its region tree and query bar, and the helper's own households on the phone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from core.accounts.rights import Action, may
from core.findings.selectors import open_by_household
from core.regions.codes import Level, level_of
from core.regions.selectors import region_search, year_end
from core.web.requests import OfficeRequest, asked_area
from core.web.tree import Node, Tree
from core.web.views import ScopedView
from households import hooks, selectors
from households.forms.actions import RegisterQuery
from households.selectors import RegisterFilter
from households.views.base import path_of

KEPT = ("q", "outcome", "status", "criterion", "attr", "cause", "group", "helper", "sort")


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
            "may_pair": may(request.post, Action.PAIRING_EDIT),
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
        at = request.GET.get("at", "")
        nodes = _tree(request, int(at) if at.isascii() and at.isdigit() else 0).children(area)
        counted(nodes, request)
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
        tree = _tree(request, area)
        nodes = [replace(tree.node(region), level=1, opens="") for region in found]
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
    # The ordinary households of a helper have nothing to be judged; they stand below the others.
    ordinary = [] if only_todo else selectors.ordinary_page(scope=request.scope, year=request.year).rows
    doubts = open_by_household(request.scope, request.year)
    context = {
        "doubts": [(row, doubts[row.pk]) for row in selectors.heads_of(request.scope, doubts)],
        "doubted": sum(doubts.values()),
        "ordinary": ordinary,
        "page": found.page,
        "due": due,
        "rest": [] if only_todo else [row for row in found.rows if row.outcome is True],
        "only_todo": only_todo,
        "summary": selectors.summary(scope=request.scope, year=request.year),
    }
    return view.page_or_fragment("households/helper.html", context)


def tree_of(request: OfficeRequest, area: int) -> list[Node]:
    """The post's region opened down to the chosen one; nothing for a helper, who has no area."""
    return [] if request.scope.helper_id is not None else counted(_tree(request, area).from_post(request.post), request)


def counted(nodes: list[Node], request: OfficeRequest) -> list[Node]:
    """The same nodes, each with the number of its households of the year, in one query."""
    flat = list(_flat(nodes))
    counts = selectors.household_counts(areas=[node.code for node in flat], year=request.year)
    for node in flat:
        node.count = counts.get(node.code) or None
    return nodes


def _flat(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _flat(node.children)


def _tree(request: OfficeRequest, area: int) -> Tree:
    """A name leads to its list under the conditions of the query bar."""
    kept = {name: value for name in KEPT if (value := request.GET.get(name))}

    def link(code: int) -> str:
        return f"{reverse('household-list')}?{urlencode({'area': code, **kept})}"

    return Tree(link=link, year=request.year, at=area, loader="household-tree")
