"""基金: the pools of a region with what is left, one pool with its entries, and their forms."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from core.accounts.rights import Action, may
from core.regions.codes import Level, level_of
from core.regions.selectors import name_of
from core.web.formats import wan, yuan
from core.web.paging import page_of
from core.web.requests import OfficeRequest, asked_area
from core.web.views import ScopedView
from funds.contributions.forms import ReverseForm, initial_of_fields
from funds.contributions.views.base import RecordForm
from funds.models import FundPool, PoolEntry
from funds.places import path_to
from funds.pools import selectors, services
from funds.pools.forms import EntryForm, PoolForm
from funds.pools.leverage import leverage, supported


def _opens(request: OfficeRequest, area: int) -> bool:
    return Level.CITY <= level_of(area) <= Level.TOWNSHIP and request.scope.covers(area)


class PoolList(ScopedView):
    """``?area= kind=``."""

    required_action = Action.FUND_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area, kind = asked_area(request), request.GET.get("kind", "")
        today = timezone.localdate()
        rows = selectors.pools(request.scope, area, kind if kind in FundPool.Kind.values else "")
        page = page_of(rows, ("area", "name"), request.GET.get("cursor", ""))
        flows = selectors.flows(request.scope, [row.pk for row in page.rows], today)
        loans = supported(request.scope, page.rows)
        names = name_of({row.area for row in page.rows})
        lines = []
        for row in page.rows:
            flow = flows.get(row.pk, selectors.Flow())
            ratio = leverage(loans.get(row.pk), flow.left)
            lines.append((row, names.get(row.area, ""), flow, loans.get(row.pk), ratio))
        context = {
            "page": page,
            "lines": lines,
            "area": area,
            "kind": kind,
            "kinds": FundPool.Kind.choices,
            "path": path_to(request.scope, area, "pool-list"),
            "today": today,
            "edits": may(request.post, Action.FUND_EDIT) and _opens(request, area),
            "may_export": may(request.post, Action.EXPORT),
            "figures": _figures(lines),
        }
        return self.page_or_fragment("funds/pools/list.html", context)


def _figures(lines: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    def left(kind: str) -> Decimal:
        return sum((flow.left for row, _, flow, _, _ in lines if row.kind == kind), Decimal(0))

    gone = sum((flow.compensated for _, _, flow, _, _ in lines), Decimal(0))
    return [
        {"label": "产业发展基金余额", "value": wan(left("industry")), "unit": "万元"},
        {"label": "剩余风险补偿金", "value": wan(left("compensation")), "unit": "万元"},
        {"label": "累计代偿", "value": wan(gone), "unit": "万元"},
    ]


class PoolPage(ScopedView):
    required_action = Action.FUND_VIEW

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = selectors.pool_of(request.scope, pk)
        if row is None:
            raise Http404
        today = timezone.localdate()
        flow = selectors.flows(request.scope, [pk], today).get(pk, selectors.Flow())
        loans = supported(request.scope, [row]).get(pk)
        context = {
            "row": row,
            "place": name_of([row.area]).get(row.area, ""),
            "path": path_to(request.scope, row.area, "pool-list"),
            "page": page_of(
                selectors.entries_of(request.scope, row), ("-booked_on", "-id"), request.GET.get("cursor", "")
            ),
            "edits": may(request.post, Action.FUND_EDIT),
            "flow": flow,
            "loans": loans,
            "ratio": leverage(loans, flow.left),
            "today": today,
        }
        return self.page_or_fragment("funds/pools/page.html", context)


class PoolForms(RecordForm):
    """Base of the forms of a pool."""

    abstract = True
    start = "pool-list"

    def pool(self, pk: int) -> FundPool:
        row = selectors.pool_of(self.request.scope, pk)
        if row is None:
            raise Http404
        return row


class PoolNew(PoolForms):
    """``?area=`` says of which region."""

    required_action = Action.FUND_EDIT

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        return self._page(PoolForm(), self._area(request))

    def post(self, request: OfficeRequest) -> HttpResponseBase:
        area, form = self._area(request), PoolForm(request.POST)

        def act() -> str:
            row = services.pool_save(actor=request.actor, scope=request.scope, area=area, values=form.values())
            return reverse("pool-page", args=[row.pk])

        answer, status = self.saved(form, act, "基金已登记。")
        return answer or self._page(form, area, status)

    def _area(self, request: OfficeRequest) -> int:
        area = asked_area(request)
        if not _opens(request, area):
            raise Http404
        return area

    def _page(self, form: PoolForm, area: int, status: int = 200) -> HttpResponseBase:
        return self.form_page(form, area, "登记基金", f"{reverse('pool-list')}?area={area}", status=status)


class PoolEdit(PoolForms):
    required_action = Action.FUND_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.pool(pk)
        return self._page(row, PoolForm(initial=initial_of_fields(row, PoolForm)))

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, form = self.pool(pk), PoolForm(request.POST)

        def act() -> str:
            services.pool_save(
                actor=request.actor, scope=request.scope, area=row.area, values=form.values(), pk=pk,
                version=form.cleaned_data["version"] or 0,
            )  # fmt: skip
            return reverse("pool-page", args=[pk])

        answer, status = self.saved(form, act, "基金已保存。")
        return answer or self._page(row, form, status)

    def _page(self, row: FundPool, form: PoolForm, status: int = 200) -> HttpResponseBase:
        return self.form_page(form, row.area, f"修改 {row.name}", reverse("pool-page", args=[row.pk]), status=status)


class PoolEntryAdd(PoolForms):
    required_action = Action.FUND_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self._page(self.pool(pk), EntryForm(initial={"booked_on": timezone.localdate()}))

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, form = self.pool(pk), EntryForm(request.POST)

        def act() -> str:
            services.entry_record(actor=request.actor, scope=request.scope, pk=pk, entry=form.entry())
            return reverse("pool-page", args=[pk])

        answer, status = self.saved(form, act, "收支已登记。")
        return answer or self._page(row, form, status)

    def _page(self, row: FundPool, form: EntryForm, status: int = 200) -> HttpResponseBase:
        back = reverse("pool-page", args=[row.pk])
        hint = f"余额 {yuan(selectors.left_of(row))} 元；登记后不能修改，错了用冲正"
        return self.form_page(form, row.area, f"{row.name}收支", back, status=status, hint=hint)


class PoolEntryReverse(PoolForms):
    required_action = Action.FUND_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self._page(self._entry(pk), ReverseForm())

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        entry, form = self._entry(pk), ReverseForm(request.POST)

        def act() -> str:
            reason = form.cleaned_data["reason"]
            services.entry_reverse(actor=request.actor, scope=request.scope, pk=pk, reason=reason)
            return reverse("pool-page", args=[entry.pool_id])

        answer, status = self.saved(form, act, "已冲正。")
        return answer or self._page(entry, form, status)

    def _entry(self, pk: int) -> PoolEntry:
        row = selectors.entry_of(self.request.scope, pk)
        if row is None:
            raise Http404
        return row

    def _page(self, entry: PoolEntry, form: ReverseForm, status: int = 200) -> HttpResponseBase:
        title = f"冲正 {entry.booked_on} {entry.get_kind_display()} {yuan(entry.amount)} 元"
        back = reverse("pool-page", args=[entry.pool_id])
        return self.form_page(form, entry.area, title, back, status=status)
