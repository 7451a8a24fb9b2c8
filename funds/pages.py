"""The base of every form about money: a key against sending twice, refusals in the fields they are about."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect

from core.web.requests import OfficeRequest
from core.web.views import ScopedView
from funds.errors import FundRefusedError, HiddenFundError, StaleFundError
from funds.places import path_to


class KeyedForm(forms.Form):
    """Base: the page hands out a key, so that a form that is sent twice writes once."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=36, min_length=8)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": str(uuid.uuid4()), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


class MoneyForm(ScopedView):
    """Base of the pages with one form; ``saved`` does the work and says where to go."""

    abstract = True
    request: OfficeRequest

    def saved(self, form: forms.Form, act: Callable[[], str], words: str) -> tuple[HttpResponseBase | None, int]:
        """(the redirect, 200) when it worked, else (None, the status of the page with the refusals)."""
        if not form.is_valid():
            return None, 422
        try:
            url = act()
        except HiddenFundError as error:
            raise Http404 from error
        except FundRefusedError as error:
            for name, sentence in error.fields.items():
                form.add_error(name if name in form.fields and name != "key" else None, sentence)
            return None, 422
        except StaleFundError as error:
            form.add_error(None, str(error))
            return None, 409
        messages.success(self.request, words)
        return redirect(url), 200

    def form_page(
        self, form: forms.Form, area: int, title: str, back: str, *, status: int = 200, hint: str = ""
    ) -> HttpResponseBase:
        context = {
            "form": form,
            "title": title,
            "back": back,
            "hint": hint,
            "path": path_to(self.request.scope, area, "fund-documents"),
        }
        return self.page_or_fragment("funds/contributions/form.html", context, status=status)
