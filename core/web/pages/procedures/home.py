"""办理事项: what I can carry on, what is overdue in my region, and the rounds of a procedure."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from core.accounts.rights import Action
from core.procedures import selectors
from core.procedures.models import Case, Policy
from core.procedures.services import HiddenCaseError, ProcedureError, round_open
from core.regions.codes import parse_area
from core.regions.selectors import name_of, region_children
from core.web.pages.procedures.rows import case_rows
from core.web.paging import page_of
from core.web.requests import OfficeRequest
from core.web.tree import visible_range
from core.web.views import ScopedView

LATE_SHOWN = 50


class ProcedureHome(ScopedView):
    """What waits for the holder of the post, by procedure and state; overdue cases by region; the procedures."""

    required_action = Action.PROCEDURE_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        assert request.post is not None  # noqa: S101  (dispatch refuses without one)
        today = timezone.localdate()
        scope, area = request.scope, request.post.area
        children = [] if scope.helper_id is not None else region_children(area)
        by_region = selectors.overdue_by_region(scope, today, area, [child.code for child in children])
        late = list(selectors.overdue(scope, today)[:LATE_SHOWN])
        waiting = [
            (line, selectors.definition_of(line.policy.pk).state(line.state))
            for line in selectors.waiting_for(request.post, scope, today)
        ]
        context = {
            "waiting": waiting,
            "late": _by_procedure(request, late),
            "late_regions": [(child, by_region[child.code]) for child in children if child.code in by_region],
            "late_count": selectors.overdue(scope, today).count() if len(late) == LATE_SHOWN else len(late),
            "procedures": procedures_here(request),
            "today": today,
        }
        return self.page_or_fragment("procedures/home.html", context)


def _by_procedure(request: OfficeRequest, cases: list[Case]) -> list[dict[str, object]]:
    """Rows with the procedure's name and the place; cases of one kind of subject at a time."""
    today = timezone.localdate()
    names = name_of({case.area for case in cases})
    found = []
    for kind in dict.fromkeys((case.subject_type, case.year) for case in cases):
        group = [case for case in cases if (case.subject_type, case.year) == kind]
        found += [
            {"row": row, "title": row.case.round.policy.title, "place": names.get(row.case.area, "")}
            for row in case_rows(request.scope, group, today)
        ]
    return sorted(found, key=lambda item: (item["row"].case.due_on, item["row"].case.pk))  # type: ignore[attr-defined]


def procedures_here(request: OfficeRequest) -> list[dict[str, object]]:
    """The procedures in force for the post's region and the year of the page."""
    assert request.post is not None  # noqa: S101
    found = []
    for code in dict.fromkeys(policy.code for policy in selectors.policies()):
        policy = selectors.policy_for(code, request.post.area, request.year)
        if policy is not None:
            opens = request.post.role in selectors.definition_of(policy.pk).openers
            found.append({"policy": policy, "opens": opens, "definition": selectors.definition_of(policy.pk)})
    return found


class OpenForm(forms.Form):
    """A new round: where. The year is the page's, the day is today."""

    area = forms.CharField(label="区划代码", max_length=12)

    def clean_area(self) -> int:
        try:
            return parse_area(self.cleaned_data["area"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class RoundList(ScopedView):
    """The rounds of a procedure and year below the reader's region, with how many cases stand in each state."""

    required_action = Action.PROCEDURE_VIEW

    def action_of(self, request: OfficeRequest) -> Action:  # type: ignore[override]
        return Action.PROCEDURE_ACT if request.method == "POST" else Action.PROCEDURE_VIEW

    def get(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        return self._page(request, code, OpenForm())

    def post(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        """A new round in ``area``."""
        form = OpenForm(request.POST)
        if form.is_valid():
            try:
                around = round_open(
                    actor=request.actor,
                    post=request.post,
                    scope=request.scope,
                    code=code,
                    area=form.cleaned_data["area"],
                    year=request.year,
                    on=timezone.localdate(),
                )
            except HiddenCaseError:
                form.add_error("area", "不在您的辖区")
            except ProcedureError as error:
                form.add_error("area", str(error))
            else:
                messages.success(request, f"已发起 {request.year} 年第 {around.number} 批。")
                return redirect("procedure-round", pk=around.pk)
        return self._page(request, code, form, status=422)

    def _page(self, request: OfficeRequest, code: str, form: OpenForm, status: int = 200) -> HttpResponseBase:
        assert request.post is not None  # noqa: S101
        policy = selectors.policy_for(code, request.post.area, request.year) or _any(code)
        if policy is None:
            raise Http404
        low, high = visible_range(request.post)
        today = timezone.localdate()
        rounds = (
            selectors.rounds(request.scope, code, request.post.area, request.year)
            .filter(area__gte=low, area__lt=high)
            .annotate(
                total=Count("cases"),
                running=Count("cases", filter=Q(cases__end="")),
                done=Count("cases", filter=Q(cases__end="done")),
                late=Count("cases", filter=Q(cases__end="", cases__due_on__lt=today)),
            )
        )
        page = page_of(rounds, ("area", "-number"), request.GET.get("cursor", ""))
        names = name_of({around.area for around in page.rows})
        context = {
            "policy": policy,
            "definition": selectors.definition_of(policy.pk),
            "page": page,
            "rows": [(around, names.get(around.area, str(around.area))) for around in page.rows],
            "form": form,
            "opens": request.post.role in selectors.definition_of(policy.pk).openers,
            "own_area": request.post.area,
        }
        return self.page_or_fragment("procedures/rounds.html", context, status=status)


def _any(code: str) -> Policy | None:
    return selectors.policies().filter(code=code).first()
