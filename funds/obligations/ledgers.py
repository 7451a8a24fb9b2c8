"""资金责任表: every obligation of the year with its arithmetic, as of today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.utils import timezone

from core.ledgers import cells
from core.ledgers.exports import ExportQuery, Ledger, register, reporter_of, title_of
from core.ledgers.specs import LedgerColumn
from core.ledgers.workbook_write import LedgerSheet
from core.regions.selectors import name_of
from funds.obligations.selectors import Asked, standings

TITLE: Final = "资金责任落实情况表"
_MONEY: Final = cells.Number(places=2)
_TEXT: Final = cells.Text(max_length=300)
COLUMNS: Final = (
    LedgerColumn("number", "序号", cells.Whole(), 6),
    LedgerColumn("place", "地区", _TEXT, 14),
    LedgerColumn("duty", "责任", _TEXT, 18),
    LedgerColumn("helper", "责任主体", _TEXT, 20),
    LedgerColumn("required", "应安排（元）", _MONEY, 16),
    LedgerColumn("actual", "实际（元）", _MONEY, 16),
    LedgerColumn("missing", "还差（元）", _MONEY, 16, total=True),
    LedgerColumn("state", "状态", _TEXT, 10),
    LedgerColumn("arithmetic", "计算", _TEXT, 60),
)


class _Rows:
    """The standings; each iteration asks anew."""

    def __init__(self, query: ExportQuery) -> None:
        self.query = query

    def __iter__(self) -> Iterator[Sequence[Any]]:
        found = standings(self.query.scope, Asked(self.query.area, self.query.year, timezone.localdate()))
        names = name_of({row.area for row in found})
        for number, row in enumerate(found, 1):
            audit = row.kind == "audit"
            yield [
                number, names.get(row.area, ""), row.duty, row.name, None if audit else row.required,
                None if audit else row.actual, None if audit else row.missing, row.state_words, row.arithmetic,
            ]  # fmt: skip


def _sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
    return [
        LedgerSheet(
            title=title_of(TITLE, query),
            columns=list(COLUMNS),
            rows=_Rows(query),
            name="资金责任",
            reporter=reporter_of(query),
            units="单位：元",
            notes=("注：空白为资料不全，不是 0；“有风险”为年度未结束且落后于时间进度。",),
        )
    ]


register(
    Ledger(
        "ZR1",
        TITLE,
        _sheets,
        "SELECT count(*) FROM funds_supportunit h WHERE h.area >= %(low)s AND h.area < %(high)s "
        "AND extract(year FROM h.starts_on) <= %(year)s",
        "专项资金增长、派出单位、帮扶企业、区域协作、年度审计：应安排、实际、还差、算式",
        personal=False,
    )
)
