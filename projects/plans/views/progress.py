"""规划进度: by workstream, by village, by year; what the villages lack; villages without a project; one item."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect

from core.accounts.rights import Action, may
from core.regions.codes import COUNTRY, Level
from core.regions.selectors import name_of, region_children
from core.web.requests import OfficeRequest
from core.web.views import ScopedView
from projects.models import PlanItem, PlanQuantity, ProjectQuantity
from projects.plans import selectors, services
from projects.plans.errors import OutsideScopeError, PlanRefusedError, StalePlanError
from projects.plans.forms import QuantityForm
from projects.plans.progress import NORMS, Built
from projects.plans.views.base import PlanView, tabs, trail_to


class PlanStart(ScopedView):
    """The menu's entry: the post's own region."""

    required_action = Action.REGION_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        assert request.post is not None  # noqa: S101  (dispatch refuses without one)
        if request.post.area != COUNTRY:
            return redirect("plan-progress", request.post.area)
        provinces = region_children(COUNTRY)
        return redirect("plan-progress", provinces[0].code) if provinces else redirect("home")


class PlanPage(PlanView):
    """Every figure of the plan under its project, ``?stream=`` one workstream. Above a plan: the plans below."""

    required_action = Action.REGION_VIEW
    page = "plan-progress"

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region, plan = self.place(code), selectors.plan_of(code)
        context = self.frame(region, plan)
        if plan is not None:
            stream = request.GET.get("stream", "")
            view = selectors.plan_view(plan, region, request.year, stream)
            context |= {"streams": selectors.by_stream(view), "view": view, "chips": chips(view, stream)}
        return self.page_or_fragment("projects/plans/progress.html", context)


def chips(view: selectors.View, chosen: str) -> list[tuple[str, str, bool]]:
    """The workstreams to choose from."""
    found = [("全部", "", not chosen)]
    return found + [(row.label, row.code, row.code == chosen) for row in view.streams]


class PlanVillages(PlanView):
    """Villages as rows, the items of one workstream that stand in villages as columns."""

    required_action = Action.REGION_VIEW
    page = "plan-villages"

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region, plan = self.place(code), selectors.plan_of(code)
        context = self.frame(region, plan)
        if plan is not None:
            stream = request.GET.get("stream", "2")
            view = selectors.plan_view(plan, region, request.year, stream)
            items, lines = selectors.by_village(view)
            context |= {
                "view": view,
                "items": items,
                "lines": lines,
                "chips": chips(view, stream)[1:],
                "totals": [view.figure(item) for item in items],
            }
        return self.page_or_fragment("projects/plans/villages.html", context)


class PlanYears(PlanView):
    """Phases, and the figures by the year in which they are due."""

    required_action = Action.REGION_VIEW
    page = "plan-years"

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region, plan = self.place(code), selectors.plan_of(code)
        context = self.frame(region, plan)
        if plan is not None:
            view = selectors.plan_view(plan, region, request.year)
            context |= {"view": view, "phases": selectors.phases(view), "groups": selectors.by_due(view)}
        return self.page_or_fragment("projects/plans/years.html", context)


class PlanNorms(PlanView):
    """Which village lacks what: the norms per village as computed gaps."""

    required_action = Action.REGION_VIEW
    page = "plan-norms"

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region, plan = self.place(code), selectors.plan_of(code)
        context = self.frame(region, plan)
        if plan is not None:
            view = selectors.plan_view(plan, region, request.year)
            items, lines = selectors.norm_gaps(view)
            context |= {
                "view": view,
                "items": items,
                "lines": lines,
                "totals": [view.figure(item) for item in items],
                "lacking": [
                    (
                        line,
                        [
                            (item, cell)
                            for item, cell in zip(items, line.cells, strict=True)
                            if cell.achieved is not None and cell.short
                        ],
                        sum(cell.named and cell.achieved is None for cell in line.cells),
                    )
                    for line in lines
                ],
            }
        return self.page_or_fragment("projects/plans/norms.html", context)


class PlanIdle(PlanView):
    """村村年年有事干: the villages and their projects of the year; those without one first."""

    required_action = Action.REGION_VIEW
    page = "plan-idle"

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region = self.place(code)
        context = self.frame(region, selectors.plan_of(code))
        if region.level >= Level.COUNTY:
            rows = selectors.projects_by_village(code, request.year)
            context |= {
                "rows": sorted(rows, key=lambda row: (row.projects > 0, row.code)),
                "idle": sum(row.projects == 0 for row in rows),
            }
        return self.page_or_fragment("projects/plans/idle.html", context)


class PlanItemPage(PlanView):
    """One figure: its quantities by place and phase, the projects behind it; POST links a project's row."""

    required_action = Action.REGION_VIEW
    page = "plan-progress"

    def action_of(self, request: object) -> Action:
        return Action.TARGET_EDIT if self.request.method == "POST" else Action.REGION_VIEW

    def get(self, request: OfficeRequest, code: int, item: str) -> HttpResponseBase:
        return self._page(code, item)

    def post(self, request: OfficeRequest, code: int, item: str) -> HttpResponseBase:
        row, pk = self._item(code, item), request.POST.get("row", "")
        if not pk.isdigit() or len(pk) > 18:
            raise Http404
        try:
            linked = request.POST.get("what") == "link"
            services.project_link(actor=request.actor, scope=request.scope, item=row, pk=int(pk), linked=linked)
        except OutsideScopeError as error:
            raise Http404 from error
        except PlanRefusedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "已挂接。" if linked else "已取消挂接。")
        return redirect("plan-item", code, item)

    def _item(self, code: int, name: str) -> PlanItem:
        self.place(code)
        plan = selectors.plan_of(code)
        row = selectors.item_of(plan, name) if plan else None
        if row is None:
            raise Http404
        return row

    def _page(self, code: int, name: str) -> HttpResponseBase:
        item, region = self._item(code, name), self.place(code)
        view = selectors.plan_view(item.plan, region, self.request.year)
        rows = view.quantities.get(item.pk, [])
        behind = selectors.projects_behind(item, self.request.scope, code)
        may_edit = may(self.request.post, Action.TARGET_EDIT) and self.request.scope.covers(item.area)
        open_ones = selectors.projects_to_link(item, self.request.scope, code) if may_edit and not item.counter else []
        names = name_of([*(row.area for row in rows), *(row.area for row in [*behind, *open_ones])])
        context = self.frame(region, item.plan) | {
            "view": view,
            "item": item,
            "figure": view.figure(item),
            "counter": services.counter_words(item),
            "lines": [(row, names.get(row.area, ""), *self._done(view, item, row)) for row in rows],
            "behind": [(row, names.get(row.area, "")) for row in behind],
            "open": [(row, names.get(row.area, "")) for row in open_ones],
            "may_edit": may_edit,
            "sum": _sum(behind),
        }
        return self.page_or_fragment("projects/plans/item.html", context)

    def _done(self, view: selectors.View, item: PlanItem, row: PlanQuantity) -> tuple[Any, Any, bool]:
        """(planned in the library, achieved, whether the office may enter the figure)."""
        own = row.area == item.area
        editable = services.may_enter(row) and self.request.scope.covers(row.area)
        if own and row.phase == 0 and item.kind not in NORMS:
            figure = view.figure(item)
            return figure.library, figure.achieved, editable
        if own and row.phase:
            found = next((part for part in selectors.phases(view) if part.row.pk == row.pk), None)
            return None, found.achieved if found else None, editable
        built = view.facts.of_projects(item, [row.area])
        return built.planned if built.projects else None, view.facts.achieved(item, [row.area]), editable


def _sum(rows: list[ProjectQuantity]) -> Built:
    total = Built()
    for row in rows:
        if row.project.state not in ("draft", "refused", "withdrawn"):
            total.add(row.planned, row.achieved, 1, row.achieved_on)
    return total


class QuantityEnter(ScopedView):
    """The form for a figure that the plan does not give."""

    required_action = Action.TARGET_EDIT
    request: OfficeRequest

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self._row(pk)
        return self._page(row, QuantityForm(row))

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self._row(pk)
        form = QuantityForm(row, request.POST)
        if not form.is_valid():
            return self._page(row, form, 422)
        data = form.cleaned_data
        try:
            services.quantity_enter(
                actor=request.actor,
                scope=request.scope,
                pk=pk,
                planned=data.get("planned"),
                year=data.get("year"),
                version=data["version"],
            )
        except PlanRefusedError as error:
            form.add_error(None, str(error))
            return self._page(row, form, 409 if isinstance(error, StalePlanError) else 422)
        messages.success(request, f"已填写「{row.item}」。")
        return redirect("plan-item", row.item.area, row.item.code)

    def _row(self, pk: int) -> PlanQuantity:
        row = selectors.quantity_of(self.request.scope, pk)
        if row is None or not services.may_enter(row):
            raise Http404
        return row

    def _page(self, row: PlanQuantity, form: QuantityForm, status: int = 200) -> HttpResponseBase:
        context = {
            "row": row,
            "form": form,
            "place": name_of([row.area]).get(row.area, ""),
            "path": trail_to(self.request.scope, row.area, "plan-progress"),
            "tabs": tabs(row.area, "plan-progress"),
        }
        return self.page_or_fragment("projects/plans/quantity.html", context, status=status)
