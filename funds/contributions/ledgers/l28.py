"""社会帮扶（捐赠）台账 (L28): who gave what to whom and when, for what, what of it was used, when it was made known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from core.ledgers import cells
from core.ledgers.exports import ExportQuery, Ledger, register, reporter_of, stream, title_of
from core.ledgers.specs import LedgerColumn
from core.ledgers.workbook_write import LedgerSheet
from core.regions.selectors import name_of
from funds.contributions.ledgers.round_trip import IN_RANGE
from funds.models import Contribution, HelperKind

TITLE: Final = "社会帮扶（捐赠）台账"
_MONEY: Final = cells.Number(places=2)
_TEXT: Final = cells.Text()
COLUMNS: Final = (
    LedgerColumn("number", "序号", cells.Whole(), 6),
    LedgerColumn("donor", "捐赠方", _TEXT, 22),
    LedgerColumn("donor_kind", "捐赠方类型", _TEXT, 12),
    LedgerColumn("helper_kind", "帮扶类型", _TEXT, 14),
    LedgerColumn("form", "形式", _TEXT, 6, group="类型"),
    LedgerColumn("goods", "物资名称", _TEXT, 12, group="类型"),
    LedgerColumn("quantity", "数量", _MONEY, 10, group="类型"),
    LedgerColumn("unit", "单位", _TEXT, 6, group="类型"),
    LedgerColumn("amount", "金额/折价（元）", _MONEY, 14, total=True),
    LedgerColumn("received_on", "日期", cells.Date(), 11),
    LedgerColumn("place", "受赠区划", _TEXT, 12, group="受赠"),
    LedgerColumn("recipient", "受赠方", _TEXT, 16, group="受赠"),
    LedgerColumn("households", "受赠户数", cells.Whole(), 8, group="受赠", total=True),
    LedgerColumn("purpose", "用途", _TEXT, 20),
    LedgerColumn("spent", "已使用（元）", _MONEY, 13, total=True),
    LedgerColumn("receipt_no", "票据号", _TEXT, 14),
    LedgerColumn("notice_due_on", "应公示", cells.Date(), 11, group="公示"),
    LedgerColumn("notice_on", "已公示", cells.Date(), 11, group="公示"),
    LedgerColumn("note", "备注", _TEXT, 14),
)
_SELECT: Final = f"""
SELECT c.donor, c.donor_kind, c.helper_kind, c.form, c.goods, c.quantity, c.unit, c.amount, c.received_on, c.area,
       c.recipient, (SELECT count(*) FROM funds_contributionhousehold h WHERE h.contribution_id = c.id),
       c.purpose, (SELECT sum(u.amount) FROM funds_contributionuse u WHERE u.contribution_id = c.id),
       c.receipt_no, c.notice_due_on, c.notice_on, c.note
FROM funds_contribution c WHERE {IN_RANGE} ORDER BY c.area, c.received_on, c.id"""


class _Numbered:
    """The rows in words; each iteration reads anew."""

    def __init__(self, query: ExportQuery) -> None:
        self.query = query

    def __iter__(self) -> Iterator[Sequence[Any]]:
        donors, kinds = dict(Contribution.Donor.choices), dict(HelperKind.choices)
        forms, names = dict(Contribution.Form.choices), dict[int, str]()
        for number, row in enumerate(stream(_SELECT, self.query.parameters()), 1):
            donor, donor_kind, kind, form, *goods = row[:8]
            area = row[9]
            if area not in names:
                names |= name_of([area])
            yield [
                number, donor, donors[donor_kind], kinds[kind], forms[form], *goods, row[8], names.get(area, ""),
                *row[10:],
            ]  # fmt: skip


def _sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
    return [
        LedgerSheet(
            title=title_of(TITLE, query),
            columns=list(COLUMNS),
            rows=_Numbered(query),
            name="捐赠台账",
            reporter=reporter_of(query),
            units="单位：元",
            notes=("注：折价空白为还没有估价；受赠户数只计到户的。",),
        )
    ]


register(
    Ledger(
        "L28",
        TITLE,
        _sheets,
        f"SELECT count(*) FROM funds_contribution c WHERE {IN_RANGE}",
        "捐赠方、资金或物资、受赠、用途、使用、公示",
        personal=False,
    )
)
