"""What the pages of micro-credit share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.timezone import localdate

from core.accounts.rights import Action, may
from core.regions.codes import LEVEL_NAMES, Level, level_of
from core.web.requests import OfficeRequest
from core.web.views import ScopedView
from funds.credit.errors import CreditRefusedError
from funds.credit.rules import NoRuleError, Terms
from funds.credit.selectors import loan_of, rule_book
from funds.credit.services import Writer
from funds.credit.tabs import credit_tabs
from funds.models import Loan
from funds.places import path_to


class CreditView(ScopedView):
    """Base: path, tabs and rights of a place. ``here`` is the page's address name."""

    abstract = True
    request: OfficeRequest
    here = "loan-list"

    @property
    def writer(self) -> Writer:
        return Writer(self.request.actor, self.request.scope)

    @property
    def day(self) -> date:
        """As of when a page speaks: the last day of its year, or today."""
        return min(localdate(), date(self.request.year, 12, 31))

    def frame(self, area: int) -> dict[str, Any]:
        request = self.request
        return {
            "area": area,
            "year": request.year,
            "today": self.day,
            "path": path_to(request.scope, area, self.here),
            "tabs": credit_tabs(request, area, self.here),
            "may_edit": may(request.post, Action.CREDIT_EDIT),
            "may_export": may(request.post, Action.EXPORT),
            "may_import": may(request.post, Action.IMPORT),
            "own": f"{reverse(self.here)}?area={area}",
            "below_name": LEVEL_NAMES[Level(min(level_of(area) + 1, Level.VILLAGE))],
        }

    def loan_or_404(self, pk: int) -> Loan:
        row = loan_of(self.request.scope, pk)
        if row is None:
            raise Http404
        return row

    def terms(self, area: int) -> Terms | None:
        """The rules of the page's day; None before any is loaded."""
        try:
            return rule_book().at(area, self.day)
        except NoRuleError:
            return None


def show(form: forms.Form, refusal: CreditRefusedError) -> None:
    for name, words in refusal.fields.items():
        form.add_error(name if name in form.fields else None, words)


def card_url(code: str) -> str:
    return f"{reverse('household-card', args=[code])}?tab=credit"
