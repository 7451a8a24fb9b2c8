"""The errors of a sheet as they are written back into a workbook."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from core.ledgers.specs import SheetSpec

COLUMN: Final = "错误说明"


@dataclass
class Marks:
    """The errors of one sheet: by row, the letter (or nothing) and the reason of each."""

    spec: SheetSpec
    rows: dict[int, list[tuple[str, str]]] = field(default_factory=dict)

    def sentence(self, row: int) -> str:
        """Every error of a row, each with its cell."""
        return "；".join(f"{letter}{row}：{reason}" if letter else reason for letter, reason in self.rows[row])
