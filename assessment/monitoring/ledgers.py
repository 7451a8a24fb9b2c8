"""防返贫监测对象台账 (L5): every monitored household, how it was judged, its measures, how its risk ended.

Registered households and ordinary ones stand in one list; a column says which.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from assessment.models.monitoring import AT_MOST_RISKS
from assessment.monitoring.roster import roster
from core.ledgers import cells
from core.ledgers.exports import ExportQuery, Ledger, register, reporter_of, title_of
from core.ledgers.specs import LedgerColumn
from core.ledgers.workbook_write import LedgerSheet

TITLE: Final = "防返贫监测对象台账"


def _columns() -> list[LedgerColumn]:
    money, text = cells.Number(places=2), cells.Text()
    return [
        LedgerColumn("village", "行政村", text, 13),
        LedgerColumn("code", "户编号", text, 20),
        LedgerColumn("head", "户主姓名", text, 9),
        LedgerColumn("kind", "户类型", text, 10),
        LedgerColumn("members", "家庭人口", cells.Whole(), 6, total=True),
        LedgerColumn("category", "监测对象类别", text, 14),
        LedgerColumn("no_labour", "整户无劳动力", cells.YesNo(), 7),
        LedgerColumn("identified_on", "识别时间", text, 11),
        *(
            LedgerColumn(f"risk{number}", f"风险{number}", text, 12, group="风险类型")
            for number in range(1, AT_MOST_RISKS + 1)
        ),
        LedgerColumn("per_head", "人均纯收入(元)", money, 11, group="识别时"),
        LedgerColumn("claim", "理赔收入(元)", money, 11, group="识别时"),
        LedgerColumn("self_paid", "合规自付支出(元)", money, 11, group="识别时"),
        LedgerColumn("range", "监测范围(元)", money, 10, group="识别时"),
        LedgerColumn("measures", "帮扶措施", text, 30),
        LedgerColumn("helpers", "帮扶责任人", text, 10),
        LedgerColumn("eliminated", "风险是否消除", cells.YesNo(), 7),
        LedgerColumn("way", "消除方式", text, 9),
        LedgerColumn("eliminated_on", "消除时间", text, 11),
        LedgerColumn("after", "消除后人均纯收入(元)", money, 12),
    ]


def _sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
    return [
        LedgerSheet(
            title=title_of(TITLE, query),
            columns=_columns(),
            rows=_rows(query),
            name="监测对象",
            reporter=reporter_of(query),
            units="单位：人、元",
            notes=("注：列出全部认定年度；户类型按认定年度，一般农户为未建档立卡户。",),
        )
    ]


def _rows(query: ExportQuery) -> Iterator[Sequence[Any]]:
    yield from roster(query.scope, *query.range)


register(
    Ledger(
        "L5",
        TITLE,
        _sheets,
        "SELECT count(*) FROM assessment_monitoredhousehold m WHERE m.area >= %(low)s AND m.area < %(high)s "
        "AND %(year)s > 0",
        "每个监测对象：类别、风险、识别时的收入、措施、责任人、风险是否消除",
    )
)
