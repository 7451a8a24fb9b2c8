"""The forms of contributions: enter, change, households, uses, the notice; helpers."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from core.accounts.rights import Action
from core.regions.codes import Level, level_of
from core.web.formats import yuan
from core.web.requests import OfficeRequest, asked_area
from funds.contributions import selectors, services
from funds.contributions.forms import (
    ContributionForm,
    HouseholdsForm,
    NoticeForm,
    ReverseForm,
    UnitForm,
    UseForm,
    initial_of,
)
from funds.contributions.views.base import RecordForm
from funds.models import Contribution, ContributionUse, SupportUnit


def editable_area(request: OfficeRequest, highest: Level = Level.CITY) -> int:
    """The asked region where something can be entered: in scope, not above ``highest``."""
    area = asked_area(request)
    if level_of(area) < highest or not request.scope.covers(area):
        raise Http404
    return area


class ContributionNew(RecordForm):
    """``?area=`` says to which region."""

    required_action = Action.CONTRIBUTION_EDIT

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area = editable_area(request)
        return self._page(ContributionForm(area, initial={"received_on": timezone.localdate()}), area)

    def post(self, request: OfficeRequest) -> HttpResponseBase:
        area = editable_area(request)
        form = ContributionForm(area, request.POST)

        def act() -> str:
            row = services.contribution_create(
                actor=request.actor, scope=request.scope, area=area, values=form.values()
            )  # fmt: skip
            return reverse("contribution-page", args=[row.pk])

        answer, status = self.saved(form, act, "捐赠已登记。")
        return answer or self._page(form, area, status)

    def _page(self, form: ContributionForm, area: int, status: int = 200) -> HttpResponseBase:
        return self.form_page(form, area, "登记捐赠", f"{reverse('contribution-list')}?area={area}", status=status)


class OfContribution(RecordForm):
    """Base of the forms of one contribution."""

    abstract = True

    def row(self, pk: int) -> Contribution:
        found = selectors.contribution_of(self.request.scope, pk)
        if found is None:
            raise Http404
        return found

    def shown(
        self, row: Contribution, form: forms.Form, title: str, status: int = 200, hint: str = ""
    ) -> HttpResponseBase:
        back = reverse("contribution-page", args=[row.pk])
        return self.form_page(form, row.area, f"{title}：{row}", back, status=status, hint=hint)


class ContributionEdit(OfContribution):
    required_action = Action.CONTRIBUTION_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.row(pk)
        return self.shown(row, ContributionForm(row.area, initial=initial_of(row, ContributionForm)), "修改捐赠")

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.row(pk)
        form = ContributionForm(row.area, request.POST)

        def act() -> str:
            version = form.cleaned_data["version"] or 0
            services.contribution_update(
                actor=request.actor, scope=request.scope, pk=pk, version=version, values=form.values()
            )
            return reverse("contribution-page", args=[pk])

        answer, status = self.saved(form, act, "捐赠已保存。")
        return answer or self.shown(row, form, "修改捐赠", status)


class ContributionHouseholds(OfContribution):
    required_action = Action.CONTRIBUTION_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.row(pk)
        codes = selectors.households_of(request.scope, row).values_list("household__code", flat=True)
        return self.shown(row, HouseholdsForm(initial={"codes": "\n".join(codes)}), "受赠户")

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, form = self.row(pk), HouseholdsForm(request.POST)

        def act() -> str:
            services.households_set(
                actor=request.actor, scope=request.scope, pk=pk, codes=form.cleaned_data["codes"]
            )  # fmt: skip
            return reverse("contribution-page", args=[pk])

        answer, status = self.saved(form, act, "受赠户已保存。")
        return answer or self.shown(row, form, "受赠户", status)


class UseAdd(OfContribution):
    required_action = Action.CONTRIBUTION_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.row(pk)
        return self.shown(row, UseForm(initial={"used_on": timezone.localdate()}), "登记使用", hint=self._left(row))

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, form = self.row(pk), UseForm(request.POST)

        def act() -> str:
            services.use_record(actor=request.actor, scope=request.scope, pk=pk, **form.cleaned_data)
            return reverse("contribution-page", args=[pk])

        answer, status = self.saved(form, act, "使用已登记。")
        return answer or self.shown(row, form, "登记使用", status, self._left(row))

    @staticmethod
    def _left(row: Contribution) -> str:
        if row.amount is None:
            return "这批物资还没有估价"
        return f"还可使用 {yuan(row.amount - services.used_of(row))} 元；登记后不能修改，错了用冲正"


class UseReverse(RecordForm):
    """Take one entry back."""

    required_action = Action.CONTRIBUTION_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self._page(self._entry(pk), ReverseForm())

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        entry, form = self._entry(pk), ReverseForm(request.POST)

        def act() -> str:
            reason = form.cleaned_data["reason"]
            services.use_reverse(actor=request.actor, scope=request.scope, pk=pk, reason=reason)
            return reverse("contribution-page", args=[entry.contribution_id])

        answer, status = self.saved(form, act, "已冲正。")
        return answer or self._page(entry, form, status)

    def _entry(self, pk: int) -> ContributionUse:
        row = selectors.use_of(self.request.scope, pk)
        if row is None:
            raise Http404
        return row

    def _page(self, entry: ContributionUse, form: forms.Form, status: int = 200) -> HttpResponseBase:
        back = reverse("contribution-page", args=[entry.contribution_id])
        title = f"冲正 {entry.used_on} 使用的 {yuan(entry.amount)} 元"
        return self.form_page(form, entry.area, title, back, status=status)


class NoticeDone(OfContribution):
    required_action = Action.CONTRIBUTION_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self.shown(self.row(pk), NoticeForm(initial={"on": timezone.localdate()}), "登记公示")

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, form = self.row(pk), NoticeForm(request.POST)

        def act() -> str:
            services.notice_done(actor=request.actor, scope=request.scope, pk=pk, on=form.cleaned_data["on"])
            return reverse("contribution-page", args=[pk])

        answer, status = self.saved(form, act, "公示已登记。")
        return answer or self.shown(row, form, "登记公示", status)


class UnitForms(RecordForm):
    """Base of the two forms of a helper."""

    abstract = True
    start = "support-list"

    def save(self, request: OfficeRequest, area: int, row: SupportUnit | None) -> HttpResponseBase:
        form = UnitForm(request.POST)

        def act() -> str:
            services.unit_save(
                actor=request.actor, scope=request.scope, area=area, values=form.values(),
                pk=row.pk if row else None, version=form.cleaned_data["version"] or 0,
            )  # fmt: skip
            return f"{reverse('support-list')}?area={area}"

        answer, status = self.saved(form, act, "帮扶主体已保存。")
        return answer or self.shown(form, area, status)

    def shown(self, form: UnitForm, area: int, status: int = 200) -> HttpResponseBase:
        return self.form_page(form, area, "帮扶主体", f"{reverse('support-list')}?area={area}", status=status)


class UnitNew(UnitForms):
    required_action = Action.CONTRIBUTION_EDIT

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area = editable_area(request)
        return self.shown(UnitForm(initial={"starts_on": timezone.localdate()}), area)

    def post(self, request: OfficeRequest) -> HttpResponseBase:
        return self.save(request, editable_area(request), None)


class UnitEdit(UnitForms):
    required_action = Action.CONTRIBUTION_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self._row(pk)
        initial = initial_of(row, UnitForm) | {"home": f"{row.home:012d}" if row.home else ""}
        return self.shown(UnitForm(initial=initial), row.area)

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self._row(pk)
        return self.save(request, row.area, row)

    def _row(self, pk: int) -> SupportUnit:
        row = selectors.unit_of(self.request.scope, pk)
        if row is None:
            raise Http404
        return row
