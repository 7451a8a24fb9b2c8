"""What is missing: relocated households, households without an allowance, persons not screened, houses not built."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from core.accounts.rights import Action, may
from core.regions.codes import LEVEL_NAMES, Level, ancestor, level_of
from core.regions.selectors import name_of
from core.web.paging import page_of
from core.web.requests import OfficeRequest, asked_area
from core.web.views import ScopedView
from projects.gaps import allowances, coverage, limits, relocation
from projects.gaps.forms import LimitForm, LineForm
from projects.gaps.services import LineRefusedError, line_set
from projects.places import path_to
from projects.tabs import measure_tabs


class GapView(ScopedView):
    """Base: the place that is asked for, the path to it and the tabs. ``here`` is the page's address name."""

    abstract = True
    request: OfficeRequest
    here = ""

    def frame(self, area: int) -> dict[str, Any]:
        request = self.request
        return {
            "area": area,
            "year": request.year,
            "path": path_to(request.scope, area, self.here, query=True),
            "tabs": measure_tabs(request, area, self.here),
            "may_export": may(request.post, Action.EXPORT),
            "own": f"{reverse(self.here)}?area={area}",
            "below_name": LEVEL_NAMES[Level(min(level_of(area) + 1, Level.VILLAGE))],
        }


class RelocationGaps(GapView):
    """``?gap=`` one of ``relocation.GAPS``; without one every household that lacks something."""

    required_action = Action.HOUSEHOLD_VIEW
    here = "gap-relocation"

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        return self.shown(asked_area(request))

    def shown(self, area: int, form: LimitForm | None = None, status: int = 200) -> HttpResponseBase:
        request = self.request
        frame = self.frame(area)
        county = ancestor(area, Level.COUNTY) if level_of(area) >= Level.COUNTY else 0
        gap = request.GET.get("gap", "")
        gap = gap if gap in relocation.GAPS else ""
        rows = relocation.relocated(request.scope, area, request.year)
        counts = relocation.counted(rows)
        page = page_of(relocation.with_gap(rows, gap), ("area", "code"), request.GET.get("cursor", ""))
        places = name_of({row.area for row in page.rows})
        context = {
            **frame,
            "page": page,
            "rows": [(row, places.get(row.area, ""), relocation.reasons(row)) for row in page.rows],
            "gap": gap,
            "limits": limits.limits_of(area, request.year),
            "county": county if may(request.post, Action.COUNTY_EDIT) and request.scope.covers(county) else 0,
            "form": form or LimitForm(),
            "gaps": list(relocation.GAPS.items()),
            "figures": [
                {"label": "已搬迁", "value": f"{counts['all']:,}", "unit": "户"},
                *(
                    {
                        "label": label,
                        "value": f"{counts[name]:,}",
                        "unit": "户",
                        "href": f"{frame['own']}&gap={name}",
                        "tone": "not" if counts[name] else "",
                    }
                    for name, label in relocation.GAPS.items()
                ),
            ],
        }
        return self.page_or_fragment("projects/gaps/relocation.html", context, status=status)


class RelocationLimitSet(RelocationGaps):
    """Lay down a limit of a county from the page's year on."""

    required_action = Action.COUNTY_EDIT
    http_method_names = ["post"]

    def post(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        if not request.scope.covers(code):
            raise Http404
        form = LimitForm(request.POST)
        if form.is_valid():
            try:
                limits.limit_set(
                    actor=request.actor, scope=request.scope, region=code, year=request.year, **form.cleaned_data
                )
            except LineRefusedError as refusal:
                form.add_error("most", str(refusal))
            else:
                messages.success(request, f"已保存，{request.year} 年起适用。")
                return redirect(f"{reverse('gap-relocation')}?area={code}")
        return self.shown(code, form, 422)


class AllowanceGaps(GapView):
    """``?why=`` line or group; without it both."""

    required_action = Action.HOUSEHOLD_VIEW
    here = "gap-allowance"

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        return self.shown(asked_area(request))

    def shown(self, area: int, form: LineForm | None = None, status: int = 200) -> HttpResponseBase:
        request = self.request
        frame = self.frame(area)
        why = request.GET.get("why", "")
        why = why if why in (allowances.POOR, allowances.GROUP) else ""
        stored = allowances.line_of(area, request.year)
        line = stored.line if stored else None
        found = allowances.uncovered(request.scope, area, request.year, line, why)
        page = page_of(found, ("area", "code"), request.GET.get("cursor", ""))
        groups = allowances.groups_of(request.scope, [row.pk for row in page.rows], request.year)
        county = ancestor(area, Level.COUNTY) if level_of(area) >= Level.COUNTY else 0
        places = name_of({row.area for row in page.rows} | ({stored.region} if stored else set()))
        context = {
            **frame,
            "page": page,
            "rows": [
                (row, places.get(row.area, ""), allowances.reasons(row, line), groups.get(row.pk, ""))
                for row in page.rows
            ],
            "why": why,
            "reasons": [(allowances.POOR, "人均收入低于低保标准"), (allowances.GROUP, "有兜底对象")],
            "line": stored,
            "line_from": places.get(stored.region, "") if stored else "",
            "county": county if may(request.post, Action.COUNTY_EDIT) and request.scope.covers(county) else 0,
            "form": form or LineForm(initial={"line": line}),
        }
        return self.page_or_fragment("projects/gaps/allowance.html", context, status=status)


class AllowanceLineSet(AllowanceGaps):
    """Set the subsistence line of a county for the page's year."""

    required_action = Action.COUNTY_EDIT
    http_method_names = ["post"]

    def post(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        if not request.scope.covers(code):
            raise Http404
        form = LineForm(request.POST)
        if form.is_valid():
            try:
                line_set(
                    actor=request.actor,
                    scope=request.scope,
                    region=code,
                    year=request.year,
                    line=form.cleaned_data["line"],
                )
            except LineRefusedError as refusal:
                form.add_error("line", str(refusal))
            else:
                messages.success(request, f"已保存 {request.year} 年低保标准。")
                return redirect(f"{reverse('gap-allowance')}?area={code}")
        return self.shown(code, form, 422)


class ScreeningCoverage(GapView):
    """How many of the registered persons have been screened, by the places below."""

    required_action = Action.REGION_VIEW
    here = "screening-coverage"

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area = asked_area(request)
        whole, places = coverage.screening(request.scope, area, request.year)
        return self.page_or_fragment(
            "projects/gaps/screening.html", {**self.frame(area), "whole": whole, "places": places}
        )


class HomeProgress(GapView):
    """巴山新居 up to the page's year: by the places below and by planned year."""

    required_action = Action.REGION_VIEW
    here = "home-progress"

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area = asked_area(request)
        homes = coverage.homes(request.scope, area, request.year)
        frame = self.frame(area)

        def rows(counts: list[coverage.Counts]) -> list[tuple[coverage.Counts, list[tuple[str, int]]]]:
            return [(item, list(zip(coverage.HOMES, item.numbers, strict=True))) for item in counts]

        context = {
            **frame,
            "whole": list(zip(coverage.HOMES, homes.whole.numbers, strict=True)),
            "headings": coverage.HOMES,
            "tables": [
                (f"各{frame['below_name']}", frame["below_name"], rows(homes.places), True),
                ("分年度", "计划年度", rows(homes.years), False),
            ],
            "figures": [
                {"label": "巴山新居", "value": f"{homes.whole.numbers[0]:,}", "unit": "户"},
                {"label": "聚居点", "value": f"{homes.points:,}", "unit": "个"},
                {"label": "中心村", "value": f"{homes.central:,}", "unit": "个"},
                {"label": "低租房", "value": f"{homes.flats:,}", "unit": "套"},
            ],
        }
        return self.page_or_fragment("projects/gaps/homes.html", context)
