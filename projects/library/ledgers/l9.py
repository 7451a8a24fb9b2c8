"""扶贫项目台账 (L9) in the office's two-level headings: one row a project, its quantities and the money by level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.db.models import Q

from core.dictionaries.selectors import labels
from core.ledgers import cells
from core.ledgers.exports import ExportQuery, Ledger, register, reporter_of, title_of
from core.ledgers.specs import LedgerColumn
from core.ledgers.workbook_write import LedgerSheet
from projects.library.ledgers.round_trip import IN_RANGE
from projects.library.selectors import ledger_rows

TITLE: Final = "扶贫项目台账"
LEVELS: Final = (("central", "中央"), ("province", "省"), ("city", "市"), ("county", "县"), ("other", "其他"))


def _columns() -> list[LedgerColumn]:
    money = [
        LedgerColumn(f"m_{code}", words, cells.Number(places=2), 13, group="资金来源（元）", total=True)
        for code, words in LEVELS
    ]
    people = [
        LedgerColumn(f"b_{number}", words, cells.Whole(), 8, group=group, total=True)
        for number, (group, words) in enumerate(
            (("受益", "户"), ("受益", "人"), ("其中贫困", "户"), ("其中贫困", "人"))
        )
    ]
    text = cells.Text()
    return [
        LedgerColumn("number", "序号", cells.Whole(), 6),
        LedgerColumn("code", "项目编码", text, 26),
        LedgerColumn("name", "项目名称", text, 22),
        LedgerColumn("category", "类别", text, 12),
        LedgerColumn("nature", "建设性质", text, 8),
        LedgerColumn("place", "地点", text, 18),
        LedgerColumn("content", "内容及规模", text, 28),
        LedgerColumn("quantity", "数量", text, 10, group="建设任务"),
        LedgerColumn("unit", "单位", text, 7, group="建设任务"),
        LedgerColumn("total", "总投资（元）", cells.Number(places=2), 14, total=True),
        *money,
        LedgerColumn("department", "主管部门", text, 14),
        LedgerColumn("implementing", "实施单位", text, 14),
        LedgerColumn("start", "开工", cells.Date(), 11, group="工期"),
        LedgerColumn("end", "完工", cells.Date(), 11, group="工期"),
        LedgerColumn("progress", "进度%", cells.Number(places=0), 7),
        *people,
        LedgerColumn("targets", "绩效目标", text, 24),
        LedgerColumn("state", "状态", text, 12),
        LedgerColumn("accepted", "验收", text, 8),
        LedgerColumn("settled", "报账金额（元）", cells.Number(places=2), 14, total=True),
        LedgerColumn("notices", "公示", text, 8),
        LedgerColumn("note", "备注", text, 14),
    ]


def _sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
    return [
        LedgerSheet(
            title=title_of(TITLE, query),
            columns=_columns(),
            rows=_rows(query),
            name="项目台账",
            reporter=reporter_of(query),
            units="单位：元、户、人、%",
            notes=("注：受益户、人按项目关联的户自动统计；同一户受益于几个项目的，合计会重复。",),
        )
    ]


def _rows(query: ExportQuery) -> Iterator[Sequence[Any]]:
    low, high = query.range
    categories = labels("project_category")
    for number, line in enumerate(ledger_rows(query.scope, Q(area__gte=low, area__lt=high, year=query.year)), 1):
        row = line.row
        yield [
            number,
            row.code,
            row.name,
            categories.get(row.category or "", ""),
            row.get_nature_display(),
            row.place,
            row.content,
            "、".join(dict.fromkeys(f"{amount.normalize():f}" for _, amount, _ in line.quantities)),
            "、".join(dict.fromkeys(unit for _, _, unit in line.quantities)),
            row.total,
            *(line.money.get(code) for code, _ in LEVELS),
            row.department,
            row.implementing_unit,
            row.actual_start or row.planned_start,
            row.actual_end or row.planned_end,
            row.progress,
            line.benefit.households,
            line.benefit.persons,
            line.benefit.poor_households,
            line.benefit.poor_persons,
            "；".join(line.targets),
            row.get_state_display(),
            "已验收" if row.actual_end else "",
            row.settled,
            f"{line.notices} 次" if line.notices else "",
            row.note,
        ]


register(
    Ledger(
        "L9",
        TITLE,
        _sheets,
        f"SELECT count(*) FROM projects_project p WHERE {IN_RANGE}",
        "项目、建设任务、资金来源、工期、受益户、绩效、验收、报账、公示",
        personal=False,
    )
)
