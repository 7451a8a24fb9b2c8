"""Rows to files: streamed, never more than a row in memory."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from assessment.sample.households import Family
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
from core.regions.files import COLUMNS, Entry

# A workbook names the moment it was made; the same sample is to be the same bytes.
_CREATED = datetime(2018, 12, 31, tzinfo=UTC)
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def write_households(path: Path, families: Iterable[Family]) -> Path:
    """The sheets 户 and 人 of one workbook."""
    with xlsxwriter.Workbook(path, _OPTIONS) as book:
        households = _sheet(book, HOUSEHOLD_SHEET, HOUSEHOLD_HEADINGS)
        members = _sheet(book, MEMBER_SHEET, MEMBER_HEADINGS)
        member_at = 0
        for household_at, family in enumerate(families, 1):
            _write(households, household_at, family.household)
            for row in family.members:
                member_at += 1
                _write(members, member_at, row)
    return path


def write_villages(path: Path, rows: Iterable[Row]) -> Path:
    """The sheet 村."""
    return _single(path, VILLAGE_SHEET, VILLAGE_HEADINGS, rows)


def write_counties(path: Path, rows: Iterable[Row]) -> Path:
    """The sheet 县."""
    return _single(path, COUNTY_SHEET, COUNTY_HEADINGS, rows)


def write_regions(path: Path, entries: Iterable[Entry]) -> Path:
    """An edition file as ``import_regions`` reads it."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((entry.code, entry.name, int(entry.level), entry.parent or "") for entry in entries)
    return path


def _single(path: Path, name: str, headings: tuple[str, ...], rows: Iterable[Row]) -> Path:
    with xlsxwriter.Workbook(path, _OPTIONS) as book:
        sheet = _sheet(book, name, headings)
        for at, row in enumerate(rows, 1):
            _write(sheet, at, row)
    return path


def _sheet(book: Any, name: str, headings: tuple[str, ...]) -> Any:
    book.set_properties({"created": _CREATED})
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(headings) - 1, 14)
    sheet.write_row(0, 0, headings)
    return sheet


def _write(sheet: Any, at: int, row: Row) -> None:
    for column, cell in enumerate(row):
        if cell is None:
            continue
        if isinstance(cell, str):
            sheet.write_string(at, column, cell)
        else:
            sheet.write_number(at, column, cell)
