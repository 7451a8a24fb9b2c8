"""What happens to a household as a whole: moved, closed, paired, a number revealed, a year opened."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from core.accounts.rights import Action
from core.regions.codes import COUNTRY
from core.web.requests import OfficeRequest
from households import selectors, services
from households.forms.actions import CloseForm, MoveForm, PairingEndForm, PairingStartForm, RevealForm, YearOpenForm
from households.models import Household, Member
from households.services import RegistryError
from households.views.base import HouseholdView, card_url, path_of
from households.views.members import MemberChange

AT_ONCE = 200
REVEALED = {
    ("household", "phone"): "联系电话",
    ("household", "bank_account"): "银行卡号",
    ("member", "id_number"): "证件号码",
    ("member", "phone"): "联系电话",
}


class HouseholdAction(MemberChange):
    """Base of the small forms: one page, one service, back to the card."""

    abstract = True

    def form_page(
        self, household: Household, form: forms.Form, title: str, note: str, submit: str, status: int = 200
    ) -> HttpResponseBase:
        context = {"form": form, "title": title, "note": note, "submit": submit, "cancel_url": card_url(household)}
        return self.page("households/action.html", household, context, status)


class HouseholdMove(HouseholdAction):
    """整户迁移."""

    required_action = Action.HOUSEHOLD_MOVE
    note = "户、成员、各年度资料、结对和判定一起迁走；户编号不变，历史保留。迁出村和迁入村的判定随后自动更新。"

    def get(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        household = self.open_household(code)
        return self.form_page(household, MoveForm(self._targets(household)), "整户迁移", self.note, "确认迁移")

    def post(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        household = self.open_household(code)
        form = MoveForm(self._targets(household), request.POST)
        if form.is_valid():
            try:
                services.household_move(
                    actor=request.actor,
                    scope=request.scope,
                    household=household,
                    area=int(form.cleaned_data["area"]),
                    group_name=form.cleaned_data["group_name"],
                    reason=form.cleaned_data["reason"],
                )
            except RegistryError as refusal:
                form.add_error("area", str(refusal))
            else:
                messages.success(request, f"已把{household.head_name}户迁入新的行政村。")
                return redirect(card_url(household))
        return self.form_page(household, form, "整户迁移", self.note, "确认迁移", 422)

    def _targets(self, household: Household) -> list[tuple[str, str]]:
        return [choice for choice in self.villages() if choice[0] != str(household.area)]


class HouseholdClose(HouseholdAction):
    """注销: 清退, 自然消亡 and the like."""

    required_action = Action.HOUSEHOLD_CLOSE
    note = "从注销日期所在年度起不再统计和判定，全部成员登记减少，结对结束；以前年度的资料保留可查。"

    def get(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        return self.form_page(self.open_household(code), CloseForm(), "注销户", self.note, "确认注销")

    def post(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        household = self.open_household(code)
        form = CloseForm(request.POST)
        if not form.is_valid():
            return self.form_page(household, form, "注销户", self.note, "确认注销", 422)
        services.household_close(
            actor=request.actor,
            household=household,
            reason=form.cleaned_data["reason"],
            on=form.cleaned_data["on"],
            note=form.cleaned_data["note"],
        )
        messages.success(request, f"已注销{household.head_name}户。")
        return redirect(card_url(household))


class PairingStart(HouseholdAction):
    """A helper becomes responsible for the household."""

    required_action = Action.PAIRING_EDIT
    note = "列表里是岗位为帮扶责任人、范围覆盖本村的人员；由县级管理员维护。"

    def get(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        household = self.open_household(code)
        form = PairingStartForm(selectors.helper_choices(household.area))
        return self.form_page(household, form, "指定帮扶责任人", self.note, "确认结对")

    def post(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        household = self.open_household(code)
        form = PairingStartForm(selectors.helper_choices(household.area), request.POST)
        if form.is_valid():
            helper = selectors.helper_by_id(int(form.cleaned_data["helper"]))
            try:
                services.pairing_start(
                    actor=request.actor, household=household, helper=helper, starts_on=form.cleaned_data["starts_on"]
                )
            except RegistryError as refusal:
                form.add_error("helper", str(refusal))
            else:
                messages.success(request, f"{helper.name}已与{household.head_name}户结对。")
                return redirect(card_url(household, "helpers"))
        return self.form_page(household, form, "指定帮扶责任人", self.note, "确认结对", 422)


class PairingBatch(HouseholdAction):
    """One helper for the households chosen in the register: shown by GET with their numbers, done by POST."""

    required_action = Action.PAIRING_EDIT

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        return self._page(self._chosen(request.GET.getlist("household")))

    def post(self, request: OfficeRequest) -> HttpResponseBase:
        households = self._chosen(request.POST.getlist("household"))
        form = PairingStartForm(self._helpers(households), request.POST)
        if households and form.is_valid():
            helper = selectors.helper_by_id(int(form.cleaned_data["helper"]))
            try:
                services.pairing_start_many(
                    actor=request.actor, households=households, helper=helper, starts_on=form.cleaned_data["starts_on"]
                )
            except RegistryError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"{helper.name}已与 {len(households)} 户结对。")
                return redirect(reverse("household-list"))
        return self._page(households, form, 422)

    def _chosen(self, codes: list[str]) -> list[Household]:
        """The open households of the numbers that lie in the scope."""
        return selectors.households_by_code(scope=self.request.scope, codes=codes[:AT_ONCE])

    def _helpers(self, households: list[Household]) -> list[tuple[str, str]]:
        """Those whose post covers every chosen village."""
        lists = [selectors.helper_choices(area) for area in {household.area for household in households}]
        return [choice for choice in lists[0] if all(choice in other for other in lists)] if lists else []

    def _page(
        self, households: list[Household], form: PairingStartForm | None = None, status: int = 200
    ) -> HttpResponseBase:
        context = {
            "form": form or PairingStartForm(self._helpers(households)),
            "households": households,
            "cancel_url": reverse("household-list"),
        }
        return self.page_or_fragment("households/pairing_batch.html", context, status=status)


class PairingEnd(HouseholdAction):
    """The last day of a pairing."""

    required_action = Action.PAIRING_EDIT
    note = "结束当天仍由该责任人负责，次日起不再能看到这一户。"

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self._page(pk, PairingEndForm())

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        pairing = selectors.pairing_detail(scope=request.scope, pk=pk)
        form = PairingEndForm(request.POST)
        if pairing is None:
            raise Http404
        if form.is_valid():
            try:
                services.pairing_end(actor=request.actor, pairing=pairing, ends_on=form.cleaned_data["ends_on"])
            except RegistryError as refusal:
                form.add_error("ends_on", str(refusal))
            else:
                messages.success(request, f"已结束{pairing.helper.name}的结对。")
                return redirect(card_url(pairing.household, "helpers"))
        return self._page(pk, form, 422)

    def _page(self, pk: int, form: PairingEndForm, status: int = 200) -> HttpResponseBase:
        pairing = selectors.pairing_detail(scope=self.request.scope, pk=pk)
        if pairing is None:
            raise Http404
        title = f"结束结对：{pairing.helper.name}"
        return self.form_page(pairing.household, form, title, self.note, "确认结束", status)


class Reveal(HouseholdView, ABC):
    """One personal number in plain text, after a reason that is on record."""

    abstract = True
    kind = ""

    @abstractmethod
    def subject(self, code: str) -> Household | Member:
        """Whose number it is, in scope, or 404."""

    def get(self, request: OfficeRequest, code: str, field: str) -> HttpResponseBase:
        return self._page(self.subject(code), field, RevealForm())

    def post(self, request: OfficeRequest, code: str, field: str) -> HttpResponseBase:
        subject, form = self.subject(code), RevealForm(request.POST)
        if form.is_valid() and (self.kind, field) in REVEALED:
            try:
                value = services.person_reveal(
                    actor=request.actor, subject=subject, field=field, reason=form.cleaned_data["reason"]
                )
            except RegistryError as refusal:
                form.add_error("reason", str(refusal))
            else:
                return self._page(subject, field, form, value=value)
        return self._page(subject, field, form, status=422)

    def _page(
        self, subject: Household | Member, field: str, form: RevealForm, *, value: str = "", status: int = 200
    ) -> HttpResponseBase:
        if (self.kind, field) not in REVEALED:
            raise Http404
        household = subject if isinstance(subject, Household) else subject.household
        context: dict[str, Any] = {
            "form": form,
            "label": REVEALED[self.kind, field],
            "whose": household.head_name + "户" if isinstance(subject, Household) else subject.name,
            "value": value,
            "household": household,
            "path": path_of(self.request.post, household.area),
            "cancel_url": card_url(household, "members" if isinstance(subject, Member) else "basic"),
        }
        return self.page_or_fragment("households/reveal.html", context, status=status)


class HouseholdReveal(Reveal):
    required_action = Action.PERSONAL_REVEAL
    kind = "household"

    def subject(self, code: str) -> Household:
        return self.household_or_404(code)


class MemberReveal(Reveal):
    required_action = Action.PERSONAL_REVEAL
    kind = "member"

    def subject(self, code: str) -> Member:
        return self.member_or_404(code)


class YearOpen(HouseholdView):
    """结转新年度: the year after the one of the page, for the post's whole area."""

    required_action = Action.YEAR_OPEN

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        return self._page(YearOpenForm(initial={"year": self._next_year()}))

    def post(self, request: OfficeRequest) -> HttpResponseBase:
        form = YearOpenForm(request.POST)
        area = request.post.area if request.post else COUNTRY
        if not form.is_valid():
            return self._page(form, 422)
        year = form.cleaned_data["year"]
        try:
            carried = services.year_open(actor=request.actor, scope=request.scope, area=area, year=year)
        except RegistryError as refusal:
            form.add_error(None, str(refusal))
            return self._page(form, 422)
        messages.success(
            request,
            f"已结转 {year} 年度：{carried.households:,} 户、{carried.members:,} 人。"
            "收入、保险等当年资料留空，请逐户补录；几秒后可在页首切换年度。",
        )
        return redirect(reverse("household-list"))

    def _next_year(self) -> int:
        return max([self.request.year, *self.request.years]) + 1

    def _page(self, form: YearOpenForm, status: int = 200) -> HttpResponseBase:
        area = self.request.post.area if self.request.post else COUNTRY
        context = {
            "form": form,
            "next_year": self._next_year(),
            "path": path_of(self.request.post, area),
            "cancel_url": reverse("household-list"),
        }
        return self.page_or_fragment("households/year_open.html", context, status=status)
