"""一般农户: their list, a new one, and 纳入建档立卡 that makes a registered household of one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from core.accounts.rights import Action, may
from core.regions.codes import Level, level_of
from core.web.requests import OfficeRequest, asked_area
from core.web.views import ScopedView
from households import selectors, services
from households.forms.ordinary import TakeInForm
from households.models import Household
from households.services import RegistryError, RulesBrokenError
from households.views.actions import HouseholdAction
from households.views.base import card_url, path_of
from households.views.edit import HouseholdNew


class OrdinaryList(ScopedView):
    """The ordinary households of a place; they have no verdict and enter none of the register's counts."""

    required_action = Action.HOUSEHOLD_VIEW
    request: OfficeRequest

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area, words = asked_area(request), request.GET.get("q", "").strip()[:60]
        found = selectors.ordinary_page(
            scope=request.scope, year=request.year, area=area, words=words, cursor=request.GET.get("cursor", "")
        )
        own = request.scope.helper_id is None
        context = {
            "area": area,
            "path": path_of(request.post, area, "ordinary-list") if own else [],
            "page": found.page,
            "rows": found.rows,
            "words": words,
            "is_village": level_of(area) == Level.VILLAGE,
            "below": selectors.ordinary_below(scope=request.scope, year=request.year, area=area) if own else [],
            "may_add": may(request.post, Action.HOUSEHOLD_EDIT),
            "may_export": may(request.post, Action.EXPORT),
            "register_url": f"{reverse('household-list')}?area={area}",
            "reset_url": f"{reverse('ordinary-list')}?area={area}",
            "empty_reason": "没有符合条件的户。" if words else f"{request.year} 年度没有登记的一般农户。",
        }
        return self.page_or_fragment("households/ordinary.html", context)


class OrdinaryNew(HouseholdNew):
    """登记一般农户: head and year as for a registered one, without anything that is said of the poor."""

    required_action = Action.HOUSEHOLD_EDIT
    ordinary = True


class HouseholdTakeIn(HouseholdAction):
    """纳入建档立卡. One that is registered already is shown its card."""

    required_action = Action.HOUSEHOLD_TAKE_IN
    note = (
        "从所选年度起作为建档立卡户（未脱贫）统计和判定，计入本村贫困人口；以前年度仍是一般农户。"
        "纳入后不能撤回，识别有误的按清退注销。"
    )

    def get(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        household = self.open_household(code)
        if household.registered_from is not None:
            return redirect(card_url(household))
        return self._page(household, TakeInForm(request.year, self._years()))

    def post(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        household = self.open_household(code)
        form = TakeInForm(request.year, self._years(), request.POST)
        if not form.is_valid():
            return self._page(household, form, 422)
        try:
            services.household_take_in(
                actor=request.actor,
                household=household,
                year=form.year(),
                facts=form.facts(),
                reason=form.cleaned_data["reason"],
            )
        except RulesBrokenError as refusal:
            for finding in refusal.findings:
                form.add_error(finding.field if finding.field in form.fields else None, finding.message)
        except RegistryError as refusal:
            form.add_error(None, str(refusal))
        else:
            words = f"{household.head_name}户自 {form.year()} 年起建档立卡，判定几秒内自动生成。"
            messages.success(request, words)
            return redirect(card_url(household))
        return self._page(household, form, 422)

    def _years(self) -> list[int]:
        return sorted({self.request.year, *self.request.years}, reverse=True)

    def _page(self, household: Household, form: TakeInForm, status: int = 200) -> HttpResponseBase:
        return self.form_page(household, form, "纳入建档立卡", self.note, "确认纳入", status)
