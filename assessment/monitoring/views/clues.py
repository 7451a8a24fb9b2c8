"""线索: what was reported, what the facts suggest, entering a clue, taking or dismissing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from assessment.models import Clue
from assessment.monitoring import selectors
from assessment.monitoring.errors import ClueRefusedError, HiddenError
from assessment.monitoring.forms import ClueForm, DismissForm
from assessment.monitoring.services import ClueInput, clue_dismiss, clue_report, clue_take
from assessment.monitoring.views.base import frame
from assessment.views.places import trail
from core.accounts.rights import Action, may
from core.regions.selectors import name_of
from core.web.paging import page_of
from core.web.requests import OfficeRequest, asked_area
from core.web.views import ScopedView
from households.models import Household
from households.selectors import household_detail

# Ordinary households within the range are few: one screen of them, the rest by going down the regions.
LISTED = 50


class ClueList(ScopedView):
    """The clues of a place, those due first at the top; ``?new=户编号`` leads to the form for a household."""

    required_action = Action.MONITOR_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area, today = asked_area(request), timezone.localdate()
        wanted = request.GET.get("new", "").strip()
        if wanted.isascii() and wanted.isdigit() and household_detail(scope=request.scope, code=wanted):
            return redirect("monitor-clue-new", wanted)
        state = request.GET.get("state", "open")
        state = state if state in dict(selectors.CLUE_STATES) else "open"
        rows = selectors.clues(request.scope, area, state, today)
        page = page_of(rows, ("check_due_on", "id"), request.GET.get("cursor", ""))
        places = name_of({row.area for row in page.rows})
        context = frame(request, area, "monitor-clues") | {
            "page": page,
            "rows": [(row, places.get(row.area, ""), row.waits and row.check_due_on < today) for row in page.rows],
            "state": state,
            "states": selectors.CLUE_STATES,
            "missing": wanted,
            "regions": [] if request.scope.helper_id else selectors.by_region(request.scope, area, request.year, today),
            "reports": may(request.post, Action.MONITOR_REPORT),
        }
        return self.page_or_fragment("assessment/monitoring/clues.html", context)


class SuggestionList(ScopedView):
    """Exited households that the facts suggest; entering one as a clue is a person's act."""

    required_action = Action.MONITOR_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area = asked_area(request)
        if request.GET.get("list") == "ordinary":
            return self._ordinary_page(request, area)
        rows = selectors.suggestions(request.scope, area, request.year)
        page = page_of(rows, ("area", "id"), request.GET.get("cursor", ""))
        places = name_of({row.area for row in page.rows})
        context = frame(request, area, "monitor-suggestions") | {
            "page": page,
            "rows": [(row, places.get(row.area, ""), *_judged(row)) for row in page.rows],
            **_ordinary(request, area),
            "reports": may(request.post, Action.MONITOR_REPORT),
        }
        return self.page_or_fragment("assessment/monitoring/suggestions.html", context)

    def _ordinary_page(self, request: OfficeRequest, area: int) -> HttpResponseBase:
        """``?list=ordinary``: all of the ordinary households within the range, a page at a time."""
        found = selectors.ordinary_suggestions(request.scope, area, request.year)
        page = page_of(found, ("area", "code"), request.GET.get("cursor", ""))
        context = frame(request, area, "monitor-suggestions") | {
            "ordinary_page": page,
            "ordinary": _lines(page.rows),
            "ordinary_count": page.count,
            "reports": may(request.post, Action.MONITOR_REPORT),
        }
        return self.page_or_fragment("assessment/monitoring/suggestions.html", context)


def _lines(rows: Sequence[Any]) -> list[tuple[Any, str, Any]]:
    """(household, place, judged income a head)."""
    places = name_of({row.area for row in rows})
    return [(row, places.get(row.area, ""), row.judged / row.persons) for row in rows]


def _ordinary(request: OfficeRequest, area: int) -> dict[str, Any]:
    """The first ordinary households within the range, and how many there are."""
    found = selectors.ordinary_suggestions(request.scope, area, request.year)
    rows = list(found[:LISTED])
    count = len(rows) if len(rows) < LISTED else found.count()
    return {"ordinary": _lines(rows), "ordinary_count": count}


def _judged(row: Any) -> tuple[object, bool]:
    """(judged income a head, whether it is within the range)."""
    if row.judged is None or not row.members:
        return None, False
    within = row.range_amount is not None and row.judged <= row.range_amount * row.members
    return row.judged / row.members, within


class ClueNew(ScopedView):
    """Enter a clue about one household."""

    required_action = Action.MONITOR_REPORT

    def get(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        assert request.post is not None  # noqa: S101  (dispatch refuses without one)
        initial = {
            "reported_on": timezone.localdate(),
            "reporter": request.actor.name,
            "department": request.post.office if request.post.role == "department" else "",
            "source": "3" if request.post.role == "department" else request.GET.get("source", ""),
            "kind": request.GET.get("kind", ""),
        }
        return self._page(code, ClueForm(initial=initial))

    def post(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        form = ClueForm(request.POST)
        if form.is_valid():
            try:
                row = clue_report(
                    actor=request.actor,
                    scope=request.scope,
                    code=code,
                    year=request.year,
                    told=ClueInput(**form.cleaned_data),
                )
            except HiddenError as error:
                raise Http404 from error
            except ClueRefusedError as error:
                form.add_error(error.field or None, str(error))
            else:
                messages.success(request, f"线索已登记，{row.check_due_on:%Y-%m-%d} 前核实。")
                return redirect("monitor-clue", row.pk)
        return self._page(code, form, 422)

    def _page(self, code: str, form: ClueForm, status: int = 200) -> HttpResponseBase:
        household = household_detail(scope=self.request.scope, code=code)
        if household is None:
            raise Http404
        context = {"household": household, "form": form, "path": _path(self.request, household)}
        return self.page_or_fragment("assessment/monitoring/clue_new.html", context, status=status)


def _path(request: OfficeRequest, household: Household) -> list[tuple[str, str]]:
    return trail(request.scope, household.area)


class CluePage(ScopedView):
    """One clue; POST ``what=take`` begins the procedure, ``what=dismiss`` says why it is none."""

    required_action = Action.MONITOR_VIEW
    request: OfficeRequest

    def action_of(self, request: object) -> Action:
        return Action.PROCEDURE_ACT if self.request.method == "POST" else Action.MONITOR_VIEW

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self._page(self._clue(pk), DismissForm())

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, take = self._clue(pk), request.POST.get("what") == "take"
        form = DismissForm({"reason": "受理"} if take else request.POST)
        if form.is_valid():
            who: dict[str, Any] = {"actor": request.actor, "post": request.post, "scope": request.scope}
            try:
                if take:
                    case = clue_take(**who, pk=pk, year=request.year)
                    messages.success(request, "已受理，进入监测程序。")
                    return redirect("procedure-case", case)
                clue_dismiss(**who, pk=pk, year=request.year, reason=form.cleaned_data["reason"])
            except HiddenError as error:
                raise Http404 from error
            except ClueRefusedError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, "已排除这条线索。")
                return redirect("monitor-clue", pk)
        return self._page(row, form, 422)

    def _clue(self, pk: int) -> Clue:
        row = selectors.clue_of(self.request.scope, pk)
        if row is None:
            raise Http404
        return row

    def _page(self, row: Clue, form: DismissForm, status: int = 200) -> HttpResponseBase:
        context = {
            "clue": row,
            "household": row.household,
            "path": _path(self.request, row.household),
            "late": row.waits and row.check_due_on < timezone.localdate(),
            "acts": row.waits and may(self.request.post, Action.PROCEDURE_ACT),
            "others": selectors.clues_about(self.request.scope, row.household_id).exclude(pk=row.pk),
            "form": form,
        }
        return self.page_or_fragment("assessment/monitoring/clue.html", context, status=status)
