"""帮扶路径: what each pathway has reached beside its target, how they overlap; and the entry of targets."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from core.accounts.rights import Action, may
from core.regions.codes import COUNTRY, LEVEL_NAMES, Level, level_of
from core.regions.models import Region
from core.regions.selectors import name_of, region_children
from core.web.requests import OfficeRequest
from core.web.views import ScopedView
from projects.models import PathwayTarget
from projects.pathways import services
from projects.pathways.errors import PathwayRefusedError, StaleTargetError
from projects.pathways.forms import TargetsForm
from projects.pathways.progress import Reached, added, matrix, reached
from projects.pathways.selectors import Scheme, places_of, region_in_scope, scheme_of, targets_of, units_of
from projects.places import path_to
from projects.tabs import measure_tabs

PERSONS = PathwayTarget.Unit.PERSONS.value
PERIOD = "period"


class PathwayStart(ScopedView):
    """The menu's entry: the post's own region; for a whole-country post the first province."""

    required_action = Action.REGION_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        assert request.post is not None  # noqa: S101  (dispatch refuses without one)
        if request.post.area != COUNTRY:
            return redirect("pathway-progress", request.post.area)
        provinces = region_children(COUNTRY)
        return redirect("pathway-progress", provinces[0].code) if provinces else redirect("home")


class PathwayView(ScopedView):
    """Base: the region of the address in scope, and the scheme that applies there."""

    abstract = True
    request: OfficeRequest

    def place(self, code: int) -> Region:
        region = region_in_scope(self.request.scope, code)
        if region is None:
            raise Http404
        return region

    def frame(self, region: Region, scheme: Scheme | None) -> dict[str, Any]:
        return {
            "region": region,
            "area": region.code,
            "year": self.request.year,
            "scheme": scheme,
            "path": path_to(self.request.scope, region.code, "pathway-progress"),
            "below_name": LEVEL_NAMES[_below(region.code)],
            "tabs": measure_tabs(self.request, region.code, "pathway-progress"),
        }


def _below(area: int) -> Level:
    return Level(min(level_of(area) + 1, Level.VILLAGE))


class PathwayProgress(PathwayView):
    """Targets and what was reached, of the year and since the scheme began; by region below; the overlaps."""

    required_action = Action.REGION_VIEW

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region = self.place(code)
        scheme = scheme_of(code, request.year)
        context = self.frame(region, scheme) | {"may_edit": may(request.post, Action.TARGET_EDIT)}
        if scheme is not None:
            context |= self._counted(code, scheme)
        return self.page_or_fragment("projects/pathways/progress.html", context)

    def _counted(self, area: int, scheme: Scheme) -> dict[str, Any]:
        year, scope, level = self.request.year, self.request.scope, _below(area)
        began = scheme.first_year

        persons = reached(scope, area, scheme, began, year, unit="persons", level=level)
        of_year = added(reached(scope, area, scheme, year, year, unit="persons", level=level).values())
        houses = added(reached(scope, area, scheme, began, year, unit="houses", level=level).values())
        own, areas = added(persons.values()), places_of(area, year)
        period = targets_of(scope, scheme, areas, None)
        yearly = targets_of(scope, scheme, [area], year)
        names = name_of(areas)
        return {
            "lines": [_line(area, row, own, of_year, houses, period, yearly) for row in scheme.pathways],
            "own": own,
            "of_year": of_year,
            "houses": houses,
            "labels": scheme.labels,
            "counts_houses": any(key[2] == PathwayTarget.Unit.HOUSEHOLDS for key in period),
            "matrix": [
                (label, list(zip(scheme.labels.values(), counts, strict=True)))
                for label, counts in matrix(own, scheme.labels)
            ],
            "below": [
                (
                    place,
                    names.get(place, str(place)),
                    [
                        (row.label, persons.get(place, Reached()).on(row.code), _number(period, place, row.pk))
                        for row in scheme.pathways
                    ],
                    persons.get(place, Reached()),
                )
                for place in areas[1:]
            ],
            "checks": [
                (row.label, _number(period, area, row.pk), _sum(period, areas[1:], row.pk)) for row in scheme.pathways
            ],
        }


def _number(targets: dict[tuple[int, int, str], PathwayTarget], area: int, pathway: int, unit: str = PERSONS) -> Any:
    row = targets.get((area, pathway, unit))
    return row.number if row else None


def _sum(targets: dict[tuple[int, int, str], PathwayTarget], areas: list[int], pathway: int) -> int | None:
    """The sum of the regions below; None while none of them has a target."""
    known = [number for area in areas if (number := _number(targets, area, pathway)) is not None]
    return sum(known) if known else None


def _line(
    area: int, row: Any, own: Reached, of_year: Reached, houses: Reached, period: Any, yearly: Any
) -> dict[str, Any]:  # fmt: skip
    target = period.get((area, row.pk, PERSONS))
    return {
        "pathway": row,
        "target": target.number if target else None,
        "open": target is not None and target.number is None,
        "persons": own.on(row.code),
        "houses": houses.on(row.code),
        "houses_target": _number(period, area, row.pk, PathwayTarget.Unit.HOUSEHOLDS.value),
        "year_target": _number(yearly, area, row.pk),
        "of_year": of_year.on(row.code),
        "url": f"{reverse('measure-list')}?area={area}&pathway={row.code}",
    }


class PathwayTargets(PathwayView):
    """The targets of a region and of those below: ``?of=period`` of the whole period, else of the page's year."""

    required_action = Action.TARGET_EDIT

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        return self._page(self.place(code), None)

    def post(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region = self.place(code)
        assert request.post is not None  # noqa: S101  (dispatch refuses without one)
        form = self._form(region, request.POST)
        if form is None or not form.is_valid():
            return self._page(region, form, 422)
        try:
            count = services.targets_save(
                actor=request.actor,
                scope=request.scope,
                office=request.post.area,
                year=self._year(),
                rows=form.inputs(),
            )
        except PathwayRefusedError as error:
            form.add_error(None, str(error))
            return self._page(region, form, 409 if isinstance(error, StaleTargetError) else 422)
        messages.success(request, f"已保存路径目标，改动 {count} 项。" if count else "没有改动。")
        return redirect("pathway-progress", code)

    def _year(self) -> int | None:
        return None if self.request.GET.get("of", PERIOD) == PERIOD else self.request.year

    def _form(self, region: Region, data: Any = None) -> TargetsForm | None:
        scheme = scheme_of(region.code, self.request.year)
        if scheme is None:
            return None
        areas = places_of(region.code, self.request.year)
        known = targets_of(self.request.scope, scheme, areas, self._year())
        return TargetsForm(areas, units_of(scheme), known, data)

    def _page(self, region: Region, form: TargetsForm | None, status: int = 200) -> HttpResponseBase:
        assert self.request.post is not None  # noqa: S101  (dispatch refuses without one)
        scheme = scheme_of(region.code, self.request.year)
        context = self.frame(region, scheme) | {"whole": self._year() is None}
        shown = form or self._form(region)
        if shown is not None and scheme is not None:
            known = targets_of(self.request.scope, scheme, list(shown.areas), self._year())
            names, office = name_of(shown.areas), self.request.post.area
            context |= {
                "form": shown,
                "heads": [(row.label, PathwayTarget.Unit(unit).label) for row, unit in shown.columns],
                "rows": [
                    (
                        names.get(area, str(area)),
                        shown.cells(area),
                        any(
                            not services.may_set(known.get((area, row.pk, unit)), office) for row, unit in shown.columns
                        ),
                    )
                    for area in shown.areas
                ],
            }
        return self.page_or_fragment("projects/pathways/targets.html", context, status=status)
