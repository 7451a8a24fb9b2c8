"""Reading a workbook: the one way from an uploaded file to cleaned rows.

    for event in read_workbook(path, [sheet_spec(HouseholdSheet), sheet_spec(MemberSheet)]):
        match event:
            case HeadingsFound(): ...   # one a sheet, before its rows
            case Rows(): ...            # blocks of rows, refused ones included
            case CellsRefused(): ...    # after the rows they belong to
            case CellsDoubted(): ...
            case SheetEnd(): ...        # one a sheet, with counts and notes

Every sheet of the list must be there with at least one row. FileRefusedError at any time means
that nothing of the file may be used.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from core.ledgers.cells import copy_unescaped
from core.ledgers.refusal import FileRefusedError
from core.ledgers.sandbox import Message, converse
from core.ledgers.specs import SheetSpec

__all__ = [
    "CellProblem",
    "CellsDoubted",
    "CellsRefused",
    "Event",
    "FileRefusedError",
    "HeadingsFound",
    "Rows",
    "SheetEnd",
    "read_workbook",
]


@dataclass(frozen=True, slots=True)
class HeadingsFound:
    """Where a sheet's table is. ``columns``: letter of each declared column the file has."""

    sheet: SheetSpec
    title: str
    row: int
    columns: dict[str, str]
    unknown: list[str]


@dataclass(frozen=True, slots=True)
class Rows:
    r"""Some rows as COPY text (UTF-8, each line ended): the row number in the sheet, an int[] with
    the places (from 0) of its refused cells, then every declared column in its order.

    A refused or blank cell, and a column that the file does not have, is ``\N``. Rows with refused
    cells are included, so that checks across rows do not blame their neighbours.
    """

    sheet: SheetSpec
    text: bytes

    def lines(self) -> list[str]:
        return self.text.decode().split("\n")[:-1]

    def rows(self) -> Iterator[tuple[int, list[int], list[str | None]]]:
        """Row number, places of refused cells, values as text."""
        for line in self.lines():
            number, bad, *fields = line.split("\t")
            places = [int(place) for place in bad[1:-1].split(",") if place]
            yield int(number), places, [copy_unescaped(field) for field in fields]


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A cell, its heading, and a sentence that says what to do. ``cell`` is such as C12."""

    row: int
    column: str
    heading: str
    reason: str

    @property
    def cell(self) -> str:
        return f"{self.column}{self.row}"


@dataclass(frozen=True, slots=True)
class CellsRefused:
    sheet: SheetSpec
    problems: list[CellProblem]


@dataclass(frozen=True, slots=True)
class CellsDoubted:
    """Allowed but improbable (class C of SECURITY 5.1): shown, stored, never refusing."""

    sheet: SheetSpec
    problems: list[CellProblem]


@dataclass(frozen=True, slots=True)
class SheetEnd:
    """Counts of a sheet; ``notes`` are for the user, ``confirm`` are doubts about the sheet itself."""

    sheet: SheetSpec
    rows: int
    refused: int
    notes: list[str]
    confirm: list[str]


Event = HeadingsFound | Rows | CellsRefused | CellsDoubted | SheetEnd


def read_workbook(
    file: str | os.PathLike[str] | IO[bytes], sheets: Sequence[SheetSpec], **limits: int
) -> Iterator[Event]:
    """Read and clean ``sheets`` of a workbook (.xlsx, .xls; CSV for one sheet) in a child process.

    ``limits``: ``memory`` in bytes, ``seconds`` of processor time.
    """
    task = {"do": "read", "sheets": [sheet.as_json() for sheet in sheets]}
    yield from events(converse(file, task, **limits), sheets)


def events(messages: Iterable[Message], sheets: Sequence[SheetSpec]) -> Iterator[Event]:
    """What the reading process said, as events."""
    for kind, detail, data in messages:
        if kind == "R":
            yield Rows(sheets[detail], data)
        elif kind == "J":
            yield _event(sheets[detail["sheet"]], detail)


def _event(sheet: SheetSpec, detail: dict[str, Any]) -> Event:
    match detail["event"]:
        case "headings":
            return HeadingsFound(sheet, detail["title"], detail["row"], detail["columns"], detail["unknown"])
        case "errors":
            return CellsRefused(sheet, [CellProblem(*item) for item in detail["items"]])
        case "doubts":
            return CellsDoubted(sheet, [CellProblem(*item) for item in detail["items"]])
        case _:
            return SheetEnd(sheet, detail["rows"], detail["refused"], detail["notes"], detail["confirm"])
