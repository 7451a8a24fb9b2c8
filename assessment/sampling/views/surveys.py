"""抽样调查: the surveys of a region, a new draw, one survey with its strata, results and steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect

from assessment.models import SampleSurvey
from assessment.sampling import selectors, services
from assessment.sampling.forms import PlanForm
from assessment.sampling.results import measures
from assessment.targets.views.base import PlaceView, tabs, trail_to
from core.accounts.rights import Action, may
from core.accounts.selectors import names_of
from core.web.paging import page_of
from core.web.requests import OfficeRequest
from core.web.views import ScopedView

# step → (right, state it is offered in, words of the button, what does it)
Step = tuple[Action, str, str, Callable[..., SampleSurvey]]
State = SampleSurvey.State
STEPS: dict[str, Step] = {
    "confirm": (Action.SURVEY_DRAW, State.DRAWN, "确认抽样", services.survey_confirm),
    "close": (Action.SURVEY_ENTER, State.OPEN, "提交结果", services.survey_close),
    "propose": (Action.SURVEY_APPROVE, State.CLOSED, "提请写入县指标", services.survey_propose),
    "write": (Action.SURVEY_APPROVE, State.PROPOSED, "批准写入县指标", services.survey_write),
    "withdraw": (Action.SURVEY_APPROVE, State.PROPOSED, "退回", services.survey_withdraw),
}


class SurveyStart(ScopedView):
    """The surveys of the post's own region."""

    required_action = Action.SURVEY_VIEW
    request: OfficeRequest

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        assert request.post is not None  # noqa: S101  (dispatch refuses without one)
        return redirect("survey-list", request.post.area) if request.post.area else redirect("home")


class SurveyList(PlaceView):
    """The surveys of the year at and below a region."""

    required_action = Action.SURVEY_VIEW
    page = "survey-list"

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region = self.place(code)
        page = page_of(
            selectors.surveys(scope=request.scope, area=code, year=request.year),
            ("-id",),
            request.GET.get("cursor", ""),
        )
        context = self.frame(region) | {
            "page": page,
            "lines": selectors.survey_lines(list(page.rows)),
            "may_draw": may(request.post, Action.SURVEY_DRAW),
        }
        return self.page_or_fragment("assessment/sampling/surveys.html", context)


class SurveyNew(PlaceView):
    """A draw: first the strata and their sizes (``preview``), then the draw itself."""

    required_action = Action.SURVEY_DRAW
    page = "survey-list"

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region = self.place(code)
        form = PlanForm(initial={"title": f"{region.name} {request.year} 年度退出抽查", "size": 100})
        return self._page(code, form)

    def post(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        self.place(code)
        form = PlanForm(request.POST)
        if not form.is_valid():
            return self._page(code, form, 422)
        plan = services.Plan(area=code, year=request.year, **form.plan())
        if "draw" not in request.POST:
            groups = plan.strata()
            return self._page(code, form, preview=list(zip(groups, plan.sizes(groups), strict=True)))
        try:
            survey = services.survey_draw(actor=request.actor, scope=request.scope, plan=plan)
        except services.SurveyRefusedError as error:
            form.add_error(None, str(error))
            return self._page(code, form, 422)
        messages.success(request, "已抽取，请由另一人确认。")
        return redirect("survey-page", survey.pk)

    def _page(self, code: int, form: PlanForm, status: int = 200, preview: list[Any] | None = None) -> HttpResponseBase:
        context = self.frame(self.place(code)) | {
            "form": form,
            "preview": preview,
            "total": sum(group.population for group, _ in preview or []),
            "drawn": sum(size for _, size in preview or []),
        }
        return self.page_or_fragment("assessment/sampling/new.html", context, status=status)


class SurveyView(ScopedView):
    """Base: a survey in scope or 404."""

    abstract = True
    required_action = Action.SURVEY_VIEW
    request: OfficeRequest

    def survey(self, pk: int) -> SampleSurvey:
        found = selectors.survey_of(scope=self.request.scope, pk=pk)
        if found is None:
            raise Http404
        return found

    def frame(self, survey: SampleSurvey) -> dict[str, Any]:
        return {
            "survey": survey,
            "path": trail_to(self.request.scope, survey.area, "survey-list"),
            "tabs": tabs(self.request.post, survey.area, "survey-list"),
            "year": survey.year,
        }


class SurveyPage(SurveyView):
    """Strata, results so far with their intervals, the units, the next step."""

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        survey = self.survey(pk)
        strata = selectors.strata_of(survey)
        units = list(selectors.units_of(scope=request.scope, survey=survey))
        answered, reached, count = selectors.progress(units)
        steps = [
            (name, words)
            for name, (action, state, words, _) in STEPS.items()
            if survey.state == state and may(request.post, action)
        ]
        context = self.frame(survey) | {
            "strata": strata,
            "population": sum(row.population for row in strata),
            "measures": measures(survey, strata, units),
            "answered": answered,
            "reached": reached,
            "count": count,
            "steps": steps,
            "who": names_of(
                [survey.drawn_by, survey.confirmed_by, survey.closed_by, survey.proposed_by, survey.written_by]
            ),
            "figures": selectors.figures_of(survey),
            "differs": selectors.differing(request.scope, survey),
            "proof": selectors.proof(survey) if request.GET.get("verify") else None,
            "history": self._history(survey),
        }
        return self.page_or_fragment("assessment/sampling/survey.html", context)

    @staticmethod
    def _history(survey: SampleSurvey) -> list[tuple[str, str, Any]]:
        rows = [
            ("抽取", survey.drawn_by, survey.drawn_at),
            ("确认", survey.confirmed_by, survey.confirmed_at),
            ("提交", survey.closed_by, survey.closed_at),
            ("提请", survey.proposed_by, survey.proposed_at),
            ("写入", survey.written_by, survey.written_at),
        ]
        names = names_of(user for _, user, _ in rows)
        return [(word, names.get(user or 0, "系统"), at) for word, user, at in rows if at]


class SurveyStep(SurveyView):
    """POST: the next step of a survey."""

    http_method_names = ["post"]

    def action_of(self, request: object) -> Action:
        step = STEPS.get(self.request.POST.get("step", ""))
        return step[0] if step else Action.SURVEY_VIEW

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        self.survey(pk)
        step = STEPS.get(request.POST.get("step", ""))
        if step is None:
            messages.error(request, "没有这一步")
            return redirect("survey-page", pk)
        try:
            if request.POST.get("step") == "write":
                reason = request.POST.get("reason", "")[:200]
                services.survey_write(actor=request.actor, scope=request.scope, pk=pk, reason=reason)
            else:
                step[3](actor=request.actor, scope=request.scope, pk=pk)
        except services.OutsideScopeError as error:
            raise Http404 from error
        except services.SurveyRefusedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"{step[2]}：已办理。")
        return redirect("survey-page", pk)
