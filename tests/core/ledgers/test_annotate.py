"""A refused workbook comes back with its errors marked (CONTRACT 3)."""

import io
import json
import stat
import tempfile
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from core.ledgers import annotating, error_books
from core.ledgers.annotate import annotate
from core.ledgers.refusal import FileRefusedError
from core.ledgers.specs import ColumnSpec, SheetSpec
from tests.core.ledgers.books import GOOD, HEAD, ID, PEOPLE, archive, parts, people, read, sheet_xml, text_row, workbook

BAD = ["H2", "李四", "110105491231002", "不知道", 13, "3", "2017-06", "13800000001"]
RED = "FFFFC7CE"


def marked(data, marks, rows=2, sheets=(PEOPLE,)):
    """Marked in this process; the tests at the end do it in a process of its own."""
    out = io.BytesIO()
    task = {"sheets": [sheet.as_json() for sheet in sheets], "marks": marks, "rows": rows}
    annotating.annotate(io.BytesIO(data), json.loads(json.dumps(task)), out.write)
    return openpyxl.load_workbook(io.BytesIO(out.getvalue())), out.getvalue()


def marks_of(data):
    return [(0, p.row, p.column, p.reason) for p in read(data).refused]


def test_the_users_own_cells_come_back_with_every_error_named():
    data = people(GOOD, BAD)
    book, _ = marked(data, marks_of(data))
    sheet = book["人"]
    assert [sheet.cell(3, c).value for c in range(1, 9)] == BAD
    assert [sheet.cell(2, c).value for c in range(1, 9)] == GOOD
    assert {cell.coordinate for row in sheet["A1:H3"] for cell in row if cell.fill.fgColor.rgb == RED} == {
        "C3", "D3", "E3",
    }  # fmt: skip
    assert "2013" in sheet["C3"].comment.text
    assert sheet["I1"].value == "错误说明"
    for words in ("C3：15 位", "D3：请填「是」或「否」", "E3：请填 0 到 12"):
        assert words in sheet["I3"].value
    assert sheet["I2"].value is None


def test_what_the_user_made_is_kept():
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "人"
    sheet.append(["某县花名册"])
    sheet.append(HEAD)
    sheet.append(BAD)
    sheet.merge_cells("A1:H1")
    sheet.add_data_validation(DataValidation("list", formula1='"是,否"', sqref="D3:D9"))
    sheet["A3"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet.column_dimensions["B"].width = 33
    book.create_sheet("说明")["A1"] = "=1+1"
    out = io.BytesIO()
    book.save(out)
    result, _ = marked(out.getvalue(), [(0, 3, "D", "请改"), (0, 3, "", "缺少成员")])
    sheet = result["人"]
    assert str(sheet.merged_cells) == "A1:H1"
    assert str(sheet.data_validations.dataValidation[0].sqref) == "D3:D9"
    assert sheet["A3"].fill.fgColor.rgb == "FF00FF00"
    assert sheet.column_dimensions["B"].width == 33
    assert (sheet["I2"].value, sheet["I3"].value) == ("错误说明", "D3：请改；缺少成员")
    assert result["说明"]["A1"].value == "=1+1"


def test_a_corrected_copy_imports_and_a_second_copy_reuses_the_column():
    data = people(GOOD, BAD)
    _, first = marked(data, marks_of(data))
    assert read(first).headings[0].unknown == []
    book, _ = marked(first, [(0, 2, "B", "新的问题")])
    sheet = book["人"]
    assert [cell.value for cell in sheet["I"]] == ["错误说明", "B2：新的问题", None]
    assert sheet["J1"].value is None


def test_marks_on_two_sheets_and_inside_merged_cells():
    households = SheetSpec("户", (ColumnSpec("household", "户编号", "register_no", required=True),))
    row = text_row(["H1", "张三", ID])
    files = parts(sheet_xml(text_row(HEAD[:3]) + row + row, '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>'))
    book, _ = marked(archive(files), [(0, 3, "A", "合并单元格")])
    assert book["人"]["D3"].value == "A3：合并单元格"
    both = workbook({"说明": [["x"]], "户": [["户编号"], ["H 1"]], "人": [HEAD, GOOD]})
    book, _ = marked(both, [(0, 2, "A", "甲"), (1, 2, "B", "乙")], sheets=(households, PEOPLE))
    assert book["户"]["B2"].value == "A2：甲"
    assert book["人"]["I2"].value == "B2：乙"


def test_many_rows_come_back_as_a_new_workbook_of_the_refused_ones():
    data = people(GOOD, BAD, GOOD)
    book, raw = marked(data, marks_of(data), rows=20_001)
    sheet = book["人"]
    assert [cell.value for cell in sheet[3]] == ["序号", "原行号", *HEAD, "错误说明"]
    assert [cell.value for cell in sheet[4]][:6] == [1, 3, "H2", "李四", "110105491231002", "不知道"]
    assert "C3：15 位" in sheet.cell(4, 11).value
    assert sheet.max_row == 4
    again = read(raw)
    assert again.headings[0].unknown == ["原行号"]
    assert len(again.refused) == 3


def test_csv_comes_back_as_a_workbook():
    text = ",".join(HEAD) + f'\nH1,张三,"{ID}",不知道\n'
    book, _ = marked(text.encode("gb18030"), [(0, 2, "D", "请填「是」或「否」")])
    assert [cell.value for cell in book["人"][4]][1:6] == [2, "H1", "张三", ID, "不知道"]


def test_formulas_in_the_refused_rows_stay_texts():
    row = [*GOOD[:1], "=cmd|'/c calc'!A1", *GOOD[2:]]
    data = people(row)
    for rows in (1, 20_001):
        book, _ = marked(data, marks_of(data), rows=rows)
        cells = [cell for line in book["人"].iter_rows() for cell in line]
        assert any(cell.value == row[1] for cell in cells)
        assert all(cell.data_type != "f" for cell in cells)


def test_what_is_no_text_is_shown_as_text_in_the_new_workbook():
    styles = '<styleSheet xmlns="x"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    row = (
        '<row r="2"><c r="A2"><f>B2</f></c><c r="B2" t="e"><v>#REF!</v></c><c r="C2" t="b"><v>1</v></c>'
        '<c r="D2" s="1"><v>43009</v></c><c r="E2" s="1"><v>60</v></c><c r="F2"><v>1.101011990030745e+17</v></c></row>'
    )
    files = parts(sheet_xml(text_row(HEAD) + row), **{"xl/styles.xml": styles})
    book, _ = marked(archive(files), [(0, 2, "A", "x")], rows=20_001)
    assert [cell.value for cell in book["人"][4]][2:8] == [
        "（公式）",
        "（错误值）",
        "TRUE",
        "2017-10-01",
        "（日期不存在）",
        "1.101011990030745e+17",
    ]


@pytest.mark.parametrize("part", ["xl/theme/theme1.xml", "xl/comments1.xml", "docProps/core.xml"])
def test_parts_that_the_reader_never_opened_may_not_define_entities(part):
    evil = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>'
    data = archive({**parts(sheet_xml(text_row(HEAD) + text_row(GOOD[:3]))), part: evil})
    with pytest.raises(FileRefusedError, match="DTD"):
        marked(data, [(0, 2, "A", "x")])


def test_what_openpyxl_cannot_open_still_comes_back():
    styles = '<styleSheet xmlns="x"><cellXfs><xf numFmtId="oops"/></cellXfs></styleSheet>'
    files = parts(sheet_xml(text_row(HEAD) + text_row(["H1", "张3", ID])), **{"xl/styles.xml": styles})
    book, _ = marked(archive(files), [(0, 2, "B", "姓名")])
    assert [cell.value for cell in book["人"][4]][1:5] == [2, "H1", "张3", ID]


@pytest.mark.parametrize("rows", [1, 20_001])
def test_a_process_of_its_own_gives_the_same(rows):
    data = people(["H1", "张3", ID])
    out = io.BytesIO()
    annotate(io.BytesIO(data), out, [PEOPLE], [(0, 2, "B", "姓名")], rows)
    _, here = marked(data, [(0, 2, "B", "姓名")], rows)
    there = openpyxl.load_workbook(io.BytesIO(out.getvalue()))["人"]
    assert [[cell.value for cell in row] for row in there] == [
        [cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(here))["人"]
    ]


class FakeRun:
    """What error_books needs of a run."""

    specs = [PEOPLE]
    rows = [1]

    def all(self, statement):
        return [(0, 2, "B", "姓名")]


def test_the_commands_copy_is_readable_by_its_owner_alone(tmp_path):
    path = tmp_path / "名册.xlsx"
    path.write_bytes(people(GOOD))
    target = tmp_path / "名册.错误说明.xlsx"
    target.symlink_to(tmp_path / "elsewhere")
    found = error_books.error_book_beside(FakeRun(), path)
    assert found == target
    assert not target.is_symlink()
    assert stat.S_IMODE(found.stat().st_mode) == 0o600
    assert openpyxl.load_workbook(found)["人"]["I2"].value == "B2：姓名"


def test_a_folder_that_takes_no_file(tmp_path, monkeypatch):
    path = tmp_path / "名册.xlsx"
    path.write_bytes(people(GOOD))
    (tmp_path / "名册.错误说明.xlsx").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    found = error_books.error_book_beside(FakeRun(), path)
    assert found.suffix == ".xlsx"
    assert stat.S_IMODE(found.stat().st_mode) == 0o600
