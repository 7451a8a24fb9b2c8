"""Villages and counties in their own import format: what comes out goes in again unchanged."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.ledgers.columns import LedgerResource, ledger_fields
from core.ledgers.exports import ExportQuery, Ledger, import_sheet, register, stream
from core.ledgers.workbook_write import LedgerSheet
from villages.ledgers.sheets import CountySheet, VillageSheet
from villages.models import CountyYear, VillageYear

_IN_RANGE = "y.area >= %(low)s AND y.area < %(high)s AND y.year = %(year)s"


def _sheets(
    resource: type[LedgerResource], model: type[VillageYear | CountyYear]
) -> Callable[[ExportQuery], Sequence[LedgerSheet]]:
    names = list(ledger_fields(resource))
    columns = ", ".join("g.official_name" if name == "name" else f"y.{name}" for name in names)
    select = (
        f"SELECT {columns} FROM {model._meta.db_table} y LEFT JOIN regions_region g ON g.code = y.area "
        f"WHERE {_IN_RANGE} ORDER BY y.area"
    )

    def sheets(query: ExportQuery) -> Sequence[LedgerSheet]:
        return [import_sheet(resource, names, stream(select, query.parameters()))]

    return sheets


for _code, _title, _resource, _model in (
    ("villages-import", "村年度资料（导入格式）", VillageSheet, VillageYear),
    ("counties-import", "县退出抽样调查（导入格式）", CountySheet, CountyYear),
):
    register(
        Ledger(
            _code,
            _title,
            _sheets(_resource, _model),
            f"SELECT count(*) FROM {_model._meta.db_table} y WHERE {_IN_RANGE}",
            "改后可直接导入",
            personal=False,
        )
    )
