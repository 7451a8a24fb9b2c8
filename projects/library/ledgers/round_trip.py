"""Projects in their own import format: what comes out goes in again unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core.ledgers.columns import LedgerResource, ledger_fields
from core.ledgers.exports import ExportQuery, Ledger, import_sheet, register, stream
from core.ledgers.workbook_write import LedgerSheet
from projects.library.ledgers.sheets import (
    BeneficiarySheet,
    InvestmentSheet,
    ProjectSheet,
    QuantitySheet,
    TargetSheet,
)

IN_RANGE: Final = "p.area >= %(low)s AND p.area < %(high)s AND p.year = %(year)s"
_OF_HOUSEHOLDS: Final = (
    "projects_projectbeneficiary r JOIN projects_project p ON p.id = r.project_id "
    "JOIN households_household h ON h.id = r.household_id"
)
_SHEETS: Final[tuple[tuple[type[LedgerResource], str, str], ...]] = (
    (ProjectSheet, "projects_project p", "p"),
    (QuantitySheet, "projects_project p JOIN projects_projectquantity r ON r.project_id = p.id", "r"),
    (InvestmentSheet, "projects_project p JOIN projects_projectinvestment r ON r.project_id = p.id", "r"),
    (TargetSheet, "projects_project p JOIN projects_projecttarget r ON r.project_id = p.id", "r"),
    (
        BeneficiarySheet,
        _OF_HOUSEHOLDS,
        "r",
    ),
)
_OTHERWISE: Final = {"code": "p.code", "household_no": "h.code", "head": "h.head_name"}


def _sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
    found = []
    for resource, source, alias in _SHEETS:
        names = list(ledger_fields(resource))
        columns = ", ".join(_OTHERWISE.get(name, f'{alias}."{name}"') for name in names)
        select = f"SELECT {columns} FROM {source} WHERE {IN_RANGE} ORDER BY p.area, p.code, {alias}.id"
        found.append(import_sheet(resource, names, stream(select, query.parameters())))
    return found


register(
    Ledger(
        "projects-import",
        "项目库（导入格式）",
        _sheets,
        f"SELECT count(*) FROM projects_project p WHERE {IN_RANGE}",
        "“项目”“数量”“资金”“绩效”“受益户”五表，改后可直接导入",
        personal=False,
    )
)
