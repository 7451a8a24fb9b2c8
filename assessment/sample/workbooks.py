"""Rows to files, streamed. A plain writer of cells, because a city has nine million of them and a library takes longer
to write them than it takes to make them up."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from assessment.sample.sheets import (
    COUNTY_HEADINGS,
    COUNTY_SHEET,
    HOUSEHOLD_HEADINGS,
    HOUSEHOLD_SHEET,
    MEMBER_HEADINGS,
    MEMBER_SHEET,
    VILLAGE_HEADINGS,
    VILLAGE_SHEET,
    Row,
)
from core.ledgers import xlsx_parts as parts
from core.ledgers.xlsx_pieces import column_letters
from core.regions.files import COLUMNS, Entry

# A sample is read once or twice: a quarter more bytes for a third of the time.
_LEVEL: Final = 1
_ROWS_A_CHUNK: Final = 500
_KNOWN_TEXTS: Final = 20_000

Sheet = tuple[str, tuple[str, ...], Iterable[Row]]


def write_households(path: Path, households: Iterable[Row], members: Iterable[Row]) -> Path:
    """The sheets 户 and 人 of one workbook."""
    return _write(path, (HOUSEHOLD_SHEET, HOUSEHOLD_HEADINGS, households), (MEMBER_SHEET, MEMBER_HEADINGS, members))


def write_villages(path: Path, rows: Iterable[Row]) -> Path:
    """The sheet 村."""
    return _write(path, (VILLAGE_SHEET, VILLAGE_HEADINGS, rows))


def write_counties(path: Path, rows: Iterable[Row]) -> Path:
    """The sheet 县."""
    return _write(path, (COUNTY_SHEET, COUNTY_HEADINGS, rows))


def write_regions(path: Path, entries: Iterable[Entry]) -> Path:
    """An edition file as ``import_regions`` reads it."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((entry.code, entry.name, int(entry.level), entry.parent or "") for entry in entries)
    return path


def _write(path: Path, *sheets: Sheet) -> Path:
    """The same rows give the same bytes: a name opened for writing bears no time."""
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as package:
        for name, text in _frame([name for name, _, _ in sheets]).items():
            with package.open(name, "w") as part:
                part.write(text.encode())
        for number, (_, headings, rows) in enumerate(sheets, 1):
            with package.open(f"xl/worksheets/sheet{number}.xml", "w") as part:
                for chunk in _sheet(headings, rows):
                    part.write(chunk.encode())
    return path


def _frame(names: list[str]) -> dict[str, str]:
    """The parts around the sheets."""
    return {
        "[Content_Types].xml": parts.content_types(len(names)),
        "_rels/.rels": parts.package_relations(),
        "docProps/app.xml": parts.app_properties(),
        "docProps/core.xml": parts.core_properties("合成数据"),
        "xl/workbook.xml": parts.workbook(names, [1] * len(names)),
        "xl/_rels/workbook.xml.rels": parts.workbook_relations(len(names)),
        "xl/styles.xml": parts.styles(),
    }


def _sheet(headings: tuple[str, ...], rows: Iterable[Row]) -> Iterator[str]:
    """The XML of a sheet in chunks: headings frozen, texts as typed, numbers as numbers, blanks left out."""
    yield (
        f'{parts.DECLARATION}<worksheet xmlns="{parts.MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols><col min="1" max="{len(headings)}" width="14" customWidth="1"/></cols><sheetData>'
    )
    xml = _row_writer(len(headings))
    chunk = [xml(1, headings)]
    for number, row in enumerate(rows, 2):
        chunk.append(xml(number, row))
        if len(chunk) >= _ROWS_A_CHUNK:
            yield "".join(chunk)
            chunk.clear()
    yield "".join(chunk) + "</sheetData></worksheet>"


def _row_writer(width: int) -> Callable[[int, Row], str]:
    columns = [column_letters(index) for index in range(width)]
    known: dict[str, str] = {}

    def text(value: str) -> str:
        piece = f'" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        if len(known) < _KNOWN_TEXTS:
            known[value] = piece
        return piece

    def xml(number: int, row: Row) -> str:
        cells = [
            f'<c r="{column}{number}{known.get(value) or text(value)}'
            if isinstance(value, str)
            else f'<c r="{column}{number}"><v>{value}</v></c>'
            for column, value in zip(columns, row, strict=True)
            if value is not None
        ]
        return f'<row r="{number}">{"".join(cells)}</row>'

    return xml
