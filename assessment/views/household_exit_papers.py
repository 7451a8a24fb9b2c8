"""The papers of an exit to print and sign: one household's, or a whole list's in one go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from assessment.exits.household_candidates import CODE
from assessment.exits.household_sheets import sheets_of
from core.accounts.rights import Action
from core.procedures.models import Case
from core.procedures.selectors import case_of, cases_of, round_of
from core.web.requests import OfficeRequest
from core.web.views import ScopedView


class _Papers(ScopedView):
    abstract = True
    required_action = Action.PROCEDURE_VIEW
    template: ClassVar[str] = "assessment/exits/household_sheets.html"

    def printed(self, request: OfficeRequest, cases: Sequence[Case], back_url: str) -> HttpResponseBase:
        context = {"sheets": sheets_of(scope=request.scope, cases=cases), "back_url": back_url}
        return self.page_or_fragment(self.template, context)


class CaseSheets(_Papers):
    """《脱贫验收表》 and 《人均纯收入统计表》 of one household."""

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        case = case_of(request.scope, pk)
        if case is None or case.code != CODE:
            raise Http404
        return self.printed(request, [case], reverse("procedure-case", args=[pk]))


class RoundSheets(_Papers):
    """The same for every household of a list that is still under way."""

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        around = round_of(request.scope, pk)
        if around is None or around.code != CODE:
            raise Http404
        cases = [case for case in cases_of(request.scope, pk) if case.end in ("", "done")]
        return self.printed(request, cases, reverse("procedure-round", args=[pk]))


class CaseConfirmation(CaseSheets):
    """The head's confirmation, or refusal, of one household."""

    template = "assessment/exits/household_confirmations.html"
    required_action = Action.PROCEDURE_VIEW


class RoundConfirmations(RoundSheets):
    """The confirmations of a list."""

    template = "assessment/exits/household_confirmations.html"
    required_action = Action.PROCEDURE_VIEW
