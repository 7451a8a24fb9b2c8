"""Taking a step from the browser: the form made from the step's definition, for one case or a chosen list."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from core.accounts.rights import Action
from core.evidence.selectors import held, kind_labels
from core.procedures import selectors
from core.procedures.blockers import bearer, blockers, valid_papers
from core.procedures.definition import Definition, Field, Step
from core.procedures.models import Case, Round
from core.procedures.services import FormError, HiddenCaseError, ProcedureError, StepRefusedError, Taken, take_step
from core.procedures.standing import standings
from core.regions.selectors import name_of
from core.web.forms import AmountField
from core.web.pages.forms import day_field
from core.web.pages.procedures.rounds import RoundView, new_key
from core.web.pages.procedures.rows import case_rows
from core.web.requests import OfficeRequest


class StepForm(forms.Form):
    """Day, reason, place of a public list, and the step's own fields under ``f_CODE``."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, step: Step, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        self.fields["on"] = day_field("开始张贴日期" if step.notice else "办理日期", initial=timezone.localdate())
        if step.notice:
            self.fields["place"] = forms.CharField(label="张贴地点", max_length=100, initial=step.notice.place)
        for item in step.fields:
            self.fields[f"f_{item.code}"] = _field(item)
        self.fields["reason"] = forms.CharField(
            label="理由" if step.reason_required else "说明",
            required=step.reason_required,
            max_length=300,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.own = [self[f"f_{item.code}"] for item in step.fields]

    def taken(self) -> Taken:
        data = self.cleaned_data
        values = {item.code: _text(data.get(f"f_{item.code}")) for item in self.step.fields}
        return Taken(on=data["on"], key=data["key"], reason=data["reason"], values=values, place=data.get("place", ""))

    def refuse(self, error: FormError) -> None:
        """The engine's own refusals, beside their fields."""
        for code, words in error.fields.items():
            self.add_error(code if code in self.fields else f"f_{code}", words)


def _field(item: Field) -> forms.Field:
    if item.type == "number":
        return AmountField(label=item.label, unit=item.unit, required=item.required)
    if item.type == "date":
        return day_field(item.label, required=item.required)
    if item.type in ("yes_no", "choice"):
        options = item.choices or ("是", "否")
        return forms.ChoiceField(
            label=item.label, required=item.required, choices=[("", "请选择"), *((word, word) for word in options)]
        )
    return forms.CharField(label=item.label, required=item.required, max_length=500)


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


class TakeStep(RoundView):
    """``?step=CODE&case=1&case=2`` shows what is needed and what is missing; POST takes the step for all or none."""

    required_action = Action.PROCEDURE_ACT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        around = self.around(pk)
        step = self._step(around, request.GET.get("step", ""))
        cases = self._cases(around, request.GET.getlist("case"))
        if not cases:
            messages.error(request, "请先勾选要办理的对象。")
            return redirect(reverse("procedure-round", args=[pk]))
        return self._page(around, step, cases, StepForm(step, initial={"key": new_key()}), {})

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        around = self.around(pk)
        step = self._step(around, request.POST.get("step", ""))
        cases = self._cases(around, request.POST.getlist("case"))
        form = StepForm(step, request.POST)
        refused: dict[int, list[str]] = {}
        if form.is_valid():
            try:
                take_step(
                    actor=request.actor,
                    post=request.post,
                    scope=request.scope,
                    case_ids=[case.pk for case in cases],
                    step=step.code,
                    taken=form.taken(),
                )
            except HiddenCaseError as error:
                raise Http404 from error
            except FormError as error:
                form.refuse(error)
            except StepRefusedError as error:
                refused = error.reasons
            except ProcedureError as error:
                form.add_error(None, str(error))
            else:
                return self._done(request, around, step, cases)
        return self._page(around, step, cases, form, refused, status=422)

    def _done(self, request: OfficeRequest, around: Round, step: Step, cases: list[Case]) -> HttpResponse:
        messages.success(request, f"“{step.label}”已办理 {len(cases)} 件。")
        if request.POST.get("back") == "case" and len(cases) == 1:
            return redirect("procedure-case", pk=cases[0].pk)
        return redirect(f"{reverse('procedure-round', args=[around.pk])}?state={step.target}")

    def _step(self, around: Round, code: str) -> Step:
        step = selectors.definition_of(around.policy_id).step(code)
        if step is None:
            raise Http404
        return step

    def _cases(self, around: Round, texts: list[str]) -> list[Case]:
        """The chosen cases of this round; one that is not in it does not exist."""
        wanted = {int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19}
        cases = [case for case in selectors.cases_of(self.request.scope, around.pk) if case.pk in wanted]
        if len(cases) != len(set(texts)):
            raise Http404
        return cases

    def _page(
        self,
        around: Round,
        step: Step,
        cases: list[Case],
        form: StepForm,
        refused: dict[int, list[str]],
        status: int = 200,
    ) -> HttpResponseBase:
        definition = selectors.definition_of(around.policy_id)
        today = timezone.localdate()
        reasons = refused or blockers(definition, step, cases, day=today)
        post = self.request.post
        context = {
            "around": around,
            "place": name_of([around.area]).get(around.area, ""),
            "definition": definition,
            "step": step,
            "target": definition.state(step.target),
            "form": form,
            "rows": [(row, reasons.get(row.case.pk, [])) for row in case_rows(self.request.scope, cases, today)],
            "free": sum(case.pk not in reasons for case in cases),
            "papers": needed(definition, step, cases),
            "allowed": post is not None and step.open_to(post.role, post.area),
            "back": "case" if self.request.GET.get("back", self.request.POST.get("back")) == "case" else "",
        }
        return self.page_or_fragment("procedures/step.html", context, status=status)


def needed(definition: Definition, step: Step, cases: list[Case]) -> list[dict[str, Any]]:
    """The step's papers: what is needed, how many cases have it, and where to add it."""
    standing = standings(definition, cases)
    names = kind_labels()
    wanted = []
    for paper in step.documents:
        subjects = [bearer(paper, case, standing[case.pk]) for case in cases]
        there = held({subject for subject in subjects if subject is not None})
        since = {case.pk: standing[case.pk].papers_since(step) for case in cases}
        have = 0
        for case, subject in zip(cases, subjects, strict=True):
            rows = there.get((*subject, paper.kind), []) if subject else []
            have += len(valid_papers(rows, case, since[case.pk])) >= paper.count
        first = next((subject for subject in subjects if subject is not None), None)
        wanted.append(
            {
                "label": names[paper.kind],
                "count": paper.count,
                "on": {"case": "每件一份", "round": "全批一份", "notice": "随公示"}[paper.on],
                "have": have,
                "all": len(cases),
                "add": f"{reverse('evidence-list', args=first)}?kind={paper.kind}"
                if first is not None and (paper.on != "case" or len(cases) == 1)
                else "",
            }
        )
    return wanted
