"""问题整改: what audits, inspections and complaints found, by place, and the steps of one."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from core.accounts.rights import Action, may
from core.evidence.selectors import attachments_of
from core.findings import problems
from core.findings.models import Problem
from core.regions.selectors import name_of, region_children, year_end
from core.web.pages.findings import path_of
from core.web.pages.forms import day_field
from core.web.paging import page_of
from core.web.requests import OfficeRequest, asked_area
from core.web.views import ScopedView

ACTS = {"report": "报告整改", "close": "核查销号", "return": "退回整改", "extend": "延长期限", "escalate": "上报督办"}


class ProblemList(ScopedView):
    """``?area= source= state=`` of the year of the page; what is due first at the top."""

    required_action = Action.PROBLEM_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        source, state, today = request.GET.get("source", ""), request.GET.get("state", ""), timezone.localdate()
        asked = problems.Asked(
            asked_area(request),
            request.year,
            source if source in Problem.Source.values else "",
            state if state in problems.STATES else "",
        )
        rows = problems.problems(request.scope, asked, today)
        every = problems.problems(request.scope, problems.Asked(asked.area, asked.year, asked.source), today)
        page = page_of(rows, ("due_on", "id"), request.GET.get("cursor", ""))
        names = name_of({row.area for row in page.rows})
        children = region_children(asked.area, year_end(request.year))
        found = problems.by_place(every, [child.code for child in children], today)
        counts = problems.counts(every, today)
        context = {
            "page": page,
            "lines": [(row, names.get(row.area, "")) for row in page.rows],
            "places": [(child, found[child.code]) for child in children if child.code in found],
            "asked": asked,
            "sources": Problem.Source.choices,
            "states": list(problems.STATES.items()),
            "path": path_of(request, asked.area),
            "year": request.year,
            "today": today,
            "may_export": may(request.post, Action.EXPORT),
            "figures": [
                {"label": words, "value": str(counts[code]), "unit": "个"} for code, words in problems.STATES.items()
            ],
        }
        return self.page_or_fragment("findings/problems.html", context)


class ActForm(forms.Form):
    """What was done, in words; the new day is for a longer term."""

    act = forms.ChoiceField(choices=list(ACTS.items()), widget=forms.HiddenInput)
    note = forms.CharField(label="情况说明", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    due_on = day_field("新的期限", required=False, help_text="只在延长期限时填")


class ProblemPage(ScopedView):
    """One problem; POST with ``act`` takes a step."""

    required_action = Action.PROBLEM_VIEW

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self._page(self._row(pk), ActForm())

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        self._row(pk)
        form = ActForm(request.POST)
        if form.is_valid():
            try:
                problems.problem_act(
                    actor=request.actor, scope=request.scope, post=request.post, pk=pk, **form.cleaned_data
                )
            except problems.ProblemRefusedError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"已{ACTS[form.cleaned_data['act']]}。")
                return redirect("problem-page", pk)
        return self._page(self._row(pk), form, status=422)

    def _row(self, pk: int) -> Problem:
        row = problems.problem_of(self.request.scope, pk)
        if row is None:
            raise Http404
        return row

    def _page(self, row: Problem, form: ActForm, status: int = 200) -> HttpResponseBase:
        request, today = self.request, timezone.localdate()
        context = {
            "row": row,
            "place": name_of([row.area]).get(row.area, ""),
            "path": path_of(request, row.area),
            "late": row.state != Problem.State.CLOSED and row.due_on < today,
            "papers": attachments_of(request.scope, problems.SUBJECT, [row.pk]).filter(withdrawn_at=None).count(),
            "steps": problems.steps_of(request.scope, row),
            "form": form,
            "acts": [
                (act, words)
                for act, words in ACTS.items()
                if not problems.why_not(row, act, request.post, request.actor.user_id, today)
            ],
        }
        return self.page_or_fragment("findings/problem.html", context, status=status)
