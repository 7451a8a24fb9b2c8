"""项目库: the list, the card, the form, households, progress reports, the confirmation of a doubt."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from core.accounts.rights import Action, may
from core.dictionaries.selectors import choices, labels
from core.evidence.selectors import attachments_of
from core.evidence.services import EvidenceError, Paper, attach
from core.procedures.services import ProcedureError, StepRefusedError
from core.regions.codes import Level, level_of
from core.regions.selectors import name_of, region_path
from core.web.pages.evidence import paper_rows
from core.web.paging import page_of
from core.web.requests import OfficeRequest, asked_area
from core.web.views import ScopedView
from projects.assets.services import FORMED
from projects.hooks import card_panels
from projects.library import selectors, services
from projects.library.card import card_of
from projects.library.errors import HiddenProjectError, ProjectRefusedError, StaleProjectError
from projects.library.forms import MORE, BeneficiaryForm, DoubtForm, ProjectForms, ReportForm
from projects.models import Project
from projects.plans.selectors import items_to_link


def trail(request: OfficeRequest, area: int) -> list[tuple[str, str]]:
    """The regions down to ``area``, each leading to its projects inside the scope."""
    here = reverse("project-list")
    return [
        (row.name, f"{here}?area={row.code}" if request.scope.covers(row.code) else "") for row in region_path(area)
    ]


class ProjectList(ScopedView):
    """``?area= &year= (all) &category= &state= &word=``."""

    required_action = Action.PROJECT_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area, chosen = asked_area(request), request.GET
        categories, states = labels("project_category"), dict(Project.State.choices)
        wanted = selectors.ProjectFilter(
            area=area,
            year=None if chosen.get("year") == "all" else request.year,
            category=chosen.get("category", "") if chosen.get("category") in categories else "",
            state=chosen.get("state", "") if chosen.get("state") in states else "",
            word=chosen.get("word", "").strip()[:40],
        )
        rows = selectors.projects(request.scope, wanted)
        page = page_of(rows, ("area", "code"), chosen.get("cursor", ""))
        counts = selectors.benefit_counts(page.rows)
        names = name_of({row.area for row in page.rows})
        sums = selectors.figures(rows)
        context = {
            "page": page,
            "lines": [(row, names.get(row.area, ""), counts[row.pk]) for row in page.rows],
            "area": area,
            "path": trail(request, area),
            "wanted": wanted,
            "all_years": wanted.year is None,
            "categories": choices("project_category", request.year),
            "states": Project.State.choices,
            "year": request.year,
            "may_edit": may(request.post, Action.PROJECT_EDIT) and level_of(area) >= Level.COUNTY,
            "may_export": may(request.post, Action.EXPORT),
            "figures": [
                {"label": "项目", "value": f"{sums['count']:,}", "unit": "个"},
                {"label": "计划总投资", "value": f"{sums['total'] / 10000:,.0f}", "unit": "万元"},
                {"label": "建设中", "value": f"{sums['building']:,}", "unit": "个"},
                {"label": "已验收", "value": f"{sums['accepted']:,}", "unit": "个"},
                {"label": "已销号", "value": f"{sums['struck_off']:,}", "unit": "个"},
            ],
        }
        return self.page_or_fragment("projects/library/list.html", context)


class ProjectView(ScopedView):
    """Base: one project inside the scope; writing needs the project's own area."""

    abstract = True
    request: OfficeRequest

    def project(self, pk: int, *, own: bool = False) -> Project:
        row = selectors.project_of(self.request.scope, pk)
        if row is None or (own and not self.request.scope.covers(row.area)):
            raise Http404
        return row


class ProjectCard(ProjectView):
    required_action = Action.PROJECT_VIEW

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.project(pk)
        own = request.scope.covers(row.area)
        edits = own and may(request.post, Action.PROJECT_EDIT)
        page = page_of(
            selectors.beneficiaries(request.scope, row), ("area", "id"), request.GET.get("cursor", ""), per_page=20
        )
        names = name_of({item.area for item in page.rows})
        context = card_of(row, request) | {
            "path": trail(request, row.area),
            "page": page,
            "households": [(item, names.get(item.area, "")) for item in page.rows],
            "own": own,
            "edits": edits,
            "registers": edits and row.state in FORMED,
            "confirms": own and may(request.post, Action.PROJECT_CONFIRM),
            "papers": paper_rows(attachments_of(request.scope, "project", [pk])) if own else [],
            "acts": own and may(request.post, Action.EVIDENCE_ADD),
            "panels": card_panels(row, request),
        }
        return self.page_or_fragment("projects/library/card.html", context)


class ProjectNew(ScopedView):
    """``?area=``: a new project of a village, township or county."""

    required_action = Action.PROJECT_EDIT

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area = self._area(request)
        return self._page(area, ProjectForms(area, request.year, items=items_to_link(request.scope, area)))

    def post(self, request: OfficeRequest) -> HttpResponseBase:
        area = self._area(request)
        if "more" in request.POST:
            return self._page(area, _grown(area, request))
        made = ProjectForms(area, request.year, request.POST, items=items_to_link(request.scope, area))
        if made.is_valid():
            try:
                row = services.project_create(
                    actor=request.actor, scope=request.scope, area=area, year=request.year, plan=made.plan()
                )
            except HiddenProjectError as error:
                raise Http404 from error
            except ProjectRefusedError as error:
                made.refuse(error.fields)
            else:
                return _saved(request, row, "项目已新建。")
        return self._page(area, made, status=422)

    def _area(self, request: OfficeRequest) -> int:
        area = asked_area(request)
        if level_of(area) < Level.COUNTY:
            raise Http404
        return area

    def _page(self, area: int, made: ProjectForms, status: int = 200) -> HttpResponseBase:
        context = {
            "made": made,
            "area": area,
            "path": trail(self.request, area),
            "year": self.request.year,
            "row": None,
        }
        return self.page_or_fragment("projects/library/form.html", context, status=status)


class ProjectEdit(ProjectView):
    required_action = Action.PROJECT_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.project(pk, own=True)
        return self._page(row, _stored(row, request))

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.project(pk, own=True)
        if "more" in request.POST:
            return self._page(row, _grown(row.area, request, row))
        made = _stored(row, request, request.POST)
        if made.is_valid():
            try:
                row = services.project_update(
                    actor=request.actor,
                    scope=request.scope,
                    pk=pk,
                    version=made.form.cleaned_data["version"] or 0,
                    plan=made.plan(),
                )
            except HiddenProjectError as error:
                raise Http404 from error
            except ProjectRefusedError as error:
                made.refuse(error.fields)
            except StaleProjectError as error:
                made.form.add_error(None, str(error))
                return self._page(row, made, status=409)
            else:
                return _saved(request, row, "项目已保存。")
        return self._page(row, made, status=422)

    def _page(self, row: Project, made: ProjectForms, status: int = 200) -> HttpResponseBase:
        context = {"made": made, "area": row.area, "path": trail(self.request, row.area), "year": row.year, "row": row}
        return self.page_or_fragment("projects/library/form.html", context, status=status)


def _grown(area: int, request: OfficeRequest, row: Project | None = None) -> ProjectForms:
    """The same form as typed, with more blank rows: without JavaScript too."""
    data = request.POST.copy()
    for name in ("quantities", "investments", "targets"):
        key = f"{name}-TOTAL_FORMS"
        text = data.get(key, "0")
        data[key] = str(min((int(text) if text.isdigit() else 0) + MORE, 500))
    if row is not None:
        return _stored(row, request, data)
    return ProjectForms(area, request.year, data, items=items_to_link(request.scope, area))


def _stored(row: Project, request: OfficeRequest, data: Any = None) -> ProjectForms:
    """The form of a project as it is stored, with the figures of the plan that this person may link."""
    rows = selectors.rows_of(row)
    linked = [item.plan_item_id for item in rows.quantities if item.plan_item_id is not None]
    items = items_to_link(request.scope, row.area, linked)
    return ProjectForms(row.area, row.year, data, row=row, rows=rows, items=items)


def _saved(request: OfficeRequest, row: Project, words: str) -> HttpResponse:
    messages.success(request, words)
    areas = [item.area for item in selectors.rows_of(row).villages]
    same = selectors.twins(row.name, row.year, areas, besides=row.pk)
    if same:
        messages.warning(request, f"同村同年已有同名项目：{'、'.join(item.code for item in same)}，请核对是否重复。")
    return redirect("project-card", pk=row.pk)


class ProjectOpen(ProjectView):
    """POST: begin the procedure."""

    required_action = Action.PROCEDURE_ACT
    http_method_names = ["post"]

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        self.project(pk, own=True)
        try:
            case = services.project_open(
                actor=request.actor, post=request.post, scope=request.scope, pk=pk, on=timezone.localdate()
            )
        except StepRefusedError as error:
            messages.error(request, "；".join(words for reasons in error.reasons.values() for words in reasons))
            return redirect("project-card", pk=pk)
        except ProcedureError as error:
            messages.error(request, str(error))
            return redirect("project-card", pk=pk)
        return redirect("procedure-case", pk=case)


class Beneficiaries(ProjectView):
    """Add households by a list of 户编号; ``remove`` takes one off."""

    required_action = Action.PROJECT_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self._page(self.project(pk, own=True), BeneficiaryForm())

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.project(pk, own=True)
        household = request.POST.get("remove", "")
        form = BeneficiaryForm(None if household else request.POST)
        try:
            if household.isascii() and household.isdigit() and len(household) < 19:
                services.beneficiary_remove(
                    actor=request.actor, scope=request.scope, pk=pk, household_id=int(household)
                )
                messages.success(request, "已取消该户。")
                return redirect("project-card", pk=pk)
            if form.is_valid():
                added = services.beneficiaries_add(actor=request.actor, scope=request.scope, pk=pk, codes=form.listed())
                messages.success(request, f"新增受益户 {added} 户。")
                return redirect("project-card", pk=pk)
        except HiddenProjectError as error:
            raise Http404 from error
        except ProjectRefusedError as error:
            if household:
                messages.error(request, str(error))
                return redirect("project-card", pk=pk)
            form.add_error("codes", str(error))
        return self._page(row, form, status=422)

    def _page(self, row: Project, form: BeneficiaryForm, status: int = 200) -> HttpResponseBase:
        context = {"row": row, "form": form, "path": trail(self.request, row.area), "title": "添加受益户"}
        return self.page_or_fragment("projects/library/small.html", context, status=status)


class ProgressReport(ProjectView):
    """How far a project is, with quantities, actual values and a photo."""

    required_action = Action.PROJECT_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.project(pk, own=True)
        return self._page(row, self._form(row, initial={"on": timezone.localdate(), "percent": row.progress}))

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.project(pk, own=True)
        form = self._form(row, request.POST, request.FILES)
        if form.is_valid():
            data = form.cleaned_data
            progress = services.Progress(data["on"], data["percent"], data["content"], form.achieved(), form.actual())
            try:
                if data["photo"] and row.case_id:
                    attach(
                        actor=request.actor,
                        scope=request.scope,
                        subject_type="case",
                        subject_id=row.case_id,
                        upload=data["photo"],
                        paper=Paper("Q11", data["on"], data["content"]),
                    )
                services.progress_report(actor=request.actor, scope=request.scope, pk=pk, progress=progress)
            except EvidenceError as error:
                form.add_error("photo", str(error))
            except HiddenProjectError as error:
                raise Http404 from error
            except ProjectRefusedError as error:
                for name, words in error.fields.items():
                    form.add_error(name if name in form.fields else None, words)
            else:
                messages.success(request, "进度已报告。")
                return redirect("project-card", pk=pk)
        return self._page(row, form, status=422)

    def _form(self, row: Project, *args: Any, **kwargs: Any) -> ReportForm:
        rows = selectors.rows_of(row)
        return ReportForm(rows.quantities, rows.targets, *args, **kwargs)

    def _page(self, row: Project, form: ReportForm, status: int = 200) -> HttpResponseBase:
        context = {"row": row, "form": form, "path": trail(self.request, row.area), "title": "进度报告", "files": True}
        return self.page_or_fragment("projects/library/small.html", context, status=status)


class DoubtConfirm(ProjectView):
    """An officer looks at a word of the negative list."""

    required_action = Action.PROJECT_CONFIRM

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.project(pk, own=True)
        return self._page(row, DoubtForm(initial={"words": row.forbidden_confirmed}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        row = self.project(pk, own=True)
        form = DoubtForm(request.POST)
        if form.is_valid():
            try:
                services.doubt_confirm(
                    actor=self.request.actor, scope=self.request.scope, pk=pk, words=form.cleaned_data["words"]
                )
            except ProjectRefusedError as error:
                form.add_error("words", str(error))
            else:
                messages.success(request, "核实说明已保存。")
                return redirect("project-card", pk=pk)
        return self._page(row, form, status=422)

    def _page(self, row: Project, form: DoubtForm, status: int = 200) -> HttpResponseBase:
        context = {"row": row, "form": form, "path": trail(self.request, row.area), "title": "负面清单核实"}
        return self.page_or_fragment("projects/library/small.html", context, status=status)
