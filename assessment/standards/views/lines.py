"""Poverty lines made by hand: list, draft, edit, steps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from assessment.catalogue import lines_for
from assessment.models import LineDraft
from assessment.services import OutsideScopeError, StaleDraftError, StepRefusedError, line_draft, line_edit, line_step
from assessment.standards.forms import LineForm
from assessment.standards.selectors import State, buttons, line_drafts, line_visible, people_of, place_names
from assessment.standards.views.base import StandardsView, StepView
from core.accounts.rights import Action, may
from core.web.paging import page_of
from core.web.requests import OfficeRequest


class LineList(StandardsView):
    """The lines made by hand by state, and those that hold now."""

    required_action = Action.STANDARD_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        state = request.GET.get("state", "")
        rows = line_drafts(post=self.post_held, scope=request.scope, state=state)
        page = page_of(rows, ("-id",), request.GET.get("cursor", ""))
        context = {
            "page": page,
            "rows": [self.line(row) for row in page.rows],
            "states": State.choices,
            "state": state,
            "lines": lines_for(self.post_held.area),
            "may_draft": may(self.post_held, Action.STANDARD_EDIT),
        }
        return self.page_or_fragment("assessment/standards/lines.html", context)

    @staticmethod
    def line(row: LineDraft) -> dict[str, Any]:
        people = people_of([row])
        return {
            "row": row,
            "place": place_names([row]).get(row.region, f"{row.region:012d}"),
            "maker": people.get(row.maker or 0, "系统"),
            "checker": people.get(row.checker or 0, ""),
        }


class LinePage(StandardsView):
    """One line made by hand and what may be done with it now."""

    required_action = Action.STANDARD_VIEW

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = line_visible(post=self.post_held, scope=request.scope, pk=pk)
        if row is None:
            raise Http404
        own = request.scope.covers(row.region) and may(self.post_held, Action.STANDARD_EDIT)
        waiting = row.state in (State.DRAFT, State.IN_REVIEW, State.REVIEWED)
        context = {
            **LineList.line(row),
            "buttons": buttons(row, post=self.post_held, scope=request.scope, user_id=request.actor.user_id),
            "may_edit": own and row.state == State.DRAFT,
            "may_simulate": own and waiting and row.purpose == "exit",
        }
        return self.page_or_fragment("assessment/standards/line.html", context)


class LineNew(StandardsView):
    """A new line."""

    required_action = Action.STANDARD_EDIT

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        start = {"region": f"{self.post_held.area:012d}", "year": request.year, "purpose": "exit"}
        return self.page(LineForm(request.scope, initial=start))

    def post(self, request: OfficeRequest) -> HttpResponseBase:
        form = LineForm(request.scope, request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            made = line_draft(actor=request.actor, scope=request.scope, content=form.content())
        except OutsideScopeError:
            raise Http404 from None
        return redirect("line-page", pk=made.pk)

    def page(self, form: LineForm, status: int = 200, **more: Any) -> HttpResponseBase:
        context = {"form": form, "title": "起草标准线", **more}
        return self.page_or_fragment("assessment/standards/line_form.html", context, status=status)


class LineEdit(LineNew):
    """A draft line; a second writer sees what is stored now."""

    required_action = Action.STANDARD_EDIT

    def _own(self, pk: int) -> LineDraft:
        row = line_visible(post=self.post_held, scope=self.request.scope, pk=pk)
        if row is None or not self.request.scope.covers(row.region):
            raise Http404
        return row

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:  # type: ignore[override]
        row = self._own(pk)
        if row.state != State.DRAFT:
            messages.error(request, f"现在的状态是「{row.get_state_display()}」，不能修改。")
            return redirect("line-page", pk=pk)
        names = ("year", "purpose", "amount", "source", "revision")
        initial = {"region": f"{row.region:012d}", **{name: getattr(row, name) for name in names}}
        return self.page(LineForm(request.scope, initial=initial), row=row, title="修改标准线")

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:  # type: ignore[override]
        row = self._own(pk)
        form = LineForm(request.scope, request.POST)
        if not form.is_valid():
            return self.page(form, status=422, row=row, title="修改标准线")
        try:
            line_edit(
                actor=request.actor, scope=request.scope, pk=pk, content=form.content(),
                revision=form.cleaned_data["revision"] or 0,
            )  # fmt: skip
        except OutsideScopeError:
            raise Http404 from None
        except StepRefusedError as refused:
            messages.error(request, f"没有保存：{refused}")
            return redirect("line-page", pk=pk)
        except StaleDraftError as stale:
            typed = LineForm(request.scope, initial={**request.POST.dict(), "revision": stale.fresh.revision})
            return self.page(typed, status=409, row=row, stale=stale.fresh, title="修改标准线")
        messages.success(request, "已保存草稿。")
        return redirect("line-page", pk=pk)


class LineStep(StepView):
    """The steps of a line."""

    def take(self, **kwargs: Any) -> None:
        line_step(**kwargs)

    def addresses(self, pk: int) -> tuple[str, str]:
        return reverse("line-page", args=[pk]), reverse("line-list")
