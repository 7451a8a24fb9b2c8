"""The rows of one sheet of an .xlsx file, streamed.

Two ways lead through the same document. One expat parser sees everything that is not an ordinary
row; rows written the ordinary way (which is how Excel, WPS and the libraries write nearly all of
them) are cut out of the stream before and split as text, several times as fast. Whatever the quick
way does not know for certain goes to expat: the quick way may only ever be quicker.

A cell is handed on as a *raw key*, one letter for its type, then its content:

    i17   shared string 17        t张三   inline string      n3.5  number
    d43009  number shown as date  b1      boolean            e#REF!  error    f  formula
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final, cast

from core.ledgers.cells import CellMark, CellValue
from core.ledgers.refusal import DAMAGED, TOO_BIG, FileRefusedError
from core.ledgers.xlsx_exact import MAX_ROW, ExactRows, Merge
from core.ledgers.xlsx_package import Package, SharedStrings, decoded
from core.ledgers.xlsx_pieces import MAX_COLUMNS, Heads, Line, Row, split_row

# A sheet's opening up to its data; a row of 200 full cells of Han is smaller than MAX_PENDING.
MAX_OPENING: Final = 1 << 20
MAX_PENDING: Final = 32 << 20

_EPOCH_1900: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook knows no time zone
_EPOCH_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001
_LAST_SERIAL: Final = 2_958_465
_ROW_END: Final = b"</row>"
_DATA: Final = b"<sheetData>"
_ENCODING: Final = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")


class XlsxSheet:
    """One sheet. ``rows`` streams it; what lies beside the rows is complete when it has ended."""

    def __init__(self, package: Package, part: str, strings: SharedStrings, dates: frozenset[str]) -> None:
        self._package = package
        self._part = part
        self._strings = strings
        self._dates = dates
        self._epoch = _EPOCH_1904 if package.date1904 else _EPOCH_1900
        self._exact = ExactRows(dates)
        self._aside: ExactRows | None = None
        self.heads = Heads(dates)

    @property
    def merges(self) -> list[Merge]:
        return self._exact.merges

    @property
    def hidden_columns(self) -> set[int]:
        return self._exact.hidden_columns

    @property
    def filtered(self) -> bool:
        return self._exact.filtered

    def rows(self) -> Iterator[Row]:
        """All rows with content, in order."""
        exact = self._exact
        chunks = self._package.chunks(self._part)
        opening, pending = self._opening(chunks)
        yield from exact.feed(opening)
        if not exact.prefix and pending:
            pending = yield from self._quick_rows(pending, chunks)
        yield from exact.feed(pending)
        for chunk in chunks:
            yield from exact.feed(chunk)
        yield from exact.feed(b"", final=True)

    @staticmethod
    def _opening(chunks: Iterator[bytes]) -> tuple[bytes, bytes]:
        """The document up to its first row, and what was read after it; nothing after where only
        expat will do."""
        opening = b""
        for chunk in chunks:
            opening += chunk
            end = opening.find(_DATA) + len(_DATA)
            if end >= len(_DATA):
                head = opening[:end]
                encoding = _ENCODING.search(head)
                if b"<!" in head or (encoding is not None and encoding[1].upper() != b"UTF-8"):
                    break
                return head, opening[end:]
            if len(opening) > MAX_OPENING:
                break
        return opening, b""

    def _quick_rows(self, pending: bytes, chunks: Iterator[bytes]) -> Generator[Row, None, bytes]:
        """Rows as long as they end within what was read; returns what is left for expat."""
        exact = self._exact
        while True:
            end = pending.rfind(_ROW_END) + len(_ROW_END)
            if end >= len(_ROW_END):
                block, pending = pending[:end], pending[end:]
                if b"<!" in block or b"<?" in block:
                    # Comments, CDATA or instructions may hide anything: from here on expat alone.
                    return block + pending
                for piece in block.split(_ROW_END)[:-1]:
                    row = split_row(piece)
                    if row is None:
                        yield from exact.feed(piece + _ROW_END)
                        continue
                    if not exact.number < row.number <= MAX_ROW:
                        raise FileRefusedError(DAMAGED)
                    exact.number = row.number
                    if row.pieces:
                        yield row
            elif len(pending) > MAX_PENDING:
                raise FileRefusedError(TOO_BIG)
            chunk = next(chunks, b"")
            if not chunk:
                return pending
            pending += chunk

    def cells(self, row: Row) -> dict[int, str]:
        """The row's raw keys by column (0 = A)."""
        if not row.pieces:
            return row.cells
        cells: dict[int, str] = {}
        for piece in row.pieces:
            parsed = self.heads.parse(piece)
            if parsed is None or parsed[0] in cells:
                return self._again(row).cells
            if parsed[1]:
                if parsed[0] >= MAX_COLUMNS:
                    raise FileRefusedError(f"单元格超出范围：最多 {MAX_COLUMNS} 列")
                cells[parsed[0]] = parsed[1] + parsed[2]
        return cells

    def _again(self, row: Row) -> Row:
        """A row that turned out not to be ordinary, by an expat parser of its own."""
        if self._aside is None:
            self._aside = ExactRows(self._dates)
            list(self._aside.feed(b"<worksheet><sheetData>"))
        self._aside.number = row.number - 1
        return next(self._aside.feed(row.xml + _ROW_END), Row(row.number, row.hidden, {}))

    def grid(self, rows: list[Row], width: int) -> list[Line]:
        """The cells of each row by position: pieces of ordinary rows, raw keys of others."""
        grid: list[Line] = []
        for row in rows:
            line = self.heads.line(row.pieces, width) if row.pieces else None
            if line is None:
                line = [None] * width
                for position, key in self.cells(row).items():
                    if position < width:
                        line[position] = key
            grid.append(line)
        return grid

    def key(self, cell: bytes | str, row: Row, position: int) -> str | None:
        """The raw key of a cell of the grid."""
        if isinstance(cell, str):
            return cell
        parsed = self.heads.parse(cell)
        if parsed is None:
            return self._again(row).cells.get(position)
        return parsed[1] + parsed[2] if parsed[1] else None

    def contents(self, cells: Sequence[bytes | str]) -> tuple[list[str], bool] | None:
        """The contents of cells that all start and end alike; whether they are numbers."""
        if str in set(map(type, cells)):
            return None
        found = self.heads.contents(cast(Sequence[bytes], cells))
        if found is None or found[0] not in "int":
            return None
        letter, inner = found
        return (self._strings.texts(inner) if letter == "i" else inner), letter == "n"

    def decode(self, key: str) -> CellValue:
        """The typed value of a raw key."""
        kind, content = key[0], key[1:]
        if kind == "i":
            return self._strings.text(content)
        if kind == "t":
            return decoded(content)
        if kind == "n":
            return _number(content)
        if kind == "d":
            return self._date(content)
        if kind == "b":
            return content == "1"
        return CellMark.FORMULA if kind == "f" else CellMark.ERROR

    def _date(self, content: str) -> CellValue:
        number = _number(content)
        if not isinstance(number, (int, float)) or not 1 <= number < _LAST_SERIAL + 1:
            return CellMark.BAD_DATE
        if self._epoch is _EPOCH_1900:
            # Excel believes in 29 February 1900: serial 60 does not exist, earlier ones are off by one.
            if 60 <= number < 61:
                return CellMark.BAD_DATE
            number += number < 60
        return self._epoch + timedelta(days=number)


def _number(content: str) -> CellValue:
    try:
        if len(content) <= 15 and content.isascii() and content.lstrip("-").isdigit():
            return int(content)
        return float(content) if "_" not in content else CellMark.ERROR
    except ValueError:
        return CellMark.ERROR
