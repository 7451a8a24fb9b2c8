"""年度减贫目标台账 (M1): every region with a target of the year, beside recorded exits and what is ready."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from assessment.targets.progress import MEASURE_WORDS, MEASURES, UNITS
from assessment.targets.selectors import ledger_rows
from core.ledgers import cells
from core.ledgers.exports import ExportQuery, Ledger, register, reporter_of, title_of
from core.ledgers.specs import LedgerColumn
from core.ledgers.workbook_write import LedgerSheet

TITLE: Final = "年度减贫目标完成情况"
_FIXED: Final = (
    LedgerColumn("name", "地区", cells.Text(), 16),
    LedgerColumn("code", "代码", cells.Text(), 14),
    LedgerColumn("level", "级别", cells.Text(), 6),
)


def _columns() -> list[LedgerColumn]:
    columns = list(_FIXED)
    for name in MEASURES:
        group = f"{MEASURE_WORDS[name]}（{UNITS[name]}）"
        columns += [
            LedgerColumn(f"{name}_target", "目标", cells.Whole(), 9, group=group),
            LedgerColumn(f"{name}_done", "登记退出", cells.Whole(), 9, group=group),
            LedgerColumn(f"{name}_ready", "可退", cells.Whole(), 9, group=group),
            LedgerColumn(f"{name}_percent", "完成%", cells.Number(places=1), 7, group=group),
        ]
    return columns


def _sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
    return [
        LedgerSheet(
            title=title_of(TITLE, query),
            columns=_columns(),
            rows=_rows(query),
            name="减贫目标",
            reporter=reporter_of(query),
            units="单位：人、户、个、%",
            notes=(
                "注：1.登记退出按本年度资料中已脱贫户的脱贫年度、村的出列年度、县的已退出年度统计。",
                "2.可退为系统判定达标、登记未退出的；各级都列，不能纵向相加。",
            ),
        )
    ]


def _rows(query: ExportQuery) -> Iterator[Sequence[Any]]:
    low, high = query.range
    yield from ledger_rows(scope=query.scope, low=low, high=high, year=query.year)


register(
    Ledger(
        "M1",
        TITLE,
        _sheets,
        "SELECT count(*) FROM assessment_reductiontarget t "
        "WHERE t.area >= %(low)s AND t.area < %(high)s AND t.year = %(year)s",
        "每个有目标的地区：目标、登记退出、系统判定可退、完成百分比",
        personal=False,
    )
)
