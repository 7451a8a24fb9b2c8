"""Ledgers of measures: 帮扶措施台账, one ledger a sector (L12–L27 of DOMAIN 5.7), and the import formats."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from core.dictionaries.selectors import spellings
from core.ledgers import cells
from core.ledgers.columns import ledger_columns, ledger_fields
from core.ledgers.exports import (
    ExportQuery,
    Ledger,
    Sealed,
    import_sheet,
    register,
    reporter_of,
    stream,
    title_of,
)
from core.ledgers.specs import LedgerColumn
from core.ledgers.workbook_write import LedgerSheet
from households.rules import HEAD
from projects.measures.checks import KIND_LIST
from projects.measures.ledgers.sheets import sheet_of
from projects.measures.sectors import SECTORS, Sector, Worked

# (name, heading, SQL, width): what every ledger begins with (DOMAIN 5.7).
_COMMON: Final = (
    ("county", "县(市、区)", "c.name", 10),
    ("town", "乡(镇)", "w.name", 10),
    ("village", "行政村", "v.name", 12),
    ("group_name", "村民小组", "h.group_name", 9),
    ("head_name", "户主姓名", "h.head_name", 9),
    ("head_id", "户主证件号码", "head.id_sealed", 21),
)
_WHERE: Final = "t.area >= %(low)s AND t.area < %(high)s AND t.year = %(year)s"
_OF_MEASURE: Final = ("name", "started_on", "ended_on", "quantity", "unit", "amount", "provider", "fund_source")
_TOTALS: Final = frozenset({"amount"})


def _from(sector: Sector | None) -> str:
    present = "m.joined_year <= %(year)s AND (m.left_year IS NULL OR m.left_year > %(year)s)"
    details = f"LEFT JOIN {sector.table} d ON d.measure_id = t.id " if sector else ""
    return (
        "FROM projects_measure t JOIN households_household h ON h.id = t.household_id "
        "LEFT JOIN households_member p ON p.id = t.member_id "
        "LEFT JOIN households_householdyear y ON y.household_id = h.id AND y.year = %(year)s "
        "LEFT JOIN LATERAL (SELECT m.code, m.id_sealed FROM households_memberyear r "
        f"JOIN households_member m ON m.id = r.member_id WHERE r.household_id = h.id AND r.year = %(year)s "
        f"AND r.relation_to_head = '{HEAD}' AND {present} ORDER BY m.id LIMIT 1) head ON TRUE "
        "LEFT JOIN LATERAL (SELECT count(*) AS persons FROM households_member m "
        f"WHERE m.household_id = h.id AND {present}) n ON TRUE "
        f"{details}"
        "LEFT JOIN regions_region v ON v.code = t.area LEFT JOIN regions_region w ON w.code = t.area / 1000 * 1000 "
        "LEFT JOIN regions_region c ON c.code = t.area / 1000000 * 1000000 "
    )


def _columns(sector: Sector | None) -> list[tuple[LedgerColumn, str]]:
    """The columns of a ledger with their SQL, 备注 last."""
    text = cells.Text()
    found = [
        (LedgerColumn(name, heading, text, width, masked="id_number" if name == "head_id" else ""), sql)
        for name, heading, sql, width in _COMMON
    ]
    attr = cells.Code(choices=partial(spellings, "household_attr")).bound()
    kind = cells.Code(choices=partial(spellings, KIND_LIST)).bound()
    found += [
        (LedgerColumn("persons", "家庭人口数", cells.Whole(), 7), "n.persons"),
        (LedgerColumn("household_attr", "户属性", attr, 13), "y.household_attr"),
        (LedgerColumn("household_no", "户编号", text, 19), "h.code"),
        (LedgerColumn("person", "姓名", text, 9), "COALESCE(p.name, '全户')"),
        (LedgerColumn("kind", "措施大类", kind, 13), "t.kind"),
    ]
    sheet = sheet_of(sector)
    declared = {column.name: column for column in ledger_columns(sheet)}
    words = dict(sector.rename) if sector else {}
    for name in _OF_MEASURE:
        column = declared[name]
        found.append((_worded(column, words.get(name, column.heading), name in _TOTALS), f"t.{name}"))
    for item in sector.facts if sector else ():
        column = declared[item.name]
        found.append((_worded(column, column.heading, item.total, item.group), f"d.{item.name}"))
    found += [(_worked_column(item), item.sql) for item in (sector.worked if sector else ())]
    for name in ("status", "stop_reason", "result", "remark"):
        found.append((_worded(declared[name], declared[name].heading, False), f"t.{name}"))
    return found


def _worked_column(item: Worked) -> LedgerColumn:
    if item.list:
        return LedgerColumn(
            item.name, item.label, cells.Code(choices=partial(spellings, item.list)).bound(), item.width
        )
    cell = cells.Text() if item.places is None else cells.Number(places=item.places)
    return LedgerColumn(item.name, item.label, cell, item.width, unit=item.unit)


def _worded(column: LedgerColumn, heading: str, total: bool, group: str = "") -> LedgerColumn:
    return LedgerColumn(
        column.name, heading, column.widget, column.width, unit=column.unit, group=group, total=total
    )  # fmt: skip


def _sheets(sector: Sector | None, title: str) -> Callable[[ExportQuery], Sequence[LedgerSheet]]:
    def sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
        columns = _columns(sector)
        select = ", ".join([*(sql for _, sql in columns), "head.code"])
        parameters = {**query.parameters(), "sector": sector.code if sector else ""}
        only = " AND t.sector = %(sector)s" if sector else ""
        statement = f"SELECT {select} {_from(sector)} WHERE {_WHERE}{only} ORDER BY t.area, h.code, t.kind, t.id"
        sealed = [Sealed(5, len(columns), "member", "id_number", "id_number")]
        rows = stream(statement, parameters, sealed, query.plain)
        return [
            LedgerSheet(
                title=title_of(title, query),
                columns=[column for column, _ in columns],
                rows=(row[: len(columns)] for row in rows),
                name=sector.label if sector else "帮扶措施",
                reporter=reporter_of(query),
                units="单位：人、元",
                notes=("注：一条措施一行；填到人的写明姓名，其余为全户。",),
            )
        ]

    return sheets


def _count(sector: Sector | None) -> str:
    only = f" AND t.sector = '{sector.code}'" if sector else ""
    return f"SELECT count(*) FROM projects_measure t WHERE {_WHERE}{only}"


def _import_format(sector: Sector | None) -> Callable[[ExportQuery], Sequence[LedgerSheet]]:
    own = {"measure_no": "t.id", "household_no": "h.code", "head_name": "h.head_name"}
    own |= {"member_no": "p.code", "person_name": "p.name"}
    details = set(sector.names) if sector else set()

    def sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
        sheet = sheet_of(sector)
        names = list(ledger_fields(sheet))
        columns = [own.get(name, f"d.{name}" if name in details else f"t.{name}") for name in names]
        statement = (
            f"SELECT {', '.join(columns)} {_from(sector)} WHERE {_WHERE} AND t.sector = %(sector)s "
            "ORDER BY t.area, h.code, t.kind, t.id"
        )
        parameters = {**query.parameters(), "sector": sector.code if sector else ""}
        return [import_sheet(sheet, names, stream(statement, parameters))]

    return sheets


def register_ledgers() -> None:
    """帮扶措施台账 of all kinds, then one ledger a sector, then the formats that can be imported again."""
    register(
        Ledger("M5", "帮扶措施台账", _sheets(None, "帮扶措施台账"), _count(None), "一条措施一行，各大类都列")
    )  # fmt: skip
    for sector in SECTORS.values():
        register(
            Ledger(
                sector.ledger,
                sector.ledger_title,
                _sheets(sector, sector.ledger_title),
                _count(sector),
                f"{sector.label}的措施和专项明细",
            )
        )
    for one in (None, *SECTORS.values()):
        label = one.label if one else "不分专项"
        register(
            Ledger(
                f"measures-{one.code if one else 'plain'}-import",
                f"帮扶措施：{label}（导入格式）",
                _import_format(one),
                f"{_count(None)} AND t.sector = '{one.code if one else ''}'",
                "改后可直接导入；措施编号不要改",
            )
        )
