"""The rows of one sheet of an .xlsx file, streamed.

A cell is handed on as a *raw key*, a short text: one letter for its type, then its content.
Equal keys mean equal values, so that each distinct value of a column is cleaned once.

    i17   shared string 17        t张三   inline string      n3.5  number
    d43009  number shown as date  b1      boolean            e#REF!  error    f  formula
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from xml.parsers import expat

from core.ledgers.cells import CellMark, CellValue
from core.ledgers.refusal import DAMAGED, TOO_BIG, FileRefusedError
from core.ledgers.xlsx_package import MAX_TEXT, Attributes, Package, SharedStrings, decoded, local, pairs

MAX_COLUMNS: Final = 200
MAX_ROW: Final = 1_048_576

Key = str
_EPOCH_1900: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook knows no time zone
_EPOCH_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001
_LAST_SERIAL: Final = 2_958_465


class Row(NamedTuple):
    """A row with content: its number in the sheet, its raw keys by column (0 = A), hidden or not."""

    number: int
    cells: dict[int, Key]
    hidden: bool


class Merge(NamedTuple):
    """A merged area, inclusive; rows from 1, columns from 0."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


class XlsxSheet:
    """One sheet. ``rows`` streams it; the other attributes are complete when it has ended."""

    def __init__(self, package: Package, part: str, strings: SharedStrings, dates: frozenset[str]) -> None:
        self._package = package
        self._part = part
        self._strings = strings
        self._dates = dates
        self._epoch = _EPOCH_1904 if package.date1904 else _EPOCH_1900
        self.hidden_columns: set[int] = set()
        self.merges: list[Merge] = []
        self.filtered = False
        self._ready: deque[Row] = deque()

    def rows(self) -> Iterator[Row]:
        ready = self._ready
        for _ in self._package.parse(self._part, self._prepare):
            while ready:
                yield ready.popleft()

    def decode(self, key: Key) -> CellValue:
        """The typed value of a raw key."""
        kind, content = key[0], key[1:]
        if kind == "i":
            return self._strings[_index(content)]
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

    def _prepare(self, parser: expat.XMLParserType) -> None:
        def root(name: str, attrs: Attributes) -> None:
            prefix = name.rpartition(":")[0]
            if local(name) != "worksheet":
                raise FileRefusedError(DAMAGED)
            self._install(parser, prefix + ":" if prefix else "")

        parser.StartElementHandler = root

    def _install(self, parser: expat.XMLParserType, prefix: str) -> None:
        # One closure over plain variables: this runs for every element of up to a gigabyte.
        dates, ready = self._dates, self._ready
        tag_c, tag_row, tag_v, tag_t = prefix + "c", prefix + "row", prefix + "v", prefix + "t"
        tags_of_text = (tag_v, tag_t)
        tag_f, tag_rph = prefix + "f", prefix + "rPh"
        number = 0
        column = -1
        hidden = formula = phonetic = collecting = False
        kind = style = ""
        cells: dict[int, Key] = {}
        pieces: list[str] = []
        columns: dict[str, int] = {}

        def start(name: str, attrs: Attributes) -> None:
            nonlocal number, column, hidden, formula, phonetic, collecting, kind, style, cells
            if name == tag_c:
                kind = style = ""
                formula = False
                before = column
                column += 1
                for i in range(0, len(attrs), 2):
                    attribute = attrs[i]
                    if attribute == "t":
                        kind = attrs[i + 1]
                    elif attribute == "s":
                        style = attrs[i + 1]
                    elif attribute == "r":
                        letters = attrs[i + 1].rstrip("0123456789")
                        if letters not in columns:
                            columns[letters] = column_index(letters)
                        column = columns[letters]
                if column <= before:
                    raise FileRefusedError(DAMAGED)
            elif name in tags_of_text:
                collecting = not phonetic
            elif name == tag_row:
                values = pairs(attrs)
                before = number
                number = _index(values["r"]) if "r" in values else number + 1
                if not before < number <= MAX_ROW:
                    raise FileRefusedError(DAMAGED)
                hidden = values.get("hidden", "0") in ("1", "true")
                column = -1
                cells = {}
            elif name == tag_f:
                formula = True
            elif name == tag_rph:
                phonetic = True
            elif name[len(prefix) :] in _SIDE:
                self._side(name[len(prefix) :], pairs(attrs))

        def end(name: str) -> None:
            nonlocal phonetic, collecting
            if name in tags_of_text:
                collecting = False
            elif name == tag_c:
                if pieces or formula:
                    content = pieces[0] if len(pieces) == 1 else "".join(pieces)
                    pieces.clear()
                    if column >= MAX_COLUMNS:
                        raise FileRefusedError(f"单元格超出范围：最多 {MAX_COLUMNS} 列")
                    if formula:
                        cells[column] = "f"
                    elif kind == "s":
                        cells[column] = "i" + content
                    elif not kind or kind == "n":
                        cells[column] = ("d" if style in dates else "n") + content
                    else:
                        cells[column] = _KINDS.get(kind, "t") + content
            elif name == tag_row:
                if cells:
                    ready.append(Row(number, cells, hidden))
            elif name == tag_rph:
                phonetic = False

        def text(data: str) -> None:
            if collecting:
                pieces.append(data)
                if len(pieces) > 1 and sum(map(len, pieces)) > MAX_TEXT:
                    raise FileRefusedError(TOO_BIG)

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text

    def _side(self, name: str, values: dict[str, str]) -> None:
        if name == "mergeCell":
            self.merges.append(_merge(values.get("ref", "")))
        elif name == "col" and values.get("hidden", "0") in ("1", "true"):
            first, last = _index(values.get("min", "1")), _index(values.get("max", "1"))
            self.hidden_columns.update(range(first - 1, min(last, MAX_COLUMNS)))
        elif name in ("autoFilter", "filterColumn"):
            self.filtered = self.filtered or name == "filterColumn"


_SIDE: Final = frozenset({"mergeCell", "col", "autoFilter", "filterColumn"})
_KINDS: Final = {"inlineStr": "t", "str": "t", "b": "b", "e": "e", "d": "t"}


def column_index(letters: str) -> int:
    """A to 0, Z to 25, AA to 26. FileRefusedError for anything else."""
    index = 0
    for char in letters:
        if not "A" <= char <= "Z" or index > MAX_ROW:
            raise FileRefusedError(DAMAGED)
        index = index * 26 + ord(char) - 64
    if not index:
        raise FileRefusedError(DAMAGED)
    return index - 1


def column_letters(index: int) -> str:
    """The inverse of ``column_index``."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _index(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 10:
        raise FileRefusedError(DAMAGED)
    return int(text)


def _number(content: str) -> CellValue:
    try:
        if len(content) <= 15 and content.isascii() and content.lstrip("-").isdigit():
            return int(content)
        return float(content) if "_" not in content else CellMark.ERROR
    except ValueError:
        return CellMark.ERROR


def _merge(ref: str) -> Merge:
    corners = []
    for corner in ref.split(":"):
        letters = corner.rstrip("0123456789")
        corners.append((_index(corner[len(letters) :]), column_index(letters)))
    return Merge(*corners[0], *corners[-1])
