"""The start page by role: what waits for me, how my region stands, where it is worst and why."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from assessment.changes import recent_lines
from assessment.explain.region import RegionExplanation, explain_region
from assessment.overview import Overview, criterion_shares, income_bins, overview
from assessment.todo import Todo, todo
from assessment.views.places import address, region_url, trail
from assessment.views.polling import nothing_new, polling
from core.accounts.rights import Action, Role, may
from core.regions.codes import LEVEL_NAMES, Level
from core.web.requests import OfficeRequest
from core.web.views import ScopedView

# Where the session keeps how many lines the to-do of a post had: [post, year, lines].
KEPT = "todo"


def links(items: list[Todo]) -> list[tuple[Todo, str]]:
    """Each line with the address of its list; a line without a page is shown without a link."""
    return [(item, address(item.page, **item.query)) for item in items]


def figures(data: Overview, own: RegionExplanation | None) -> list[dict[str, Any]]:
    """The strip of key figures: households, three outcomes, villages met, incidence."""
    households = data.total.households
    place = f" · {len(data.rows):,} 个{LEVEL_NAMES[data.below]}" if data.level < Level.VILLAGE else ""

    def share(count: int) -> str:
        return f"占 {100 * count / households.total:.1f}%" if households.total else ""

    strip: list[dict[str, Any]] = [
        {"label": "建档立卡户", "value": f"{households.total:,}", "unit": "户",
         "note": f"{data.total.persons.total:,} 人{place}"},
        {"label": "达标", "outcome": True, "value": f"{households.met:,}", "unit": "户", "tone": "met",
         "note": share(households.met)},
        {"label": "未达标", "outcome": False, "value": f"{households.not_met:,}", "unit": "户", "tone": "not",
         "note": share(households.not_met)},
        {"label": "未知", "outcome": None, "value": f"{households.unknown:,}", "unit": "户", "tone": "unk",
         "note": f"{share(households.unknown)}，缺资料" if households.unknown else ""},
    ]  # fmt: skip
    strip.append(_villages(data))
    strip.append(_incidence(data, own))
    return strip


def _villages(data: Overview) -> dict[str, Any]:
    """Poor villages where some are known, else all villages."""
    poor = data.total.poor.total
    counts = data.total.poor if poor else data.total.villages
    note = f"未达标 {counts.not_met:,}，未知 {counts.unknown:,}"
    if poor and data.total.unrecorded:
        note += f"；{data.total.unrecorded:,} 村没有资料"
    label = "贫困村达标" if poor else "村达标"
    return {"label": label, "value": f"{counts.met:,}", "unit": f"/ {counts.total:,} 村", "note": note}


def _incidence(data: Overview, own: RegionExplanation | None) -> dict[str, Any]:
    """The measured incidence: the region's own criterion, or the bare rate where its level has no standard."""
    row = next((row for row in own.rows if row.code == "assessed_incidence"), None) if own else None
    label = "贫困发生率（测算）"
    persons, whole = data.total.persons, data.total.rural_population
    if not whole:
        note = row.gap if row else "农业户籍人口数未填全"
        return {"label": label, "value": "—", "tone": "unk", "note": note}
    low, high = 100 * persons.not_met / whole, 100 * (persons.not_met + persons.unknown) / whole
    value = f"{low:.2f}" if low == high else f"{low:.2f}–{high:.2f}"
    item: dict[str, Any] = {"label": label, "value": value, "unit": "%", "range": low != high}
    if row is None:
        return item | {"note": "本级没有退出标准，不作判定"}
    item["note"] = f"标准 {row.threshold}"
    if row.outcome is None:
        return item | {"badge": "尚不能判定"}
    return item | {"outcome": row.outcome, "tone": "met" if row.outcome else "not"}


def _start(request: OfficeRequest) -> str:
    """Where a role works that has no overview; "" for all others."""
    assert request.post is not None  # noqa: S101  (dispatch refuses without one)
    if request.post.role == Role.HELPER:
        return address("helper-households")
    if request.post.role == Role.ADMIN:
        return address("users:list")
    return region_url(request.post.area) if request.post.area % 1000 else ""


def waiting_for(request: OfficeRequest) -> tuple[list[Todo], list[Todo]]:
    """The to-do of the active post. The number of its lines is kept for the bar, which must cost no query."""
    assert request.post is not None  # noqa: S101  (dispatch refuses without one)
    importer = request.user.pk if may(request.post, Action.IMPORT) else None
    mine, below = todo(
        scope=request.scope, area=request.post.area, year=request.year, user_id=importer, post=request.post
    )
    kept = [request.post.pk, request.year, len(mine) + len(below)]
    if request.session.get(KEPT) != kept:
        request.session[KEPT] = kept
    return mine, below


def todo_count(request: HttpRequest) -> int | None:
    """The number that the start page or the to-do page counted last, for this post and year."""
    post, year, count = request.session.get(KEPT) or (None, None, None)
    asked: Any = request
    return count if asked.post is not None and (post, year) == (asked.post.pk, asked.year) else None


class TodoList(ScopedView):
    """待办 as a page of its own: the helper's is the list of households to complete."""

    required_action = Action.OVERVIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        assert request.post is not None  # noqa: S101  (dispatch refuses without one)
        if request.post.role in (Role.HELPER, Role.ADMIN):
            return redirect(_start(request) if request.post.role == Role.ADMIN else address("helper-todo"))
        mine, below = waiting_for(request)
        context = {
            "mine": links(mine),
            "below": links(below),
            "path": trail(request.scope, request.post.area),
            "year": request.year,
        }
        return self.page_or_fragment("assessment/todo.html", context)


class Home(ScopedView):
    """A helper is led to the households, a village's staff to the village, an administrator to the accounts."""

    required_action = Action.OVERVIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        assert request.post is not None  # noqa: S101  (dispatch refuses without one)
        area, year = request.post.area, request.year
        if start := _start(request):
            return redirect(start)
        if nothing_new(request, area):
            return HttpResponse(status=204)
        scope = request.scope
        data = overview(scope=scope, area=area, year=year)
        own = explain_region(scope=scope, area=area, year=year) if area else None
        mine, below = waiting_for(request)
        line, bins, missing = income_bins(scope=scope, area=area, year=year)
        shares = criterion_shares(scope=scope, area=area, year=year)
        under = [item for item in bins if line is not None and item.high is not None and item.high <= line]
        context = {
            "data": data,
            "own": own,
            "path": trail(scope, area),
            "figures": figures(data, own),
            "mine": links(mine),
            "below": links(below),
            "kinds": len(mine) + len(below),
            "recent": recent_lines(scope=scope, area=area, year=year),
            "line": line,
            "bins": bins,
            "missing": missing,
            "under": sum(item.count for item in under),
            "near": sum(item.count for item in under if item.high == line),
            "just_over": sum(item.count for item in bins if line is not None and item.low == line),
            "shares": shares,
            "standards": sorted({share.standard for share in shares}),
            "tiles": data.level == Level.COUNTY,
            "below_name": LEVEL_NAMES[data.below],
            "total_word": f"全{LEVEL_NAMES[data.level]}" if data.level else "全国",
            **polling(request, data.waiting, data.as_of, seconds=3),
        }
        return self.page_or_fragment("assessment/home.html", context, fragment="assessment/_home.html")
