"""L11A 贴息申报表 (a sheet a claim of the year) and L11B 评级授信获贷缺口名单 (a sheet a ratio)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.timezone import localdate

from core.ledgers import cells
from core.ledgers.exports import ExportQuery, Ledger, register, reporter_of, title_of
from core.ledgers.specs import LedgerColumn
from core.ledgers.workbook_write import LedgerSheet
from core.regions.selectors import name_of
from funds.credit import claims, ratios
from funds.credit.rules import LEVELS
from funds.models import SubsidyClaim
from households.standing import REGISTERED

_TEXT: Final = cells.Text()
_MONEY: Final = cells.Number(places=2)
_CHUNK: Final = 500
_RANGE: Final = "a.area >= %(low)s AND a.area < %(high)s AND a.year = %(year)s"


def _claim_columns(levels: Sequence[str]) -> list[LedgerColumn]:
    return [
        LedgerColumn("village", "行政村", _TEXT, 12),
        LedgerColumn("head_name", "户主姓名", _TEXT, 9),
        LedgerColumn("household_no", "户编号", _TEXT, 19),
        LedgerColumn("borrower", "借款人", _TEXT, 9),
        LedgerColumn("contract", "合同号", _TEXT, 16),
        LedgerColumn("period", "所属季度", _TEXT, 16),
        LedgerColumn("interest", "应付利息（元）", _MONEY, 13, total=True),
        LedgerColumn("subsidy", "贴息（元）", _MONEY, 13, total=True),
        *(
            LedgerColumn(level, f"{LEVELS[level]}（元）", _MONEY, 13, group="分担", total=True) for level in levels
        ),
    ]  # fmt: skip


def _claim_rows(query: ExportQuery, sheet: SubsidyClaim, levels: Sequence[str]) -> Iterator[Sequence[Any]]:
    rows = list(claims.lines_of_claim(query.scope, sheet).order_by("area", "id"))
    names = name_of({row.area for row in rows})
    for row in rows:
        difference = "" if (row.year, row.quarter) == (sheet.year, sheet.quarter) else "（差额）"
        loan = row.loan
        yield [
            names.get(row.area, ""), loan.household.head_name, loan.household.code, loan.member.name, loan.contract,
            f"{row.year} 年第 {row.quarter} 季度{difference}", row.interest, row.subsidy,
            *(Decimal(row.parts.get(level, "0")) for level in levels),
        ]  # fmt: skip


def _claims(query: ExportQuery) -> Sequence[LedgerSheet]:
    sheets = list(claims.claims(query.scope, query.area, query.year))
    sums = claims.sums(query.scope, [row.pk for row in sheets])
    names = name_of({row.area for row in sheets})
    found = []
    for number, row in enumerate(sheets, 1):
        levels = sorted(sums[row.pk]["parts"], key=list(LEVELS).index)
        place = names.get(row.area, "")
        state = f"审核：{row.claimed_name}" if row.claimed_at else "待审核，未申报"
        found.append(
            LedgerSheet(
                title=f"{place}{row.bank}{row.year} 年第 {row.quarter} 季度小额信贷贴息申报表",
                columns=_claim_columns(levels),
                rows=_claim_rows(query, row, levels),
                name=f"{number} {place[:8]} {row.quarter} 季度"[:30],
                reporter=reporter_of(query),
                units="单位：元",
                notes=(f"注：制表：{row.made_name}；{state}。每笔每季度四舍五入到分，分担各项相加等于贴息。",),
            )
        )
    if not found:
        title = title_of("小额信贷贴息申报表", query)
        found = [LedgerSheet(title=title, columns=_claim_columns(()), rows=[], reporter=reporter_of(query))]
    return found


def _missing(query: ExportQuery) -> Sequence[LedgerSheet]:
    day = min(localdate(), date(query.year, 12, 31))
    columns = [
        LedgerColumn("number", "序号", cells.Whole(), 6),
        LedgerColumn("village", "行政村", _TEXT, 14),
        LedgerColumn("group_name", "村民小组", _TEXT, 10),
        LedgerColumn("head_name", "户主姓名", _TEXT, 10),
        LedgerColumn("household_no", "户编号", _TEXT, 20),
    ]

    def rows(kind: str) -> Iterator[Sequence[Any]]:
        found = ratios.missing(query.scope, query.area, day, kind).order_by("area", "code")
        names: dict[int, str] = {}
        for number, row in enumerate(found.iterator(chunk_size=_CHUNK), 1):
            if row.area not in names:
                names |= name_of([row.area])
            yield [number, names.get(row.area, ""), row.group_name, row.head_name, row.code]

    return [
        LedgerSheet(
            title=title_of(f"{words}名单", query),
            columns=columns,
            rows=rows(kind),
            name=words,
            reporter=reporter_of(query),
            units="单位：户",
            notes=(f"注：截至 {day.isoformat()}。",),
        )
        for kind, words in ratios.MISSING.items()
    ]


register(
    Ledger(
        "L11A", "小额信贷贴息申报表", _claims,
        f"SELECT count(*) FROM funds_subsidyline l JOIN funds_subsidyclaim a ON a.id = l.claim_id WHERE {_RANGE}",
        "所选年度每个季度、银行、乡镇一张表，列出贴息和分担",
    )
)  # fmt: skip
register(
    Ledger(
        "L11B", "评级授信获贷缺口名单", _missing,
        f"SELECT count(*) FROM households_household h WHERE h.area >= %(low)s AND h.area < %(high)s AND {REGISTERED}",
        "未评级、未授信、有授信未获贷的户，各一张表",
    )
)  # fmt: skip
