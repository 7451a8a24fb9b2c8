"""村县退出: candidates with what they lack, opening a round, departments' certificates, the sheet, who has left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from assessment.exits.regions import selectors
from assessment.exits.regions.certificates import cases_to_certify, lines_of, sector_of
from assessment.exits.regions.forms import CertifyForm, WithdrawForm
from assessment.exits.regions.services import (
    CertificateRefusedError,
    HiddenCertificateError,
    certificate_withdraw,
    certify,
    exit_open,
)
from assessment.exits.regions.sheet import HEADINGS, sheet_of, workbook
from assessment.targets.views.base import trail_to
from core.accounts.rights import Action, Role, may
from core.audit.trail import look
from core.dictionaries.selectors import label, labels
from core.procedures.models import Case
from core.procedures.selectors import definition_of, policy_for
from core.procedures.services import HiddenCaseError, ProcedureError, StepRefusedError
from core.regions.codes import COUNTRY, Level, ancestor
from core.regions.models import Region
from core.regions.selectors import name_of, region_children, region_detail
from core.web.downloads import XLSX, attachment
from core.web.paging import page_of
from core.web.requests import OfficeRequest
from core.web.views import ScopedView

TABS = (("拟退出村县", "region-exit"), ("部门认定", "region-certify"), ("已退出", "region-exited"))


class RegionExitStart(ScopedView):
    """The menu's entry: the post's own region; a village's staff get their township's list of one."""

    required_action = Action.REGION_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        assert request.post is not None  # noqa: S101  (dispatch refuses without one)
        if request.post.area != COUNTRY:
            page = "region-certify" if request.post.role == Role.DEPARTMENT else "region-exit"
            return redirect(page, request.post.area)
        provinces = region_children(COUNTRY)
        return redirect("region-exit", provinces[0].code) if provinces else redirect("home")


class ExitPlaceView(ScopedView):
    """Base: the region of the address must lie in the scope; GET is open to whoever sees regions."""

    abstract = True
    page: str = ""
    request: OfficeRequest

    def action_of(self, request: HttpRequest) -> Action:
        return Action.PROCEDURE_ACT if request.method == "POST" else self.required_action

    def place(self, code: int) -> Region:
        region = region_detail(code) if self.request.scope.covers(code) else None
        if region is None:
            raise Http404
        return region

    def frame(self, region: Region) -> dict[str, Any]:
        return {
            "region": region,
            "area": region.code,
            "level": region.level,
            "path": trail_to(self.request.scope, region.code, self.page),
            "tabs": [(words, reverse(name, args=[region.code]), name == self.page) for words, name in TABS],
            "year": self.request.year,
        }


class RegionExitPage(ExitPlaceView):
    """Poor villages below a region, and its counties; POST takes the chosen ones into a new round."""

    required_action = Action.REGION_VIEW
    page = "region-exit"

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        return self._page(self.place(code), [])

    def post(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region = self.place(code)
        procedure = "county_exit" if region.level == Level.COUNTY else "village_exit"
        ids = [code] if procedure == "county_exit" else _numbers(request.POST.getlist("village"))
        try:
            around = exit_open(
                actor=request.actor,
                post=request.post,
                scope=request.scope,
                code=procedure,
                area=code,
                year=request.year,
                ids=ids,
                on=timezone.localdate(),
            )
        except HiddenCaseError as error:
            raise Http404 from error
        except StepRefusedError as error:
            return self._page(region, _told(error.reasons), status=422)
        except ProcedureError as error:
            return self._page(region, [str(error)], status=422)
        messages.success(request, f"已发起 {request.year} 年第 {around.number} 批。")
        return redirect("procedure-round", pk=around.pk)

    def _page(self, region: Region, errors: list[str], status: int = 200) -> HttpResponseBase:
        scope, year = self.request.scope, self.request.year
        villages = selectors.poor_villages(scope, region.code, year)
        page = page_of(villages, ("area",), self.request.GET.get("cursor", ""))
        context = self.frame(region) | {
            "page": page,
            "rows": selectors.village_candidates(scope, year, [check.area for check in page.rows]),
            "counties": selectors.county_candidates(scope, year, region.code) if region.level <= Level.COUNTY else [],
            "choose": region.level == Level.TOWNSHIP and self._opens("village_exit", region.code),
            "apply": region.level == Level.COUNTY and self._opens("county_exit", region.code),
            "errors": errors,
        }
        return self.page_or_fragment("assessment/exits/regions.html", context, status=status)

    def _opens(self, code: str, area: int) -> bool:
        """Whether the reader's post may open a round of this procedure here."""
        if not may(self.request.post, Action.PROCEDURE_ACT) or self.request.post is None:
            return False
        policy = policy_for(code, area, self.request.year)
        return policy is not None and self.request.post.role in definition_of(policy.pk).openers


def _numbers(texts: list[str]) -> list[int]:
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= 12]


def _told(reasons: Mapping[int, list[str]]) -> list[str]:
    names = name_of(reasons)
    return [f"{names.get(pk, pk)}：{'；'.join(words)}" for pk, words in reasons.items()]


class RegionCertify(ExitPlaceView):
    """What departments certify of the villages that stand with them; a department fills in its own criteria."""

    required_action = Action.REGION_VIEW
    page = "region-certify"

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region = self.place(code)
        cases, lines = self._lines(code)
        return self._page(region, cases, lines, CertifyForm(self._own(lines)))

    def post(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region = self.place(code)
        cases, lines = self._lines(code)
        form = CertifyForm(self._own(lines), request.POST)
        if form.is_valid():
            try:
                given = certify(actor=request.actor, post=request.post, scope=request.scope, findings=form.findings())
            except HiddenCertificateError as error:
                raise Http404 from error
            except CertificateRefusedError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, f"已认定 {given} 项。" if given else "没有改动。")
                return redirect("region-certify", code)
        return self._page(region, cases, lines, form, status=422)

    def _lines(self, code: int) -> tuple[list[Case], list[tuple[int, Any]]]:
        cases = cases_to_certify(self.request.scope, code, self.request.year)
        found = lines_of(cases)
        return cases, [(case.pk, line) for case in cases for line in found[case.pk]]

    def _own(self, lines: list[tuple[int, Any]]) -> list[tuple[int, Any]]:
        sector = sector_of(self.request.post) if may(self.request.post, Action.PROCEDURE_ACT) else ""
        return [(pk, line) for pk, line in lines if sector and line.sector == sector]

    def _page(
        self, region: Region, cases: list[Case], lines: list[tuple[int, Any]], form: CertifyForm, status: int = 200
    ) -> HttpResponseBase:
        names = name_of(case.area for case in cases)
        keys = {(case_id, code): key for case_id, code, key in form.keys}
        by_case = {case.pk: case for case in cases}
        rows = []
        for pk, line in lines:
            key = keys.get((pk, line.row.code))
            cells = [form[key], form[f"{key}-finding"], form[f"{key}-document"]] if key else []
            rows.append((by_case[pk], names.get(by_case[pk].area, ""), line, cells))
        sector = sector_of(self.request.post)
        context = self.frame(region) | {
            "rows": rows,
            "form": form,
            "sector": label("sector", sector) if sector else "",
            "own": bool(form.keys),
            "missing": sum(bool(line.lack) for _, line in lines),
            "count": len(cases),
        }
        return self.page_or_fragment("assessment/exits/certify.html", context, status=status)


class CertificateWithdraw(ScopedView):
    """Void one certificate with a reason."""

    required_action = Action.PROCEDURE_ACT

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        return self._page(pk, WithdrawForm())

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        form = WithdrawForm(request.POST)
        if form.is_valid():
            try:
                row = certificate_withdraw(
                    actor=request.actor,
                    post=request.post,
                    scope=request.scope,
                    pk=pk,
                    reason=form.cleaned_data["reason"],
                )
            except HiddenCertificateError as error:
                raise Http404 from error
            except CertificateRefusedError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, "已撤回认定。")
                return redirect("procedure-case", pk=row.case_id)
        return self._page(pk, form, status=422)

    def _page(self, pk: int, form: WithdrawForm, status: int = 200) -> HttpResponseBase:
        row = selectors.certificate_of(self.request.scope, pk)
        if row is None:
            raise Http404
        context = {
            "row": row,
            "form": form,
            "name": name_of([row.area]).get(row.area, ""),
            "path": trail_to(self.request.scope, ancestor(row.area, Level.TOWNSHIP), "region-exit"),
        }
        return self.page_or_fragment("assessment/exits/withdraw.html", context, status=status)


class ExitSheet(ScopedView):
    """The sheet of a case, A4; ``?format=xlsx`` as a workbook."""

    required_action = Action.PROCEDURE_VIEW

    def action_of(self, request: HttpRequest) -> Action:
        return Action.EXPORT if request.GET.get("format") else Action.PROCEDURE_VIEW

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        case = selectors.exit_case(request.scope, pk)
        if case is None:
            raise Http404
        sheet = sheet_of(case)
        if request.GET.get("format"):
            look(
                request.actor,
                "assessment.certificates.exported",
                subject_type="case",
                subject_id=str(pk),
                area=case.area,
            )
            name = f"{sheet.title}_{sheet.place}_{sheet.year}.xlsx"
            return HttpResponse(workbook(sheet), content_type=XLSX, headers={"Content-Disposition": attachment(name)})
        context = {
            "sheet": sheet,
            "headings": [heading for heading, _ in HEADINGS],
            "back_url": reverse("procedure-case", args=[pk]),
            "may_export": may(request.post, Action.EXPORT),
            "today": timezone.localdate(),
        }
        return self.page_or_fragment("assessment/exits/sheet.html", context)


class RegionExited(ExitPlaceView):
    """The recorded exits of a place, those first that fail again."""

    required_action = Action.REGION_VIEW
    page = "region-exited"

    def get(self, request: OfficeRequest, code: int) -> HttpResponseBase:
        region = self.place(code)
        only = request.GET.get("failed") == "1"
        page = page_of(
            selectors.exits_query(request.scope, code, failed=only), ("area",), request.GET.get("cursor", "")
        )
        context = self.frame(region) | {
            "page": page,
            "lines": selectors.left_lines(page.rows),
            "only": only,
            "failed_count": selectors.exits_query(request.scope, code, failed=True).count(),
            "types": labels("county_type"),
        }
        return self.page_or_fragment("assessment/exits/exited.html", context)
