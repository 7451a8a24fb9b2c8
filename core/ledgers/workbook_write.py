"""Writing a ledger as .xlsx: streamed with constant memory, in the look offices know (UX 5.1).

Every value is a typed cell, never a formula: a text is a text cell, and one that begins like a
formula is also marked as typed with an apostrophe, so that it stays text when the cell is edited.
"""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import IO, Any, Final

from core.ledgers import xlsx_parts as parts
from core.ledgers.cells import CellWidget, Date, Money, Number, Wan, Whole
from core.ledgers.specs import LedgerColumn
from core.ledgers.xlsx_pieces import column_letters

BLOCK: Final = 500
MEMO_LIMIT: Final = 5_000
MAX_TEXT: Final = 32_767
_EPOCH: Final = date(1899, 12, 30).toordinal()
_SPECIAL: Final = re.compile("[&<>\\x00-\\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_|^\\s|\\s$|\\n")
_ILLEGAL: Final = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE_LIKE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_FORMULA_LIKE: Final = tuple("=+-@\t\r\n＝＋－＠")
_SHEET_NAME: Final = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class LedgerSheet:
    """One sheet: ``rows`` are stored values in the order of ``columns``; 序号 is added in front."""

    title: str
    columns: Sequence[LedgerColumn]
    rows: Iterable[Sequence[Any]]
    name: str = "台账"
    # Left and right of the line below the title.
    reporter: str = ""
    units: str = ""
    notes: Sequence[str] = ()
    # The first column's heading.
    serial: str = "序号"


def write_ledger(file: str | os.PathLike[str] | IO[bytes], sheets: Sequence[LedgerSheet]) -> int:
    """Write the sheets and return the number of data rows. The same content gives the same bytes."""
    count = 0
    writers = [_SheetWriter(sheet) for sheet in sheets]
    names = [_SHEET_NAME.sub(" ", sheet.name)[:31] for sheet in sheets]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for path, text in (
            ("[Content_Types].xml", parts.content_types(len(sheets))),
            ("_rels/.rels", parts.package_relations()),
            ("docProps/app.xml", parts.app_properties()),
            ("docProps/core.xml", parts.core_properties(sheets[0].title)),
            ("xl/workbook.xml", parts.workbook(names, [w.heading_rows for w in writers])),
            ("xl/_rels/workbook.xml.rels", parts.workbook_relations(len(sheets))),
            ("xl/styles.xml", parts.styles()),
        ):
            package.writestr(_entry(path), text)
        for number, writer in enumerate(writers, start=1):
            with package.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w") as part:
                for text in writer.xml():
                    part.write(text.encode())
            count += writer.count
    return count


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path)
    entry.compress_type = zipfile.ZIP_DEFLATED
    # ZipFile's level counts only for names; without it the default is three times as slow.
    entry._compresslevel = 1  # type: ignore[attr-defined]
    return entry


class _SheetWriter:
    """The XML of one sheet, a block of rows at a time."""

    def __init__(self, sheet: LedgerSheet) -> None:
        self.sheet = sheet
        self.count = 0
        self.grouped = any(column.group for column in sheet.columns)
        self.heading_rows = 4 if self.grouped else 3
        self._width = len(sheet.columns) + 1
        self._last = column_letters(self._width - 1)
        self._merges = [f"A1:{self._last}1"]
        self._totals: list[Any] = [0] * len(sheet.columns)

    def xml(self) -> Iterator[str]:
        yield self._opening()
        yield self._title_rows()
        yield self._heading_xml()
        yield from self._data_rows()
        yield self._foot_rows()
        yield self._closing()

    def _opening(self) -> str:
        first = self.heading_rows + 1
        widths = [6.0, *(column.width for column in self.sheet.columns)]
        columns = "".join(
            f'<col min="{n}" max="{n}" width="{width + 0.7:.2f}" customWidth="1"/>'
            for n, width in enumerate(widths, start=1)
        )
        return (
            f'{parts.DECLARATION}<worksheet xmlns="{parts.MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
            '<sheetViews><sheetView showGridLines="0" workbookViewId="0">'
            f'<pane xSplit="1" ySplit="{first - 1}" topLeftCell="B{first}" activePane="bottomRight"'
            f' state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="18"/>'
            f"<cols>{columns}</cols><sheetData>"
        )

    def _title_rows(self) -> str:
        sheet = self.sheet
        middle = max(1, self._width // 2)
        cells = [("A", parts.LEFT, f"填报单位：{sheet.reporter}")]
        if middle > 1:
            self._merges.append(f"A2:{column_letters(middle - 1)}2")
        if sheet.units and self._width > 1:
            cells.append((column_letters(middle), parts.RIGHT, sheet.units))
            if middle < self._width - 1:
                self._merges.append(f"{column_letters(middle)}2:{self._last}2")
        line = "".join(_text_cell(f"{letters}2", style, text) for letters, style, text in cells)
        return (
            f'<row r="1" ht="36" customHeight="1">{_text_cell("A1", parts.TITLE, sheet.title)}</row>'
            f'<row r="2" ht="20" customHeight="1">{line}</row>'
        )

    def _heading_xml(self) -> str:
        titles = [self.sheet.serial, *(column.title for column in self.sheet.columns)]
        groups = ["", *(column.group for column in self.sheet.columns)]
        letters = [column_letters(place) for place in range(self._width)]
        if not self.grouped:
            cells = "".join(_text_cell(f"{a}3", parts.HEADING, t) for a, t in zip(letters, titles, strict=True))
            return f'<row r="3" ht="32" customHeight="1">{cells}</row>'
        upper = []
        lower = []
        start = 0
        for place, (letter, title, group) in enumerate(zip(letters, titles, groups, strict=True)):
            if not group:
                upper.append(_text_cell(f"{letter}3", parts.HEADING, title))
                lower.append(f'<c r="{letter}4" s="{parts.HEADING}"/>')
                self._merges.append(f"{letter}3:{letter}4")
                continue
            if group != groups[place - 1]:
                start = place
            upper.append(_text_cell(f"{letter}3", parts.HEADING, group if start == place else ""))
            lower.append(_text_cell(f"{letter}4", parts.HEADING, title))
            if place > start and (place + 1 == self._width or groups[place + 1] != group):
                self._merges.append(f"{letters[start]}3:{letter}3")
        return (
            f'<row r="3" ht="24" customHeight="1">{"".join(upper)}</row>'
            f'<row r="4" ht="32" customHeight="1">{"".join(lower)}</row>'
        )

    def _data_rows(self) -> Iterator[str]:
        columns = self.sheet.columns
        letters = [column_letters(place + 1) for place in range(len(columns))]
        template = (
            f'<row r="@"><c r="A@" s="{parts.WHOLE}"><v>%d</v></c>'
            + "".join(f'<c r="{letter}@"%s' for letter in letters)
            + "</row>"
        )
        convert = [cell_converter(column.widget) for column in columns]
        summed = [place for place, column in enumerate(columns) if column.total]
        number = self.heading_rows
        rows = iter(self.sheet.rows)
        while block := list(islice(rows, BLOCK)):
            by_column = list(zip(*block, strict=True))
            for place in summed:
                self._totals[place] += sum(value for value in by_column[place] if value is not None)
            cells = [make(values) for make, values in zip(convert, by_column, strict=True)]
            first = self.count + 1
            self.count += len(block)
            yield "".join(
                [
                    template.replace("@", str(number + serial)) % (serial, *line)
                    for serial, line in enumerate(zip(*cells, strict=True), start=first)
                ]
            )

    def _foot_rows(self) -> str:
        row = self.heading_rows + self.count + 1
        rows = []
        if any(column.total for column in self.sheet.columns):
            cells = [_text_cell(f"A{row}", parts.TOTAL, "合计")]
            for place, column in enumerate(self.sheet.columns):
                at = f"{column_letters(place + 1)}{row}"
                if not column.total:
                    cells.append(f'<c r="{at}" s="{parts.TOTAL}"/>')
                    continue
                total = self._totals[place]
                style = parts.TOTAL_WHOLE if isinstance(total, int) else parts.TOTAL_MONEY
                shown = column.widget.render(total) or "0"
                cells.append(f'<c r="{at}" s="{style}"><v>{shown}</v></c>')
            rows.append(f'<row r="{row}">{"".join(cells)}</row>')
            row += 1
        for note in self.sheet.notes:
            rows.append(f'<row r="{row}">{_text_cell(f"A{row}", parts.NOTE, note)}</row>')
            self._merges.append(f"A{row}:{self._last}{row}")
            row += 1
        return "".join(rows)

    def _closing(self) -> str:
        merges = [f'<mergeCell ref="{area}"/>' for area in self._merges if len(set(area.split(":"))) > 1]
        merged = f'<mergeCells count="{len(merges)}">{"".join(merges)}</mergeCells>' if merges else ""
        return (
            f"</sheetData>{merged}"
            '<printOptions horizontalCentered="1"/>'
            '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
            '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
            "<headerFooter><oddFooter>&amp;C第 &amp;P 页 共 &amp;N 页</oddFooter></headerFooter></worksheet>"
        )


Converter = Callable[[Sequence[Any]], list[str]]


def cell_converter(widget: CellWidget) -> Converter:
    """A function from a column's stored values to the rest of their cells, from the style on."""
    if isinstance(widget, Date):
        return _remembering(_date_cell)
    if isinstance(widget, Number):
        style = parts.WHOLE if isinstance(widget, Whole) else parts.MONEY
        if isinstance(widget, Wan) or not isinstance(widget, (Whole, Money)):
            style = parts.PLAIN
        return _numbers(style, widget)
    if type(widget).render is CellWidget.render:
        return _texts
    return _remembering(lambda value: text_rest(widget.render(value)))


def _texts(values: Sequence[Any]) -> list[str]:
    return [
        _PLAIN_TEXT % value if isinstance(value, str) and _is_plain(value) else text_rest(value) for value in values
    ]


def _is_plain(text: str) -> bool:
    return bool(text) and not _SPECIAL.search(text) and not text.startswith(_FORMULA_LIKE) and len(text) < MAX_TEXT


_PLAIN_TEXT: Final = f' s="{parts.TEXT}" t="inlineStr"><is><t>%s</t></is></c>'
_BLANK_TEXT: Final = f' s="{parts.TEXT}"/>'


def _remembering(make: Callable[[Any], str]) -> Converter:
    known: dict[Any, str] = {None: _BLANK_TEXT}

    def convert(values: Sequence[Any]) -> list[str]:
        cells = []
        for value in values:
            try:
                cell = known.get(value)
            except TypeError:
                cell = make(value)
            if cell is None:
                cell = make(value)
                if len(known) < MEMO_LIMIT:
                    known[value] = cell
            cells.append(cell)
        return cells

    return convert


def _numbers(style: int, widget: Number) -> Converter:
    blank = f' s="{style}"/>'
    scaled = isinstance(widget, Wan)

    def convert(values: Sequence[Any]) -> list[str]:
        return [
            blank if value is None else f' s="{style}"><v>{widget.render(value) if scaled else value}</v></c>'
            for value in values
        ]

    return convert


def _date_cell(value: Any) -> str:
    return f' s="{parts.DATE}"><v>{value.toordinal() - _EPOCH}</v></c>' if value else _BLANK_TEXT


def text_rest(value: Any) -> str:
    """The rest of a text cell; nothing in it is ever evaluated."""
    text = "" if value is None else str(value)
    if not text:
        return _BLANK_TEXT
    style = parts.QUOTED if text.startswith(_FORMULA_LIKE) else parts.TEXT
    return f' s="{style}" t="inlineStr"><is><t xml:space="preserve">{escaped(text)}</t></is></c>'


def escaped(text: str) -> str:
    """Text for an XML element of a workbook; what XML forbids is left out."""
    text = _ILLEGAL.sub("", text[:MAX_TEXT])
    text = _ESCAPE_LIKE.sub("_x005F_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "")


def _text_cell(at: str, style: int, text: str) -> str:
    if not text:
        return f'<c r="{at}" s="{style}"/>'
    return f'<c r="{at}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escaped(text)}</t></is></c>'
