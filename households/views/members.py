"""Members: added, changed, removed, and a new head."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect

from core.accounts.rights import Action
from core.web.requests import OfficeRequest
from households import selectors, services
from households.forms.members import HeadChangeForm, MemberForm, MemberRemoveForm, RelationsForm
from households.models import Household, Member
from households.rules import HEAD
from households.services import PersonExistsError, RegistryError, RulesBrokenError, StaleRecordError, Token
from households.services.records import member_at, member_stored
from households.views.base import HouseholdView, card_url, path_of, updated
from households.views.conflict import Dialogue, changed_by, choices_of, dialogue_of


class MemberChange(HouseholdView):
    """Base of the pages that change who belongs to a household; a closed one has none of them."""

    abstract = True

    def open_household(self, code: str) -> Household:
        household = self.household_or_404(code)
        if household.closed_year is not None:
            raise Http404
        return household

    def present_member(self, code: str) -> Member:
        member = self.member_or_404(code)
        if member.left_year is not None or member.household.closed_year is not None:
            raise Http404
        return member

    def others(self, household: Household, besides: Member | None = None) -> list[tuple[Member, str | None]]:
        rows = selectors.present_members(scope=self.request.scope, household=household, year=self.request.year)
        return [
            (row.member, row.facts.relation_to_head if row.facts else None) for row in rows if row.member != besides
        ]

    def page(self, template: str, household: Household, context: dict[str, Any], status: int = 200) -> HttpResponseBase:
        shared = {
            "household": household,
            "year": self.request.year,
            "path": path_of(self.request.post, household.area),
            "cancel_url": card_url(household, "members"),
        }
        return self.page_or_fragment(template, {**shared, **context}, status=status)


class MemberAdd(MemberChange):
    """A new member with reason and day."""

    required_action = Action.MEMBER_CHANGE

    def get(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        household = self.open_household(code)
        form = MemberForm(request.year, {"ethnicity": "01"}, new=True)
        return self.page("households/member_form.html", household, {"form": form})

    def post(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        household = self.open_household(code)
        form = MemberForm(request.year, {}, request.POST, new=True)
        if not form.is_valid():
            return self.page("households/member_form.html", household, {"form": form}, 422)
        try:
            member = services.member_add(
                actor=request.actor,
                scope=request.scope,
                household=household,
                year=request.year,
                reason=form.cleaned_data["join_reason"],
                on=form.cleaned_data["joined_on"],
                values=form.values(),
                facts=form.facts(),
            )
        except RegistryError as refusal:
            show_refusal(form, refusal)
            return self.page("households/member_form.html", household, {"form": form}, 422)
        self.warn(form.doubts())
        messages.success(request, f"已登记{member.name}{updated(household, request.year)}。")
        return redirect(card_url(household, "members"))


class MemberEdit(MemberChange):
    """A member's year."""

    required_action = Action.HOUSEHOLD_EDIT

    def get(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        member = self.present_member(code)
        form = MemberForm(request.year, member_stored(member, request.year))
        return self._page(member, form, services.member_token(member, request.year))

    def post(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        member = self.present_member(code)
        try:
            token = Token.read(request.POST.get("token", ""))
            opened = Token.read(request.POST["opened"]) if "opened" in request.POST else token
        except ValueError:
            token = opened = services.member_token(member, request.year)
        base = member_at(member, request.year, opened)
        form = MemberForm(request.year, base, request.POST)
        if not form.is_valid():
            return self._page(member, form, token, status=422)
        dropped = choices_of(request.POST, "theirs") if opened != token else set()
        try:
            services.member_update(
                actor=request.actor,
                scope=request.scope,
                member=member,
                year=request.year,
                token=token,
                values=changed_by(form.values(), base, dropped),
                facts=changed_by(form.facts(), base, dropped),
            )
        except StaleRecordError as stale:
            typed = {**form.values(), **form.facts()}
            dialogue = dialogue_of(stale, opened=opened, base=base, typed=typed, sent=request.POST)
            return self._page(member, form, opened, dialogue=dialogue, status=409)
        except RegistryError as refusal:
            show_refusal(form, refusal)
            return self._page(member, form, token, status=422)
        self.warn(form.doubts())
        messages.success(
            request, f"已保存{member.name} {request.year} 年度资料{updated(member.household, request.year)}。"
        )
        return redirect(card_url(member.household, "members"))

    def _page(
        self, member: Member, form: MemberForm, token: Token, *, dialogue: Dialogue | None = None, status: int = 200
    ) -> HttpResponseBase:
        context = {"member": member, "form": form, "token": token, "dialogue": dialogue}
        return self.page("households/member_form.html", member.household, context, status)


class MemberRemove(MemberChange):
    """A member leaves with reason and day; when it is the head, everybody's relation is given anew."""

    required_action = Action.MEMBER_CHANGE

    def get(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        member = self.present_member(code)
        return self._page(member, MemberRemoveForm(request.year), self._relations(member))

    def post(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        member = self.present_member(code)
        form, relations = MemberRemoveForm(request.year, request.POST), self._relations(member, bound=True)
        if not all([form.is_valid(), relations is None or relations.is_valid()]):
            return self._page(member, form, relations, 422)
        try:
            services.member_remove(
                actor=request.actor,
                member=member,
                reason=form.cleaned_data["leave_reason"],
                on=form.cleaned_data["left_on"],
                note=form.cleaned_data["note"],
                relations=relations.relations() if relations else None,
            )
        except RegistryError as refusal:
            form.add_error(None, str(refusal))
            return self._page(member, form, relations, 422)
        messages.success(request, f"已登记{member.name}减少{updated(member.household, request.year)}。")
        return redirect(card_url(member.household, "members"))

    def _relations(self, member: Member, *, bound: bool = False) -> RelationsForm | None:
        """The relations form where the head leaves somebody behind."""
        people = self.others(member.household)
        is_head = any(person == member and relation == HEAD for person, relation in people)
        others = [(person, relation) for person, relation in people if person != member]
        if not is_head or not others:
            return None
        return RelationsForm(others, self.request.year, self.request.POST if bound else None, required=True)

    def _page(
        self, member: Member, form: MemberRemoveForm, relations: RelationsForm | None, status: int = 200
    ) -> HttpResponseBase:
        context = {"member": member, "form": form, "relations": relations}
        return self.page("households/member_remove.html", member.household, context, status)


class HeadChange(MemberChange):
    """户主变更: everybody's relation to the new head."""

    required_action = Action.MEMBER_CHANGE

    def get(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        household = self.open_household(code)
        form = HeadChangeForm(self.others(household), request.year)
        return self.page("households/head_change.html", household, {"form": form})

    def post(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        household = self.open_household(code)
        form = HeadChangeForm(self.others(household), request.year, request.POST)
        if not form.is_valid():
            return self.page("households/head_change.html", household, {"form": form}, 422)
        try:
            services.head_change(
                actor=request.actor,
                household=household,
                year=request.year,
                relations=form.relations(),
                reason=form.cleaned_data["reason"],
            )
        except RegistryError as refusal:
            form.add_error(None, str(refusal))
            return self.page("households/head_change.html", household, {"form": form}, 422)
        messages.success(request, "已变更户主。")
        return redirect(card_url(household, "members"))


def show_refusal(form: MemberForm, refusal: RegistryError) -> None:
    """A service's refusal at the field it is about."""
    if isinstance(refusal, RulesBrokenError):
        form.show_refusal(refusal)
    elif isinstance(refusal, PersonExistsError):
        form.add_error("id_number", str(refusal))
    elif isinstance(refusal, services.HeadError):
        form.add_error("relation_to_head", str(refusal))
    else:
        form.add_error(None, str(refusal))
