"""Contributions in their own import format: what comes out goes in again unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core.ledgers.columns import ledger_fields
from core.ledgers.exports import ExportQuery, Ledger, import_sheet, register, stream
from core.ledgers.workbook_write import LedgerSheet
from funds.contributions.ledgers.sheets import ContributionSheet

IN_RANGE: Final = "c.area >= %(low)s AND c.area < %(high)s AND c.year = %(year)s"


def _sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
    names = list(ledger_fields(ContributionSheet))
    columns = ", ".join("c.id" if name == "number" else f"c.{name}" for name in names)
    select = f"SELECT {columns} FROM funds_contribution c WHERE {IN_RANGE} ORDER BY c.area, c.received_on, c.id"
    return [import_sheet(ContributionSheet, names, stream(select, query.parameters()))]


register(
    Ledger(
        "contributions-import",
        "捐赠投入（导入格式）",
        _sheets,
        f"SELECT count(*) FROM funds_contribution c WHERE {IN_RANGE}",
        "改后可直接导入",
        personal=False,
    )
)
