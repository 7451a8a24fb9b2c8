"""Entering ratings, lines, loans and what happens to a loan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate

from core.accounts.rights import Action
from core.web.requests import OfficeRequest
from funds.credit import selectors, services
from funds.credit.checks import LINE, LOAN, RATING
from funds.credit.errors import CreditRefusedError, HiddenCreditError, StaleCreditError
from funds.credit.forms import ChangeForm, CounterForm, CreditForm, EntryForm, LineForm, LoanForm, RatingForm
from funds.credit.views.base import CreditView, card_url, show
from funds.models import LoanChange, LoanEntry
from households.models import Household
from households.selectors import household_detail, present_members


class CreditFormView(CreditView):
    """Base: one form, one service; the refusal goes to its field."""

    abstract = True
    title = ""

    def form_page(self, form: forms.Form, household: Household, back: str, status: int = 200) -> HttpResponseBase:
        title = f"{household.head_name}户 {self.title}"
        context = {**self.frame(household.area), "form": form, "title": title, "back": back, "household": household}
        return self.page_or_fragment("funds/credit/form.html", context, status=status)

    def household(self, code: str) -> Household:
        row = household_detail(scope=self.request.scope, code=code)
        if row is None:
            raise Http404
        return row

    def saved(self, form: forms.Form, work: Callable[[], Any]) -> int:
        """Run the service; 0 when it is stored, else the status of the answer."""
        if not form.is_valid():
            return 422
        try:
            work()
        except CreditRefusedError as refusal:
            show(form, refusal)
            return 422
        except StaleCreditError as stale:
            form.add_error(None, str(stale))
            return 409
        except HiddenCreditError as error:
            raise Http404 from error
        messages.success(self.request, f"{self.title}：已保存。")
        return 0


class OfHousehold(CreditFormView):
    """Base of the forms for a rating, a line and a loan: new at a household, or one that is there."""

    abstract = True
    fields: tuple[str, ...] = ()

    def blank(self, household: Household, data: Any = None, initial: Mapping[str, Any] | None = None) -> CreditForm:
        raise NotImplementedError

    def save(self, household: Household, form: CreditForm, pk: int | None) -> Any:
        raise NotImplementedError

    def stored(self, pk: int) -> Any:
        raise NotImplementedError

    def get(self, request: OfficeRequest, code: str = "", pk: int | None = None) -> HttpResponseBase:
        household, row = self._of(code, pk)
        initial = {name: getattr(row, name) for name in (*self.fields, "version")} if row else self.begin()
        if row is not None and hasattr(row, "member"):
            initial["member"] = row.member.code
        return self.form_page(self.blank(household, None, initial), household, card_url(household.code))

    def post(self, request: OfficeRequest, code: str = "", pk: int | None = None) -> HttpResponseBase:
        household, _ = self._of(code, pk)
        form = self.blank(household, request.POST)
        status = self.saved(form, lambda: self.save(household, form, pk))
        if not status:
            return redirect(card_url(household.code))
        return self.form_page(form, household, card_url(household.code), status)

    def begin(self) -> dict[str, Any]:
        return {}

    def _of(self, code: str, pk: int | None) -> tuple[Household, Any]:
        if pk is None:
            return self.household(code), None
        row = self.stored(pk)
        if row is None:
            raise Http404
        return row.household, row


class RatingEdit(OfHousehold):
    required_action = Action.CREDIT_EDIT
    title, fields = "信用评级", RATING

    def blank(self, household: Household, data: Any = None, initial: Mapping[str, Any] | None = None) -> CreditForm:
        return RatingForm(data, initial=dict(initial or {}))

    def stored(self, pk: int) -> Any:
        return selectors.rating_of(self.request.scope, pk)

    def save(self, household: Household, form: CreditForm, pk: int | None) -> Any:
        return services.rating_save(
            writer=self.writer, household=household.code, values=form.values(), pk=pk, version=form.seen
        )


class LineEdit(OfHousehold):
    required_action = Action.CREDIT_EDIT
    title, fields = "授信", LINE

    def blank(self, household: Household, data: Any = None, initial: Mapping[str, Any] | None = None) -> CreditForm:
        return LineForm(data, initial=dict(initial or {}))

    def stored(self, pk: int) -> Any:
        return selectors.line_of(self.request.scope, pk)

    def save(self, household: Household, form: CreditForm, pk: int | None) -> Any:
        return services.line_save(
            writer=self.writer, household=household.code, values=form.values(), pk=pk, version=form.seen
        )


class LoanEdit(OfHousehold):
    required_action = Action.CREDIT_EDIT
    title, fields = "贷款合同", LOAN

    def blank(self, household: Household, data: Any = None, initial: Mapping[str, Any] | None = None) -> CreditForm:
        rows = present_members(scope=self.request.scope, household=household, year=self.request.year)
        people = [(row.member.code, row.member.name) for row in rows]
        borrower = (initial or {}).get("member") or (data or {}).get("member", "")
        if borrower and borrower not in dict(people):
            people += [(borrower, borrower)]
        return LoanForm(data, initial=dict(initial or {}), people=people)

    def begin(self) -> dict[str, Any]:
        return {"product": "3"}

    def stored(self, pk: int) -> Any:
        return selectors.loan_of(self.request.scope, pk)

    def save(self, household: Household, form: CreditForm, pk: int | None) -> Any:
        return services.loan_save(
            writer=self.writer, household=household.code, values=form.values(), pk=pk, version=form.seen
        )


class OfLoan(CreditFormView):
    """Base of the two forms that append to a loan."""

    abstract = True
    form_class: type[forms.Form]

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.loan_or_404(pk)
        form = self.form_class(initial={"day": localdate(), "kind": request.GET.get("kind", "")})
        return self.form_page(form, row.household, reverse("loan-page", args=[pk]))

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.loan_or_404(pk)
        form = self.form_class(request.POST)
        status = self.saved(form, lambda: self.add(pk, form.cleaned_data))
        if not status:
            return redirect("loan-page", pk=pk)
        return self.form_page(form, row.household, reverse("loan-page", args=[pk]), status)

    def add(self, pk: int, values: Mapping[str, Any]) -> Any:
        raise NotImplementedError


class EntryNew(OfLoan):
    required_action = Action.CREDIT_EDIT
    title, form_class = "登记放款、还款、补偿", EntryForm

    def add(self, pk: int, values: Mapping[str, Any]) -> Any:
        return services.entry_add(writer=self.writer, loan=pk, values=values)


class ChangeNew(OfLoan):
    required_action = Action.CREDIT_EDIT
    title, form_class = "登记利率调整、展期、续贷", ChangeForm

    def add(self, pk: int, values: Mapping[str, Any]) -> Any:
        return services.change_add(writer=self.writer, loan=pk, values=values)


class EntryCounter(CreditFormView):
    """Undo an entry, or a change of terms, with a reason."""

    required_action = Action.CREDIT_EDIT
    title = "冲正"
    model: type[LoanEntry] | type[LoanChange] = LoanEntry

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self._page(pk, CounterForm())

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        form = CounterForm(request.POST)
        loan = self._loan(pk)
        status = self.saved(
            form,
            lambda: services.counter(
                writer=self.writer, kind=self.model, pk=pk, reason=form.cleaned_data["reason"]
            ),
        )  # fmt: skip
        return redirect("loan-page", pk=loan) if not status else self._page(pk, form, status)

    def _loan(self, pk: int) -> int:
        find = selectors.entry_of if self.model is LoanEntry else selectors.change_of
        row = find(self.request.scope, pk)
        if row is None:
            raise Http404
        return int(row.loan_id)

    def _page(self, pk: int, form: CounterForm, status: int = 200) -> HttpResponseBase:
        loan = self.loan_or_404(self._loan(pk))
        return self.form_page(form, loan.household, reverse("loan-page", args=[loan.pk]), status)


class ChangeCounter(EntryCounter):
    required_action = Action.CREDIT_EDIT
    model = LoanChange
