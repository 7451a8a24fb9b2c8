"""里程碑: a region's steps of the year with their deadlines; back scheduling; what is done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from assessment.targets import selectors, services
from assessment.targets.errors import OutsideScopeError, TargetRefusedError
from assessment.targets.forms import BackScheduleForm, DoneForm, MilestoneForm
from assessment.targets.views.base import PlaceView
from core.accounts.rights import Action, may
from core.regions.models import Region
from core.web.requests import OfficeRequest
from core.web.views import ScopedView


class Milestones(PlaceView):
    """The list; POST adds one (``what=one``) or a whole schedule (``what=back``)."""

    required_action = Action.REGION_VIEW
    page = "target-milestones"

    def action_of(self, request: object) -> Action:
        return Action.TARGET_EDIT if self.request.method == "POST" else Action.REGION_VIEW

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        return self._page(self.place(code))

    def post(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region = self.place(code)
        place: dict[str, Any] = {"actor": request.actor, "scope": request.scope, "area": code, "year": request.year}
        if request.POST.get("what") == "back":
            back = BackScheduleForm(request.POST)
            if not back.is_valid():
                return self._page(region, back=back, status=422)
            count = services.milestones_back_schedule(**place, **back.cleaned_data)
            messages.success(request, f"已倒排 {count} 个里程碑。")
        else:
            one = MilestoneForm(request.POST)
            if not one.is_valid():
                return self._page(region, one=one, status=422)
            services.milestone_add(**place, **one.cleaned_data)
            messages.success(request, "已新增里程碑。")
        return redirect("target-milestones", code)

    def _page(
        self,
        region: Region,
        one: MilestoneForm | None = None,
        back: BackScheduleForm | None = None,
        status: int = 200,
    ) -> HttpResponseBase:
        lines = selectors.milestones(
            scope=self.request.scope, area=region.code, year=self.request.year, today=timezone.localdate()
        )
        context = self.frame(region) | {
            "lines": lines,
            "form": one or MilestoneForm(),
            "back": back or BackScheduleForm(),
            "may_edit": may(self.request.post, Action.TARGET_EDIT),
            "window": selectors.AT_RISK_DAYS,
            "today": timezone.localdate(),
        }
        return self.page_or_fragment("assessment/targets/milestones.html", context, status=status)


class MilestoneDone(ScopedView):
    """POST: the day a milestone was done, or blank to take it back."""

    required_action = Action.TARGET_EDIT
    http_method_names = ["post"]
    request: OfficeRequest

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        form = DoneForm(request.POST)
        try:
            data = form.cleaned_data if form.is_valid() else {"done_on": None, "note": ""}
            if not form.is_valid():
                raise TargetRefusedError("请填写日期，如 2018-06-30")
            row = services.milestone_done(actor=request.actor, scope=request.scope, pk=pk, **data)
        except OutsideScopeError as error:
            raise Http404 from error
        except TargetRefusedError as error:
            messages.error(request, str(error))
            area = selectors.milestone_area(scope=request.scope, pk=pk)
            if area is None:
                raise Http404 from error
            return redirect("target-milestones", area)
        messages.success(request, f"已登记「{row.title}」。")
        return redirect("target-milestones", row.area)
