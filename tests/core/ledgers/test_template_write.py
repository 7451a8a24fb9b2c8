"""The template guides the hand, and what is filled into it can be read."""

import io

import openpyxl

from core.ledgers import cells
from core.ledgers.columns import LedgerField, LedgerResource, sheet_spec
from core.ledgers.template_write import write_template
from tests.core.ledgers.books import ID, read, refusal

CAUSES = {"因病": "1", "因残": "2", "其他": "99", "其它": "99"}


class Members(LedgerResource):
    title = "家庭成员"
    sheet = "人"
    notes = ("与户主关系须有且只有一个户主。",)
    household = LedgerField("household_no", "户编号", cells.RegisterNo(), required=True, width=20)
    id_number = LedgerField("id_number", "证件号码", cells.IdNumber(), required=True, width=22)
    insured = LedgerField("insured", "是否参加大病保险", cells.YesNo())
    cause = LedgerField("cause", "致贫原因", cells.Code(choices=lambda: CAUSES))
    causes = LedgerField("causes", "其他原因", cells.MultiCode(choices=lambda: CAUSES))
    months = LedgerField("months", "务工时间", cells.Whole(high="12"), unit="月")
    wage = LedgerField("wage", "工资性收入", cells.Money(negative=True), unit="元")
    exit = LedgerField("exit", "脱贫日期", cells.Date(), help="通知书上的日期")
    phone = LedgerField("phone", "联系电话", cells.Phone())
    age = LedgerField("age", "年龄", cells.Whole(), readonly=True)


class Villages(LedgerResource):
    sheet = "村"
    area = LedgerField("area", "行政村代码", cells.AreaCode(), required=True)
    poor = LedgerField("poor", "是否贫困村", cells.YesNo(), required=True)


def template(*resources):
    out = io.BytesIO()
    write_template(out, resources)
    return out.getvalue()


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def test_headings_notes_and_look():
    book = opened(template(Members, Villages))
    assert book.sheetnames == ["人", "村", "字典"]
    assert book["字典"].sheet_state == "hidden"
    sheet = book["人"]
    assert sheet["A1"].value == "家庭成员导入模板"
    assert "与户主关系" in sheet["A2"].value
    assert [cell.value for cell in sheet[3]] == [
        "户编号*",
        "证件号码*",
        "是否参加大病保险",
        "致贫原因",
        "其他原因",
        "务工时间(月)",
        "工资性收入(元)",
        "脱贫日期",
        "联系电话",
    ]
    assert sheet.freeze_panes == "B4"
    assert sheet.column_dimensions["B"].width > 20
    assert not book.properties.creator


def test_lists_hints_and_formats():
    book = opened(template(Members, Villages))
    rules = {str(rule.sqref).split(":")[0]: rule for rule in book["人"].data_validations.dataValidation}
    assert rules["C4"].formula1 == "字典!$A$1:$A$2"
    assert rules["D4"].formula1 == "字典!$B$1:$B$3"
    assert [cell.value for cell in book["字典"]["B"]] == ["因病", "因残", "其他"]
    assert rules["E4"].type is None
    assert "因病、因残、其他" in rules["E4"].prompt
    assert (rules["B4"].type, rules["B4"].formula1, rules["B4"].formula2) == ("textLength", "18", "22")
    assert (rules["F4"].formula1, rules["F4"].formula2) == ("0", "12")
    assert rules["G4"].formula1.startswith("-")
    assert rules["H4"].prompt == "通知书上的日期"
    formats = {letter: book["人"].column_dimensions[letter] for letter in "ABH"}
    assert {dimension.number_format for dimension in formats.values()} == {"@"}
    village_rules = {str(rule.sqref).split(":")[0]: rule for rule in book["村"].data_validations.dataValidation}
    assert village_rules["B4"].formula1 == "字典!$A$1:$A$2"


def test_the_empty_template_is_refused_and_the_filled_one_read():
    data = template(Members)
    assert "没有数据行" in refusal(data, sheet_spec(Members))
    book = opened(data)
    book["人"].append(["H1", ID, "是", "其它", "因病、因残", 3, 1200.5, "2018-12-01", "13800000000"])
    out = io.BytesIO()
    book.save(out)
    result = read(out.getvalue(), sheet_spec(Members))
    assert result.rows == [(4, [], ["H1", ID, "t", "99", "{1,2}", "3", "1200.50", "2018-12-01", "13800000000"])]
    assert result.headings[0].unknown == []
