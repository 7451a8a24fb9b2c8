"""Written ledgers: the office look, typed cells, nothing that a spreadsheet would evaluate."""

import datetime as dt
import hashlib
import io
import re
import zipfile
from decimal import Decimal
from typing import Any
from xml.parsers import expat

import openpyxl
import pytest

from core.ledgers import cells
from core.ledgers.columns import LedgerColumn
from core.ledgers.specs import ColumnSpec, SheetSpec
from core.ledgers.workbook_write import LedgerSheet, write_ledger
from tests.core.ledgers.books import ID, read

COLUMNS = [
    LedgerColumn("household", "户编号", cells.RegisterNo(), width=20),
    LedgerColumn("name", "户主姓名", cells.Name()),
    LedgerColumn("id_number", "证件号码", cells.IdNumber(), width=22),
    LedgerColumn("insured", "大病保险", cells.YesNo(), group="保障"),
    LedgerColumn("cause", "致贫原因", cells.Code(choices={"因病": "1", "因残": "2"}), group="保障"),
    LedgerColumn("members", "人数", cells.Whole(), total=True),
    LedgerColumn("wage", "工资性收入", cells.Money(), unit="元", group="收入", total=True),
    LedgerColumn("fund", "资金", cells.Wan(), unit="万元", group="收入", total=True),
    LedgerColumn("since", "识别时间", cells.Partial()),
    LedgerColumn("exit", "脱贫日期", cells.Date()),
    LedgerColumn("note", "备注", cells.Text(multiline=True, max_length=2000)),
]
ROWS: list[list[Any]] = [
    ["0001", "张三", ID, True, "1", 3, Decimal("1200.50"), Decimal("32000.00"),
     cells.PartialDate(dt.date(2017, 6, 1), "month"), dt.date(2018, 12, 1), "一\n二 & <三>"],
    ["0002", "李四", None, None, None, None, None, None, None, None, None],
    ["0003", "王五", ID, False, "2", 2, Decimal("-0.50"), Decimal("5.00"), None, None, " 空格 _x0041_"],
]  # fmt: skip
# Beginnings that some spreadsheet takes for a formula or a command.
PAYLOADS = [
    start + rest
    for start in ("=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠", " =")
    for rest in ("1+1", "cmd|'/c calc'!A1", 'HYPERLINK("http://x","y")', "SUM(A1:A9)", 'DDE("cmd";"/C calc")')
]


def written(rows=ROWS, columns=COLUMNS, **more):
    out = io.BytesIO()
    sheet = LedgerSheet(
        "某县2018年建档立卡贫困户台账",
        columns,
        rows,
        name="台账",
        reporter="某县（盖章）",
        units="单位：户、人、元",
        **more,
    )
    count = write_ledger(out, [sheet])
    return out.getvalue(), count


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))["台账"]


def test_what_openpyxl_reads_is_what_was_given():
    data, count = written(notes=["注：1.按户填写。"])
    sheet = opened(data)
    assert count == 3
    assert sheet["A1"].value == "某县2018年建档立卡贫困户台账"
    assert sheet["A2"].value == "填报单位：某县（盖章）"
    assert [sheet.cell(3, c).value for c in (1, 2, 5, 6, 8, 9)] == ["序号", "户编号", "保障", None, "收入", None]
    assert [sheet.cell(4, c).value for c in (5, 6, 8, 9)] == ["大病保险", "致贫原因", "工资性收入(元)", "资金(万元)"]
    assert [cell.value for cell in sheet[5]][:7] == [1, "0001", "张三", ID, "是", "因病", 3]
    assert [sheet.cell(5, c).value for c in (8, 9, 10, 12)] == [1200.5, 3.2, "2017-06", "一\n二 & <三>"]
    assert sheet["K5"].value.date() == dt.date(2018, 12, 1)
    assert [cell.value for cell in sheet[6]] == [2, "0002", "李四", *[None] * 9]
    # Excel and the reader here undo this; openpyxl does not.
    assert sheet["L7"].value == " 空格 _x005F_x0041_"
    assert [cell.value for cell in sheet[8]] == ["合计", *[None] * 5, 5, 1200.0, 3.2005, *[None] * 3]
    assert sheet["A9"].value == "注：1.按户填写。"


def test_the_office_look():
    sheet = opened(written(notes=["注"])[0])
    merges = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A1:L1", "A3:A4", "B3:B4", "E3:F3", "H3:I3", "A9:L9"} <= merges
    assert "E3:E4" not in merges
    assert (sheet["A1"].font.name, sheet["A1"].font.size) == ("方正小标宋简体", 20)
    assert sheet["C5"].number_format == "@"
    assert sheet["D5"].number_format == "@"
    assert sheet["H5"].number_format == "#,##0.00"
    assert sheet["K5"].number_format == "yyyy-mm-dd"
    assert sheet["B5"].border.left.style == "thin"
    assert sheet.freeze_panes == "B5"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$4"
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert sheet.column_dimensions["B"].width == pytest.approx(20.7)
    assert sheet.row_dimensions[1].height == 36


def test_one_line_of_headings_where_no_column_has_a_group():
    sheet = opened(written([ROWS[0][:3]], COLUMNS[:3])[0])
    assert [cell.value for cell in sheet[3]] == ["序号", "户编号", "户主姓名", "证件号码"]
    assert sheet["A4"].value == 1
    assert sheet["A5"].value is None
    assert sheet.print_title_rows == "$1:$3"


def test_nothing_is_known_of_the_writer():
    with zipfile.ZipFile(io.BytesIO(written()[0])) as package:
        assert package.testzip() is None
        core = package.read("docProps/core.xml").decode()
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "creator" not in core
    assert "lastModifiedBy" not in core


def test_the_same_content_is_the_same_file():
    assert len({hashlib.sha256(written()[0]).hexdigest() for _ in range(2)}) == 1


def test_all_parts_are_listed_and_well_formed():
    with zipfile.ZipFile(io.BytesIO(written()[0])) as package:
        for name in package.namelist():
            expat.ParserCreate().Parse(package.read(name), True)
        types = package.read("[Content_Types].xml").decode()
        listed = {part.lstrip("/") for part in re.findall(r'PartName="([^"]+)"', types)}
        assert listed == {n for n in package.namelist() if n.endswith(".xml") and n != "[Content_Types].xml"}


def test_it_can_be_read_back_and_no_number_lost():
    spec = SheetSpec(
        "台账",
        (
            ColumnSpec("household", "户编号", "register_no", required=True),
            ColumnSpec("id_number", "证件号码", "id_number"),
            ColumnSpec("wage", "工资性收入", "money", {"negative": True}),
            ColumnSpec("fund", "资金", "money", units={"万元": ("wan", {})}),
            ColumnSpec("since", "识别时间", "partial_date"),
            ColumnSpec("exit", "脱贫日期", "date"),
            ColumnSpec("note", "备注", "text", {"multiline": True}),
        ),
    )
    result = read(written()[0], spec)
    assert result.values[0] == ["0001", ID, "1200.50", "32000.00", "2017-06", "2018-12-01", "一\n二 & <三>"]
    assert result.values[2][6] == "空格 _x0041_"
    assert result.values[1] == ["0002", *[None] * 6]
    assert result.headings[0].unknown == ["户主姓名", "大病保险", "致贫原因", "人数"]


def test_sixty_payloads_stay_texts():
    assert len(PAYLOADS) == 60
    columns = [COLUMNS[1], COLUMNS[10], LedgerColumn("code", "编码", cells.Code(choices={}))]
    data, _ = written([[p, p, p] for p in PAYLOADS], columns)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
    assert "<f" not in xml.replace("<f" + "ooter", "").replace("<fit", "")
    sheet = opened(data)
    for row, payload in enumerate(PAYLOADS, start=4):
        for column in (2, 3, 4):
            cell = sheet.cell(row, column)
            assert cell.data_type != "f"
            assert (cell.value or "").lstrip("\n") == payload.replace("\r", "").lstrip("\n")
            assert cell.number_format == "@"
            assert cell.quotePrefix or payload.startswith(" ")


def test_several_labels_are_joined():
    health = LedgerColumn("health", "健康状况", cells.MultiCode(choices={"健康": "1", "残疾": "4"}))
    data, _ = written([[["4"]], [["1", "4"]], [[]], [None], [["4"]]], [health])
    assert [opened(data).cell(row, 2).value for row in range(4, 9)] == ["残疾", "健康、残疾", None, None, "残疾"]


def test_what_xml_forbids_is_left_out():
    data, _ = written([["a\x00\x0b\ud800\uffffb"]], [COLUMNS[10]])
    assert opened(data)["B4"].value == "ab"


def test_a_ledger_without_rows_and_several_sheets():
    out = io.BytesIO()
    sheets = [
        LedgerSheet("甲", COLUMNS[:2], [], name="甲'村/一"),
        LedgerSheet("乙", COLUMNS[:2], iter([["1", "张三"]]), name="乙" * 40),
    ]
    assert write_ledger(out, sheets) == 1
    book = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    assert book.sheetnames == ["甲'村 一", "乙" * 31]
    assert book.worksheets[0].max_row == 3
    assert book.worksheets[1]["C4"].value == "张三"


def test_rows_are_taken_as_they_come():
    taken = []

    def rows():
        for n in range(2500):
            taken.append(n)
            yield [f"{n:04d}", "张三"]

    data, count = written(rows(), COLUMNS[:2])
    assert count == len(taken) == 2500
    sheet = opened(data)
    assert sheet["A2503"].value == 2500
    assert sheet["B2503"].value == "2499"
