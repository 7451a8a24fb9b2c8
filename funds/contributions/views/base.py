"""What the forms of contributions, pools and fiscal facts share: one template, how a refusal is shown."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect

from core.web.requests import OfficeRequest
from core.web.views import ScopedView
from funds.contributions.errors import HiddenRecordError, RecordRefusedError, StaleRecordError
from funds.places import path_to


class RecordForm(ScopedView):
    """Base of a form page; ``start`` is the page that the path of regions leads to."""

    abstract = True
    request: OfficeRequest
    start = "contribution-list"

    def form_page(
        self, form: forms.Form, area: int, title: str, back: str, *, status: int = 200, hint: str = ""
    ) -> HttpResponseBase:
        path = path_to(self.request.scope, area, self.start)
        context = {"form": form, "title": title, "path": path, "back": back, "hint": hint}
        return self.page_or_fragment("funds/contributions/form.html", context, status=status)

    def saved(self, form: forms.Form, act: Callable[[], str], done: str) -> tuple[HttpResponseBase | None, int]:
        """Do ``act`` (it gives the address to go to) for a valid form: the answer, or None and the status to show."""
        if not form.is_valid():
            return None, 422
        try:
            target = act()
        except HiddenRecordError as error:
            raise Http404 from error
        except RecordRefusedError as refusal:
            for name, words in refusal.fields.items():
                form.add_error(name if name in form.fields else None, words)
            return None, 422
        except StaleRecordError as stale:
            form.add_error(None, str(stale))
            return None, 409
        messages.success(self.request, done)
        return redirect(target), 302
