"""The charts of the start page as tables, and what can be taken out of the verdict pages as a file."""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils import timezone

from assessment.explain.blocking import blocking_households
from assessment.overview import criterion_shares, income_bins, overview
from assessment.views.places import trail
from core.accounts.rights import Action
from core.audit.trail import look
from core.ledgers.cells import Number, Text, Whole
from core.ledgers.specs import LedgerColumn
from core.ledgers.workbook_write import LedgerSheet, write_ledger
from core.regions.codes import LEVEL_NAMES, Level, level_of
from core.regions.selectors import full_name
from core.web.formats import full_date, thousands
from core.web.requests import OfficeRequest, asked_area
from core.web.views import ScopedView

Cell = str | int | Decimal | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def text(heading: str, width: float = 14) -> LedgerColumn:
    return LedgerColumn(heading, heading, Text(), width)


def count(heading: str) -> LedgerColumn:
    return LedgerColumn(heading, heading, Whole(), 10)


def percent(heading: str) -> LedgerColumn:
    return LedgerColumn(heading, heading, Number(places=1), 10)


@dataclass(frozen=True)
class Table:
    """Columns and rows as they are shown and written; the running number stands in front of both."""

    title: str
    columns: list[LedgerColumn]
    rows: list[list[Cell]]
    note: str = ""

    def cells(self) -> list[list[tuple[str, str, bool]]]:
        """(heading, value in words, is a number) of every cell, for the page."""
        return [
            [
                (column.heading, _words(column, value), column.widget.numeric)
                for column, value in zip(self.columns, row, strict=True)
            ]
            for row in self.rows
        ]


def _words(column: LedgerColumn, value: Cell) -> str:
    if value is None or value == "":
        return "—"
    return thousands(value) if isinstance(value, int) else f"{value}"


def as_file(table: Table, reporter: str) -> HttpResponse:
    """The table as a workbook in the office look."""
    out = io.BytesIO()
    notes = [table.note] if table.note else []
    write_ledger(
        out, [LedgerSheet(table.title, table.columns, table.rows, reporter=reporter, notes=notes, serial="序")]
    )
    name = quote(f"{table.title}.xlsx")
    return HttpResponse(
        out.getvalue(),
        content_type=XLSX,
        headers={"Content-Disposition": f"attachment; filename=\"table.xlsx\"; filename*=UTF-8''{name}"},
    )


def percent_of(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1")) if whole else None


class TablePage(ScopedView, ABC):
    """Base: the page of a table, or its file with ``?format=``."""

    abstract = True
    request: OfficeRequest

    @abstractmethod
    def table(self, area: int) -> Table:
        """The rows of one region."""

    def get(self, request: OfficeRequest, code: int | None = None) -> HttpResponseBase:
        area = asked_area(request) if code is None else code
        if not request.scope.covers(area) and area != self._own(request):
            raise Http404
        table = self.table(area)
        if request.GET.get("format"):
            self.taken_out(table, area)
            return as_file(table, full_name(area))
        context: dict[str, Any] = {"table": table, "path": trail(request.scope, area), "year": request.year}
        return self.page_or_fragment("assessment/table.html", context)

    def taken_out(self, table: Table, area: int) -> None:
        """Sums name nobody; a list of persons records that it was taken out."""

    @staticmethod
    def _own(request: OfficeRequest) -> int:
        assert request.post is not None  # noqa: S101  (dispatch refuses without one)
        return request.post.area


class HomeTable(TablePage):
    """The rows of the start page."""

    required_action = Action.REGION_VIEW

    def table(self, area: int) -> Table:
        data = overview(scope=self.request.scope, area=area, year=self.request.year)
        below = LEVEL_NAMES[data.below]
        numbers = ["户", "人", "达标户", "未达标户", "未知户"]
        columns = [text(below), text("代码"), *map(count, numbers), percent("达标率%")]
        columns += map(count, ["达标村", "未达标村", "未知村"])
        rows: list[list[Cell]] = []
        for row in [*data.rows, data.total]:
            households, villages = row.households, row.villages
            rows.append(
                [
                    "合计" if row is data.total else row.name,
                    str(row.code) if row.code else "",
                    households.total,
                    row.persons.total,
                    households.met,
                    households.not_met,
                    households.unknown,
                    percent_of(households.met, households.total),
                    villages.met,
                    villages.not_met,
                    villages.unknown,
                ]
            )
        as_of = f"截至 {timezone.localtime(data.as_of):%Y-%m-%d %H:%M}" if data.as_of else ""
        return Table(f"{data.total.name}各{below}判定 {data.year}", columns, rows, as_of)


class IncomeTable(TablePage):
    """Households by income per head around the line."""

    required_action = Action.REGION_VIEW

    def table(self, area: int) -> Table:
        line, bins, missing = income_bins(scope=self.request.scope, area=area, year=self.request.year)
        rows: list[list[Cell]] = []
        for item in bins:
            span = f"{thousands(item.low)}–{thousands(item.high)}"
            if item.low is None:
                span = f"{thousands(item.high)} 及以下"
            elif item.high is None:
                span = f"{thousands(item.low)} 以上"
            side = "线下" if line is not None and item.high is not None and item.high <= line else "线上"
            rows.append([span, side, item.count])
        rows.append(["收入未填", "未知", missing])
        note = "含上限、不含下限：正好等于退出线的在线下" if line is not None else "本年度没有退出线"
        if line is not None:
            note = f"退出线 {thousands(line)} 元；{note}"
        columns = [text("人均纯收入（元）", 20), text("退出线"), count("户数")]
        return Table(f"人均纯收入分布 {self.request.year}", columns, rows, note)


class CriterionTable(TablePage):
    """Every criterion of the household standards in force by share met."""

    required_action = Action.REGION_VIEW

    def table(self, area: int) -> Table:
        shares = criterion_shares(scope=self.request.scope, area=area, year=self.request.year)
        rows: list[list[Cell]] = [
            [
                item.standard,
                item.label,
                {"veto": "否决项", "stretch": "参考项"}[item.kind],
                item.counts.met,
                item.counts.not_met,
                item.counts.unknown,
                percent_of(item.counts.met, item.counts.total),
            ]
            for item in shares
        ]
        columns = [text("标准", 30), text("指标", 24), text("类别"), *map(count, ["达标户", "未达标户", "未知户"])]
        return Table(f"各项达标情况 {self.request.year}", [*columns, percent("达标率%")], rows, "低的在前")


class BlockingTable(TablePage):
    """The households that hold a village back: a list of persons, so it needs the right to export."""

    required_action = Action.EXPORT

    def table(self, area: int) -> Table:
        if level_of(area) != Level.VILLAGE:
            raise Http404
        only = self.request.GET.get("only", "")
        blocking = blocking_households(
            scope=self.request.scope,
            area=area,
            year=self.request.year,
            only=only if only in ("not_met", "unknown") else "",
        )
        word = {False: "未达标", None: "未知"}
        rows: list[list[Cell]] = [
            [
                row.household.head_name,
                row.household.code,
                row.household.group_name,
                row.members,
                word[row.outcome],
                row.stuck,
                row.change,
                row.items,
                row.helper or "未指定",
                full_date(row.facts_at),
            ]
            for row in blocking.rows
        ]
        columns = [
            text("户主", 10), text("户编号", 22), text("组", 8), count("人口"), text("判定", 8), text("卡在哪里", 40),
            text("最小变动", 34), text("项数", 12), text("帮扶责任人", 22), text("资料日期", 12),
        ]  # fmt: skip
        title = f"{full_name(area)}未达标和未知户 {self.request.year}"
        return Table(title, columns, rows, "离线近的在前；“最小变动”只列把本户变为达标所需的最少几格")

    def taken_out(self, table: Table, area: int) -> None:
        look(
            self.request.actor,
            "assessment.blocking.exported",
            subject_type="region",
            subject_id=str(area),
            area=area,
            detail={"rows": len(table.rows), "year": self.request.year},
        )
