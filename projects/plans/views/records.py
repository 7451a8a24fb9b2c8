"""设施与活动: what the villages have and did in the year; adding, ending, taking out."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect

from core.accounts.rights import Action
from core.dictionaries.selectors import values
from core.regions.codes import Level
from core.regions.models import Region
from core.regions.selectors import name_of
from core.web.requests import OfficeRequest
from core.web.views import ScopedView
from projects.plans import selectors, services
from projects.plans.errors import OutsideScopeError, PlanRefusedError
from projects.plans.forms import RecordForm
from projects.plans.views.base import PlanView


class Records(PlanView):
    """The list of a place and what lies in it; POST adds one to a village or township."""

    required_action = Action.REGION_VIEW
    page = "plan-records"

    def action_of(self, request: object) -> Action:
        return Action.VILLAGE_EDIT if self.request.method == "POST" else Action.REGION_VIEW

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        return self._page(self.place(code), RecordForm())

    def post(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region, form = self.place(code), RecordForm(request.POST)
        if region.level < Level.TOWNSHIP:
            form.add_error(None, "请到乡镇或村的页面登记")
        if not form.is_valid():
            return self._page(region, form, 422)
        try:
            services.record_add(
                actor=request.actor, scope=request.scope, area=code, values=form.record(request.year)
            )  # fmt: skip
        except PlanRefusedError as error:
            form.add_error(None, str(error))
            return self._page(region, form, 422)
        messages.success(request, f"已登记到{region.name}。")
        return redirect("plan-records", code)

    def _page(self, region: Region, form: RecordForm, status: int = 200) -> HttpResponseBase:
        rows = selectors.records(self.request.scope, region.code, self.request.year)
        names = name_of({row.area for row in rows})
        kinds = {value.code: value for value in values("village_record")}
        context = self.frame(region, selectors.plan_of(region.code))
        context["may_record"] = context["may_record"] and region.level >= Level.TOWNSHIP
        context |= {
            "form": form,
            "rows": [
                (
                    row,
                    kinds[row.kind].label if row.kind in kinds else row.kind,
                    names.get(row.area, ""),
                    kinds[row.kind].attributes.get("unit", "") if row.kind in kinds else "",
                )
                for row in rows
            ],
        }
        return self.page_or_fragment("projects/plans/records.html", context, status=status)


class RecordChange(ScopedView):
    """POST: ``what=end`` from the shown year on, ``what=remove`` a mistake."""

    required_action = Action.VILLAGE_EDIT
    http_method_names = ["post"]
    request: OfficeRequest

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        area = selectors.record_place(request.scope, pk)
        if area is None:
            raise Http404
        try:
            if request.POST.get("what") == "remove":
                services.record_remove(actor=request.actor, scope=request.scope, pk=pk)
            else:
                services.record_end(actor=request.actor, scope=request.scope, pk=pk, ended_year=request.year)
        except OutsideScopeError as error:
            raise Http404 from error
        except PlanRefusedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "已登记。")
        return redirect("plan-records", area)
