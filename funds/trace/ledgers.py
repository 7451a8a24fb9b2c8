"""到户资金 as workbooks: M20 by place and stream, M21 every line by household."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from core.ledgers import cells
from core.ledgers.exports import ExportQuery, Ledger, register, reporter_of, title_of
from core.ledgers.specs import LedgerColumn
from core.ledgers.workbook_write import LedgerSheet
from core.regions.selectors import name_of
from funds.trace.selectors import reach, registered
from funds.trace.streams import COLUMNS, streams
from households.standing import REGISTERED

_CHUNK: Final = 2000
_HOUSEHOLDS: Final = (
    f"SELECT count(*) FROM households_household h WHERE h.area >= %(low)s AND h.area < %(high)s AND {REGISTERED}"
)
_VILLAGES: Final = (
    "SELECT count(DISTINCT h.area) FROM households_household h WHERE h.area >= %(low)s AND h.area < %(high)s "
    "AND %(year)s > 0"
)


def _yuan(name: str, heading: str) -> LedgerColumn:
    return LedgerColumn(name, heading, cells.Number(places=2), 14, unit="元", total=True)


def _text(name: str, heading: str, width: float = 14) -> LedgerColumn:
    return LedgerColumn(name, heading, cells.Text(), width)


def _sheet(
    query: ExportQuery, title: str, columns: Sequence[LedgerColumn], rows: Iterator[Sequence[Any]], note: str
) -> list[LedgerSheet]:
    return [
        LedgerSheet(
            title=title_of(title, query),
            columns=list(columns),
            rows=rows,
            name=title,
            reporter=reporter_of(query),
            units="单位：户、元",
            notes=(note,),
        )
    ]


def _reach(query: ExportQuery) -> Sequence[LedgerSheet]:
    _, places = reach(query.scope, query.area, query.year)
    columns = [
        _text("place", "地区"),
        LedgerColumn("households", "建档立卡户", cells.Whole(), 10, total=True),
        *(_yuan(stream.code, stream.label) for stream in streams().values()),
        _yuan("given", "合计"),
        LedgerColumn("reached", "得到资金户数", cells.Whole(), 12, total=True),
        LedgerColumn("without", "没有得到户数", cells.Whole(), 12, total=True),
    ]
    rows = ([row.label, row.households, *row.sums, row.given, row.reached, row.without] for row in places)
    return _sheet(query, "到户资金汇总表", columns, rows, "注：贷款不计入合计；只计本年度建档立卡户。")


def _lines(query: ExportQuery) -> Sequence[LedgerSheet]:
    def rows() -> Iterator[Sequence[Any]]:
        homes = registered(query.scope, query.area, query.year)
        for stream in streams().values():
            found = stream.rows(query.scope).filter(household__in=homes.values("pk"), money_year=query.year)
            told = found.order_by("area", "household_id", "pk").values_list(
                "household__head_name", "household__code", *COLUMNS
            )
            for head, code, _, area, year, on, money, title, origin, _ in told.iterator(chunk_size=_CHUNK):
                yield [places.get(area, ""), head, code, stream.label, title, origin, year, on, money]

    places = name_of(
        registered(query.scope, query.area, query.year).order_by().values_list("area", flat=True).distinct()
    )
    columns = [
        _text("village", "行政村"),
        _text("head_name", "户主姓名", 10),
        _text("household_no", "户编号", 22),
        _text("stream", "资金去向", 12),
        _text("title", "内容", 24),
        _text("origin", "资金来源", 18),
        LedgerColumn("year", "年度", cells.Whole(), 8),
        LedgerColumn("on", "日期", cells.Date(), 12),
        _yuan("money", "金额"),
    ]
    return _sheet(query, "到户资金明细表", columns, rows(), "注：含贷款，合计时须分开。")


def register_ledgers() -> None:
    register(Ledger("M20", "到户资金汇总表", _reach, _VILLAGES, "各地区、各渠道到户多少，多少户没有得到", False))
    register(Ledger("M21", "到户资金明细表", _lines, _HOUSEHOLDS, "每户每笔资金的来源和日期", True))
