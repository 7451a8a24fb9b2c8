"""The quick way through an ordinary row of a sheet: no parsing, only splitting.

An ordinary row is ``<row r="5" …><c r="A5" s="1" t="s"><v>17</v></c>…``. With its row number taken
out of the references, equal cells of a column are equal texts in every row, so one dictionary
look-up replaces parsing, converting and cleaning. A text that is not known yet is parsed here; the
slightest doubt sends the row to expat.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_ROW: Final = re.compile(r'\s*<row(?: r="([1-9][0-9]{0,6})")?((?: [\w:]+="[^"<>&]*")*)>')
_BLANK_CELL: Final = re.compile(r'<c r="[A-Z]{1,3}[0-9]+"(?: [st]="[0-9A-Za-z]*")*/>')
_HEAD: Final = re.compile(r'([A-Z]{1,3})"((?: [st]="[0-9A-Za-z]+"){0,2})')
_ENTITY: Final = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));")
_NAMED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL: Final = re.compile("[&<\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MAX_COLUMNS: Final = 200
_LONGEST: Final = 32_767


class Row(NamedTuple):
    """A row with content: number in the sheet, hidden or not, and its cells either as raw keys by
    column (0 = A) or, from the quick way, as pieces such as ``B" s="1" t="s"><v>17</v>``."""

    number: int
    hidden: bool
    cells: dict[int, str]
    pieces: list[str] = []
    xml: str = ""


class Head(NamedTuple):
    """What the start tag of a cell says: its column, the letter of its raw key, its wrapping."""

    column: int
    letter: str
    inline: bool


class Heads:
    """The start tags seen so far in a sheet; there are only a few different ones."""

    def __init__(self, dates: frozenset[str]) -> None:
        self._dates = dates
        self._known: dict[str, Head | None] = {}
        self._shapes: dict[tuple[str, ...], list[int]] = {}

    def parse(self, piece: str) -> tuple[int, str, str] | None:
        """Column, letter and content of a piece; None when it is not ordinary."""
        start, mark, rest = piece.partition("><v>")
        after = "</v>"
        inline = not mark
        if inline:
            start, mark, rest = piece.partition("><is><t>")
            if not mark:
                start, mark, rest = piece.partition('><is><t xml:space="preserve">')
            after = "</t></is>"
        try:
            head = self._known[start]
        except KeyError:
            head = self._known[start] = self._head(start)
        if head is None or head.inline is not inline or not rest.endswith(after):
            return None
        content = rest[: -len(after)]
        if not content or len(content) > _LONGEST:
            return None
        if _SPECIAL.search(content):
            plain = _resolved(content)
            if plain is None:
                return None
            content = plain
        return head.column, head.letter, content

    def line(self, pieces: list[str], width: int) -> list[str | None] | None:
        """The pieces by position, ``width`` of them; None when a reference is not ordinary."""
        shape = tuple([piece[:3] for piece in pieces])
        positions = self._shapes.get(shape)
        if positions is None:
            positions = _positions(shape)
            if positions is None:
                return None
            if len(self._shapes) < 5_000:
                self._shapes[shape] = positions
        count = len(pieces)
        if positions[-1] == count - 1:
            return [*pieces, *[None] * (width - count)] if count < width else list(pieces[:width])
        line: list[str | None] = [None] * (1 + max(positions[-1], width))
        for position, piece in zip(positions, pieces, strict=True):
            line[position] = piece
        return line[:width]

    def wrapping(self, piece: str) -> tuple[str, str, str] | None:
        """Letter and what stands before and after the content; None where only ``parse`` will do."""
        start, mark, _ = piece.partition("><v>")
        if not mark:
            start, mark, _ = piece.partition("><is><t>")
        head = self._known.get(start)
        if head is None:
            if not mark or self.parse(piece) is None:
                return None
            head = self._known[start]
        if head is None or head.letter not in "int" or head.inline is not (mark == "><is><t>"):
            return None
        return head.letter, start + mark, "</t></is>" if head.inline else "</v>"

    def _head(self, start: str) -> Head | None:
        found = _HEAD.fullmatch(start)
        column = column_index(found[1]) if found else None
        if found is None or column is None or len(self._known) > 10_000:
            return None
        attributes = dict(part.split("=") for part in found[2].split())
        kind = attributes.get("t", "").strip('"')
        if len(attributes) != len(found[2].split()) or kind not in _LETTERS:
            return None
        letter = _LETTERS[kind]
        if letter == "n" and attributes.get("s", "").strip('"') in self._dates:
            letter = "d"
        return Head(column, letter, kind == "inlineStr")


# "str" is a formula's text and comes with <f>, which is not ordinary; without <f> it is a text.
_LETTERS: Final = {"": "n", "n": "n", "s": "i", "inlineStr": "t", "str": "t", "b": "b", "e": "e"}


def is_plain(contents: str) -> bool:
    """Whether contents need nothing done: no entity, no escape of Excel's, nothing XML forbids."""
    return "_x" not in contents and _SPECIAL.search(contents) is None


def _positions(shape: tuple[str, ...]) -> list[int] | None:
    """The columns of references cut to three characters: ``A" ``, ``A">`` or ``AA"``; ascending."""
    positions: list[int] = []
    for mark in shape:
        letters, quote, _ = mark.partition('"')
        position = column_index(letters) if quote else None
        if position is None or position >= MAX_COLUMNS or (positions and position <= positions[-1]):
            return None
        positions.append(position)
    return positions


def split_row(xml: str) -> Row | None:
    """The pieces of one row given without its end tag; None when it is not ordinary."""
    found = _ROW.match(xml)
    if found is None or found[1] is None:
        return None
    number, attributes = found[1], found[2]
    content = xml[found.end() :]
    if '"/>' in content:
        content = _BLANK_CELL.sub("", content)
    hidden = "hidden" in attributes and (' hidden="1"' in attributes or ' hidden="true"' in attributes)
    if not content:
        return Row(int(number), hidden, {})
    if not (content.startswith('<c r="') and content.endswith("</c>")):
        return None
    # Exactly one such text a cell: then all of them are references, and none is in a value.
    reference = number + '"'
    pieces = content[6:-4].replace(reference, '"').split('</c><c r="')
    if content.count(reference) != len(pieces):
        return None
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
