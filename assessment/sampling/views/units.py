"""The drawn units: their list with what is answered, the blind form on paper and as a workbook, entry of one."""

from __future__ import annotations

import io

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from assessment.models import SampleSurvey
from assessment.sampling import selectors, services
from assessment.sampling.forms import UnitForm
from assessment.sampling.ledgers import blind_sheet
from assessment.sampling.views.surveys import SurveyView
from core.accounts.rights import Action, may
from core.audit.trail import look
from core.ledgers.workbook_write import write_ledger
from core.web.downloads import XLSX, attachment
from core.web.paging import page_of
from core.web.requests import OfficeRequest


class UnitList(SurveyView):
    """What was drawn; ``?open=1`` only what is not entered yet."""

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        survey = self.survey(pk)
        page = page_of(
            selectors.units_of(scope=request.scope, survey=survey), ("number",), request.GET.get("cursor", "")
        )
        context = self.frame(survey) | {
            "page": page,
            "lines": selectors.identities(scope=request.scope, units=list(page.rows)),
            "may_enter": may(request.post, Action.SURVEY_ENTER) and survey.state == SampleSurvey.State.OPEN,
        }
        return self.page_or_fragment("assessment/sampling/units.html", context)


class BlindForm(SurveyView):
    """The re-survey form: who and where, blank answers; nothing that is stored, nothing that was judged.

    Only a confirmed sample leaves the office, and that it did is recorded. ``?format=xlsx`` is the same as a workbook
    that can be imported when it is filled in.
    """

    required_action = Action.SURVEY_ENTER

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        survey = self.survey(pk)
        if survey.state == SampleSurvey.State.DRAWN:
            messages.error(request, "抽样确认以后才能印制调查表。")
            return redirect("survey-page", pk)
        units = list(selectors.units_of(scope=request.scope, survey=survey))
        lines = selectors.identities(scope=request.scope, units=units)
        file = bool(request.GET.get("format"))
        look(
            request.actor,
            "assessment.survey.exported" if file else "assessment.survey.printed",
            subject_type="survey",
            subject_id=str(pk),
            area=survey.area,
            detail={"units": len(lines)},
        )
        if file:
            out = io.BytesIO()
            write_ledger(out, [blind_sheet(survey, lines)])
            name = f"{survey.title}调查表.xlsx"
            return HttpResponse(out.getvalue(), content_type=XLSX, headers={"Content-Disposition": attachment(name)})
        return self.page_or_fragment("assessment/sampling/blind.html", self.frame(survey) | {"lines": lines})


class UnitEntry(SurveyView):
    """Entry of one unit from the filled form; as blind as the form itself."""

    required_action = Action.SURVEY_ENTER

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self._page(pk)

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        unit = selectors.unit_of(scope=request.scope, pk=pk)
        if unit is None:
            raise Http404
        form = UnitForm(unit, request.POST)
        if form.is_valid():
            try:
                services.unit_save(
                    actor=request.actor,
                    scope=request.scope,
                    pk=pk,
                    values=form.values(),
                    version=form.cleaned_data["version"],
                )
            except services.SurveyRefusedError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, f"已录入 {unit.sample_no}。")
                following = selectors.next_open(scope=request.scope, unit=unit)
                return redirect("survey-unit", following) if following else redirect("survey-units", unit.survey_id)
        return self._page(pk, form, 422)

    def _page(self, pk: int, form: UnitForm | None = None, status: int = 200) -> HttpResponseBase:
        unit = selectors.unit_of(scope=self.request.scope, pk=pk)
        survey = selectors.survey_of(scope=self.request.scope, pk=unit.survey_id) if unit else None
        if unit is None or survey is None:
            raise Http404
        context = self.frame(survey) | {
            "who": selectors.identities(scope=self.request.scope, units=[unit])[0],
            "form": form or UnitForm(unit),
            "open": survey.state == SampleSurvey.State.OPEN,
        }
        return self.page_or_fragment("assessment/sampling/entry.html", context, status=status)
