"""资金审计: the audits of a year, one with its problems, and their forms."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from core.accounts.rights import Action, may
from core.evidence.selectors import attachments_of
from core.findings import problems
from core.regions.codes import Level, level_of
from core.regions.selectors import name_of
from core.web.paging import page_of
from core.web.requests import OfficeRequest, asked_area
from core.web.views import ScopedView
from funds.audits import selectors, services
from funds.audits.forms import AuditForm, FinishForm, FoundForm
from funds.contributions.forms import initial_of_fields
from funds.contributions.views.base import RecordForm
from funds.models import Audit
from funds.obligations.selectors import Asked, standings
from funds.places import path_to


class AuditList(ScopedView):
    """``?area=`` in the year of the page, and which regions that must be audited were not."""

    required_action = Action.FUND_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area, today = asked_area(request), timezone.localdate()
        page = page_of(
            selectors.audits(request.scope, area, request.year), ("-started_on", "-id"), request.GET.get("cursor", "")
        )
        counts = selectors.problem_counts(request.scope, [row.pk for row in page.rows], today)
        due = standings(request.scope, Asked(area, request.year, today, "audit"))
        missing = [row for row in due if row.state != "met"]
        names = name_of({row.area for row in page.rows} | {row.area for row in missing})
        context = {
            "page": page,
            "lines": [(row, names.get(row.area, ""), counts.get(row.pk, {})) for row in page.rows],
            "missing": [(names.get(row.area, ""), row) for row in missing],
            "due": len(due),
            "area": area,
            "path": path_to(request.scope, area, "audit-list"),
            "year": request.year,
            "edits": may(request.post, Action.AUDIT_EDIT) and _auditable(request, area),
        }
        return self.page_or_fragment("funds/audits/list.html", context)


def _auditable(request: OfficeRequest, area: int) -> bool:
    return Level.CITY <= level_of(area) <= Level.TOWNSHIP and request.scope.covers(area)


class AuditPage(ScopedView):
    required_action = Action.FUND_VIEW

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, today = selectors.audit_of(request.scope, pk), timezone.localdate()
        if row is None:
            raise Http404
        asked = problems.Asked(row.area, source="audit", origin=pk)
        page = page_of(problems.problems(request.scope, asked, today), ("due_on", "id"), request.GET.get("cursor", ""))
        names = name_of({row.area} | {item.area for item in page.rows})
        edits = may(request.post, Action.AUDIT_EDIT)
        context = {
            "row": row,
            "place": names.get(row.area, ""),
            "path": path_to(request.scope, row.area, "audit-list"),
            "page": page,
            "lines": [(item, names.get(item.area, "")) for item in page.rows],
            "today": today,
            "papers": attachments_of(request.scope, "audit", [pk]).filter(withdrawn_at=None).count(),
            "edits": edits,
            "open": edits and row.finished_on is None,
        }
        return self.page_or_fragment("funds/audits/page.html", context)


class AuditForms(RecordForm):
    """Base of the forms of an audit."""

    abstract = True
    start = "audit-list"

    def row(self, pk: int) -> Audit:
        found = selectors.audit_of(self.request.scope, pk)
        if found is None:
            raise Http404
        return found


class AuditNew(AuditForms):
    """``?area=`` says of which region."""

    required_action = Action.AUDIT_EDIT

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        assert request.post is not None  # noqa: S101  (dispatch refuses without one)
        initial = {"started_on": timezone.localdate(), "level": "own", "office": request.post.office}
        return self._page(AuditForm(initial=initial), self._area(request))

    def post(self, request: OfficeRequest) -> HttpResponseBase:
        area, form = self._area(request), AuditForm(request.POST)

        def act() -> str:
            row = services.audit_save(
                actor=request.actor, scope=request.scope, area=area, year=request.year, values=form.values()
            )
            return reverse("audit-page", args=[row.pk])

        answer, status = self.saved(form, act, "审计已登记。")
        return answer or self._page(form, area, status)

    def _area(self, request: OfficeRequest) -> int:
        area = asked_area(request)
        if not _auditable(request, area):
            raise Http404
        return area

    def _page(self, form: AuditForm, area: int, status: int = 200) -> HttpResponseBase:
        title = f"登记 {self.request.year} 年度审计"
        return self.form_page(form, area, title, f"{reverse('audit-list')}?area={area}", status=status)


class AuditEdit(AuditForms):
    required_action = Action.AUDIT_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.row(pk)
        return self._page(row, AuditForm(initial=initial_of_fields(row, AuditForm)))

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, form = self.row(pk), AuditForm(request.POST)

        def act() -> str:
            services.audit_save(
                actor=request.actor, scope=request.scope, area=row.area, year=row.year, values=form.values(), pk=pk,
                version=form.cleaned_data["version"] or 0,
            )  # fmt: skip
            return reverse("audit-page", args=[pk])

        answer, status = self.saved(form, act, "审计已保存。")
        return answer or self._page(row, form, status)

    def _page(self, row: Audit, form: AuditForm, status: int = 200) -> HttpResponseBase:
        return self.form_page(form, row.area, f"修改 {row}", reverse("audit-page", args=[row.pk]), status=status)


class AuditFinish(AuditForms):
    required_action = Action.AUDIT_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self._page(self.row(pk), FinishForm(initial={"finished_on": timezone.localdate()}))

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, form = self.row(pk), FinishForm(request.POST)

        def act() -> str:
            services.audit_finish(actor=request.actor, scope=request.scope, pk=pk, **form.cleaned_data)
            return reverse("audit-page", args=[pk])

        answer, status = self.saved(form, act, "审计已办结。")
        return answer or self._page(row, form, status)

    def _page(self, row: Audit, form: FinishForm, status: int = 200) -> HttpResponseBase:
        return self.form_page(form, row.area, f"办结 {row}", reverse("audit-page", args=[row.pk]), status=status)


class AuditProblem(AuditForms):
    required_action = Action.AUDIT_EDIT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row = self.row(pk)
        return self._page(row, FoundForm(initial={"found_on": timezone.localdate(), "area": f"{row.area:012d}"}))

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        row, form = self.row(pk), FoundForm(request.POST)

        def act() -> str:
            services.audit_problem(
                actor=request.actor, scope=request.scope, pk=pk, area=form.cleaned_data["area"], found=form.found()
            )
            return reverse("audit-page", args=[pk])

        answer, status = self.saved(form, act, "问题已登记。")
        return answer or self._page(row, form, status)

    def _page(self, row: Audit, form: FoundForm, status: int = 200) -> HttpResponseBase:
        return self.form_page(
            form, row.area, f"登记问题：{row}", reverse("audit-page", args=[row.pk]), status=status
        )  # fmt: skip
