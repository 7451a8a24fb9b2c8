"""灾害事件: the list, one event with the households it hit and what is rebuilt, and their forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from core.accounts.rights import Action, may
from core.dictionaries.selectors import label, labels
from core.regions.codes import Level, level_of
from core.regions.selectors import name_of, year_end
from core.web.paging import page_of
from core.web.requests import OfficeRequest, asked_area
from core.web.views import ScopedView
from projects.disasters import selectors, services
from projects.disasters.forms import DamageForm, DisasterForm, RemoveForm, damage_of, initial_of
from projects.library.errors import HiddenProjectError, ProjectRefusedError, StaleProjectError
from projects.models import Disaster, DisasterHousehold
from projects.places import path_to
from projects.tabs import measure_tabs

# The grades of damage after which a house must be rebuilt or repaired; 0 is a house that took none.
UNHURT = "0"


class DisasterList(ScopedView):
    """``?area=``; the events up to the page's year, the newest first."""

    required_action = Action.REGION_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area = asked_area(request)
        page = page_of(
            selectors.disasters(request.scope, area, request.year),
            ("-happened_on", "id"),
            request.GET.get("cursor", ""),
        )
        told = selectors.counts(request.scope, [row.pk for row in page.rows])
        names = name_of({row.area for row in page.rows})
        context = {
            "area": area,
            "year": request.year,
            "path": path_to(request.scope, area, "disaster-list", query=True),
            "page": page,
            "lines": [
                (row, names.get(row.area, ""), label("disaster_kind", row.kind), *told.get(row.pk, (0, 0)))
                for row in page.rows
            ],
            "may_edit": may(request.post, Action.MEASURE_EDIT) and level_of(area) >= Level.COUNTY
            and request.scope.covers(area),
            "may_import": may(request.post, Action.IMPORT),
            "may_export": may(request.post, Action.EXPORT),
            "tabs": measure_tabs(request, area, "disaster-list"),
        }  # fmt: skip
        return self.page_or_fragment("projects/disasters/list.html", context)


class DisasterCard(ScopedView):
    required_action = Action.REGION_VIEW

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = selectors.disaster_of(request.scope, pk)
        if row is None:
            raise Http404
        places = selectors.places_of(row)
        rows = selectors.households(request.scope, row, request.year)
        page = page_of(rows, ("area", "id"), request.GET.get("cursor", ""))
        held = selectors.measures_of(request.scope, row, [item.household_id for item in page.rows], request.year)
        names = name_of({row.area, *places, *(item.area for item in page.rows)})
        edits = may(request.post, Action.MEASURE_EDIT)
        ruined = [code for code in labels("damage_grade") if code != UNHURT]
        context = {
            "row": row,
            "kind": label("disaster_kind", row.kind),
            "place": names.get(row.area, ""),
            "places": [names.get(place, str(place)) for place in places],
            "path": path_to(request.scope, row.area, "disaster-list", query=True),
            "year": request.year,
            "page": page,
            "lines": [
                {
                    "row": item,
                    "place": names.get(item.area, ""),
                    "grade": label("damage_grade", item.damage_grade),
                    "mode": label("rebuild_mode", item.rebuild_mode),
                    "measures": held.get(item.household_id, []),
                }
                for item in page.rows
            ],
            "strangers": selectors.strangers(request.scope, row),
            "figures": _figures(selectors.figures(rows, ruined)),
            "edits": edits,
            "edits_event": edits and request.scope.covers(row.area),
        }
        return self.page_or_fragment("projects/disasters/card.html", context)


def _figures(told: selectors.Figures) -> list[dict[str, Any]]:
    left = told.households - told.helped
    return [
        {"label": "受灾户", "value": f"{told.households:,}", "unit": "户", "note": f"{told.persons:,} 人"},
        {"label": "住房受损", "value": f"{told.ruined:,}", "unit": "户"},
        {"label": "损失", "value": f"{told.loss:,.2f}", "unit": "元"},
        {"label": "已安排重建", "value": f"{told.helped:,}", "unit": "户", "note": f"未安排 {left:,} 户"},
        {"label": "重建完成", "value": f"{told.rebuilt:,}", "unit": "户", "note": f"已入住 {told.moved_in:,} 户"},
    ]


class DisasterForms(ScopedView):
    """Base of the forms: one template, a title, where to go back to."""

    abstract = True
    request: OfficeRequest

    def form_page(
        self, form: forms.Form, area: int, title: str, back: str, status: int = 200, note: str = ""
    ) -> HttpResponseBase:
        path = path_to(self.request.scope, area, "disaster-list", query=True)
        context = {"form": form, "title": title, "path": path, "back": back, "note": note}
        return self.page_or_fragment("projects/disasters/form.html", context, status=status)

    def villages(self, area: int) -> list[tuple[int, str]]:
        return services.villages_of(area, year_end(self.request.year))

    def event(self, pk: int, *, own: bool = False) -> Disaster:
        row = selectors.disaster_of(self.request.scope, pk)
        if row is None or (own and not self.request.scope.covers(row.area)):
            raise Http404
        return row

    def household(self, pk: int) -> DisasterHousehold:
        row = selectors.household_of(self.request.scope, pk)
        if row is None:
            raise Http404
        return row


def show_refusal(form: forms.Form, refusal: ProjectRefusedError) -> None:
    for name, words in refusal.fields.items():
        form.add_error(name if name in form.fields else None, words)


def card_of(pk: int) -> str:
    return reverse("disaster-card", args=[pk])


class DisasterNew(DisasterForms):
    """``?area=`` a county, township or village."""

    required_action = Action.MEASURE_EDIT

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area = self._place(request)
        villages = self.villages(area)
        first = {"places": [str(villages[0][0])]} if len(villages) == 1 else {}
        return self._page(area, DisasterForm(villages, initial=first))

    def post(self, request: OfficeRequest) -> HttpResponseBase:
        area = self._place(request)
        form = DisasterForm(self.villages(area), request.POST)
        if form.is_valid():
            try:
                row = services.disaster_create(
                    actor=request.actor,
                    scope=request.scope,
                    area=area,
                    values=form.values(),
                    places=form.cleaned_data["places"],
                )
            except ProjectRefusedError as error:
                show_refusal(form, error)
            else:
                messages.success(request, "灾害事件已登记。")
                return redirect("disaster-card", pk=row.pk)
        return self._page(area, form, 422)

    def _place(self, request: OfficeRequest) -> int:
        area = asked_area(request)
        if level_of(area) < Level.COUNTY or not request.scope.covers(area):
            raise Http404
        return area

    def _page(self, area: int, form: DisasterForm, status: int = 200) -> HttpResponseBase:
        return self.form_page(form, area, "登记灾害事件", f"{reverse('disaster-list')}?area={area}", status)


class DisasterEdit(DisasterForms):
    required_action = Action.MEASURE_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.event(pk, own=True)
        return self._page(row, DisasterForm(self.villages(row.area), initial=initial_of(row, selectors.places_of(row))))

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, status = self.event(pk, own=True), 422
        form = DisasterForm(self.villages(row.area), request.POST)
        if form.is_valid():
            try:
                services.disaster_update(
                    actor=request.actor,
                    scope=request.scope,
                    pk=pk,
                    version=form.cleaned_data["version"] or 0,
                    values=form.values(),
                    places=form.cleaned_data["places"],
                )
            except ProjectRefusedError as error:
                show_refusal(form, error)
            except StaleProjectError:
                form.add_error(None, "这个事件在您打开之后被别人修改过，没有保存；请核对最新内容后再改")
                status = 409
            else:
                messages.success(request, "灾害事件已保存。")
                return redirect("disaster-card", pk=pk)
        return self._page(row, form, status)

    def _page(self, row: Disaster, form: DisasterForm, status: int = 200) -> HttpResponseBase:
        return self.form_page(form, row.area, f"修改 {row.name}", card_of(row.pk), status)


class DamageAdd(DisasterForms):
    """Register a hit household by its number."""

    required_action = Action.MEASURE_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self._page(self.event(pk), DamageForm())

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, form = self.event(pk), DamageForm(request.POST)
        if form.is_valid() and self.save(pk, form):
            return redirect("disaster-card", pk=pk)
        return self._page(row, form, 422)

    def save(self, pk: int, form: DamageForm) -> bool:
        try:
            services.household_record(
                actor=self.request.actor,
                scope=self.request.scope,
                pk=pk,
                household=form.cleaned_data["household"],
                values=form.values(),
            )
        except ProjectRefusedError as error:
            show_refusal(form, error)
            return False
        messages.success(self.request, "受灾户已登记。")
        return True

    def _page(self, row: Disaster, form: DamageForm, status: int = 200) -> HttpResponseBase:
        return self.form_page(form, row.area, f"{row.name}：登记受灾户", card_of(row.pk), status)


class DamageEdit(DamageAdd):
    """Correct a household's damage."""

    required_action = Action.MEASURE_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.household(pk)
        return self._own_page(row, self._fixed(DamageForm(initial=damage_of(row))))

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.household(pk)
        form = self._fixed(DamageForm(request.POST, initial=damage_of(row)))
        if form.is_valid() and self.save(row.disaster_id, form):
            return redirect("disaster-card", pk=row.disaster_id)
        return self._own_page(row, form, 422)

    def _fixed(self, form: DamageForm) -> DamageForm:
        form.fields["household"].disabled = True
        return form

    def _own_page(self, row: DisasterHousehold, form: DamageForm, status: int = 200) -> HttpResponseBase:
        title = f"{row.disaster.name}：{row.household.head_name}户"
        return self.form_page(form, row.area, title, card_of(row.disaster_id), status)


class DamageRemove(DisasterForms):
    """Take a household off the list, with a reason."""

    required_action = Action.MEASURE_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self._page(self.household(pk), RemoveForm())

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, form = self.household(pk), RemoveForm(request.POST)
        if form.is_valid():
            try:
                event = services.household_remove(
                    actor=request.actor, scope=request.scope, pk=pk, reason=form.cleaned_data["reason"]
                )
            except HiddenProjectError as error:
                raise Http404 from error
            except ProjectRefusedError as error:
                show_refusal(form, error)
            else:
                messages.success(request, "已移除。")
                return redirect("disaster-card", pk=event.pk)
        return self._page(row, form, 422)

    def _page(self, row: DisasterHousehold, form: RemoveForm, status: int = 200) -> HttpResponseBase:
        title = f"移除受灾户：{row.household.head_name}"
        note = "误登的才移除；登记的重建措施不受影响。"
        return self.form_page(form, row.area, title, card_of(row.disaster_id), status, note)
