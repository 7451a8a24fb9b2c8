"""One round on one page: the list with what holds each case, the steps for many at once, notices, objections."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponseBase
from django.utils import timezone

from core.accounts.rights import Action, may
from core.evidence.selectors import attachments_of
from core.evidence.subjects import kind_of
from core.procedures import selectors
from core.procedures.definition import Definition
from core.procedures.models import Case, Notice, Round
from core.regions.selectors import name_of, region_path
from core.web.pages.evidence import paper_rows
from core.web.pages.procedures.panels import panel_of
from core.web.pages.procedures.rows import CaseRow, case_rows, steps_for
from core.web.requests import OfficeRequest
from core.web.views import ScopedView


class RoundView(ScopedView):
    """Base: a round outside the scope does not exist."""

    abstract = True
    required_action = Action.PROCEDURE_VIEW

    def around(self, pk: int) -> Round:
        found = selectors.round_of(self.request.scope, pk)
        if found is None:
            raise Http404
        return found


class RoundPage(RoundView):
    """The list. ``?state=`` shows the cases of one state, where they can be chosen for a step."""

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        around = self.around(pk)
        return self.page_or_fragment("procedures/round.html", round_context(request, around))


def round_context(request: OfficeRequest, around: Round) -> dict[str, Any]:
    """Everything of a round's page."""
    definition = selectors.definition_of(around.policy_id)
    cases = list(selectors.cases_of(request.scope, around.pk))
    today = timezone.localdate()
    wanted = request.GET.get("state", "")
    shown = [case for case in cases if case.state == wanted] if wanted else cases
    panel = panel_of(around.code)
    notes = panel.notes(request, shown) if panel.column else {}
    acts = may(request.post, Action.PROCEDURE_ACT)
    return {
        "around": around,
        "definition": definition,
        "place": name_of([around.area]).get(around.area, str(around.area)),
        "path": region_path(around.area),
        "chips": _chips(definition, cases),
        "state": definition.state(wanted) if any(case.state == wanted for case in cases) else None,
        "rows": _with_notes(case_rows(request.scope, shown, today), notes),
        "steps": steps_for(definition, wanted, request.post) if acts and shown and wanted else [],
        "panel": panel,
        "panel_context": panel.context(request, around, cases),
        "links": panel.links(request, around),
        "notices": selectors.notices_of(request.scope, around.pk),
        "objections": selectors.objections_of(request.scope, around.pk),
        "papers": paper_rows(attachments_of(request.scope, "round", [around.pk])),
        "acts": acts,
        "today": today,
        "total": len(cases),
    }


def _chips(definition: Definition, cases: list[Case]) -> list[dict[str, Any]]:
    """The states in the order of the procedure with how many cases stand in each; empty ones stay as the way on."""
    counted: dict[str, int] = {}
    for case in cases:
        counted[case.state] = counted.get(case.state, 0) + 1
    return [{"state": state, "count": counted.get(state.code, 0)} for state in definition.states]


def _with_notes(rows: list[CaseRow], notes: Any) -> list[tuple[CaseRow, Any]]:
    return [(row, notes.get(row.case.pk)) for row in rows]


class NoticePoster(ScopedView):
    """A public list as it hangs: A3, only 序号, 村民小组, 户主姓名, 家庭人口数."""

    required_action = Action.PROCEDURE_VIEW

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        notice = selectors.notice_of(request.scope, pk)
        if notice is None:
            raise Http404
        return self.page_or_fragment("procedures/poster.html", poster_context(notice))


def poster_context(notice: Notice) -> dict[str, Any]:
    """What a poster says; for the page and for a print of several."""
    subject = selectors.definition_of(notice.round.policy_id).subject
    return {
        "notice": notice,
        "place": name_of([notice.area]).get(notice.area, ""),
        "document": notice.round.policy.document,
        "persons": sum(row[3] or 0 for row in notice.rows),
        "households": subject == "household",
        "label": kind_of(subject).label,
    }


def new_key() -> str:
    """A key for one form: sent twice it is one step."""
    return uuid.uuid4().hex
