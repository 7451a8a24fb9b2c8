"""What a sheet of a workbook must hold, as plain data that travels to the reading process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from core.ledgers.cells import CellWidget, Code, build


@dataclass(frozen=True)
class ColumnSpec:
    """One column: ``name`` for the program, ``heading`` and ``synonyms`` for the file."""

    name: str
    heading: str
    kind: str
    params: Mapping[str, Any] = field(default_factory=dict)
    synonyms: tuple[str, ...] = ()
    # A blank cell is a row error, and a file without the column is refused.
    required: bool = False
    # Names of columns that together replace a required one (a village's code, or the three
    # names of county, township and village).
    instead: tuple[str, ...] = ()
    # Headings with this unit in brackets are read by another widget, e.g. {"万元": ("wan", {})}.
    units: Mapping[str, tuple[str, Mapping[str, Any]]] = field(default_factory=dict)

    def widget(self, unit: str = "") -> CellWidget:
        kind, params = self.units.get(unit, (self.kind, self.params))
        return build(kind, dict(params))


@dataclass(frozen=True)
class SheetSpec:
    """One sheet, found by its name or a synonym, never by its place."""

    name: str
    columns: tuple[ColumnSpec, ...]
    synonyms: tuple[str, ...] = ()
    # May be missing from the file, or be there without a row.
    optional: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SheetSpec:
        columns = tuple(
            ColumnSpec(
                **{
                    **column,
                    "synonyms": tuple(column["synonyms"]),
                    "instead": tuple(column["instead"]),
                    "units": {unit: (kind, params) for unit, (kind, params) in column["units"].items()},
                }
            )
            for column in data["columns"]
        )
        return cls(data["name"], columns, tuple(data["synonyms"]), data["optional"])


@dataclass(frozen=True)
class LedgerColumn:
    """A column as the writers see it."""

    name: str
    heading: str
    widget: CellWidget
    width: float = 12
    unit: str = ""
    group: str = ""
    masked: str = ""
    help: str = ""
    required: bool = False
    total: bool = False

    @property
    def title(self) -> str:
        return f"{self.heading}({self.unit})" if self.unit else self.heading

    def choices(self) -> list[str]:
        """The labels of the drop-down list; empty when there is none."""
        return self.widget.labels() if isinstance(self.widget, Code) else []
