"""资金责任: who is behind, with the arithmetic; and the fiscal figures that it rests on."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from core.accounts.rights import Action, may
from core.regions.codes import Level, level_of
from core.regions.selectors import name_of, region_detail
from core.web.formats import wan
from core.web.requests import OfficeRequest, asked_area
from core.web.views import ScopedView
from funds.contributions.forms import initial_of_fields
from funds.contributions.views.base import RecordForm
from funds.models import HelperKind, ObligationRule
from funds.obligations import selectors, services
from funds.obligations.forms import DayForm, FiscalForm
from funds.places import path_to

KINDS = {
    ObligationRule.Kind.GROWTH.value: "专项资金增长",
    HelperKind.TEAM.value: "驻村派出单位",
    HelperKind.ENTERPRISE.value: "帮扶企业",
    HelperKind.COOPERATION.value: "区域协作",
    ObligationRule.Kind.AUDIT.value: "年度审计",
}
SHOWN = 300


def asked_of(request: OfficeRequest) -> selectors.Asked:
    form = DayForm(request.GET)
    on: date | None = form.cleaned_data["on"] if form.is_valid() else None
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    return selectors.Asked(
        asked_area(request),
        request.year,
        on or timezone.localdate(),
        kind if kind in KINDS else "",
        state if state in selectors.STATES else "",
    )


class ObligationList(ScopedView):
    """``?area= kind= state= on=`` in the year of the page."""

    required_action = Action.FUND_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        asked = asked_of(request)
        every = selectors.standings(request.scope, selectors.Asked(asked.area, asked.year, asked.on, asked.kind))
        counts = selectors.by_state(every)
        rows = [row for row in every if not asked.state or row.state == asked.state]
        names = name_of({row.area for row in rows[:SHOWN]})
        edits = may(request.post, Action.FUND_EDIT)
        missing = sum(row.missing for row in every if row.missing and row.state == "shortfall")
        context = {
            "lines": [
                (row, names.get(row.area, ""), edits and row.kind == "growth" and request.scope.covers(row.area))
                for row in rows[:SHOWN]
            ],
            "more": max(len(rows) - SHOWN, 0),
            "asked": asked,
            "path": path_to(request.scope, asked.area, "obligation-list"),
            "year": request.year,
            "kinds": list(KINDS.items()),
            "states": list(selectors.STATES.items()),
            "may_export": may(request.post, Action.EXPORT),
            "fiscal": edits and level_of(asked.area) in (Level.CITY, Level.COUNTY),
            "figures": [
                {"label": words, "value": str(counts[state]), "unit": "项",
                 "note": f"还差 {wan(missing)} 万元" if state == "shortfall" and missing else ""}
                for state, words in selectors.STATES.items()
            ],
        }  # fmt: skip
        return self.page_or_fragment("funds/obligations/list.html", context)


class FiscalEdit(RecordForm):
    """A city's or county's figures of the year of the page, beside those of the year before."""

    required_action = Action.FUND_EDIT
    start = "obligation-list"

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        self._place(code)
        row = selectors.fiscal_of(request.scope, code, request.year)
        initial = initial_of_fields(row, FiscalForm) if row else {}
        return self._page(code, FiscalForm(initial=initial))

    def post(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        self._place(code)
        form = FiscalForm(request.POST)

        def act() -> str:
            services.fiscal_save(
                actor=request.actor, scope=request.scope, area=code, year=request.year, values=form.values(),
                version=form.cleaned_data["version"],
            )  # fmt: skip
            return f"{reverse('obligation-list')}?area={code}"

        answer, status = self.saved(form, act, "财政年度资料已保存。")
        return answer or self._page(code, form, status)

    def _place(self, code: int) -> None:
        if level_of(code) not in (Level.CITY, Level.COUNTY) or not self.request.scope.covers(code):
            raise Http404
        if region_detail(code) is None:
            raise Http404

    def _page(self, code: int, form: FiscalForm, status: int = 200) -> HttpResponseBase:
        year = self.request.year
        before = selectors.fiscal_of(self.request.scope, code, year - 1)
        told = "没有填" if before is None or before.revenue is None else f"{wan(before.revenue)} 万元"
        title = f"{year} 年财政资料"
        back = f"{reverse('obligation-list')}?area={code}"
        return self.form_page(form, code, title, back, status=status, hint=f"上年（{year - 1}）地方财政收入：{told}")
