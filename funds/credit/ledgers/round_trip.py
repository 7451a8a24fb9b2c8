"""Ratings, lines, loans and entries in their own import formats: what comes out goes in again unchanged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from core.ledgers.columns import LedgerResource, ledger_fields
from core.ledgers.exports import ExportQuery, Ledger, import_sheet, register, stream
from core.ledgers.workbook_write import LedgerSheet
from funds.credit.ledgers.sheets import EntrySheet, LineSheet, LoanSheet, RatingSheet

_RANGE: Final = "t.area >= %(low)s AND t.area < %(high)s AND EXTRACT(year FROM {day}) <= %(year)s"
_OTHER: Final = {"household_no": "h.code", "member_no": "m.code"}
_HOUSEHOLD: Final = "JOIN households_household h ON h.id = t.household_id"
_LOAN: Final = "JOIN funds_loan l ON l.id = t.loan_id"
_STANDING: Final = "t.counters_id IS NULL AND NOT EXISTS (SELECT 1 FROM funds_loanentry x WHERE x.counters_id = t.id)"


def _sheets(
    resource: type[LedgerResource], table: str, joins: str, where: str, other: dict[str, str], order: str
) -> Callable[[ExportQuery], Sequence[LedgerSheet]]:
    def sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
        names = list(ledger_fields(resource))
        columns = ", ".join(other.get(name, f"t.{name}") for name in names)
        select = f"SELECT {columns} FROM {table} t {joins} WHERE {where} ORDER BY {order}"
        return [import_sheet(resource, names, stream(select, query.parameters()))]

    return sheets


def _register(
    code: str, title: str, resource: type[LedgerResource], table: str, day: str, joins: str = _HOUSEHOLD,
    other: dict[str, str] = _OTHER, more: str = "", order: str = "t.area, h.code, t.id",
) -> None:  # fmt: skip
    where = _RANGE.format(day=day) + more
    register(
        Ledger(
            f"{code}-import",
            f"{title}（导入格式）",
            _sheets(resource, table, joins, where, other, order),
            f"SELECT count(*) FROM {table} t WHERE {where}",
            "到所选年度为止；改后可直接导入",
        )
    )


_register("credit-ratings", "信用评级", RatingSheet, "funds_creditrating", "t.rated_on")
_register("credit-lines", "授信额度", LineSheet, "funds_creditline", "t.granted_on")
_register(
    "credit-loans", "小额信贷合同", LoanSheet, "funds_loan", "t.signed_on",
    f"{_HOUSEHOLD} JOIN households_member m ON m.id = t.member_id",
)  # fmt: skip
_register(
    "credit-entries", "信贷流水", EntrySheet, "funds_loanentry", "t.day", _LOAN,
    {"bank": "l.bank", "contract": "l.contract"}, f" AND {_STANDING}", "t.area, l.contract, t.day, t.id",
)  # fmt: skip
