"""扶贫资产: the ledger, one asset with its incomes and shares, and their forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from core.accounts.rights import Action, may
from core.regions.codes import Level, level_of
from core.regions.selectors import name_of
from core.web.paging import page_of
from core.web.requests import OfficeRequest, asked_area
from core.web.views import ScopedView
from projects.assets import selectors, services, solar
from projects.assets.forms import AssetForm, IncomeForm, ShareForm, initial_of
from projects.library.errors import HiddenProjectError, ProjectRefusedError, StaleProjectError
from projects.library.selectors import project_of
from projects.library.views import trail
from projects.models import Asset, Project

KINDS = (*Asset.Kind.choices, (selectors.SOLAR, "光伏电站"))


def show_refusal(form: forms.Form, refusal: ProjectRefusedError) -> None:
    for name, words in refusal.fields.items():
        form.add_error(name if name in form.fields else None, words)


class AssetList(ScopedView):
    """``?area= &kind= &condition=``."""

    required_action = Action.PROJECT_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area = asked_area(request)
        kinds, conditions = dict(KINDS), dict(Asset.Condition.choices)
        kind, condition = request.GET.get("kind", ""), request.GET.get("condition", "")
        rows = selectors.assets(
            request.scope, area, kind if kind in kinds else "", condition if condition in conditions else ""
        )
        page = page_of(rows, ("area", "code"), request.GET.get("cursor", ""))
        sums = selectors.figures(selectors.assets(request.scope, area))
        names = name_of({row.area for row in page.rows})
        earned = selectors.of_year(request.scope, [row.pk for row in page.rows], request.year)
        context = {
            "page": page,
            "lines": [(row, names.get(row.area, ""), earned.get(row.pk)) for row in page.rows],
            "area": area,
            "path": trail(request, area),
            "year": request.year,
            "kinds": KINDS,
            "conditions": Asset.Condition.choices,
            "kind": kind,
            "condition": condition,
            "may_edit": may(request.post, Action.PROJECT_EDIT) and level_of(area) >= Level.COUNTY,
            "may_export": may(request.post, Action.EXPORT),
            "figures": [
                {"label": "资产", "value": f"{sum(number for number, _ in sums.values()):,}", "unit": "项"},
                *(
                    {
                        "label": f"{words}原值",
                        "value": f"{sums.get(code, (0, 0))[1] / 10000:,.0f}",
                        "unit": "万元",
                        "note": f"{sums.get(code, (0, 0))[0]} 项",
                    }
                    for code, words in Asset.Kind.choices
                ),
            ],
        }
        return self.page_or_fragment("projects/assets/list.html", context)


class AssetPage(ScopedView):
    required_action = Action.PROJECT_VIEW

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = selectors.asset_of(request.scope, pk)
        if row is None:
            raise Http404
        page = page_of(
            selectors.distributions(request.scope, row), ("-id",), request.GET.get("cursor", ""), per_page=20
        )
        context = {
            "row": row,
            "place": name_of([row.area]).get(row.area, ""),
            "path": trail(request, row.area),
            "incomes": selectors.income_lines(request.scope, row),
            "page": page,
            "station": solar.station_of(request.scope, row),
            "months": solar.months(request.scope, row, request.year),
            "year": request.year,
            "edits": may(request.post, Action.PROJECT_EDIT),
        }
        return self.page_or_fragment("projects/assets/asset.html", context)


class AssetForms(ScopedView):
    """Base of the forms: one template, a title, where to go back to."""

    abstract = True
    request: OfficeRequest

    def form_page(self, form: forms.Form, area: int, title: str, back: str, status: int = 200) -> HttpResponseBase:
        context = {"form": form, "title": title, "path": trail(self.request, area), "back": back}
        return self.page_or_fragment("projects/assets/form.html", context, status=status)

    def asset(self, pk: int) -> Asset:
        row = selectors.asset_of(self.request.scope, pk)
        if row is None:
            raise Http404
        return row


class AssetNew(AssetForms):
    """``?project=`` forms it from a project, else ``?area=``."""

    required_action = Action.PROJECT_EDIT

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area, project = self._place(request)
        initial: dict[str, Any] = {"condition": "in_use"}
        if project is not None:
            initial |= {"name": project.name, "original_value": project.settled or project.total}
            initial |= {"place": project.place, "formed_on": project.actual_end}
        return self.form_page(AssetForm(initial=initial), area, "登记资产", self._back(project))

    def post(self, request: OfficeRequest) -> HttpResponseBase:
        area, project = self._place(request)
        form = AssetForm(request.POST)
        if form.is_valid():
            try:
                row = services.asset_create(
                    actor=request.actor,
                    scope=request.scope,
                    area=area,
                    values=form.values(),
                    project=project.pk if project else None,
                )
            except HiddenProjectError as error:
                raise Http404 from error
            except ProjectRefusedError as error:
                show_refusal(form, error)
            else:
                messages.success(request, "资产已登记。")
                return redirect("asset-page", pk=row.pk)
        return self.form_page(form, area, "登记资产", self._back(project), status=422)

    def _place(self, request: OfficeRequest) -> tuple[int, Project | None]:
        text = request.GET.get("project", "")
        if text:
            digits = text.isascii() and text.isdigit() and len(text) < 19
            project = project_of(request.scope, int(text)) if digits else None
            if project is None or not request.scope.covers(project.area):
                raise Http404
            return project.area, project
        area = asked_area(request)
        if level_of(area) < Level.COUNTY:
            raise Http404
        return area, None

    def _back(self, project: Project | None) -> str:
        return reverse("project-card", args=[project.pk]) if project else reverse("asset-list")


class AssetEdit(AssetForms):
    required_action = Action.PROJECT_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.asset(pk)
        return self.form_page(AssetForm(initial=initial_of(row)), row.area, f"修改 {row.name}", self._back(row))

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, form, status = self.asset(pk), AssetForm(request.POST), 422
        if form.is_valid():
            try:
                services.asset_update(
                    actor=request.actor,
                    scope=request.scope,
                    pk=pk,
                    version=form.cleaned_data["version"] or 0,
                    values=form.values(),
                )
            except ProjectRefusedError as error:
                show_refusal(form, error)
            except StaleProjectError as error:
                form.add_error(None, str(error))
                status = 409
            else:
                messages.success(request, "资产已保存。")
                return redirect("asset-page", pk=pk)
        return self.form_page(form, row.area, f"修改 {row.name}", self._back(row), status=status)

    def _back(self, row: Asset) -> str:
        return reverse("asset-page", args=[row.pk])


class IncomeAdd(AssetForms):
    required_action = Action.PROJECT_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.asset(pk)
        form = IncomeForm(initial={"year": request.year, "period": "全年"})
        return self.form_page(form, row.area, f"{row.name}收益", reverse("asset-page", args=[pk]))

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, form = self.asset(pk), IncomeForm(request.POST)
        if form.is_valid():
            try:
                services.income_record(
                    actor=request.actor, scope=request.scope, pk=pk, income=services.Income(**form.cleaned_data)
                )
            except ProjectRefusedError as error:
                show_refusal(form, error)
            else:
                messages.success(request, "收益已登记。")
                return redirect("asset-page", pk=pk)
        return self.form_page(form, row.area, f"{row.name}收益", reverse("asset-page", args=[pk]), status=422)


class Distribute(AssetForms):
    """Hand one income out to households."""

    required_action = Action.PROJECT_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self._page(pk, ShareForm())

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        form = ShareForm(request.POST)
        row = selectors.income_of(request.scope, pk)
        if row is None:
            raise Http404
        if form.is_valid():
            data = form.cleaned_data
            try:
                number = services.distribute(
                    actor=request.actor, scope=request.scope, pk=pk, shares=data["shares"], paid_on=data["paid_on"]
                )
            except ProjectRefusedError as error:
                show_refusal(form, error)
            else:
                messages.success(request, f"已分配 {number} 户。")
                return redirect("asset-page", pk=row.asset_id)
        return self._page(pk, form, status=422)

    def _page(self, pk: int, form: ShareForm, status: int = 200) -> HttpResponseBase:
        row = selectors.income_of(self.request.scope, pk)
        if row is None:
            raise Http404
        title = f"{row.asset.name} {row.year} 年{row.period}收益 {row.amount} 元的分配"
        return self.form_page(form, row.area, title, reverse("asset-page", args=[row.asset_id]), status=status)
