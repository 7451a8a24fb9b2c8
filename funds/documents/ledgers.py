"""扶贫资金台账 (L10): every document with its projects and payments; and 资金支出进度表 as of last month's end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.utils import timezone

from core.dictionaries.selectors import labels
from core.ledgers import cells
from core.ledgers.exports import ExportQuery, Ledger, register, reporter_of, stream, title_of
from core.ledgers.specs import LedgerColumn
from core.ledgers.workbook_write import LedgerSheet
from core.web.formats import share
from funds.progress.selectors import last_month_end, progress

TITLE: Final = "扶贫资金台账"
_MONEY: Final = cells.Number(places=2)
_TEXT: Final = cells.Text()
IN_RANGE: Final = "d.area >= %(low)s AND d.area < %(high)s AND d.year = %(year)s"
COLUMNS: Final = (
    LedgerColumn("index", "序号", cells.Whole(), 6),
    LedgerColumn("number", "文号", _TEXT, 22),
    LedgerColumn("title", "文件名", _TEXT, 24),
    LedgerColumn("issued_on", "下达日期", cells.Date(), 11),
    LedgerColumn("level", "资金级次", _TEXT, 9),
    LedgerColumn("kind", "资金类别", _TEXT, 18),
    LedgerColumn("amount", "金额（元）", _MONEY, 15, total=True),
    LedgerColumn("project", "分配项目", _TEXT, 22),
    LedgerColumn("paid_on", "拨付日期", cells.Date(), 11),
    LedgerColumn("paid", "拨付金额（元）", _MONEY, 15, total=True),
    LedgerColumn("payee", "收款单位", _TEXT, 18),
    LedgerColumn("spent", "支出金额（元）", _MONEY, 15, total=True),
    LedgerColumn("progress", "支出进度（%）", cells.Number(places=2), 11),
    LedgerColumn("left", "结余（元）", _MONEY, 15, total=True),
    LedgerColumn("voucher", "凭证号", _TEXT, 14),
    LedgerColumn("note", "备注", _TEXT, 14),
)
# What a document has is told once, in the first of its rows, so that the sums of the sheet are those of the money.
# Money handed down is counted where it lies now.
_PAYMENTS: Final = "('pay', 'refund', 'office', 'office_pay', 'office_back', 'release')"
_SELECT: Final = f"""
SELECT number, title, issued_on, level, kind, CASE WHEN place = 1 THEN received - distributed - up END, project, day,
       paid, payee, spent, CASE WHEN place = 1 AND received - distributed - up > 0
                            THEN all_spent * 100 / (received - distributed - up) END,
       CASE WHEN place = 1 THEN received - distributed - returned - all_spent END, voucher, note
FROM (
    SELECT d.id, d.area, d.number, d.title, d.issued_on, d.level, d.kind, d.note, b.received, b.distributed,
           b.returned, CASE WHEN d.parent_id IS NULL THEN 0 ELSE b.returned END AS up, b.spent AS all_spent,
           p.name AS project, e.day, CASE WHEN e.kind IN ('refund', 'office_back') THEN -e.amount
                                          WHEN e.kind <> 'office_pay' THEN e.amount END AS paid,
           e.payee, e.amount * f.d_spent AS spent, e.voucher, e.id AS entry,
           row_number() OVER (PARTITION BY d.id ORDER BY e.day, e.id) AS place
    FROM funds_funddocument d JOIN funds_documentbalance b ON b.document_id = d.id
    LEFT JOIN funds_fundentry e ON e.document_id = d.id AND e.kind IN {_PAYMENTS}
    LEFT JOIN LATERAL funds_factors(e.kind) f ON true
    LEFT JOIN projects_project p ON p.id = e.project_id
    WHERE {IN_RANGE}
) t ORDER BY issued_on, id, place"""


class _Numbered:
    """The rows in words; each iteration reads anew."""

    def __init__(self, query: ExportQuery) -> None:
        self.query = query

    def __iter__(self) -> Iterator[Sequence[Any]]:
        levels, kinds = labels("fund_level"), labels("fund_kind")
        for number, row in enumerate(stream(_SELECT, self.query.parameters()), 1):
            head, (level, kind), rest = row[:3], row[3:5], row[5:]
            yield [number, *head, levels.get(level, level), kinds.get(kind, kind), *rest]


def _sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
    return [
        LedgerSheet(
            title=title_of(TITLE, query),
            columns=list(COLUMNS),
            rows=_Numbered(query),
            name="资金台账",
            reporter=reporter_of(query),
            units="单位：元、%",
            notes=(
                "注：一份文件有几笔拨付就有几行，金额、支出进度和结余只写在第一行；下拨给下级的资金记在下级的文件。",
                "支出只计付给施工（供货）单位或受益人的；质保金和只拨到部门、乡镇的不算支出。",
            ),
        )
    ]


def _progress(query: ExportQuery) -> Sequence[LedgerSheet]:
    day = last_month_end(timezone.localdate())
    names = ("issued", "allocated", "spent", "office", "held", "unspent", "first", "second", "third")
    heads = ("下达", "分配到项目", "支出", "拨到单位未支出", "质保金", "未支出", "一年以内", "一至二年", "二年以上")
    money = [
        LedgerColumn(name, f"{head}（元）", _MONEY, 15, total=True) for name, head in zip(names, heads, strict=True)
    ]
    columns = [
        LedgerColumn("place", "地区", _TEXT, 16),
        LedgerColumn("documents", "文件（份）", cells.Whole(), 9, total=True),
        *money,
        LedgerColumn("progress", "支出进度（%）", _TEXT, 11),
        LedgerColumn("due", "应公示（份）", cells.Whole(), 10, total=True),
        LedgerColumn("published", "已公示（份）", cells.Whole(), 10, total=True),
    ]
    lines = progress(query.scope, query.area, query.year, day)
    rows = [
        [line.name, line.documents, *(getattr(line, name) for name in names), share(line.spent, line.issued, 2),
         line.due, line.published]
        for line in lines
    ]  # fmt: skip
    return [
        LedgerSheet(
            title=title_of("扶贫资金支出进度表", query),
            columns=columns,
            rows=rows,
            name="支出进度",
            reporter=reporter_of(query),
            units="单位：元、%",
            notes=(f"注：截至 {day:%Y-%m-%d}；未支出按最早下达日期分年限。",),
        )
    ]


register(
    Ledger(
        "L10",
        TITLE,
        _sheets,
        f"SELECT count(*) FROM funds_funddocument d LEFT JOIN funds_fundentry e ON e.document_id = d.id "
        f"AND e.kind IN {_PAYMENTS} WHERE {IN_RANGE}",
        "文号、分配项目、拨付、收款单位、支出进度、结余、凭证号",
        personal=False,
    )
)
register(
    Ledger(
        "M30",
        "扶贫资金支出进度表",
        _progress,
        f"SELECT count(*) FROM funds_funddocument d WHERE {IN_RANGE}",
        "截至上月末：支出进度、结转结余、公示",
        personal=False,
    )
)
