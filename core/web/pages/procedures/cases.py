"""One case: its way so far, what may be done now and what is in the way; and objections."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from core.accounts.rights import Action, may
from core.evidence.selectors import attachments_of
from core.procedures import selectors
from core.procedures.blockers import blockers
from core.procedures.models import Case, Entry
from core.procedures.services import FormError, HiddenCaseError, ProcedureError, objection_answer, objection_record
from core.regions.selectors import name_of, region_path
from core.web.pages.evidence import paper_rows
from core.web.pages.forms import day_field
from core.web.pages.procedures.panels import panel_of
from core.web.pages.procedures.rounds import RoundView
from core.web.pages.procedures.rows import case_rows, steps_for
from core.web.requests import OfficeRequest
from core.web.views import ScopedView


class CasePage(ScopedView):
    """A case with its log, the steps from here and the papers it has."""

    required_action = Action.PROCEDURE_VIEW

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        case = selectors.case_of(request.scope, pk)
        if case is None:
            raise Http404
        definition = selectors.definition_of(case.round.policy_id)
        today = timezone.localdate()
        row = case_rows(request.scope, [case], today)[0]
        panel = panel_of(case.code)
        acts = may(request.post, Action.PROCEDURE_ACT)
        context = {
            "case": case,
            "row": row,
            "definition": definition,
            "place": name_of([case.area]).get(case.area, ""),
            "path": region_path(case.area),
            "at": _place(definition.states, case.state),
            "entries": [_told(entry) for entry in selectors.entries_of(case)],
            "steps": [
                (step, blockers(definition, step, [case], day=today).get(case.pk, []))
                for step in ([] if case.end else definition.steps_from(case.state))
            ],
            "mine": {step.code for step in steps_for(definition, case.state, request.post)}
            if acts and not case.end
            else set(),
            "papers": paper_rows(attachments_of(request.scope, "case", [case.pk])),
            "objections": [
                row for row in selectors.objections_of(request.scope, case.round_id) if row.case_id in (None, case.pk)
            ],
            "facts": sorted((case.facts or {}).items()),
            "panel": panel,
            "panel_context": panel.case_context(request, case),
            "links": panel.case_links(request, case),
            "acts": acts,
            "today": today,
        }
        return self.page_or_fragment("procedures/case.html", context)


def _place(states: Any, code: str) -> int:
    return next((number for number, state in enumerate(states) if state.code == code), 0)


def _told(entry: Entry) -> dict[str, Any]:
    """An entry with its form's values under their labels."""
    definition = selectors.definition_of(entry.case.round.policy_id)
    step = definition.step(entry.step)
    labels = {item.code: (item.label, item.unit) for item in step.fields} if step else {}
    return {
        "entry": entry,
        "target": definition.state(entry.target).label,
        "values": [(*labels.get(code, (code, "")), value) for code, value in entry.values.items()],
    }


class ObjectionForm(forms.Form):
    """Who objects to what; the name may stay blank."""

    case = forms.IntegerField(required=False, widget=forms.HiddenInput)
    raised_on = day_field("提出日期")
    raised_by = forms.CharField(label="提出人", max_length=60, required=False, help_text="可不填（匿名）")
    content = forms.CharField(label="异议内容", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(forms.Form):
    """What was found, and whether the objection holds."""

    answered_on = day_field("答复日期")
    upheld = forms.TypedChoiceField(
        label="是否成立",
        choices=[("", "请选择"), ("1", "成立，退回或不予通过"), ("0", "不成立")],
        coerce=lambda value: value == "1",
    )
    answer = forms.CharField(label="调查与答复", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ObjectionAdd(RoundView):
    """Record an objection against a list or one of its cases."""

    required_action = Action.PROCEDURE_ACT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        around = self.around(pk)
        case = self._case(pk, request.GET.get("case", ""))
        form = ObjectionForm(initial={"raised_on": timezone.localdate(), "case": case.pk if case else None})
        return self._page(around, form, case)

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        around = self.around(pk)
        form = ObjectionForm(request.POST)
        case = self._case(pk, request.POST.get("case", ""))
        if form.is_valid():
            data = form.cleaned_data
            try:
                objection_record(
                    actor=request.actor,
                    scope=request.scope,
                    round_id=pk,
                    case_id=case.pk if case else None,
                    raised_on=data["raised_on"],
                    raised_by=data["raised_by"],
                    content=data["content"],
                )
            except HiddenCaseError as error:
                raise Http404 from error
            except FormError as error:
                for name, words in error.fields.items():
                    form.add_error(name, words)
            else:
                messages.success(request, "异议已登记，答复前不能继续办理。")
                return redirect("procedure-round", pk=pk)
        return self._page(around, form, case, status=422)

    def _case(self, round_id: int, text: str) -> Case | None:
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            return None
        case = selectors.case_of(self.request.scope, int(text))
        if case is None or case.round_id != round_id:
            raise Http404
        return case

    def _page(self, around: Any, form: ObjectionForm, case: Case | None, status: int = 200) -> HttpResponseBase:
        row = case_rows(self.request.scope, [case], timezone.localdate())[0] if case else None
        context = {
            "around": around,
            "place": name_of([around.area]).get(around.area, ""),
            "form": form,
            "row": row,
        }
        return self.page_or_fragment("procedures/objection.html", context, status=status)


class ObjectionAnswer(ScopedView):
    """Answer one."""

    required_action = Action.PROCEDURE_ACT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self._page(pk, AnswerForm(initial={"answered_on": timezone.localdate()}))

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        found = self._objection(pk)
        form = AnswerForm(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            try:
                objection_answer(
                    actor=request.actor,
                    scope=request.scope,
                    pk=pk,
                    on=data["answered_on"],
                    answer=data["answer"],
                    upheld=data["upheld"],
                )
            except HiddenCaseError as error:
                raise Http404 from error
            except FormError as error:
                for name, words in error.fields.items():
                    form.add_error(name, words)
            except ProcedureError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, "异议已答复。")
                return redirect("procedure-round", pk=found.round_id)
        return self._page(pk, form, status=422)

    def _objection(self, pk: int) -> Any:
        found = selectors.objection_of(self.request.scope, pk)
        if found is None:
            raise Http404
        return found

    def _page(self, pk: int, form: AnswerForm, status: int = 200) -> HttpResponseBase:
        found = self._objection(pk)
        context = {"objection": found, "place": name_of([found.area]).get(found.area, ""), "form": form}
        return self.page_or_fragment("procedures/answer.html", context, status=status)
