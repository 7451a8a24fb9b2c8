"""灾害事件台账 (L37): the events, and the households with what is rebuilt; and the format that is imported again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from core.dictionaries.selectors import spellings
from core.ledgers import cells
from core.ledgers.columns import LedgerResource, ledger_fields
from core.ledgers.exports import ExportQuery, Ledger, import_sheet, register, reporter_of, stream, title_of
from core.ledgers.specs import LedgerColumn
from core.ledgers.workbook_write import LedgerSheet
from projects.disasters.ledgers.sheets import EventSheet, HouseholdSheet, PlaceSheet

TITLE: Final = "灾害事件和受灾户台账"
_UNTIL: Final = "e.happened_on < make_date(%(year)s + 1, 1, 1)"
IN_RANGE: Final = f"e.area >= %(low)s AND e.area < %(high)s AND {_UNTIL}"
# A village reads its own households of an event that its township registered.
HIT_RANGE: Final = f"d.area >= %(low)s AND d.area < %(high)s AND {_UNTIL}"
_HIT: Final = (
    "projects_disasterhousehold d JOIN projects_disaster e ON e.id = d.disaster_id "
    "JOIN households_household h ON h.id = d.household_id"
)
_REBUILDING: Final = (
    "LEFT JOIN LATERAL (SELECT count(*) AS n, count(*) FILTER (WHERE t.status = 'done') AS done, "
    "sum(t.amount) AS money, max(r.moved_in_on) AS moved_in FROM projects_disasterdetail r "
    "JOIN projects_measure t ON t.id = r.measure_id WHERE r.event_no = e.code AND t.household_id = d.household_id "
    "AND t.year <= %(year)s AND t.status <> 'stopped') m ON TRUE"
)


def _code(name: str) -> cells.CellWidget:
    return cells.Code(choices=partial(spellings, name)).bound()


_TEXT: Final = cells.Text()
_MONEY: Final = cells.Number(places=2)


def _columns() -> list[tuple[LedgerColumn, str]]:
    column = LedgerColumn
    return [
        (column("town", "乡(镇)", _TEXT, 10), "w.name"),
        (column("village", "行政村", _TEXT, 14), "v.name"),
        (column("head_name", "户主姓名", _TEXT, 9), "h.head_name"),
        (column("household_no", "户编号", _TEXT, 20), "h.code"),
        (column("code", "灾害事件编号", _TEXT, 22), "e.code"),
        (column("name", "灾害名称", _TEXT, 16), "e.name"),
        (column("kind", "灾害种类", _code("disaster_kind"), 10), "e.kind"),
        (column("happened_on", "发生日期", cells.Date(), 11), "e.happened_on"),
        (column("official_no", "认定文号", _TEXT, 16), "e.official_no"),
        (column("damage_grade", "住房受损程度", _code("damage_grade"), 12), "d.damage_grade"),
        (column("damaged_rooms", "受损间数", cells.Whole(), 9, total=True), "d.damaged_rooms"),
        (column("persons", "受灾人口", cells.Whole(), 9, total=True), "d.persons"),
        (column("loss", "损失金额", _MONEY, 12, unit="元", total=True), "d.loss"),
        (column("rebuild_mode", "拟安置方式", _code("rebuild_mode"), 12), "d.rebuild_mode"),
        (column("measures", "措施(条)", cells.Whole(), 8, group="重建", total=True), "m.n"),
        (column("done", "完成(条)", cells.Whole(), 8, group="重建", total=True), "m.done"),
        (column("money", "补助金额", _MONEY, 12, group="重建", unit="元", total=True), "m.money"),
        (column("moved_in", "入住时间", cells.Date(), 11, group="重建"), "m.moved_in"),
        (column("note", "备注", _TEXT, 16), "d.note"),
    ]


def _ledger(query: ExportQuery) -> Sequence[LedgerSheet]:
    columns = _columns()
    select = (
        f"SELECT {', '.join(sql for _, sql in columns)} FROM {_HIT} {_REBUILDING} "
        "LEFT JOIN regions_region v ON v.code = d.area LEFT JOIN regions_region w ON w.code = d.area / 1000 * 1000 "
        f"WHERE {HIT_RANGE} ORDER BY e.happened_on, e.code, d.area, h.code"
    )
    return [
        LedgerSheet(
            title=title_of(TITLE, query),
            columns=[column for column, _ in columns],
            rows=stream(select, query.parameters()),
            name="受灾户",
            reporter=reporter_of(query),
            units="单位：户、人、元",
            notes=("注：所选年度及以前发生的灾害；重建措施统计到所选年度，已终止的不计。",),
        )
    ]


_SHEETS: Final[tuple[tuple[type[LedgerResource], str, str, str], ...]] = (
    (EventSheet, "projects_disaster e", "e", "e.code"),
    (PlaceSheet, "projects_disaster e JOIN projects_disasterplace r ON r.disaster_id = e.id", "r", "e.code, r.area"),
    (HouseholdSheet, _HIT, "d", "e.code, d.area, h.code"),
)
_OTHERWISE: Final = {"code": "e.code", "household_no": "h.code", "head": "h.head_name"}


def _import_format(query: ExportQuery) -> Sequence[LedgerSheet]:
    found = []
    for resource, source, alias, order in _SHEETS:
        names = list(ledger_fields(resource))
        columns = ", ".join(_OTHERWISE.get(name, f"{alias}.{name}") for name in names)
        select = f"SELECT {columns} FROM {source} WHERE {IN_RANGE} ORDER BY {order}"
        found.append(import_sheet(resource, names, stream(select, query.parameters())))
    return found


register(Ledger("L37", TITLE, _ledger, f"SELECT count(*) FROM {_HIT} WHERE {HIT_RANGE}", "受灾户、受损、损失和重建"))
register(
    Ledger(
        "disasters-import",
        "灾害事件（导入格式）",
        _import_format,
        f"SELECT count(*) FROM projects_disaster e WHERE {IN_RANGE}",
        "“灾害事件”“受灾村”“受灾户”三表，改后可直接导入",
    )
)
