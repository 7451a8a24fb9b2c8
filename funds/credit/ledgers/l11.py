"""小额信贷台账 (L11): the columns of DOMAIN 5.7 for every loan signed up to the year, as of its last day or today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Final

from django.utils.timezone import localdate

from core.dictionaries.selectors import spellings
from core.ledgers import cells
from core.ledgers.exports import ExportQuery, Ledger, Sealed, register, reporter_of, stream, title_of
from core.ledgers.specs import LedgerColumn
from core.ledgers.workbook_write import LedgerSheet
from funds.credit.rules import NoRuleError
from funds.credit.selectors import rule_book

TITLE: Final = "小额信贷台账"
_TEXT: Final = cells.Text()
_MONEY: Final = cells.Number(places=2)
_RATE: Final = cells.Number(places=4)
_WHERE: Final = "t.area >= %(low)s AND t.area < %(high)s AND EXTRACT(year FROM t.signed_on) <= %(year)s"
_OWED: Final = (
    "(SELECT COALESCE(sum(CASE e.kind WHEN 'draw' THEN e.principal WHEN 'repay' THEN -e.principal ELSE 0 END), 0) "
    "FROM funds_loanentry e WHERE e.loan_id = t.id AND e.day <= %(day)s)"
)


def _code(name: str, heading: str, codes: str, width: float = 12) -> LedgerColumn:
    return LedgerColumn(name, heading, cells.Code(choices=partial(spellings, codes)), width)


# Column and SQL; the share comes from the rules, row by row.
COLUMNS: Final = (
    (LedgerColumn("town", "乡(镇)", _TEXT, 10), "w.name"),
    (LedgerColumn("village", "行政村", _TEXT, 12), "v.name"),
    (LedgerColumn("head_name", "户主姓名", _TEXT, 9), "h.head_name"),
    (LedgerColumn("household_no", "户编号", _TEXT, 19), "h.code"),
    (LedgerColumn("borrower", "借款人", _TEXT, 9), "m.name"),
    (_code("relation", "与户主关系", "relation", 10), "NULLIF(t.relation, '')"),
    (LedgerColumn("borrower_id", "证件号码", _TEXT, 21, masked="id_number"), "m.id_sealed"),
    (_code("grade", "评级等级", "credit_grade", 8), "r.grade"),
    (LedgerColumn("line", "授信额度（元）", _MONEY, 12), "c.amount"),
    (LedgerColumn("bank", "贷款银行", _TEXT, 16), "t.bank"),
    (LedgerColumn("contract", "合同号", _TEXT, 16), "t.contract"),
    (_code("product", "贷款产品", "loan_product"), "t.product"),
    (LedgerColumn("amount", "贷款金额（元）", _MONEY, 13, total=True), "t.amount"),
    (_code("purpose", "用途", "loan_purpose"), "t.purpose"),
    (LedgerColumn("drawn_on", "放款日", cells.Date(), 11), "f.drawn_on"),
    (LedgerColumn("due_on", "到期日", cells.Date(), 11), "t.due_now"),
    (LedgerColumn("rate", "年利率（%）", _RATE, 9), "t.rate_now"),
    (LedgerColumn("share", "贴息比例（%）", _RATE, 9), "NULL::numeric"),
    (LedgerColumn("subsidised", "已贴息（元）", _MONEY, 12, total=True), "COALESCE(s.subsidy, 0)"),
    (LedgerColumn("balance", "余额（元）", _MONEY, 13, total=True), "t.owed"),
    (LedgerColumn("repaid_on", "还款日期", cells.Date(), 11), "f.repaid_on"),
    (
        LedgerColumn("overdue", "逾期金额（元）", _MONEY, 12, total=True),
        "CASE WHEN t.due_now < %(day)s THEN t.owed ELSE 0 END",
    ),
    (
        LedgerColumn("days", "逾期天数", cells.Whole(), 8),
        "CASE WHEN t.due_now < %(day)s AND t.owed > 0 THEN %(day)s - t.due_now ELSE 0 END",
    ),
    (LedgerColumn("renewed", "续贷/展期", _TEXT, 16), "g.told"),
    (LedgerColumn("compensated", "风险补偿（元）", _MONEY, 12, total=True), "COALESCE(f.compensated, 0)"),
)  # fmt: skip
_NAMES: Final = [column.name for column, _ in COLUMNS]
_SELECT: Final = f"""
SELECT {", ".join(sql for _, sql in COLUMNS)}, m.code, t.area, t.lost_from
FROM (SELECT t.*, {_OWED} AS owed FROM funds_loan t WHERE {_WHERE}) t
JOIN households_household h ON h.id = t.household_id JOIN households_member m ON m.id = t.member_id
LEFT JOIN LATERAL (SELECT grade FROM funds_creditrating WHERE household_id = h.id AND rated_on <= %(day)s
  ORDER BY rated_on DESC LIMIT 1) r ON true
LEFT JOIN LATERAL (SELECT amount FROM funds_creditline WHERE household_id = h.id AND granted_on <= %(day)s
  ORDER BY bank = t.bank DESC, granted_on DESC LIMIT 1) c ON true
LEFT JOIN LATERAL (SELECT min(e.day) FILTER (WHERE e.kind = 'draw') AS drawn_on,
  max(e.day) FILTER (WHERE e.kind = 'repay') AS repaid_on,
  sum(e.principal) FILTER (WHERE e.kind = 'compensate') AS compensated
  FROM funds_loanentry e WHERE e.loan_id = t.id AND e.day <= %(day)s AND e.counters_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM funds_loanentry x WHERE x.counters_id = e.id)) f ON true
LEFT JOIN LATERAL (SELECT sum(b.subsidy) AS subsidy FROM funds_subsidyline b
  JOIN funds_subsidyclaim a ON a.id = b.claim_id AND a.claimed_at IS NOT NULL WHERE b.loan_id = t.id) s ON true
LEFT JOIN LATERAL (SELECT string_agg(CASE k.kind WHEN 'renew' THEN '续贷至 ' ELSE '展期至 ' END || k.due_on, '；'
  ORDER BY k.day) AS told FROM funds_loanchange k WHERE k.loan_id = t.id AND k.kind <> 'rate' AND k.day <= %(day)s
  AND k.counters_id IS NULL AND NOT EXISTS (SELECT 1 FROM funds_loanchange x WHERE x.counters_id = k.id)) g ON true
LEFT JOIN regions_region v ON v.code = t.area LEFT JOIN regions_region w ON w.code = t.area / 1000 * 1000
ORDER BY t.area, h.code, t.signed_on, t.id"""


def _bound(column: LedgerColumn) -> LedgerColumn:
    """The column with the labels of its list as they are now."""
    widget = column.widget
    return replace(column, widget=widget.bound()) if isinstance(widget, cells.Code) else column


def _rows(query: ExportQuery, day: date) -> Iterator[Sequence[Any]]:
    book = rule_book()
    shares: dict[int, Any] = {}
    width, place = len(COLUMNS), _NAMES.index("share")
    sealed = [Sealed(_NAMES.index("borrower_id"), width, "member", "id_number", "id_number")]
    for row in stream(_SELECT, {**query.parameters(), "day": day}, sealed, query.plain):
        area, lost = row[width + 1], row[width + 2]
        if area not in shares:
            try:
                shares[area] = book.at(area, day).share
            except NoRuleError:
                shares[area] = None
        told = list(row[:width])
        told[place] = 0 if lost is not None and lost <= day else shares[area]
        yield told


def _sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
    day = min(localdate(), date(query.year, 12, 31))
    return [
        LedgerSheet(
            title=title_of(TITLE, query),
            columns=[_bound(column) for column, _ in COLUMNS],
            rows=_rows(query, day),
            name="小额信贷",
            reporter=reporter_of(query),
            units="单位：元",
            notes=(f"注：余额、逾期、还款截至 {day.isoformat()}；已贴息为已申报的贴息；到期日、利率为现行的。",),
        )
    ]


register(
    Ledger(
        "L11", TITLE, _sheets, f"SELECT count(*) FROM funds_loan t WHERE {_WHERE}",
        "到所选年度为止签订的贷款：借款人、授信、合同、余额、逾期、贴息、续贷、补偿",
    )
)  # fmt: skip
