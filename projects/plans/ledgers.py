"""规划进度 (M10) and 六到农家和四有 (M11) as workbooks: the same numbers as on the pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from core.ledgers import cells
from core.ledgers.exports import ExportQuery, Ledger, register, reporter_of, title_of
from core.ledgers.specs import LedgerColumn
from core.ledgers.workbook_write import LedgerSheet
from core.regions.selectors import region_detail
from projects.plans.coverage import FOUR, SIX, Line, Share, coverage
from projects.plans.selectors import plan_of, plan_view, plans_below

PROGRESS: Final = "规划进度"
COVERAGE: Final = "六到农家和四有"
_COLUMNS: Final = (
    LedgerColumn("plan", "规划", cells.Text(), 18),
    LedgerColumn("stream", "专项", cells.Text(), 16),
    LedgerColumn("row", "条目", cells.Text(), 7),
    LedgerColumn("heading", "项目", cells.Text(), 16),
    LedgerColumn("label", "指标", cells.Text(), 22),
    LedgerColumn("kind", "口径", cells.Text(), 9),
    LedgerColumn("due", "期限", cells.Text(), 8),
    LedgerColumn("planned", "计划", cells.Number(places=2), 14),
    LedgerColumn("library", "库中项目", cells.Number(places=2), 14),
    LedgerColumn("projects", "项目数", cells.Whole(), 8),
    LedgerColumn("achieved", "完成", cells.Number(places=2), 14),
    LedgerColumn("percent", "完成%", cells.Number(places=1), 8),
    LedgerColumn("unit", "单位", cells.Text(), 8),
    LedgerColumn("note", "说明", cells.Text(), 24),
)


def _progress(query: ExportQuery) -> Iterator[Sequence[Any]]:
    low, high = query.range
    own = plan_of(query.area)
    for plan in [own] if own else plans_below(query.area):
        # from a village its own part of the plan; above the plan's region the plan as a whole
        region = region_detail(query.area if own else plan.area)
        if region is None or not low <= region.code < high:
            continue
        view = plan_view(plan, region, query.year)
        for item in view.items:
            row = view.figure(item)
            missing = "" if row.planned is not None or row.is_duty else "规划未给出，待填"
            due = str(item.due_year) if item.due_year else ("XX 年" if item.year_lost else "")
            yield [
                plan.title, item.workstream.label, item.row, item.heading, item.label, item.get_kind_display(), due,
                row.planned, row.library, row.projects, row.achieved, row.percent, row.unit,
                "；".join(filter(None, (missing, item.note))),
            ]  # fmt: skip


def _coverage_columns() -> list[LedgerColumn]:
    columns = [LedgerColumn("name", "地区", cells.Text(), 18), LedgerColumn("households", "户数", cells.Whole(), 8)]
    for code, label in [*((item.code, item.label) for item in (*SIX, *FOUR[2:])), ("four", "四项都有")]:
        for part, word in (("has", "有"), ("lacks", "无"), ("unknown", "未填")):
            columns.append(LedgerColumn(f"{code}_{part}", word, cells.Whole(), 7, group=label))
        columns.append(LedgerColumn(f"{code}_percent", "%", cells.Number(places=1), 7, group=label))
    return columns


def _parts(share: Share) -> list[Any]:
    return [share.has, share.lacks, share.unknown, share.percent]


def _coverage_row(line: Line) -> list[Any]:
    found: list[Any] = [line.name, line.households]
    for item in (*SIX, *FOUR[2:]):
        found += _parts(line.shares[item.code])
    return found + _parts(line.four)


def _coverage(query: ExportQuery) -> Iterator[Sequence[Any]]:
    low, high = query.range
    if low >= high or not query.scope.covers(query.area):
        return
    _, lines = coverage(query.area, query.year)
    for line in lines:
        yield _coverage_row(line)


def _progress_sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
    return [
        LedgerSheet(
            title=title_of(PROGRESS, query),
            columns=list(_COLUMNS),
            rows=_progress(query),
            name=PROGRESS,
            reporter=reporter_of(query),
            units="",
            notes=("注：完成数由挂接的项目填报或由资料统计；每村标准按达到的村数计。",),
        )
    ]


def _coverage_sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
    return [
        LedgerSheet(
            title=title_of(COVERAGE, query),
            columns=_coverage_columns(),
            rows=_coverage(query),
            name="六到农家",
            reporter=reporter_of(query),
            units="单位：户、%",
            notes=("注：" + "；".join(f"{item.label}＝{item.definition}" for item in (*SIX, *FOUR[2:])) + "。",),
        )
    ]


register(
    Ledger(
        "M10",
        PROGRESS,
        _progress_sheets,
        "SELECT count(*) FROM projects_planitem i WHERE i.area >= %(low)s AND i.area < %(high)s",
        "规划的每个指标：计划、库中项目、完成、百分比",
        personal=False,
    )
)
register(
    Ledger(
        "M11",
        COVERAGE,
        _coverage_sheets,
        "SELECT count(*) FROM villages_villageyear v "
        "WHERE v.area >= %(low)s AND v.area < %(high)s AND v.year = %(year)s",
        "下级各地区：水、电、路、气、房、环境和户户四有的有、无、未填、百分比",
        personal=False,
    )
)
