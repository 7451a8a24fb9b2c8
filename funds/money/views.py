"""The money of a project, its forms, and the orders that wait for a second person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from core.accounts.rights import Action, may
from core.web.formats import share, yuan
from core.web.paging import page_of
from core.web.requests import OfficeRequest, asked_area
from core.web.views import ScopedView
from funds.errors import FundRefusedError, HiddenFundError
from funds.models import PaymentOrder
from funds.money import orders, selectors, services
from funds.money.forms import ContractForm, DecideForm, MoveForm, OrderForm, SupplementForm, order_title
from funds.pages import MoneyForm
from funds.places import path_to
from projects.library.selectors import households_by_code, project_of
from projects.models import Project


class OfProject(MoneyForm):
    """Base: the money of one project inside the scope."""

    abstract = True

    def project(self, pk: int) -> Project:
        row = project_of(self.request.scope, pk)
        if row is None:
            raise Http404
        return row

    def shown(self, row: Project, form: Any, title: str, status: int = 200, hint: str = "") -> HttpResponseBase:
        back = reverse("fund-project", args=[row.pk])
        return self.form_page(form, row.area, f"{title}：{row.name}", back, status=status, hint=hint)


class ProjectMoneyPage(OfProject):
    required_action = Action.FUND_VIEW

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.project(pk)
        money = selectors.money_of(row)
        edits = may(request.post, Action.FUND_EDIT)
        own = request.scope.covers(row.area)
        context = {
            "row": row,
            "money": money,
            "orders": [(item, order_title(item)) for item in money.orders],
            "path": path_to(request.scope, row.area, "fund-documents"),
            "page": page_of(selectors.entries_of(row), ("-day", "-id"), request.GET.get("cursor", ""), per_page=20),
            "edits": edits and own,
            "asks": own and (edits or may(request.post, Action.FUND_CLAIM)) and bool(money.allocations),
            "figures": [
                {"label": "计划总投资", "value": yuan(row.total), "unit": "元"},
                {"label": "已分配", "value": yuan(money.amount), "unit": "元"},
                {"label": "已支出", "value": yuan(money.spent), "unit": "元"},
                {"label": "支出进度", "value": share(money.spent, money.amount), "unit": "%"},
                {"label": "质保金", "value": yuan(money.held), "unit": "元"},
                {"label": "可用余额", "value": yuan(money.left), "unit": "元"},
            ],
        }
        return self.page_or_fragment("funds/money/project.html", context)


class ContractNew(OfProject):
    required_action = Action.FUND_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self.shown(self.project(pk), ContractForm(initial={"signed_on": timezone.localdate()}), "登记合同")

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, form = self.project(pk), ContractForm(request.POST)

        def act() -> str:
            data = dict(form.cleaned_data)
            key = data.pop("key")
            services.contract_sign(
                actor=request.actor, scope=request.scope, project=pk, given=services.Signed(**data), key=key
            )
            return reverse("fund-project", args=[pk])

        answer, status = self.saved(form, act, "合同已登记。")
        return answer or self.shown(row, form, "登记合同", status)


class ContractAdd(OfProject):
    """A supplement to one of the project's contracts."""

    required_action = Action.FUND_EDIT

    def get(self, request: OfficeRequest, pk: int, contract: int) -> HttpResponseBase:
        return self.shown(self.project(pk), SupplementForm(initial={"day": timezone.localdate()}), "补充合同")

    def post(self, request: OfficeRequest, pk: int, contract: int) -> HttpResponseBase:
        row, form = self.project(pk), SupplementForm(request.POST)

        def act() -> str:
            services.contract_add(
                actor=request.actor, scope=request.scope, contract=contract, **form.cleaned_data
            )  # fmt: skip
            return reverse("fund-project", args=[pk])

        answer, status = self.saved(form, act, "补充合同已登记。")
        return answer or self.shown(row, form, "补充合同", status)


class Reduce(OfProject):
    """Take unspent money of one allocation back."""

    required_action = Action.FUND_EDIT

    def get(self, request: OfficeRequest, pk: int, allocation: int) -> HttpResponseBase:
        return self.shown(self.project(pk), MoveForm(initial={"day": timezone.localdate()}), "调减资金")

    def post(self, request: OfficeRequest, pk: int, allocation: int) -> HttpResponseBase:
        row, form = self.project(pk), MoveForm(request.POST)

        def act() -> str:
            services.reduce(
                actor=request.actor, scope=request.scope, allocation=allocation, **form.cleaned_data
            )  # fmt: skip
            return reverse("fund-project", args=[pk])

        answer, status = self.saved(form, act, "资金已调减。")
        return answer or self.shown(row, form, "调减资金", status)


class OrderNew(OfProject):
    """An order: from the treasury a direct payment, from a township a claim."""

    required_action = Action.FUND_CLAIM

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.project(pk)
        return self._page(row, OrderForm(selectors.money_of(row)))

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.project(pk)
        form = OrderForm(selectors.money_of(row), request.POST)

        def act() -> str:
            order = orders.order_ask(actor=request.actor, scope=request.scope, asked=self._asked(form))
            return reverse("fund-order", args=[order.pk])

        answer, status = self.saved(form, act, "申请已提交，等待另一人审批。")
        return answer or self._page(row, form, status)

    def _asked(self, form: OrderForm) -> orders.Asked:
        data = dict(form.cleaned_data)
        listed = data.pop("households")
        found = households_by_code(self.request.scope, listed)
        missing = [code for code in listed if code not in found]
        if missing:
            raise FundRefusedError({"households": f"没有找到户编号：{'、'.join(missing[:20])}"})
        way = PaymentOrder.Way.DIRECT if may(self.request.post, Action.FUND_EDIT) else PaymentOrder.Way.CLAIM
        return orders.Asked(
            **data, way=way, households={found[code].pk: money for code, money in listed.items()}
        )  # fmt: skip

    def _page(self, row: Project, form: OrderForm, status: int = 200) -> HttpResponseBase:
        hint = "没有发票不能支付；结算款要验收以后；预付款凭合同"
        return self.shown(row, form, "用款申请", status, hint)


class OrderList(ScopedView):
    """``?area= &state=``."""

    required_action = Action.FUND_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area, state = asked_area(request), request.GET.get("state", "")
        state = state if state in PaymentOrder.State.values else ""
        rows = selectors.orders(request.scope, area, state)
        page = page_of(rows, ("-id",), request.GET.get("cursor", ""))
        context = {
            "page": page,
            "lines": [(row, order_title(row)) for row in page.rows],
            "area": area,
            "state": state,
            "states": PaymentOrder.State.choices,
            "path": path_to(request.scope, area, "fund-orders"),
        }
        return self.page_or_fragment("funds/money/orders.html", context)


class OrderPage(ScopedView):
    """One order; POST ``approve`` or ``refuse`` by another person."""

    required_action = Action.FUND_VIEW
    request: OfficeRequest

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self._row(pk)
        return self._page(row, DecideForm(initial={"paid_on": timezone.localdate(), "voucher": row.voucher}))

    def _row(self, pk: int) -> PaymentOrder:
        row = selectors.order_of(self.request.scope, pk)
        if row is None:
            raise Http404
        return row

    def _page(self, row: PaymentOrder, form: DecideForm, status: int = 200) -> HttpResponseBase:
        request = self.request
        decides = (
            row.state == PaymentOrder.State.ASKED
            and may(request.post, Action.FUND_APPROVE)
            and request.scope.covers(row.allocation.document.area)
        )
        context = {
            "row": row,
            "title": order_title(row),
            "form": form,
            "invoices": selectors.invoices_of(row),
            "households": selectors.lines_of(row),
            "decides": decides and row.asked_by != request.actor.user_id,
            "own": decides and row.asked_by == request.actor.user_id,
            "path": path_to(request.scope, row.area, "fund-orders"),
        }
        return self.page_or_fragment("funds/money/order.html", context, status=status)


class OrderDecide(OrderPage):
    """POST only."""

    required_action = Action.FUND_APPROVE
    http_method_names = ["post"]

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, form = self._row(pk), DecideForm(request.POST)
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                if "refuse" in request.POST:
                    orders.order_refuse(actor=request.actor, scope=request.scope, pk=pk, words=data["words"])
                else:
                    orders.order_approve(actor=request.actor, scope=request.scope, pk=pk, **data)
            except HiddenFundError as error:
                raise Http404 from error
            except FundRefusedError as error:
                for name, words in error.fields.items():
                    form.add_error(name if name in form.fields else None, words)
            else:
                messages.success(request, "已退回。" if "refuse" in request.POST else "已支付。")
                return redirect("fund-order", pk=pk)
        return self._page(row, form, status)
