"""Old .xls files: small ones are read, cut ones and locked ones refused (SECURITY E39 to E41)."""

import io

import openpyxl

from core.ledgers.annotate import annotate
from tests.core.ledgers.books import GOOD, HEAD, ID, PEOPLE, read, refusal
from tests.core.ledgers.old_xls import xls


def test_a_small_one_is_read():
    result = read(xls("人", [["花名册"], HEAD, GOOD, [None] * 8, ["H2", "李四", ID, "不知道", 13.0]]))
    assert result.rows[0] == (3, [], ["H1", "张三", ID, "t", "3", "1200.50", "2017-06", "13800000000"])
    assert result.rows[1][0] == 5
    assert sorted(result.reasons()) == ["D5", "E5"]


def test_an_id_number_stored_as_number_is_refused_here_too():
    assert "末位已丢失" in read(xls("人", [HEAD, ["H1", "张三", 110105194912310020.0]])).reasons()["C2"]


def test_sheets_are_found_by_name_and_hidden_ones_are_to_be_confirmed():
    assert "「Sheet1」" in refusal(xls("Sheet1", [HEAD, GOOD]))
    assert read(xls("人", [HEAD, GOOD], hidden=True)).ends[0].confirm == ["是隐藏的工作表"]


def test_as_many_rows_as_the_format_can_hold_may_be_cut():
    assert "可能被" in refusal(xls("人", [HEAD, GOOD], at=65_534))


def test_its_errors_come_back_in_a_new_workbook():
    data = xls("人", [HEAD, ["H1", "张3", ID]])
    out = io.BytesIO()
    annotate(io.BytesIO(data), out, [PEOPLE], [(0, 2, "B", "姓名只能用汉字")], 1)
    sheet = openpyxl.load_workbook(io.BytesIO(out.getvalue()))["人"]
    assert [cell.value for cell in sheet[4]][1:5] == [2, "H1", "张3", ID]


def test_a_damaged_one_is_refused():
    data = xls("人", [HEAD, GOOD])
    assert "已损坏" in refusal(data[:700])
