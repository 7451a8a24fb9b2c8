"""Entering measures: new, changed, ended, removed; a second writer sees what the first one saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate

from core.accounts.rights import Action
from core.web.requests import OfficeRequest
from households.models import Household
from households.selectors import present_members
from projects.measures import services
from projects.measures.errors import MeasureError, MeasureRefusedError, OutsideScopeError, StaleMeasureError
from projects.measures.forms import DeleteForm, MeasureForm, StopForm, kind_choices
from projects.measures.sectors import SECTORS, Sector, sector_of
from projects.measures.selectors import doubled_housing, measure_values, projects_of
from projects.measures.views.base import MeasureView, card_url, title_of
from projects.models import Measure
from projects.pathways.selectors import scheme_of

# A village has tens of projects a year; a longer list is no choice any more.
MOST_PROJECTS: Final = 300


class MeasureFormView(MeasureView):
    """Base of the two pages with the large form."""

    abstract = True

    def form(
        self,
        household: Household,
        year: int,
        sector: Sector | None,
        stored: Mapping[str, Any],
        data: Any = None,
        keep: int | None = None,
    ) -> MeasureForm:
        people = [
            (row.member.code, row.member.name)
            for row in present_members(scope=self.request.scope, household=household, year=year)
        ]
        scheme = scheme_of(household.area, year)
        offered = projects_of(self.request.scope, household.area, year, keep)[:MOST_PROJECTS]
        return MeasureForm(
            data,
            sector=sector,
            department=self.department,
            people=people,
            pathways=list(scheme.labels.items()) if scheme else [],
            projects=[(row.code, f"{row.name}（{row.code}）") for row in offered],
            stored=stored,
            area=household.area,
        )

    def warn(self, row: Measure) -> None:
        """Say which other housing subsidies the household has; the office decides, the doubtful-data list keeps it."""
        if others := doubled_housing(self.request.scope, row):
            named = "、".join(f"{other.year} 年「{other.name}」" for other in others)
            messages.warning(self.request, f"该户还有住房类补助：{named}，请核对是否重复享受。")

    def page(self, household: Household, form: MeasureForm, status: int = 200, **more: Any) -> HttpResponseBase:
        context = {**self.frame(household), "form": form, "sector": form.sector, **more}
        return self.page_or_fragment("projects/measures/edit.html", context, status=status)


class MeasureNew(MeasureFormView):
    """``?sector=`` chooses typed details, ``?kind=`` the kind."""

    required_action = Action.MEASURE_EDIT

    def get(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        household, sector = self.household_or_404(code), self._sector()
        return self._page(household, self.form(household, request.year, sector, self._begin(sector)))

    def post(self, request: OfficeRequest, code: str) -> HttpResponseBase:
        household, sector = self.household_or_404(code), self._sector()
        form = self.form(household, request.year, sector, self._begin(sector), request.POST)
        if form.is_valid():
            try:
                row = services.measure_create(
                    writer=self.writer, household=code, year=request.year, values=form.values()
                )
            except MeasureRefusedError as refusal:
                form.show(refusal)
            else:
                messages.success(request, f"已登记「{row.name}」。")
                self.warn(row)
                return redirect(card_url(household))
        return self._page(household, form, 422)

    def _sector(self) -> Sector | None:
        wanted = self.request.GET.get("sector", "")
        if wanted and wanted not in SECTORS:
            raise Http404
        sector = sector_of(wanted)
        if not kind_choices(self.department, sector):
            raise PermissionDenied
        return sector

    def _begin(self, sector: Sector | None) -> dict[str, Any]:
        asked = self.request.GET.get("kind", "")
        kinds = [code for code, _ in kind_choices(self.department, sector)]
        kind = asked if asked in kinds else kinds[0] if sector else ""
        begin = {"kind": kind, "name": sector.name if sector else "", "status": Measure.Status.DOING.value}
        return begin | dict(sector.defaults()) if sector else begin

    def _page(self, household: Household, form: MeasureForm, status: int = 200) -> HttpResponseBase:
        others = [
            (item.label, f"{reverse('measure-new', args=[household.code])}?sector={item.code}", item is form.sector)
            for item in SECTORS.values()
            if kind_choices(self.department, item)
        ]
        plain = ("不分专项", reverse("measure-new", args=[household.code]), form.sector is None)
        return self.page(household, form, status, title="新增帮扶措施", choices=[plain, *others])


class MeasureEdit(MeasureFormView):
    """Change a measure; the form remembers the version that it shows."""

    required_action = Action.MEASURE_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self._open(pk)
        stored = measure_values(request.scope, row)
        form = self.form(row.household, row.year, sector_of(row.sector), stored, keep=row.project_id)
        return self._page(row, form, row.version)

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self._open(pk)
        stored = measure_values(request.scope, row)
        form = self.form(row.household, row.year, sector_of(row.sector), stored, request.POST, row.project_id)
        version = read_version(request)
        if not form.is_valid():
            return self._page(row, form, version, 422)
        try:
            saved = services.measure_update(writer=self.writer, pk=pk, version=version, values=form.values())
        except MeasureRefusedError as refusal:
            form.show(refusal)
            return self._page(row, form, version, 422)
        except StaleMeasureError as stale:
            return self._page(row, form, stale.version, 409, stale=stale, theirs=_theirs(form, stale))
        except OutsideScopeError as error:
            raise Http404 from error
        messages.success(request, "已保存。")
        self.warn(saved)
        return redirect("measure-page", pk)

    def _open(self, pk: int) -> Measure:
        row = self.measure_or_404(pk)
        if not self.may_change(row):
            raise PermissionDenied
        return row

    def _page(
        self, row: Measure, form: MeasureForm, version: int, status: int = 200, **more: Any
    ) -> HttpResponseBase:  # fmt: skip
        more = {"title": f"修改{row.year}年度帮扶措施", "measure": row, "version": version, "choices": [], **more}
        return self.page(row.household, form, status, **more)


def read_version(request: OfficeRequest) -> int:
    """The version that the form was opened with; 0, which no record has, when it is not ours."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _theirs(form: MeasureForm, stale: StaleMeasureError) -> list[tuple[str, str, str]]:
    """(label, stored now, typed here) of the fields in which the two differ."""
    found = []
    for name, value in form.cleaned_data.items():
        now = stale.fresh.get(name)
        if (now or None) != (value or None):
            found.append((str(form.fields[name].label), _shown(form, name, now), _shown(form, name, value)))
    return found


def _shown(form: MeasureForm, name: str, value: Any) -> str:
    choices = dict(getattr(form.fields[name], "choices", []))
    text = choices.get("" if value is None else value, value)
    return {True: "是", False: "否"}[text] if isinstance(text, bool) else "未填" if text in (None, "") else str(text)


class MeasureAct(MeasureView):
    """Base of the two small forms about one measure."""

    abstract = True
    title = ""
    note = ""
    submit = ""

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self._open(pk)
        return self._page(row, self.blank(), row.version)

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, form, version = self._open(pk), self.blank(request.POST), read_version(request)
        if form.is_valid():
            try:
                self.act(row, version, form.cleaned_data)
            except MeasureRefusedError as refusal:
                for name, sentence in refusal.findings.items():
                    form.add_error(name if name in form.fields else None, sentence)
            except MeasureError as refusal:
                form.add_error(None, str(refusal))
                return self._page(self.measure_or_404(pk), form, row.version, 409)
            except OutsideScopeError as error:
                raise Http404 from error
            else:
                messages.success(request, f"已{self.title}「{row.name}」。")
                return redirect(card_url(row.household))
        return self._page(row, form, version, 422)

    def blank(self, data: Any = None) -> StopForm | DeleteForm:
        raise NotImplementedError

    def act(self, row: Measure, version: int, values: Mapping[str, Any]) -> None:
        raise NotImplementedError

    def _open(self, pk: int) -> Measure:
        row = self.measure_or_404(pk)
        if not self.may_change(row):
            raise PermissionDenied
        return row

    def _page(self, row: Measure, form: Any, version: int, status: int = 200) -> HttpResponseBase:
        context = {
            **self.frame(row.household),
            "form": form,
            "measure": row,
            "version": version,
            "title": self.title,
            "name": title_of(row),
            "note": self.note,
            "submit": self.submit,
            "danger": isinstance(form, DeleteForm),
        }
        return self.page_or_fragment("projects/measures/act.html", context, status=status)


class MeasureStop(MeasureAct):
    required_action = Action.MEASURE_EDIT
    title, submit = "终止", "终止这条措施"
    note = "终止后不再计入帮扶路径的人数，记录仍保留。"

    def blank(self, data: Any = None) -> StopForm:
        return StopForm(data, initial={"on": localdate()})

    def act(self, row: Measure, version: int, values: Mapping[str, Any]) -> None:
        services.measure_stop(
            writer=self.writer, pk=row.pk, version=version, reason=values["reason"], on=values["on"]
        )  # fmt: skip


class MeasureDelete(MeasureAct):
    required_action = Action.MEASURE_EDIT
    title, submit = "删除", "删除"
    note = "删除误登的措施及其专项明细；变更记录里仍能看到。"

    def blank(self, data: Any = None) -> DeleteForm:
        return DeleteForm(data)

    def act(self, row: Measure, version: int, values: Mapping[str, Any]) -> None:
        services.measure_delete(writer=self.writer, pk=row.pk, version=version, reason=values["reason"])
