"""基金收支台账: every movement of the year with the pool's balance after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from core.ledgers import cells
from core.ledgers.exports import ExportQuery, Ledger, register, reporter_of, stream, title_of
from core.ledgers.specs import LedgerColumn
from core.ledgers.workbook_write import LedgerSheet
from core.regions.selectors import name_of
from funds.models import FundPool, PoolEntry

TITLE: Final = "产业发展基金和风险补偿金收支台账"
_MONEY: Final = cells.Number(places=2)
_TEXT: Final = cells.Text()
COLUMNS: Final = (
    LedgerColumn("number", "序号", cells.Whole(), 6),
    LedgerColumn("place", "地区", _TEXT, 12),
    LedgerColumn("pool", "基金", _TEXT, 22),
    LedgerColumn("kind", "种类", _TEXT, 14),
    LedgerColumn("day", "日期", cells.Date(), 11),
    LedgerColumn("what", "事项", _TEXT, 10),
    LedgerColumn("paid_in", "收入（元）", _MONEY, 15, total=True),
    LedgerColumn("paid_out", "支出（元）", _MONEY, 15, total=True),
    LedgerColumn("left", "余额（元）", _MONEY, 15),
    LedgerColumn("document", "文号或凭证", _TEXT, 20),
    LedgerColumn("purpose", "说明", _TEXT, 24),
)
_IN_RANGE: Final = "e.area >= %(low)s AND e.area < %(high)s"
_SELECT: Final = f"""
SELECT * FROM (
  SELECT p.area, p.name, p.kind, e.booked_on, e.kind AS what,
         CASE WHEN e.kind IN ('in', 'recovered') THEN e.amount END AS paid_in,
         CASE WHEN e.kind NOT IN ('in', 'recovered') THEN e.amount END AS paid_out,
         sum(CASE WHEN e.kind IN ('in', 'recovered') THEN e.amount ELSE -e.amount END)
           OVER (PARTITION BY p.id ORDER BY e.booked_on, e.id) AS balance, e.document, e.purpose, e.id
  FROM funds_poolentry e JOIN funds_fundpool p ON p.id = e.pool_id WHERE {_IN_RANGE}
) q WHERE extract(year FROM q.booked_on) = %(year)s ORDER BY q.area, q.name, q.booked_on, q.id"""


class _Rows:
    """The entries in words; each iteration reads anew."""

    def __init__(self, query: ExportQuery) -> None:
        self.query = query

    def __iter__(self) -> Iterator[Sequence[Any]]:
        kinds, whats, names = dict(FundPool.Kind.choices), dict(PoolEntry.Kind.choices), dict[int, str]()
        for number, row in enumerate(stream(_SELECT, self.query.parameters()), 1):
            if row[0] not in names:
                names |= name_of([row[0]])
            yield [number, names.get(row[0], ""), row[1], kinds[row[2]], row[3], whats[row[4]], *row[5:10]]


def _sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
    return [
        LedgerSheet(
            title=title_of(TITLE, query),
            columns=list(COLUMNS),
            rows=_Rows(query),
            name="基金收支",
            reporter=reporter_of(query),
            units="单位：元",
            notes=("注：余额为该笔之后的余额；冲正为负数。",),
        )
    ]


register(
    Ledger(
        "JJ1",
        TITLE,
        _sheets,
        f"SELECT count(*) FROM funds_poolentry e WHERE {_IN_RANGE} AND extract(year FROM e.booked_on) = %(year)s",
        "注入、支出、代偿、追偿收回和每笔之后的余额",
        personal=False,
    )
)
