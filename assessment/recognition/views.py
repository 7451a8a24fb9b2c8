"""Pages of 人工认定: the list of a region, one recognition with its decision, and the proposal of one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from assessment.recognition import selectors, services
from assessment.recognition.forms import NoteForm, ProposalForm
from assessment.recognition.services import RecognitionRefusedError
from assessment.views.places import region_url, trail
from core.accounts.rights import Action, may
from core.regions.models import Region
from core.regions.selectors import region_detail
from core.web.paging import page_of
from core.web.requests import OfficeRequest, asked_area
from core.web.views import ScopedView
from households.models import Household
from households.selectors import household_detail
from villages.models import Recognition


class RecognitionList(ScopedView):
    """``?area=`` narrows to a place, ``?show=`` to where they stand; whoever may approve sees first what waits."""

    required_action = Action.REGION_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area, post = asked_area(request), request.post
        first = "waiting" if may(post, Action.RECOGNITION_APPROVE) else "force"
        show = request.GET.get("show", first)
        show = show if show in selectors.SHOWS else first
        rows = selectors.recognitions(
            scope=request.scope, area=area, show=show, user_id=request.actor.user_id, post=post
        )
        page = page_of(rows, ("-id",), request.GET.get("cursor", ""))
        context = {
            "page": page,
            "lines": selectors.lines(scope=request.scope, rows=page.rows),
            "path": trail(request.scope, area),
            "show": show,
            "shows": list(selectors.SHOWS.items()),
        }
        return self.page_or_fragment("assessment/recognition/list.html", context)


class RecognitionPage(ScopedView):
    """One recognition: what it says, who proposed and decided; POST decides or withdraws."""

    required_action = Action.REGION_VIEW

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self._shown(self._row(pk), NoteForm())

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, post = self._row(pk), request.post
        assert post is not None  # noqa: S101  (dispatch refuses without one)
        form = NoteForm(request.POST)
        if not form.is_valid():
            return self._shown(row, form, status=422)
        act, note = form.cleaned_data["act"], form.cleaned_data["note"]
        try:
            if act == "withdraw":
                services.recognition_withdraw(pk=row.pk, note=note, actor=request.actor, post=post)
            else:
                services.recognition_decide(
                    pk=row.pk, approve=act == "approve", note=note, actor=request.actor, post=post
                )
        except RecognitionRefusedError as refusal:
            form.add_error("note", str(refusal))
            return self._shown(self._row(pk), form, status=422)
        messages.success(request, {"approve": "已批准", "reject": "已退回", "withdraw": "已撤回"}[act])
        return redirect("recognition-page", pk)

    def _row(self, pk: int) -> Recognition:
        row = selectors.recognition_or_none(scope=self.request.scope, pk=pk)
        if row is None:
            raise Http404
        return row

    def _shown(self, row: Recognition, form: NoteForm, status: int = 200) -> HttpResponse:
        request, post = self.request, self.request.post
        assert post is not None  # noqa: S101  (dispatch refuses without one)
        (line,) = selectors.lines(scope=request.scope, rows=[row])
        waiting = row.state == Recognition.State.PROPOSED
        blocked = services.why_not_decide(row, user_id=request.actor.user_id, post=post)
        context: dict[str, Any] = {
            "line": line,
            "row": row,
            "form": form,
            "path": trail(request.scope, row.area),
            "may_decide": waiting and not blocked,
            "why_not": blocked if waiting else "",
            "may_withdraw": not services.why_not_withdraw(row, user_id=request.actor.user_id, post=post),
            "subject_url": reverse("household-verdict", args=[line.code]) if line.code else region_url(row.area),
        }
        return self.page_or_fragment("assessment/recognition/page.html", context, status=status)


class _Propose(ScopedView):
    """Base of the two forms; ``subject`` finds it within the scope or is 404."""

    abstract = True
    required_action = Action.RECOGNITION_PROPOSE

    def subject(self, code: Any) -> Household | Region:
        raise NotImplementedError

    def get(self, request: OfficeRequest, code: Any) -> HttpResponseBase:
        subject = self.subject(code)
        return self._shown(subject, ProposalForm(self._level(subject)))

    def post(self, request: OfficeRequest, code: Any) -> HttpResponseBase:
        subject, post = self.subject(code), request.post
        assert post is not None  # noqa: S101  (dispatch refuses without one)
        form = ProposalForm(self._level(subject), request.POST)
        if form.is_valid():
            try:
                row = services.recognition_propose(
                    subject=subject, proposal=form.proposal(request.year), actor=request.actor, post=post
                )
            except RecognitionRefusedError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, "已提出，等待上一级审批")
                return redirect("recognition-page", row.pk)
        return self._shown(subject, form, status=422)

    @staticmethod
    def _level(subject: Household | Region) -> str:
        return "household" if isinstance(subject, Household) else services.LEVEL_NAMES.get(subject.level, "")

    def _shown(self, subject: Household | Region, form: ProposalForm, status: int = 200) -> HttpResponse:
        household = isinstance(subject, Household)
        area = subject.area if isinstance(subject, Household) else subject.code
        context = {
            "form": form,
            "name": f"{subject.head_name}户" if isinstance(subject, Household) else subject.name,
            "path": trail(self.request.scope, area),
            "year": self.request.year,
            "back_url": reverse("household-verdict", args=[subject.code]) if household else region_url(area),
        }
        return self.page_or_fragment("assessment/recognition/propose.html", context, status=status)


class ProposeHousehold(_Propose):
    def subject(self, code: str) -> Household:
        household = household_detail(scope=self.request.scope, code=code)
        if household is None:
            raise Http404
        return household


class ProposeRegion(_Propose):
    def subject(self, code: int) -> Region:
        region = region_detail(code) if self.request.scope.covers(code) else None
        if region is None:
            raise Http404
        return region
