"""The four lists as workbooks: M6 搬迁户后续扶持缺口, M7 应保未保, M8 疾病筛查进度, M9 巴山新居进度."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from core.ledgers import cells
from core.ledgers.exports import ExportQuery, Ledger, register, reporter_of, title_of
from core.ledgers.specs import LedgerColumn
from core.ledgers.workbook_write import LedgerSheet
from core.regions.selectors import name_of
from households.standing import REGISTERED
from projects.gaps import allowances, coverage, relocation

_CHUNK: Final = 500
_HOUSEHOLDS: Final = (
    f"SELECT count(*) FROM households_household h WHERE h.area >= %(low)s AND h.area < %(high)s AND {REGISTERED}"
)
_VILLAGES: Final = (
    "SELECT count(DISTINCT h.area) FROM households_household h WHERE h.area >= %(low)s AND h.area < %(high)s "
    "AND %(year)s > 0"
)


def _text(name: str, heading: str, width: float = 12) -> LedgerColumn:
    return LedgerColumn(name, heading, cells.Text(), width)


def _whole(name: str, heading: str, width: float = 9) -> LedgerColumn:
    return LedgerColumn(name, heading, cells.Whole(), width, total=True)


def _who() -> list[LedgerColumn]:
    return [
        _text("village", "行政村"),
        _text("group_name", "村民小组", 10),
        _text("head_name", "户主姓名", 10),
        _text("household_no", "户编号", 20),
    ]


def _sheet(
    query: ExportQuery, title: str, columns: Sequence[LedgerColumn], rows: Iterator[Sequence[Any]], *notes: str
) -> list[LedgerSheet]:
    return [
        LedgerSheet(
            title=title_of(title, query),
            columns=list(columns),
            rows=rows,
            name=title[:30],
            reporter=reporter_of(query),
            units="单位：户、人、元",
            notes=notes,
        )
    ]


def _chunks(rows: Any) -> Iterator[list[Any]]:
    """The households in their order, some hundred at a time."""
    last: list[Any] = []
    for row in rows.order_by("area", "code").iterator(chunk_size=_CHUNK):
        last.append(row)
        if len(last) == _CHUNK:
            yield last
            last = []
    if last:
        yield last


def _relocation(query: ExportQuery) -> Sequence[LedgerSheet]:
    def rows() -> Iterator[Sequence[Any]]:
        found = relocation.with_gap(relocation.relocated(query.scope, query.area, query.year), "")
        for chunk in _chunks(found):
            places = name_of({row.area for row in chunk})
            for row in chunk:
                told = "、".join(relocation.reasons(row))
                yield [
                    places.get(row.area, ""),
                    row.group_name,
                    row.head_name,
                    row.code,
                    row.site,
                    row.moved_in_on,
                    row.moved_persons,
                    row.floor_m2,
                    told,
                ]

    columns = [
        *_who(),
        _text("site", "安置点", 18),
        LedgerColumn("moved_in_on", "入住时间", cells.Date(), 12),
        _whole("moved_persons", "搬迁人口"),
        LedgerColumn("floor_m2", "住房面积", cells.Number(places=2), 10, unit="㎡"),
        _text("gaps", "缺口", 36),
    ]
    note = "注：建档立卡户人均住房面积、自筹资金超过规定的上限为疑点，须核实。"
    return _sheet(query, "搬迁户后续扶持缺口表", columns, rows(), note)


def _allowance(query: ExportQuery) -> Sequence[LedgerSheet]:
    stored = allowances.line_of(query.area, query.year)
    line = stored.line if stored else None

    def rows() -> Iterator[Sequence[Any]]:
        for chunk in _chunks(allowances.uncovered(query.scope, query.area, query.year, line)):
            places = name_of({row.area for row in chunk})
            groups = allowances.groups_of(query.scope, [row.pk for row in chunk], query.year)
            for row in chunk:
                yield [
                    places.get(row.area, ""),
                    row.group_name,
                    row.head_name,
                    row.code,
                    row.persons,
                    row.per_head,
                    line,
                    row.poverty_line,
                    allowances.reasons(row, line),
                    groups.get(row.pk, ""),
                ]

    columns = [
        *_who(),
        _whole("persons", "家庭人口"),
        LedgerColumn("per_head", "人均纯收入", cells.Number(places=2), 12, unit="元"),
        LedgerColumn("line", "低保标准", cells.Number(places=2), 10, unit="元"),
        LedgerColumn("poverty_line", "扶贫标准", cells.Number(places=2), 10, unit="元"),
        _text("why", "应保理由", 26),
        _text("groups", "兜底对象", 36),
    ]
    note = "注：本户本年度没有低保、特困供养的记录，也没有低保金、特困供养金收入。"
    return _sheet(query, "应保未保名单", columns, rows(), note)


def _screening(query: ExportQuery) -> Sequence[LedgerSheet]:
    _, places = coverage.screening(query.scope, query.area, query.year)
    headings = ("建档立卡人口", "已筛查", "慢性病或大病", "疑似待查", "患病未定治疗分类")
    columns = [_text("place", "地区", 14), *(_whole(f"n{at}", heading, 12) for at, heading in enumerate(headings))]
    columns.append(LedgerColumn("share", "筛查率", cells.Number(places=1), 9, unit="%"))
    rows = (
        [item.label, *item.numbers, round(100 * item.numbers[1] / item.numbers[0], 1) if item.numbers[0] else None]
        for item in places
    )
    return _sheet(query, "疾病筛查进度表", columns, rows, "注：筛查过多次的，按最近一次的结果。")


def _homes(query: ExportQuery) -> Sequence[LedgerSheet]:
    homes = coverage.homes(query.scope, query.area, query.year)
    columns = [_text("place", "地区", 14), *(_whole(f"n{at}", heading) for at, heading in enumerate(coverage.HOMES))]
    rows = ([item.label, *item.numbers] for item in homes.places)
    return _sheet(query, "巴山新居进度表", columns, rows, "注：截至本年度计划的户，含在建和未开工。")


def register_ledgers() -> None:
    for code, title, sheets, count, told, personal in (
        ("M6", "搬迁户后续扶持缺口表", _relocation, _HOUSEHOLDS, "已搬迁而缺后续措施、就业、拆旧、复垦的户", True),
        ("M7", "应保未保名单", _allowance, _HOUSEHOLDS, "低于低保标准或有兜底对象、没有保障的户", True),
        ("M8", "疾病筛查进度表", _screening, _VILLAGES, "建档立卡人口的筛查率，按下级地区", False),
        ("M9", "巴山新居进度表", _homes, _VILLAGES, "新建、改造、贫困户、旧房户，按下级地区", False),
    ):
        register(Ledger(code, title, sheets, count, told, personal))
