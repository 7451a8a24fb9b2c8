"""扶贫资产台账 (L25): what DOMAIN 5.6 asks of each asset, with the year's income and what was handed out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from core.ledgers import cells
from core.ledgers.exports import ExportQuery, Ledger, register, reporter_of, title_of
from core.ledgers.specs import LedgerColumn
from core.ledgers.workbook_write import LedgerSheet
from core.regions.selectors import name_of
from projects.assets import selectors
from projects.models import Asset

TITLE: Final = "扶贫项目资产台账"
CHUNK: Final = 500
_MONEY: Final = cells.Number(places=2)
_TEXT: Final = cells.Text()
COLUMNS: Final = (
    LedgerColumn("number", "序号", cells.Whole(), 6),
    LedgerColumn("place", "所在地区", _TEXT, 14),
    LedgerColumn("code", "资产编码", _TEXT, 22),
    LedgerColumn("name", "资产名称", _TEXT, 20),
    LedgerColumn("kind", "类别", _TEXT, 8),
    LedgerColumn("project", "形成项目编码", _TEXT, 26),
    LedgerColumn("formed_on", "形成日期", cells.Date(), 11),
    LedgerColumn("value", "原值（元）", _MONEY, 14, total=True),
    LedgerColumn("site", "坐落", _TEXT, 16),
    LedgerColumn("owner_level", "级次", _TEXT, 7, group="权属"),
    LedgerColumn("owner", "所有权人", _TEXT, 16, group="权属"),
    LedgerColumn("manager", "单位", _TEXT, 16, group="经营（使用）"),
    LedgerColumn("term_start", "开始", cells.Date(), 11, group="经营（使用）"),
    LedgerColumn("term_end", "结束", cells.Date(), 11, group="经营（使用）"),
    LedgerColumn("maintainer", "管护责任人", _TEXT, 10),
    LedgerColumn("income", "收益", _MONEY, 13, group="本年（元）", total=True),
    LedgerColumn("given", "分配到户", _MONEY, 13, group="本年（元）", total=True),
    LedgerColumn("condition", "状态", _TEXT, 7),
    LedgerColumn("disposal", "决定", _TEXT, 16, group="处置"),
    LedgerColumn("disposal_amount", "金额（元）", _MONEY, 12, group="处置", total=True),
    LedgerColumn("note", "备注", _TEXT, 14),
)


def _sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
    return [
        LedgerSheet(
            title=title_of(TITLE, query),
            columns=list(COLUMNS),
            rows=_rows(query),
            name="资产台账",
            reporter=reporter_of(query),
            units="单位：元",
            notes=("注：收益、分配按所选年度统计；资产不分年度，全部列出。",),
        )
    ]


def _rows(query: ExportQuery) -> Iterator[Sequence[Any]]:
    rows = selectors.assets(query.scope, query.area).order_by("area", "code")
    number, after = 0, 0
    while found := list(rows[after : after + CHUNK]):
        names = name_of({row.area for row in found})
        earned = selectors.of_year(query.scope, [row.pk for row in found], query.year)
        for row in found:
            number += 1
            income, given = earned.get(row.pk, (None, None))
            yield [
                number, names.get(row.area, ""), row.code, row.name, row.get_kind_display(),
                row.project.code if row.project else "", row.formed_on, row.original_value, row.place,
                row.get_owner_level_display(), row.owner, row.manager, row.term_start, row.term_end, row.maintainer,
                income, given, row.get_condition_display(), row.disposal, row.disposal_amount, row.note,
            ]  # fmt: skip
        after += CHUNK


register(
    Ledger(
        "L25",
        TITLE,
        _sheets,
        f"SELECT count(*) FROM {Asset._meta.db_table} a WHERE a.area >= %(low)s AND a.area < %(high)s",
        "类别、权属、原值、经营、管护、本年收益与分配、处置",
        personal=False,
    )
)
