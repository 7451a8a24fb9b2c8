"""Workbooks made by hand for the tests: ordinary ones, and ones no honest program would write."""

import io
import json
import zipfile
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

from core.ledgers import reading
from core.ledgers.refusal import FileRefusedError
from core.ledgers.sandbox import Message
from core.ledgers.specs import ColumnSpec, SheetSpec
from core.ledgers.workbook_read import (
    CellProblem,
    CellsDoubted,
    CellsRefused,
    HeadingsFound,
    Rows,
    SheetEnd,
    events,
    read_workbook,
)

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

PEOPLE = SheetSpec(
    "人",
    (
        ColumnSpec("household", "户编号", "register_no", required=True),
        ColumnSpec("name", "姓名", "name", required=True),
        ColumnSpec("id_number", "证件号码", "id_number", {"today": "2026-11-24"}, required=True),
        ColumnSpec("insured", "是否参加大病保险", "yes_no", synonyms=("大病保险",)),
        ColumnSpec("months", "务工时间(月)", "whole", {"high": "12"}, synonyms=("务工时间",)),
        ColumnSpec("income", "工资性收入", "money", units={"万元": ("wan", {})}),
        ColumnSpec("since", "首次识别时间", "partial_date"),
        ColumnSpec("phone", "联系电话", "phone"),
    ),
    synonyms=("成员",),
)
HEAD: list[Any] = [column.heading for column in PEOPLE.columns]
ID = "11010519491231002X"
GOOD: list[Any] = ["H1", "张三", ID, "是", 3, 1200.5, "2017-06", "13800000000"]


def workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    """An ordinary .xlsx with these rows; None leaves a cell out."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value is not None:
                    sheet.write(r, c, value)
    book.close()
    return out.getvalue()


def people(*rows: list[Any], head: list[str] | None = None) -> bytes:
    return workbook({"人": [head or HEAD, *rows]})


def parts(sheet_xml: str, **more: str) -> dict[str, str]:
    """The smallest package around one sheet named 人; ``more`` replaces or adds parts."""
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',  # noqa: E501
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',  # noqa: E501
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets><sheet name="人" sheetId="1" r:id="r1"/></sheets></workbook>',  # noqa: E501
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{RELS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',  # noqa: E501
        "xl/worksheets/sheet1.xml": sheet_xml,
        **more,
    }


def sheet_xml(body: str, tail: str = "", head: str = "") -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}">{head}<sheetData>{body}</sheetData>{tail}</worksheet>'  # noqa: E501


def head_row() -> str:
    return "<row>" + "".join(f'<c t="inlineStr"><is><t>{h}</t></is></c>' for h in HEAD) + "</row>"


def text_row(values: list[str]) -> str:
    return "<row>" + "".join(f'<c t="inlineStr"><is><t>{v}</t></is></c>' for v in values) + "</row>"


GOOD_ROW = text_row(["H1", "张三", ID, "是", "3", "1200.50", "2017-06", "13800000000"])


def archive(files: dict[str, str] | list[tuple[str, str]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for name, text in files.items() if isinstance(files, dict) else files:
            package.writestr(name, text)
    return out.getvalue()


def hand_made(body: str, tail: str = "", head: str = "", method: int = zipfile.ZIP_DEFLATED, **more: str) -> bytes:
    return archive(parts(sheet_xml(body, tail, head), **more), method)


@dataclass
class Read:
    """Everything the reader said about a file."""

    headings: list[HeadingsFound] = field(default_factory=list)
    rows: list[tuple[int, list[int], list[str | None]]] = field(default_factory=list)
    refused: list[CellProblem] = field(default_factory=list)
    doubts: list[CellProblem] = field(default_factory=list)
    ends: list[SheetEnd] = field(default_factory=list)

    @property
    def values(self) -> list[list[str | None]]:
        return [row[2] for row in self.rows]

    def reasons(self) -> dict[str, str]:
        return {problem.cell: problem.reason for problem in self.refused}


def messages(data: bytes, sheets: tuple[SheetSpec, ...]) -> list[Message]:
    """What the reading process says, said in this one: faster, and seen by the coverage."""
    said: list[Message] = []
    task = json.loads(json.dumps({"sheets": [sheet.as_json() for sheet in sheets]}))

    def send_rows(place: int, lines: list[str]) -> None:
        said.append(("R", place, ("\n".join(lines) + "\n").encode()))

    reading.read(
        io.BytesIO(data), task, lambda event: said.append(("J", json.loads(json.dumps(event)), b"")), send_rows
    )
    return said


def read(data: bytes, *sheets: SheetSpec, **limits: int) -> Read:
    """Read without a process of its own, or in one when there are ``limits``."""
    result = Read()
    sheets = sheets or (PEOPLE,)
    for event in (
        read_workbook(io.BytesIO(data), sheets, **limits) if limits else events(messages(data, sheets), sheets)
    ):
        match event:
            case HeadingsFound():
                result.headings.append(event)
            case Rows():
                result.rows.extend(event.rows())
            case CellsRefused():
                result.refused.extend(event.problems)
            case CellsDoubted():
                result.doubts.extend(event.problems)
            case SheetEnd():
                result.ends.append(event)
    return result


def refusal(data: bytes, *sheets: SheetSpec, **limits: int) -> str:
    """The sentence with which the whole file is refused; a failure when it is not."""
    try:
        read(data, *sheets, **limits)
    except FileRefusedError as error:
        return str(error)
    raise AssertionError("the file was not refused")
