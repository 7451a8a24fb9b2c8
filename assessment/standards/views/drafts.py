"""Drafting and editing a standard."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect

from assessment.indicators import LEVEL_LABELS
from assessment.models import Standard
from assessment.services import (
    OutsideScopeError,
    StaleDraftError,
    StepRefusedError,
    obstacles,
    standard_draft,
    standard_edit,
)
from assessment.standards.compare import compared
from assessment.standards.forms import BaseRules, HeadingForm, rule_rows
from assessment.standards.selectors import State, people_of, version_of
from assessment.standards.views.base import StandardsView
from assessment.standards.views.register import OneStandard
from core.accounts.rights import Action
from core.web.requests import OfficeRequest


class StandardNew(StandardsView):
    """Level, region, years and document; the criteria come on the next page."""

    required_action = Action.STANDARD_EDIT

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        start = {"region": f"{self.post_held.area:012d}", "first_year": request.year, "last_year": request.year}
        return self._page(HeadingForm(request.scope, initial=start))

    def post(self, request: OfficeRequest) -> HttpResponseBase:
        form = HeadingForm(request.scope, request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            made = standard_draft(actor=request.actor, scope=request.scope, heading=form.heading())
        except OutsideScopeError:
            raise Http404 from None
        return redirect("standard-edit", pk=made.pk)

    def _page(self, form: HeadingForm, status: int = 200) -> HttpResponseBase:
        return self.page_or_fragment("assessment/standards/new.html", {"form": form}, status=status)


class StandardEdit(OneStandard):
    """The draft as one page: heading, and a row for every indicator of its level."""

    required_action = Action.STANDARD_EDIT

    def _own(self, pk: int) -> Standard:
        row = self.standard(pk)
        if not self.request.scope.covers(row.region):
            raise Http404
        return row

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self._own(pk)
        if row.state != State.DRAFT:
            messages.error(request, f"现在的状态是「{row.get_state_display()}」，不能修改。")
            return redirect("standard-page", pk=pk)
        return self._page(row, self._heading(row), rule_rows(row.level, version_of(row).rules))

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self._own(pk)
        data = request.POST.copy()
        data["level"] = row.level
        form, rows = HeadingForm(request.scope, data), rule_rows(row.level, (), data)
        if not (form.is_valid() & rows.is_valid()):
            return self._page(row, form, rows, status=422)
        try:
            standard_edit(
                actor=request.actor, scope=request.scope, pk=pk, revision=form.cleaned_data["revision"] or 0,
                heading=form.heading(), rules=rows.rules(),
            )  # fmt: skip
        except OutsideScopeError:
            raise Http404 from None
        except StepRefusedError as refused:
            messages.error(request, f"没有保存：{refused}")
            return redirect("standard-page", pk=pk)
        except StaleDraftError as stale:
            return self._stale(cast(Standard, stale.fresh), form, rows)
        messages.success(request, "已保存草稿。")
        return redirect("standard-page", pk=pk)

    def _stale(self, fresh: Standard, form: HeadingForm, rows: BaseRules) -> HttpResponseBase:
        """What was typed stays, with what is stored now beside it; saving again is on purpose."""
        typed = HeadingForm(self.request.scope, initial={**form.cleaned_data, "revision": fresh.revision})
        typed.initial["region"] = f"{form.cleaned_data['region']:012d}"
        differences = [
            item for item in compared(fresh.level, version_of(fresh).rules, rows.rules()) if item.kind != "same"
        ]
        heading = [
            (str(form.fields[name].label), getattr(fresh, name), form.cleaned_data[name])
            for name in ("region", "first_year", "last_year", "document")
            if getattr(fresh, name) != form.cleaned_data[name]
        ]
        again = rule_rows(fresh.level, rows.rules())
        more = {"stale": differences, "stale_heading": heading, "who": people_of([fresh]).get(fresh.maker or 0, "系统")}
        return self._page(fresh, typed, again, status=409, **more)

    def _heading(self, row: Standard) -> HeadingForm:
        initial = {
            "level": row.level, "region": f"{row.region:012d}", "first_year": row.first_year,
            "last_year": row.last_year, "document": row.document, "revision": row.revision,
        }  # fmt: skip
        return HeadingForm(self.request.scope, initial=initial)

    def _page(
        self, row: Standard, form: HeadingForm, rows: BaseRules, status: int = 200, **more: Any
    ) -> HttpResponseBase:
        context = {
            "row": row,
            "level": LEVEL_LABELS[row.level],
            "form": form,
            "rows": rows,
            "against": obstacles(row),
            **more,
        }
        return self.page_or_fragment("assessment/standards/edit.html", context, status=status)
