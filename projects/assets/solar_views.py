"""The two forms of a photovoltaic station, reached from its asset's page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from core.accounts.rights import Action
from core.web.forms import AmountField
from core.web.pages.forms import day_field
from core.web.requests import OfficeRequest
from projects.assets import solar
from projects.assets.views import AssetForms, show_refusal
from projects.library.errors import ProjectRefusedError, StaleProjectError
from projects.models import Asset, SolarStation


class StationForm(forms.Form):
    """What a station has beside its asset; ``version`` 0: not yet one."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label="电站类型", choices=[("", "请选择"), *SolarStation.Kind.choices])
    capacity_kw = AmountField(label="装机容量", unit="kW", required=True, max_digits=10, decimal_places=3)
    connected_on = day_field("并网日期", required=False)
    distribution_plan = forms.CharField(
        label="分配方案", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="四议两公开通过、乡镇审核、报县备案的年度方案",
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def _money(label: str) -> AmountField:
    return AmountField(label=label, unit="元", min_value=0, max_digits=12)


class MonthForm(forms.Form):
    """One month; a blank sum is 0."""

    year = forms.IntegerField(label="年度", min_value=2012, max_value=2100)
    month = forms.IntegerField(label="月份", min_value=1, max_value=12)
    kwh = AmountField(label="发电量", unit="度", min_value=0, max_digits=12)
    fee = AmountField(label="电费", unit="元", min_value=0, max_digits=12, required=True)
    subsidy = _money("补贴")
    received_on = day_field("到账日期", required=False)
    posts = _money("公益岗支出")
    works = _money("小型公益支出")
    rewards = _money("奖补支出")
    other = _money("其他支出")

    def record(self) -> solar.Month:
        data = self.cleaned_data
        blank = {name: Decimal(0) for name in (*solar.EARNED, *solar.SPENT) if data[name] is None}
        return solar.Month(**data | blank)


class StationEdit(AssetForms):
    """Make the asset a station, or correct it."""

    required_action = Action.PROJECT_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.asset(pk)
        station = solar.station_of(request.scope, row)
        first: dict[str, Any] = {"version": 0}
        if station is not None:
            first = {name: getattr(station, name) for name in StationForm.base_fields}
        return self._page(row, StationForm(initial=first))

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, form, status = self.asset(pk), StationForm(request.POST), 422
        if form.is_valid():
            try:
                solar.station_set(
                    actor=request.actor,
                    scope=request.scope,
                    pk=pk,
                    version=form.cleaned_data["version"] or 0,
                    values=form.values(),
                )
            except ProjectRefusedError as error:
                show_refusal(form, error)
            except StaleProjectError:
                form.add_error(None, "电站资料在您打开之后被别人修改过，没有保存；请核对最新内容后再改")
                status = 409
            else:
                messages.success(request, "光伏电站已保存。")
                return redirect("asset-page", pk=pk)
        return self._page(row, form, status)

    def _page(self, row: Asset, form: StationForm, status: int = 200) -> HttpResponseBase:
        return self.form_page(form, row.area, f"{row.name}：光伏电站", reverse("asset-page", args=[row.pk]), status)


class MonthAdd(AssetForms):
    """Enter or correct a month; ``?month=`` opens one that is there."""

    required_action = Action.PROJECT_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.asset(pk)
        return self._page(row, MonthForm(initial=self._first(request, row)))

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, form = self.asset(pk), MonthForm(request.POST)
        if form.is_valid():
            try:
                solar.month_record(actor=request.actor, scope=request.scope, pk=pk, month=form.record())
            except ProjectRefusedError as error:
                show_refusal(form, error)
            else:
                messages.success(request, "月收益已登记。")
                return redirect("asset-page", pk=pk)
        return self._page(row, form, 422)

    def _first(self, request: OfficeRequest, row: Asset) -> dict[str, Any]:
        asked = request.GET.get("month", "")
        for line in solar.months(request.scope, row, request.year):
            if str(line.row.month) == asked:
                plain = {name: getattr(line.row, name) for name in ("month", "kwh", *solar.EARNED, *solar.SPENT)}
                return plain | {"year": request.year, "received_on": line.row.income.received_on}
        return {"year": request.year}

    def _page(self, row: Asset, form: MonthForm, status: int = 200) -> HttpResponseBase:
        return self.form_page(form, row.area, f"{row.name}：月收益", reverse("asset-page", args=[row.pk]), status)
