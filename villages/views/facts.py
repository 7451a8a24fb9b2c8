"""The yearly facts of a village and the exit survey of a county: shown, entered, merged with a second writer's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from core.accounts.rights import Action, may
from core.regions.codes import Level
from core.regions.selectors import region_path
from core.web.requests import OfficeRequest
from core.web.views import ScopedView
from villages import selectors, services
from villages.forms import CountyForm, FactsForm, VillageForm
from villages.models.facts import RegionFacts


class FactsView(ScopedView):
    """Base of the four pages: finds the region of the level in scope, or 404."""

    abstract = True
    level: ClassVar[Level]
    form_class: ClassVar[type[FactsForm]]
    read: ClassVar[Callable[..., RegionFacts | None]]
    save: ClassVar[Callable[..., RegionFacts]]
    edit_name: ClassVar[str]
    page_name: ClassVar[str]
    edit_action: ClassVar[Action]

    def context(self, area: int, form: FactsForm, facts: RegionFacts | None) -> dict[str, Any]:
        region = selectors.region_or_none(area, self.level)
        if region is None or not self.request.scope.covers(area):
            raise Http404
        return {
            "region": region,
            "path": [
                (item.name, reverse("region-verdict", args=[item.code]) if self.request.scope.covers(item.code) else "")
                for item in region_path(area)
            ],
            "facts": facts,
            "form": form,
            "year": self.request.year,
            "may_edit": may(self.request.post, self.edit_action),
            "edit_url": reverse(self.edit_name, args=[area]),
            "page_url": reverse(self.page_name, args=[area]),
        }

    def facts_of(self, area: int) -> RegionFacts | None:
        return type(self).read(scope=self.request.scope, area=area, year=self.request.year)


class FactsPage(FactsView):
    """What is filled, section by section; a blank is 未填, never 0."""

    abstract = True

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        facts = self.facts_of(code)
        form = self.form_class(instance=facts)
        return self.page_or_fragment("villages/facts.html", self.context(code, form, facts))


class FactsEdit(FactsView):
    """Entry in paper order. A second writer is shown what differs and keeps the typed values."""

    abstract = True

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        facts = self.facts_of(code)
        return self.page_or_fragment(
            "villages/facts_form.html", self.context(code, self.form_class(instance=facts), facts)
        )

    def post(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        facts = self.facts_of(code)
        form = self.form_class(request.POST, instance=self.form_class._meta.model(area=code, year=request.year))
        context = self.context(code, form, facts)
        if not form.is_valid():
            return self.page_or_fragment("villages/facts_form.html", context, status=422)
        try:
            type(self).save(
                actor=request.actor,
                scope=request.scope,
                area=code,
                year=request.year,
                facts=form.facts(),
                version=form.cleaned_data["version"],
            )
        except services.StaleFactsError as stale:
            values, both = stale.merged(form.facts())
            context["stale"] = [(form.fields[name].label, getattr(stale.fresh, name), values[name]) for name in both]
            context["fresh"] = stale.fresh
            context["form"] = self.form_class(initial={**values, "version": stale.fresh.version})
            return self.page_or_fragment("villages/facts_form.html", context, status=409)
        messages.success(request, f"已保存{context['region'].name} {request.year} 年度资料。")
        return redirect(context["page_url"])


class VillagePage(FactsPage):
    required_action = Action.REGION_VIEW
    edit_action = Action.VILLAGE_EDIT
    level = Level.VILLAGE
    form_class = VillageForm
    read = staticmethod(selectors.village_facts)
    edit_name, page_name = "villages:village-edit", "villages:village-facts"


class VillageEdit(FactsEdit):
    required_action = Action.VILLAGE_EDIT
    edit_action = Action.VILLAGE_EDIT
    level = Level.VILLAGE
    form_class = VillageForm
    read = staticmethod(selectors.village_facts)
    save = staticmethod(services.village_facts_save)
    edit_name, page_name = "villages:village-edit", "villages:village-facts"


class CountyPage(FactsPage):
    required_action = Action.REGION_VIEW
    edit_action = Action.COUNTY_EDIT
    level = Level.COUNTY
    form_class = CountyForm
    read = staticmethod(selectors.county_facts)
    edit_name, page_name = "villages:county-edit", "villages:county-facts"


class CountyEdit(FactsEdit):
    required_action = Action.COUNTY_EDIT
    edit_action = Action.COUNTY_EDIT
    level = Level.COUNTY
    form_class = CountyForm
    read = staticmethod(selectors.county_facts)
    save = staticmethod(services.county_facts_save)
    edit_name, page_name = "villages:county-edit", "villages:county-facts"


__all__ = ["CountyEdit", "CountyPage", "VillageEdit", "VillagePage"]
