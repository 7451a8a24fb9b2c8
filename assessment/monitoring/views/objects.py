"""监测对象: the list by state, one record with its measures and visits."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from assessment.models import MonitoredHousehold
from assessment.monitoring import selectors
from assessment.monitoring.errors import ClueRefusedError, HiddenError
from assessment.monitoring.forms import MeasureForm, VisitForm
from assessment.monitoring.services import measure_add
from assessment.monitoring.views.base import frame
from assessment.views.places import trail
from core.accounts.rights import Action, may
from core.dictionaries.selectors import labels
from core.procedures.selectors import definition_of
from core.procedures.services import FormError, HiddenCaseError, ProcedureError, Taken, take_step
from core.regions.selectors import name_of
from core.web.pages.procedures.rounds import new_key
from core.web.paging import page_of
from core.web.requests import OfficeRequest, asked_area
from core.web.views import ScopedView


def risk_words(row: MonitoredHousehold) -> str:
    known = labels("monitor_risk")
    return "、".join(known.get(code, code) for code in row.risks)


class ObjectList(ScopedView):
    """``?state=`` active, leaving or eliminated; ``?category=`` one of CL-25."""

    required_action = Action.MONITOR_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area, today = asked_area(request), timezone.localdate()
        state = request.GET.get("state", "active")
        state = state if state in dict(selectors.OBJECT_STATES) else "active"
        categories, category = labels("monitor_category"), request.GET.get("category", "")
        rows = selectors.monitored(request.scope, area, state)
        if category in categories:
            rows = rows.filter(category=category)
        page = page_of(rows, ("-identified_on", "-id"), request.GET.get("cursor", ""))
        places = name_of({row.area for row in page.rows})
        lines = [
            {
                "row": row,
                "place": places.get(row.area, ""),
                "risks": risk_words(row),
                "state": definition_of(row.case.round.policy_id).state(row.case.state).label,
                "late": row.case.due_on is not None and row.case.due_on < today and not row.case.end,
            }
            for row in page.rows
        ]
        context = frame(request, area, "monitor-objects", state) | {
            "page": page,
            "lines": lines,
            "state": state,
            "categories": list(categories.items()),
            "category": category if category in categories else "",
            "exports": may(request.post, Action.EXPORT),
        }
        return self.page_or_fragment("assessment/monitoring/objects.html", context)


class ObjectView(ScopedView):
    """Base: one record in scope, its page, and the two forms on it."""

    abstract = True
    request: OfficeRequest

    def row(self, pk: int) -> MonitoredHousehold:
        found = selectors.object_of(self.request.scope, pk)
        if found is None:
            raise Http404
        return found

    def page(
        self,
        row: MonitoredHousehold,
        measure: MeasureForm | None = None,
        visit: VisitForm | None = None,
        status: int = 200,
    ) -> HttpResponseBase:
        today, request = timezone.localdate(), self.request
        definition = definition_of(row.case.round.policy_id)
        observe, support = definition.step("observe"), definition.step("support")
        role = request.post.role if request.post else ""
        reports = may(request.post, Action.MONITOR_REPORT) and not row.case.end
        context = {
            "row": row,
            "household": row.household,
            "path": trail(request.scope, row.area),
            "risks": risk_words(row),
            "state": definition.state(row.case.state).label,
            "late": row.case.due_on is not None and row.case.due_on < today and not row.case.end,
            "range_place": name_of([row.range_region]).get(row.range_region, "全国"),
            "measures": selectors.measures_of(request.scope, row.pk),
            "visits": selectors.visits_of(row),
            "former": selectors.objects_about(request.scope, row.household_id).exclude(pk=row.pk),
            "measure": measure or MeasureForm(initial={"starts_on": today}),
            "visit": visit or VisitForm(initial={"on": today, "key": new_key()}),
            "may_visit": reports and observe and role in observe.roles and row.case.state in observe.source,
            "may_measure": reports and support and role in support.roles and row.case.state not in support.source,
            "sees_case": may(request.post, Action.PROCEDURE_VIEW),
        }
        return self.page_or_fragment("assessment/monitoring/object.html", context, status=status)


class ObjectPage(ObjectView):
    required_action = Action.MONITOR_VIEW

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self.page(self.row(pk))


class MeasureAdd(ObjectView):
    """POST: one more measure."""

    required_action = Action.MONITOR_REPORT
    http_method_names = ["post"]

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, form = self.row(pk), MeasureForm(request.POST)
        if form.is_valid():
            try:
                measure_add(
                    actor=request.actor, post=request.post, scope=request.scope, pk=pk, values=form.cleaned_data
                )
            except HiddenError as error:
                raise Http404 from error
            except ClueRefusedError as error:
                form.add_error(error.field or None, str(error))
            else:
                messages.success(request, "措施已登记。")
                return redirect("monitor-object", pk)
        return self.page(row, measure=form, status=422)


class VisitAdd(ObjectView):
    """POST: a visit; the procedure's own step, open to the helper too."""

    required_action = Action.MONITOR_REPORT
    http_method_names = ["post"]

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, form = self.row(pk), VisitForm(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            try:
                take_step(
                    actor=request.actor,
                    post=request.post,
                    scope=request.scope,
                    case_ids=[row.case_id],
                    step="observe",
                    taken=Taken(on=data["on"], key=data["key"], values={"note": data["note"]}),
                )
            except HiddenCaseError as error:
                raise Http404 from error
            except FormError as error:
                for name, words in error.fields.items():
                    form.add_error(name if name in form.fields else None, words)
            except ProcedureError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, "走访已登记。")
                return redirect("monitor-object", pk)
        return self.page(row, visit=form, status=422)
