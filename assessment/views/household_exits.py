"""贫困户退出: readiness by region, a village's candidates, and the exited that do not meet the standard now."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from assessment.exits.household_candidates import CODE, Candidate, candidates, readiness
from assessment.exits.household_flagged import ONLY, flagged_lines, flagged_query, newest
from assessment.exits.household_opening import candidates_open
from assessment.pending import checked_at, waiting
from assessment.views.places import trail
from assessment.views.tables import Cell, Table, as_file, count, text
from core.accounts.rights import Action, may
from core.audit.trail import look
from core.dictionaries.selectors import label
from core.ledgers.cells import Number
from core.ledgers.specs import LedgerColumn
from core.procedures.selectors import definition_of, policy_for, rounds
from core.procedures.services import HiddenCaseError, ProcedureError, StepRefusedError
from core.regions.codes import Level, level_of
from core.regions.selectors import full_name
from core.web.formats import full_date
from core.web.paging import page_of
from core.web.requests import OfficeRequest, asked_area
from core.web.views import ScopedView

MOST_AT_ONCE = 500
MOST_IN_FILE = 50_000
OUTCOMES = {True: "达标", False: "未达标", None: "未知"}


def money(heading: str) -> LedgerColumn:
    return LedgerColumn(heading, heading, Number(places=2), 12)


class ReadyList(ScopedView):
    """The regions below ``?area=`` with their numbers; a village's candidates, from which POST opens a round."""

    required_action = Action.REGION_VIEW

    def action_of(self, request: OfficeRequest) -> Action:  # type: ignore[override]
        return Action.PROCEDURE_ACT if request.method == "POST" else Action.REGION_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area = asked_area(request)
        if request.GET.get("format"):
            return self._file(request, area)
        return self._page(request, area)

    def post(self, request: OfficeRequest) -> HttpResponseBase:
        """``household``: the chosen ones; ``round``: into which round, a new one without it."""
        area = asked_area(request)
        try:
            number = candidates_open(
                actor=request.actor,
                post=request.post,
                scope=request.scope,
                area=area,
                year=request.year,
                household_ids=_numbers(request.POST.getlist("household")),
                on=timezone.localdate(),
                round_id=next(iter(_numbers([request.POST.get("round", "")])), None),
            )
        except HiddenCaseError as error:
            raise Http404 from error
        except StepRefusedError as error:
            reasons = list(dict.fromkeys(reason for found in error.reasons.values() for reason in found))
            return self._page(request, area, f"有户不能列入名单，本次没有列入任何户：{'；'.join(reasons)}")
        except ProcedureError as error:
            return self._page(request, area, str(error))
        messages.success(request, "已列入名单，请按步骤办理。")
        return redirect("procedure-round", pk=number)

    def _page(self, request: OfficeRequest, area: int, error: str = "") -> HttpResponseBase:
        year, village = request.year, level_of(area) == Level.VILLAGE
        context: dict[str, Any] = {
            "area": area,
            "year": year,
            "path": trail(request.scope, area),
            "error": error,
            "pending": waiting(area, year),
            "as_of": checked_at(area, year),
            "may_export": may(request.post, Action.EXPORT),
        }
        if village:
            policy = policy_for(CODE, area, year)
            role = request.post.role if request.post else ""
            context |= {
                "list": candidates(scope=request.scope, area=area, year=year, today=timezone.localdate()),
                "rounds": rounds(request.scope, CODE, area, year),
                "may_open": policy is not None
                and role in definition_of(policy.pk).openers
                and may(request.post, Action.PROCEDURE_ACT),
            }
        else:
            rows = readiness(scope=request.scope, area=area, year=year)
            names = ("households", "met", "persons_met", "not_met", "unknown", "running", "struck", "persons_struck")
            context |= {"rows": rows, "total": {name: sum(getattr(row, name) for row in rows) for name in names}}
        template = "assessment/exits/household_village.html" if village else "assessment/exits/household_regions.html"
        return self.page_or_fragment(template, context, status=422 if error else 200)

    def _file(self, request: OfficeRequest, area: int) -> HttpResponseBase:
        if not may(request.post, Action.EXPORT):
            raise PermissionDenied
        if level_of(area) != Level.VILLAGE:
            return as_file(_sums(request, area), full_name(area))
        found = candidates(scope=request.scope, area=area, year=request.year, today=timezone.localdate())
        marked = [("可列入", found.ready), ("暂不能列入", found.held), ("差一项", found.near)]
        rows: list[list[Cell]] = [_row(mark, item) for mark, items in marked for item in items]
        columns = [text("类别"), text("户主", 10), text("户编号", 22), text("村民小组", 10), count("人口")]
        columns += [money("人均纯收入（元）"), text("系统判定", 8), text("说明", 40)]
        table = Table(
            f"{full_name(area)}拟退出户初选名单 {request.year}", columns, rows, "由系统按判定列出，以民主评议为准"
        )
        _taken(request, area, "assessment.candidates.exported", len(rows))
        return as_file(table, full_name(area))


def _row(mark: str, item: Candidate) -> list[Cell]:
    row, head = item.verdict, item.household
    per_head = row.income / row.members if row.income is not None and row.members else None
    return [
        mark,
        head.head_name,
        head.code,
        head.group_name,
        row.members,
        per_head,
        OUTCOMES[row.outcome],
        item.words,
    ]


def _sums(request: OfficeRequest, area: int) -> Table:
    rows: list[list[Cell]] = [
        [
            row.name,
            f"{row.code:012d}",
            row.households,
            row.met,
            row.persons_met,
            row.not_met,
            row.unknown,
            row.running,
            row.struck,
            row.persons_struck,
        ]
        for row in readiness(scope=request.scope, area=area, year=request.year)
    ]
    headings = ["登记未脱贫户", "判定达标户", "判定达标人", "未达标户", "未知户", "办理中户", "已销号户", "已销号人"]
    columns = [text("区划"), text("代码"), *map(count, headings)]
    return Table(f"贫困户退出进度 {request.year}", columns, rows, "登记为未脱贫、返贫的户")


class FlaggedList(ScopedView):
    """The exited whose verdict is not met or unknown, newest first; ``?outcome=`` narrows to one of the two."""

    required_action = Action.HOUSEHOLD_VIEW

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        area = asked_area(request)
        only = request.GET.get("outcome", "")
        rows = flagged_query(scope=request.scope, area=area, year=request.year, only=only)
        if request.GET.get("format"):
            return self._file(request, area, only)
        page = page_of(rows, ("-since", "-id"), request.GET.get("cursor", ""))
        context = {
            "page": page,
            "lines": flagged_lines(page.rows),
            "path": trail(request.scope, area),
            "area": area,
            "outcome": only if only in ONLY else "",
            "year": request.year,
            "pending": waiting(area, request.year),
            "as_of": checked_at(area, request.year),
            "may_export": may(request.post, Action.EXPORT),
        }
        return self.page_or_fragment("assessment/exits/household_flagged.html", context)

    def _file(self, request: OfficeRequest, area: int, only: str) -> HttpResponseBase:
        if not may(request.post, Action.EXPORT):
            raise PermissionDenied
        rows = flagged_query(scope=request.scope, area=area, year=request.year, only=only)
        lines = flagged_lines(newest(rows, MOST_IN_FILE))
        cells: list[list[Cell]] = [
            [
                line.head,
                line.code,
                line.place,
                label("poverty_status", line.status, request.year),
                str(line.exit_year or ""),
                OUTCOMES[line.verdict.outcome],
                line.words,
                line.per_head,
                full_date(timezone.localtime(line.since)),
            ]
            for line in lines
        ]
        columns = [text("户主", 10), text("户编号", 22), text("行政村"), text("登记状态", 18), text("脱贫年度", 8)]
        columns += [
            text("系统判定", 8),
            text("未达标、未知的指标", 40),
            money("人均纯收入（元）"),
            text("自何时起", 12),
        ]
        _taken(request, area, "assessment.flagged.exported", len(cells))
        table = Table(f"{full_name(area)}已脱贫判定未达标户 {request.year}", columns, cells, "只作提示，不改变登记状态")
        return as_file(table, full_name(area))


def _taken(request: OfficeRequest, area: int, what: str, rows: int) -> None:
    """A list of persons left the house: the trail says so."""
    look(
        request.actor,
        what,
        subject_type="region",
        subject_id=str(area),
        area=area,
        detail={"rows": rows, "year": request.year},
    )


def _numbers(texts: list[str]) -> list[int]:
    """The ids among what a form sent."""
    return [int(item) for item in texts if item.isascii() and item.isdigit() and len(item) < 19][:MOST_AT_ONCE]
