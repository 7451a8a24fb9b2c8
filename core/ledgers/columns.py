"""How an app declares a ledger or an import sheet once, as a django-import-export Resource.

    class HouseholdSheet(LedgerResource):
        sheet = "户"
        household_no = LedgerField("household_no", "户编号", cells.RegisterNo(), required=True, width=20)
        safe_water = LedgerField("safe_water", "是否解决安全饮用水", cells.YesNo())

``sheet_spec`` turns the class into what the reading process needs, ``ledger_columns`` into what
the writers need; django-import-export itself can use the class as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from import_export.fields import Field
from import_export.resources import Resource

from core.ledgers.cells import CellWidget
from core.ledgers.specs import ColumnSpec, LedgerColumn, SheetSpec

__all__ = ["LedgerColumn", "LedgerField", "LedgerResource", "ledger_columns", "ledger_fields", "sheet_spec"]


class LedgerField(Field):
    """A column: attribute of the record, heading in the workbook, widget, and how it looks."""

    def __init__(
        self,
        attribute: str,
        column_name: str,
        widget: CellWidget,
        *,
        required: bool = False,
        synonyms: Sequence[str] = (),
        instead: Sequence[str] = (),
        units: Mapping[str, CellWidget] | None = None,
        width: float = 12,
        unit: str = "",
        group: str = "",
        masked: str = "",
        help: str = "",
        total: bool = False,
        **kwargs: Any,
    ) -> None:
        """``instead``: names of columns that together replace a required one; ``units``: widgets
        for headings that carry this unit; ``group``: the upper heading; ``masked``: the kind of
        masking by default ("id_number", "phone", "bank_card", ""); ``total``: summed in the 合计
        row. Widths are in characters of the spreadsheet.
        """
        super().__init__(attribute=attribute, column_name=column_name, widget=widget, **kwargs)
        self.required = required
        self.synonyms = tuple(synonyms)
        self.instead = tuple(instead)
        self.units = dict(units or {})
        self.width = width
        self.unit = unit
        self.group = group
        self.masked = masked
        self.help = help
        self.total = total


class LedgerResource(Resource):
    """Base of all declarations. ``sheet`` is the sheet's name, ``title`` the ledger's."""

    code: ClassVar[str] = ""
    title: ClassVar[str] = ""
    sheet: ClassVar[str] = ""
    sheet_synonyms: ClassVar[tuple[str, ...]] = ()
    # The sheet may be missing from a workbook, or have no row.
    optional: ClassVar[bool] = False
    # Shown below the table and on the template's first sheet.
    notes: ClassVar[tuple[str, ...]] = ()


def ledger_fields(resource: type[LedgerResource]) -> dict[str, LedgerField]:
    return {name: field for name, field in resource.fields.items() if isinstance(field, LedgerField)}


def sheet_spec(resource: type[LedgerResource]) -> SheetSpec:
    """What the reader needs; code lists are looked up now. Read-only fields are left out."""
    columns = [_column_spec(name, field) for name, field in ledger_fields(resource).items() if not field.readonly]
    return SheetSpec(resource.sheet, tuple(columns), tuple(resource.sheet_synonyms), resource.optional)


def ledger_columns(resource: type[LedgerResource], names: Sequence[str] = ()) -> list[LedgerColumn]:
    """What the writers need, in the order of ``names`` (all fields when empty)."""
    fields = ledger_fields(resource)
    return [_ledger_column(name, fields[name]) for name in names or fields]


def _column_spec(name: str, field: LedgerField) -> ColumnSpec:
    return ColumnSpec(
        name=name,
        heading=field.column_name,
        kind=field.widget.kind,
        params=field.widget.params(),
        synonyms=field.synonyms,
        required=field.required,
        instead=field.instead,
        units={unit: (widget.kind, widget.params()) for unit, widget in field.units.items()},
    )


def _ledger_column(name: str, field: LedgerField) -> LedgerColumn:
    return LedgerColumn(
        name=name,
        heading=field.column_name,
        widget=field.widget.bound(),
        width=field.width,
        unit=field.unit,
        group=field.group,
        masked=field.masked,
        help=field.help,
        required=field.required,
        total=field.total,
    )
