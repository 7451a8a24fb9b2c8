"""What the child process does to give a refused file back: mark the errors where they are.

A small .xlsx comes back as the user's own workbook with red cells, comments and a last column that
names each cell and reason. For large ones, .xls and CSV it is a new workbook of the refused rows with
their original row numbers and the same last column (CONTRACT 3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import chain
from typing import IO, Any, Final, cast

from core.ledgers import headings
from core.ledgers.cells import CellMark, Text, Whole
from core.ledgers.marks import COLUMN, Marks
from core.ledgers.reading import sheets_of
from core.ledgers.specs import LedgerColumn, SheetSpec
from core.ledgers.workbook_write import LedgerSheet, write_ledger
from core.ledgers.xlsx_package import Package, feed, new_parser
from core.ledgers.xlsx_pieces import Row

OWN_COPY_ROWS: Final = 20_000
_BLOCK: Final = 1 << 20
_ZIP: Final = b"PK\x03\x04"

SendBytes = Callable[[bytes], None]


def annotate(file: IO[bytes], task: dict[str, Any], send_bytes: SendBytes) -> None:
    """Answer with the marked workbook. ``task``: sheets, marks as [sheet, row, letter, reason], rows."""
    marks = [Marks(SheetSpec.from_json(data)) for data in task["sheets"]]
    for place, row, letter, reason in task["marks"]:
        marks[place].rows.setdefault(row, []).append((letter, reason))
    if task["rows"] <= OWN_COPY_ROWS and _is_zip(file):
        package = Package(file)
        _refuse_doctypes(package)
        try:
            from core.ledgers.own_copy import own_copy  # openpyxl, which only this path needs

            data = own_copy(file, package, marks)
        except (KeyError, ValueError, TypeError, AttributeError, IndexError, MemoryError):
            # openpyxl does not know everything that spreadsheets write.
            file.seek(0)
        else:
            for start in range(0, len(data), _BLOCK):
                send_bytes(data[start : start + _BLOCK])
            return
    out = _Stream(send_bytes)
    write_ledger(cast(IO[bytes], out), list(_refused_rows(file, marks)))
    out.send_held()


def _is_zip(file: IO[bytes]) -> bool:
    magic = file.read(4)
    file.seek(0)
    return magic == _ZIP


def _refuse_doctypes(package: Package) -> None:
    """openpyxl parses every part, with entities where there are any."""
    for part in package.sizes:
        if part.endswith((".xml", ".rels", ".vml")):
            parser = new_parser()
            for chunk in package.chunks(part):
                feed(parser, chunk)
            feed(parser, b"", final=True)


def _refused_rows(file: IO[bytes], marks: list[Marks]) -> Iterator[LedgerSheet]:
    """A sheet of refused rows for every sheet that has some."""
    specs = [mark.spec for mark in marks]
    for mark, (spec, sheet, _, _) in zip(marks, sheets_of(file, specs), strict=True):
        if not mark.rows:
            continue
        rows = sheet.rows()
        held: list[Row] = []
        for row in rows:
            held.append(row)
            if row.number > headings.LAST_HEADING_ROW:
                break
        texts = {row.number: _texts(sheet, row) for row in held}
        found = headings.find(spec, texts)
        titles = _titles(texts, found)
        columns = [LedgerColumn("row", "原行号", Whole())]
        columns += [LedgerColumn(str(at), title, Text(), width=14) for at, title in titles.items()]
        columns.append(LedgerColumn("errors", COLUMN, Text(), width=60))
        yield LedgerSheet(
            title="需要修改的行（改好后可直接重新导入）",
            columns=columns,
            rows=_marked_rows(sheet, chain(held, rows), mark, found.row, list(titles)),
            name=spec.name,
        )


def _titles(texts: dict[int, dict[int, str]], found: headings.Headings) -> dict[int, str]:
    """The headings as the file has them, by position."""
    upper = texts.get(found.row - 1, {})
    lower = texts.get(found.row, {})
    named = set(found.columns.values())
    titles = {at: text.strip() for at, text in upper.items() if at in named}
    titles.update({at: text.strip() for at, text in lower.items()})
    return {at: titles[at] for at in sorted(titles) if titles[at] not in (COLUMN, "序号", "原行号")}


def _marked_rows(
    sheet: Any, rows: Iterator[Row], marks: Marks, heading: int, positions: list[int]
) -> Iterator[list[Any]]:
    for row in rows:
        if row.number > heading and row.number in marks.rows:
            texts = _texts(sheet, row)
            yield [row.number, *(texts.get(at) for at in positions), marks.sentence(row.number)]


def _texts(sheet: Any, row: Row) -> dict[int, str]:
    return {at: text for at, key in sheet.cells(row).items() if (text := _shown(sheet.decode(key)))}


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, CellMark):
        return {CellMark.FORMULA: "（公式）", CellMark.ERROR: "（错误值）"}.get(value, "（日期不存在）")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (datetime, date)):
        return value.isoformat()[:10]
    return str(value)


class _Stream:
    """A file that only grows, sent on in blocks."""

    def __init__(self, send: SendBytes) -> None:
        self._send = send
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        if len(self._held) >= _BLOCK:
            self.send_held()
        return len(data)

    def send_held(self) -> None:
        if self._held:
            self._send(bytes(self._held))
            self._held.clear()

    def flush(self) -> None:
        """Part of the interface; blocks go when they are full."""
