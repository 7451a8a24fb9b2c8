"""路线图: targets over the years with what was reached, their entry, and the plan of a region."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from assessment.targets import selectors, services
from assessment.targets.errors import StaleTargetsError, TargetRefusedError
from assessment.targets.forms import PhaseForm, PlanForm, TargetsForm
from assessment.targets.progress import MEASURE_WORDS, UNITS
from assessment.targets.views.base import PlaceView
from core.accounts.rights import Action, may
from core.dictionaries.selectors import label
from core.regions.codes import COUNTRY, Level
from core.regions.models import Region
from core.regions.selectors import name_of, region_children
from core.web.requests import OfficeRequest
from core.web.views import ScopedView
from villages.selectors import checked_at


class RoadmapStart(ScopedView):
    """The menu's entry: the post's own region, with ``?tab=attention`` what is late there.

    For a whole-country post the first province.
    """

    required_action = Action.REGION_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        assert request.post is not None  # noqa: S101  (dispatch refuses without one)
        name = "target-attention" if request.GET.get("tab") == "attention" else "target-roadmap"
        if request.post.area != COUNTRY:
            return redirect(name, request.post.area)
        provinces = region_children(COUNTRY)
        return redirect("target-roadmap", provinces[0].code) if provinces else redirect("home")


class RoadmapPage(PlaceView):
    """Years as columns, children as rows, one measure at a time (``?measure=``)."""

    required_action = Action.REGION_VIEW
    page = "target-roadmap"

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region = self.place(code)
        measures = selectors.measures_of(Level(region.level))
        measure = request.GET.get("measure", "")
        if measure not in measures:
            measure = measures[0]
        road = selectors.roadmap(
            scope=request.scope, area=code, year=request.year, measure=measure, today=timezone.localdate()
        )
        if road is None:
            raise Http404
        context = self.frame(region) | {
            "road": road,
            "measures": [(name, MEASURE_WORDS[name], name == measure) for name in measures],
            "word": MEASURE_WORDS[measure],
            "unit": UNITS[measure],
            "phases": selectors.phases_of(code, request.scope),
            "plan": road.own.plan,
            "type_word": label("county_type", road.own.plan.county_type) if road.own.plan else "",
            "as_of": checked_at(code, request.year),
            "may_edit": may(request.post, Action.TARGET_EDIT),
            "may_export": may(request.post, Action.EXPORT),
        }
        return self.page_or_fragment("assessment/targets/roadmap.html", context)


class TargetsEdit(PlaceView):
    """The targets of one year of a region and those below, on one page."""

    required_action = Action.TARGET_EDIT
    page = "target-roadmap"

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        return self._page(self.place(code), None)

    def post(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region = self.place(code)
        codes, known = selectors.targets_for_edit(scope=request.scope, area=code, year=request.year)
        form = TargetsForm(codes, known, selectors.measures_of(Level(region.level)), request.POST)
        if not form.is_valid():
            return self._page(region, form, 422)
        try:
            count = services.targets_save(
                actor=request.actor,
                scope=request.scope,
                office=self.office,
                year=request.year,
                rows=form.inputs(known),
            )
        except TargetRefusedError as error:
            form.add_error(None, str(error))
            return self._page(region, form, 409 if isinstance(error, StaleTargetsError) else 422)
        messages.success(request, f"已保存 {request.year} 年度目标，改动 {count} 行。" if count else "没有改动。")
        return redirect("target-roadmap", code)

    def _page(self, region: Region, form: TargetsForm | None, status: int = 200) -> HttpResponseBase:
        codes, known = selectors.targets_for_edit(scope=self.request.scope, area=region.code, year=self.request.year)
        measures = selectors.measures_of(Level(region.level))
        shown = form or TargetsForm(codes, known, measures)
        names = name_of(codes)
        rows = [
            (
                code,
                names.get(code, str(code)),
                shown.cells(code),
                shown.hidden(code),
                not services.may_set(known.get(code), self.office),
            )
            for code in codes
        ]
        context = self.frame(region) | {
            "form": shown,
            "own": rows[0],
            "rows": rows[1:],
            "heads": [(MEASURE_WORDS[name], UNITS[name]) for name in measures],
        }
        return self.page_or_fragment("assessment/targets/edit.html", context, status=status)


class PlanEdit(PlaceView):
    """Target year, county type, recorded exit and the calendar of a region."""

    required_action = Action.TARGET_EDIT
    page = "target-roadmap"

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        return self._page(self.place(code))

    def post(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region = self.place(code)
        what = request.POST.get("what", "plan")
        if what == "remove" and request.POST.get("phase", "").isdigit():
            services.phase_remove(actor=request.actor, scope=request.scope, area=code, pk=int(request.POST["phase"]))
            return redirect("target-plan", code)
        form: PlanForm | PhaseForm = PhaseForm(request.POST) if what == "phase" else PlanForm(request.POST)
        if form.is_valid():
            try:
                if isinstance(form, PhaseForm):
                    services.phase_add(actor=request.actor, scope=request.scope, area=code, **form.cleaned_data)
                else:
                    services.plan_save(actor=request.actor, scope=request.scope, area=code, values=form.cleaned_data)
            except TargetRefusedError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, f"已保存{region.name}的退出计划。")
                return redirect("target-plan" if what == "phase" else "target-roadmap", code)
        return self._page(region, form, 422)

    def _page(self, region: Region, bound: PlanForm | PhaseForm | None = None, status: int = 200) -> HttpResponseBase:
        plan = selectors.plan_of(scope=self.request.scope, area=region.code)
        initial = {name: getattr(plan, name) for name in PlanForm.base_fields} if plan else {}
        context = self.frame(region) | {
            "form": bound if isinstance(bound, PlanForm) else PlanForm(initial=initial),
            "phase_form": bound if isinstance(bound, PhaseForm) else PhaseForm(),
            "phases": selectors.phases_of(region.code, self.request.scope),
        }
        return self.page_or_fragment("assessment/targets/plan.html", context, status=status)
