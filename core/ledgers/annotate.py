"""Giving a refused workbook back with its errors marked, written by the same kind of child process."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import IO, Final

from core.ledgers.sandbox import converse
from core.ledgers.specs import SheetSpec

# openpyxl keeps a workbook of 20,000 rows in memory as objects.
MEMORY: Final = 3 << 30

Mark = tuple[int, int, str, str]
"""Place of the sheet, row, letter of the column ("" when it is the row as a whole), reason."""


def annotate(
    file: str | os.PathLike[str] | IO[bytes],
    out: IO[bytes],
    sheets: Sequence[SheetSpec],
    marks: Iterable[Mark],
    rows: int,
) -> None:
    """Write to ``out`` the user's own workbook with red cells, comments and a last column 错误说明.

    With more than 20,000 ``rows`` in the file, and for .xls and CSV, a new .xlsx with the refused rows,
    their original row numbers and the same last column. What is written holds personal data in the
    plain. FileRefusedError when the file cannot be read (any more).
    """
    task = {
        "do": "annotate",
        "sheets": [sheet.as_json() for sheet in sheets],
        "marks": [list(mark) for mark in marks],
        "rows": rows,
    }
    for kind, _, data in converse(file, task, memory=MEMORY):
        if kind == "B":
            out.write(data)
