"""The quick way through an ordinary row of a sheet: no parsing, only splitting.

An ordinary row is ``<row r="5" …><c r="A5" s="1" t="s"><v>17</v></c>…``. With its row number taken
out of the references, equal cells of a column are equal texts in every row, so one dictionary
look-up replaces parsing, converting and cleaning. A text that is not known yet is parsed here; the
slightest doubt sends the row to expat.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

_ROW: Final = re.compile(rb'\s*<row r="([1-9][0-9]{0,6})"([^<>&]*)>')
_ATTRIBUTES: Final = re.compile(rb'(?: [\w:]+="[^"<>&]*")*')
_HEAD: Final = re.compile(rb'([A-Z]{1,3})"((?: [st]="[0-9A-Za-z]+"){0,2})')
_BLANK: Final = re.compile(rb'([A-Z]{1,3})"(?: [st]="[0-9A-Za-z]+"){0,2}>')
_BLANKS: Final = re.compile(rb'(?:<c r="[A-Z]{1,3}[0-9]{1,7}"(?: [st]="[0-9A-Za-z]+"){0,2}/>)+')
_ENTITY: Final = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));")
_NAMED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What a content may not hold if it is to be taken as it stands: markup, entities, line ends, Excel's
# escapes, and what XML forbids.
_SPECIAL: Final = re.compile(rb"[&<>\r\n\x00-\x08\x0b\x0c\x0e-\x1f]|_x|\xef\xbf[\xbe\xbf]")
_VALUE: Final = (b"><v>", b"</v>")
_INLINE: Final = (b"><is><t>", b"</t></is>")
_SPACED: Final = (b'><is><t xml:space="preserve">', b"</t></is>")
MAX_COLUMNS: Final = 200
_LONGEST: Final = 32_767


class Row(NamedTuple):
    """A row with content: number in the sheet, hidden or not, and its cells either as raw keys by
    column (0 = A) or, from the quick way, as pieces such as ``B" s="1" t="s"><v>17</v>``."""

    number: int
    hidden: bool
    cells: dict[int, str]
    pieces: list[bytes] = []
    xml: bytes = b""


class Head(NamedTuple):
    """What the start tag of a cell says: its column, the letter of its raw key, its wrapping."""

    column: int
    letter: str
    inline: bool


class Heads:
    """The start tags and the arrangements of cells seen so far in a sheet; there are only a few."""

    def __init__(self, dates: frozenset[str]) -> None:
        self._dates = dates
        self._known: dict[bytes, Head | None] = {}
        self._shapes: dict[bytes, list[int]] = {}

    def parse(self, piece: bytes) -> tuple[int, str, str] | None:
        """Column, letter and content of a piece; None when it is not ordinary.

        Letter and content are empty for a blank cell.
        """
        start, wrapping, rest = _unwrapped(piece)
        if wrapping is None:
            blank = _BLANK.fullmatch(piece)
            column = column_index(blank[1].decode()) if blank else None
            return None if column is None else (column, "", "")
        head = self._head(start)
        if head is None or head.inline is (wrapping is _VALUE) or not rest.endswith(wrapping[1]):
            return None
        content = rest[: -len(wrapping[1])]
        if not content or len(content) > _LONGEST:
            return None
        try:
            text = content.decode()
        except UnicodeDecodeError:
            return None
        if _SPECIAL.search(content):
            plain = _resolved(text)
            if plain is None:
                return None
            text = plain
        return head.column, head.letter, text

    def line(self, pieces: list[bytes], width: int) -> list[bytes | str | None] | None:
        """The pieces by position, ``width`` of them; None when a reference is not ordinary."""
        shape = b"".join([piece[:3] for piece in pieces])
        positions = self._shapes.get(shape)
        if positions is None:
            positions = _positions([piece[:3] for piece in pieces])
            if positions is None:
                return None
            if len(self._shapes) < 5_000:
                self._shapes[shape] = positions
        count = len(pieces)
        if positions[-1] == count - 1:
            return [*pieces[:width], *[None] * (width - count)]
        line: Line = [None] * (1 + max(positions[-1], width))
        for position, piece in zip(positions, pieces, strict=True):
            line[position] = piece
        return line[:width]

    def contents(self, pieces: Sequence[bytes]) -> tuple[str, list[str]] | None:
        """Letter and contents of pieces that begin and end alike and need no care; else None."""
        start, wrapping, _ = _unwrapped(pieces[0])
        head = self._head(start)
        if wrapping is None or head is None or head.inline is (wrapping is _VALUE):
            return None
        before, after = start + wrapping[0], wrapping[1]
        joined = b"".join(pieces)
        if b"\n" in joined or not (joined.startswith(before) and joined.endswith(after)):
            return None
        # What does not begin and end like the first keeps a < and is found by it.
        inner = joined.replace(after + before, b"\n")[len(before) : -len(after)]
        if _SPECIAL.search(inner.replace(b"\n", b" ")):
            return None
        try:
            contents = inner.decode().split("\n")
        except UnicodeDecodeError:
            return None
        return None if len(contents) != len(pieces) or "" in contents else (head.letter, contents)

    def _head(self, start: bytes) -> Head | None:
        try:
            return self._known[start]
        except KeyError:
            head = self._new_head(start)
        if len(self._known) < 10_000:
            self._known[start] = head
        return head

    def _new_head(self, start: bytes) -> Head | None:
        found = _HEAD.fullmatch(start)
        column = column_index(found[1].decode()) if found else None
        if found is None or column is None:
            return None
        words = found[2].decode().split()
        attributes = dict(word.split("=") for word in words)
        kind = attributes.get("t", "").strip('"')
        if len(attributes) != len(words) or kind not in _LETTERS:
            return None
        letter = _LETTERS[kind]
        if letter == "n" and attributes.get("s", "").strip('"') in self._dates:
            letter = "d"
        return Head(column, letter, kind == "inlineStr")


# "str" is a formula's text and comes with <f>, which is not ordinary; without <f> it is a text.
_LETTERS: Final = {"": "n", "n": "n", "s": "i", "inlineStr": "t", "str": "t", "b": "b", "e": "e"}
Line = list[bytes | str | None]


def _unwrapped(piece: bytes) -> tuple[bytes, tuple[bytes, bytes] | None, bytes]:
    """The start tag, what the content is wrapped in, and the rest; no wrapping for a blank or odd cell."""
    for wrapping in (_VALUE, _INLINE, _SPACED):
        start, found, rest = piece.partition(wrapping[0])
        if found:
            return start, wrapping, rest
    return piece, None, b""


def _positions(shape: list[bytes]) -> list[int] | None:
    """The columns of references cut to three characters: ``A" ``, ``A">`` or ``AA"``; ascending."""
    positions: list[int] = []
    for mark in shape:
        letters, quote, _ = mark.partition(b'"')
        position = column_index(letters.decode("latin-1")) if quote else None
        if position is None or position >= MAX_COLUMNS or (positions and position <= positions[-1]):
            return None
        positions.append(position)
    return positions


_hidden: Final[dict[bytes, bool]] = {b"": False}


def split_row(xml: bytes) -> Row | None:
    """The pieces of one row given without its end tag; None when it is not ordinary."""
    found = _ROW.match(xml)
    if found is None:
        return None
    number, attributes = found.groups()
    try:
        hidden = _hidden[attributes]
    except KeyError:
        if not _ATTRIBUTES.fullmatch(attributes) or b' r="' in attributes:
            return None
        hidden = b' hidden="1"' in attributes or b' hidden="true"' in attributes
        if len(_hidden) < 5_000:
            _hidden[attributes] = hidden
    start = found.end()
    if b"/>" in xml:
        if b"</" not in xml:
            return Row(int(number), hidden, {}) if _BLANKS.fullmatch(xml, start) else None
        # Blank cells: <c r="B5" s="1"/> becomes <c r="B5" s="1"></c>.
        xml = xml.replace(b'/><c r="', b'></c><c r="')
        if xml.endswith(b"/>"):
            xml = xml[:-2] + b"></c>"
    if start == len(xml):
        return Row(int(number), hidden, {})
    if not (xml.startswith(b'<c r="', start) and xml.endswith(b"</c>")):
        return None
    # Exactly one such text a cell and one of the row: then all of them are references.
    reference = number + b'"'
    pieces = xml.replace(reference, b'"').split(b'</c><c r="')
    if xml.count(reference) != len(pieces) + 1:
        return None
    pieces[-1] = pieces[-1][:-4]
    pieces[0] = pieces[0][start - len(number) + 6 :]
    return Row(int(number), hidden, {}, pieces, xml)


def _resolved(content: str) -> str | None:
    """Entities and line ends as XML demands; None where expat has to judge."""
    if _ILLEGAL.search(content):
        return None
    plain = _ENTITY.sub("", content)
    if "&" in plain or "<" in plain:
        return None

    def character(match: re.Match[str]) -> str:
        named, decimal, hexadecimal = match.groups()
        if named:
            return _NAMED[named]
        code = int(decimal) if decimal else int(hexadecimal, 16)
        return chr(code) if code <= 0x10FFFF else "\0"

    text = _ENTITY.sub(character, content.replace("\r\n", "\n").replace("\r", "\n"))
    return None if _ILLEGAL.search(text) else text


def column_index(letters: str) -> int | None:
    """A to 0, Z to 25, AA to 26; None for anything else."""
    index = 0
    for char in letters:
        if not "A" <= char <= "Z" or index > 1_000_000:
            return None
        index = index * 26 + ord(char) - 64
    return index - 1 if index else None


def column_letters(index: int) -> str:
    """The inverse of ``column_index``."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
