"""The rows of a sheet by expat: exact for everything XML allows."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Final, NamedTuple

from core.ledgers.refusal import DAMAGED, TOO_BIG, FileRefusedError
from core.ledgers.xlsx_package import MAX_TEXT, Attributes, feed, local, new_parser, pairs
from core.ledgers.xlsx_pieces import MAX_COLUMNS, Row, column_index

MAX_ROW: Final = 1_048_576


class Merge(NamedTuple):
    """A merged area, inclusive; rows from 1, columns from 0."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


class ExactRows:
    """One expat parser over a sheet, or over as much of it as it is given."""

    def __init__(self, dates: frozenset[str]) -> None:
        self._dates = dates
        self._ready: deque[Row] = deque()
        self._parser = new_parser()
        self._parser.StartElementHandler = self._root
        # The number of the last row, whoever read it.
        self.number = 0
        self.prefix = ""
        self.hidden_columns: set[int] = set()
        self.merges: list[Merge] = []
        self.filtered = False

    def feed(self, data: bytes, final: bool = False) -> Iterator[Row]:
        """The rows that are complete with this piece of the document."""
        feed(self._parser, data, final)
        ready = self._ready
        while ready:
            yield ready.popleft()

    def _root(self, name: str, attrs: Attributes) -> None:
        prefix = name.rpartition(":")[0]
        if local(name) != "worksheet":
            raise FileRefusedError(DAMAGED)
        self.prefix = prefix + ":" if prefix else ""
        self._install(self.prefix)

    def _install(self, prefix: str) -> None:
        # One closure over plain variables: this runs for every element of up to a gigabyte.
        dates, ready = self._dates, self._ready
        tag_c, tag_row, tag_v, tag_t = prefix + "c", prefix + "row", prefix + "v", prefix + "t"
        tags_of_text = (tag_v, tag_t)
        tag_f, tag_rph = prefix + "f", prefix + "rPh"
        number = 0
        column = -1
        hidden = formula = phonetic = collecting = False
        kind = style = ""
        cells: dict[int, str] = {}
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
                            columns[letters] = _column(letters)
                        column = columns[letters]
                if column <= before:
                    raise FileRefusedError(DAMAGED)
            elif name in tags_of_text:
                collecting = not phonetic
            elif name == tag_row:
                values = pairs(attrs)
                number = whole(values["r"]) if "r" in values else self.number + 1
                if not self.number < number <= MAX_ROW:
                    raise FileRefusedError(DAMAGED)
                self.number = number
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
                    ready.append(Row(number, hidden, cells))
            elif name == tag_rph:
                phonetic = False

        def text(data: str) -> None:
            if collecting:
                if (pieces or len(data) > MAX_TEXT) and sum(map(len, pieces)) + len(data) > MAX_TEXT:
                    raise FileRefusedError(TOO_BIG)
                pieces.append(data)

        self._parser.StartElementHandler = start
        self._parser.EndElementHandler = end
        self._parser.CharacterDataHandler = text

    def _side(self, name: str, values: dict[str, str]) -> None:
        if name == "mergeCell":
            self.merges.append(_merge(values.get("ref", "")))
        elif name == "col" and values.get("hidden", "0") in ("1", "true"):
            first, last = whole(values.get("min", "1")), whole(values.get("max", "1"))
            self.hidden_columns.update(range(first - 1, min(last, MAX_COLUMNS)))
        elif name in ("autoFilter", "filterColumn"):
            self.filtered = self.filtered or name == "filterColumn"


_SIDE: Final = frozenset({"mergeCell", "col", "autoFilter", "filterColumn"})
_KINDS: Final = {"inlineStr": "t", "str": "t", "b": "b", "e": "e", "d": "t"}


def whole(text: str) -> int:
    """ASCII digits as an int; FileRefusedError for anything else."""
    if not (text.isascii() and text.isdigit()) or len(text) > 10:
        raise FileRefusedError(DAMAGED)
    return int(text)


def _column(letters: str) -> int:
    column = column_index(letters)
    if column is None:
        raise FileRefusedError(DAMAGED)
    return column


def _merge(ref: str) -> Merge:
    corners = []
    for corner in ref.split(":"):
        letters = corner.rstrip("0123456789")
        corners.append((whole(corner[len(letters) :]), _column(letters)))
    return Merge(*corners[0], *corners[-1])
