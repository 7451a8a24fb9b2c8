"""Marking errors in the user's own workbook with openpyxl, which keeps what the user made of it."""

from __future__ import annotations

import io
import warnings
import zipfile
from typing import IO, Any, Final, cast

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from core.ledgers import headings
from core.ledgers.marks import COLUMN, Marks
from core.ledgers.reading import sheets_of
from core.ledgers.specs import SheetSpec
from core.ledgers.xlsx_package import Package

# Spreadsheets get slow with more; the last column names every error in any case.
MAX_COMMENTS: Final = 2_000


def own_copy(file: IO[bytes], package: Package, marks: list[Marks]) -> bytes:
    """The user's workbook with its errors marked, as bytes."""
    file.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(file, keep_links=False)
    comments = MAX_COMMENTS
    for mark, (spec, _, title, _) in zip(marks, sheets_of(package, [m.spec for m in marks]), strict=True):
        if mark.rows:
            comments = _mark_sheet(book[title], spec, mark, comments)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package_out:
        _InMemory(book, package_out).write_data()
    return out.getvalue()


class _InMemory(ExcelWriter):
    """openpyxl's writer without its temporary files: personal data must not lie on a disk."""

    def write_worksheet(self, ws: Any) -> None:
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts = ws._charts
        ws._drawing.images = ws._images
        writer: Any = WorksheetWriter(ws, io.BytesIO())
        writer.write()
        ws._rels = writer._rels
        cast(Any, self)._archive.writestr(ws.path[1:], writer.read())
        self.manifest.append(ws)


def _mark_sheet(sheet: Any, spec: SheetSpec, marks: Marks, comments: int) -> int:
    """Mark one sheet; the number of comments that may still be written."""
    red = PatternFill("solid", fgColor="FFFFC7CE")
    heading, last = _place_of_column(sheet, spec)
    head = sheet.cell(heading, last, COLUMN)
    head.font = Font(name="黑体", size=11, color="FF9C0006")
    head.fill = red
    sheet.column_dimensions[head.column_letter].width = 60
    for row in range(heading + 1, sheet.max_row + 1):
        if row not in marks.rows and sheet.cell(row, last).value is not None:
            sheet.cell(row, last).value = None
    for row, errors in marks.rows.items():
        if row < 1:
            continue
        note = sheet.cell(row, last, marks.sentence(row))
        note.alignment = Alignment(wrap_text=True, vertical="center")
        note.font = Font(name="宋体", size=10, color="FF9C0006")
        by_letter: dict[str, list[str]] = {}
        for letter, reason in errors:
            by_letter.setdefault(letter, []).append(reason)
        for letter, reasons in by_letter.items():
            cell = sheet[f"{letter}{row}"] if letter else None
            if cell is None:
                continue
            cell.fill = red
            if comments > 0 and not isinstance(cell, MergedCell):
                cell.comment = Comment("；".join(reasons), "摘帽", width=280, height=90)
                comments -= 1
    return comments


def _place_of_column(sheet: Any, spec: SheetSpec) -> tuple[int, int]:
    """Heading row, and the number of the column for the errors: theirs of last time, or a new one."""
    texts: dict[int, dict[int, str]] = {}
    for number, values in enumerate(
        sheet.iter_rows(min_row=1, max_row=headings.LAST_HEADING_ROW, values_only=True), start=1
    ):
        texts[number] = {at: v for at, v in enumerate(values) if isinstance(v, str) and v.strip()}
    found = headings.find(spec, texts)
    for at, text in texts[found.row].items():
        if text.strip() == COLUMN:
            return found.row, at + 1
    used = max(
        (at for values in sheet.iter_rows(values_only=True) for at, v in enumerate(values) if v is not None),
        default=0,
    )
    return found.row, used + 2
