"""Entering a household: new, changed, and what happens when somebody else has saved meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from core.accounts.rights import Action
from core.regions.codes import Level, level_of
from core.web.requests import OfficeRequest, asked_area
from households import hooks, selectors, services
from households.forms.household import HouseholdForm, RegisterForm, sections_with_errors
from households.models import Household
from households.services import RegistryError, RulesBrokenError, StaleRecordError, Token
from households.services.records import household_at, household_stored
from households.views.base import HouseholdView, card_url, list_url, path_of, updated
from households.views.conflict import Dialogue, changed_by, choices_of, dialogue_of


class HouseholdNew(HouseholdView):
    """A new household with its head; its number is made when it is saved."""

    required_action = Action.HOUSEHOLD_EDIT
    # Whether it is an ordinary household that is entered (households.views.ordinary).
    ordinary: ClassVar[bool] = False

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area = asked_area(request)
        return self._page(RegisterForm(request.year, self.villages(), area=area, ordinary=self.ordinary))

    def post(self, request: OfficeRequest) -> HttpResponseBase:
        form = RegisterForm(request.year, self.villages(), request.POST, ordinary=self.ordinary)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            household = services.household_register(
                actor=request.actor,
                scope=request.scope,
                area=int(form.cleaned_data["area"]),
                year=request.year,
                values=form.values(),
                facts=form.facts(),
                head=form.person.values(),
                head_facts=form.person.facts(),
                ordinary=self.ordinary,
            )
        except RulesBrokenError as refusal:
            form.show_refusal(refusal)
            return self._page(form, 422)
        except services.PersonExistsError as refusal:
            form.person.add_error("id_number", str(refusal))
            return self._page(form, 422)
        except RegistryError as refusal:
            form.add_error("area", str(refusal))
            return self._page(form, 422)
        self.warn(form.doubts())
        messages.success(request, f"已登记{household}。请接着登记家庭成员。")
        return redirect(card_url(household, "members"))

    def _page(self, form: RegisterForm, status: int = 200) -> HttpResponseBase:
        area = asked_area(self.request)
        context = {
            "form": form,
            "year": self.request.year,
            "path": path_of(self.request.post, area),
            "sections": sections_with_errors(form),
            "cancel_url": list_url(area, "ordinary-list" if self.ordinary else "household-list"),
            "ordinary": self.ordinary,
            "is_village": level_of(area) == Level.VILLAGE,
        }
        return self.page_or_fragment("households/new.html", context, status=status)


class HouseholdEdit(HouseholdView):
    """The household's year in paper order."""

    required_action = Action.HOUSEHOLD_EDIT

    def get(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        household = self._open_household(code)
        stored = household_stored(household, request.year)
        token = services.household_token(household, request.year)
        return self._page(household, self._form(household, stored), token)

    def post(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        household = self._open_household(code)
        try:
            token = Token.read(request.POST.get("token", ""))
            opened = Token.read(request.POST["opened"]) if "opened" in request.POST else token
        except ValueError:
            token = opened = services.household_token(household, request.year)
        base = household_at(household, request.year, opened)
        form = self._form(household, base, request.POST)
        if not form.is_valid():
            return self._page(household, form, token, status=422)
        dropped = choices_of(request.POST, "theirs") if opened != token else set()
        values, facts = changed_by(form.values(), base, dropped), changed_by(form.facts(), base, dropped)
        try:
            services.household_update(
                actor=request.actor, household=household, year=request.year, token=token, values=values, facts=facts
            )
        except StaleRecordError as stale:
            typed = {**form.values(), **form.facts()}
            dialogue = dialogue_of(stale, opened=opened, base=base, typed=typed, sent=request.POST)
            return self._page(household, form, opened, dialogue=dialogue, status=409)
        except RulesBrokenError as refusal:
            form.show_refusal(refusal)
            return self._page(household, form, token, status=422)
        self.warn(form.doubts())
        words = f"已保存{household.head_name}户 {request.year} 年度资料{updated(household, request.year)}。"
        messages.success(request, words)
        return redirect(self._after(household))

    def _open_household(self, code: str) -> Household:
        household = self.household_or_404(code)
        if household.closed_year is not None:
            raise Http404
        return household

    def _form(self, household: Household, stored: Mapping[str, Any], data: QueryDict | None = None) -> HouseholdForm:
        year = self.request.year
        form = HouseholdForm(year, stored, data, ordinary=not household.registered_in(year))
        for name, words in hooks.field_hints(self.request.scope, household.pk, year).items():
            if name in form.fields:
                form.fields[name].help_text = words
        return form

    def _after(self, household: Household) -> str:
        if self.request.POST.get("then") == "next":
            _, after = selectors.neighbours(scope=self.request.scope, household=household, year=self.request.year)
            if after:
                return reverse("household-edit", args=[after])
        return card_url(household)

    def _page(
        self,
        household: Household,
        form: HouseholdForm,
        token: Token,
        *,
        dialogue: Dialogue | None = None,
        status: int = 200,
    ) -> HttpResponseBase:
        card = selectors.card_for_page(scope=self.request.scope, code=household.code, year=self.request.year)
        _, after = selectors.neighbours(scope=self.request.scope, household=household, year=self.request.year)
        context = {
            "household": household,
            "card": card,
            "reason": hooks.verdict_words()
            .reasons([card.verdict] if card and card.verdict else [])
            .get(household.pk, ""),
            "form": form,
            "token": token,
            "year": self.request.year,
            "path": path_of(self.request.post, household.area),
            "sections": sections_with_errors(form),
            "dialogue": dialogue,
            "has_next": bool(after),
            "cancel_url": card_url(household),
            "last_editor": selectors.last_editor(household, card.facts if card else None),
        }
        return self.page_or_fragment("households/edit.html", context, status=status)
