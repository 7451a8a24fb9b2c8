"""Reading good and bad workbooks, end to end through the child process (SECURITY 5.1)."""

import datetime as dt
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from core.ledgers.sandbox import converse
from core.ledgers.specs import ColumnSpec, SheetSpec
from core.ledgers.workbook_read import FileRefusedError, HeadingsFound, read_workbook
from tests.core.ledgers.books import (
    GOOD,
    GOOD_ROW,
    HEAD,
    ID,
    PEOPLE,
    archive,
    hand_made,
    head_row,
    parts,
    people,
    read,
    refusal,
    sheet_xml,
    text_row,
    workbook,
)

CLEAN = ["H1", "张三", ID, "t", "3", "1200.50", "2017-06", "13800000000"]


def test_a_good_row_comes_out_clean_with_its_number():
    result = read(people(GOOD))
    assert result.rows == [(2, [], CLEAN)]
    assert result.headings[0].columns["id_number"] == "C"
    assert (result.ends[0].rows, result.ends[0].refused, result.ends[0].notes) == (1, 0, [])


def test_a_process_of_its_own_says_the_same():
    households = SheetSpec("户", (ColumnSpec("household", "户编号", "register_no", required=True),))
    rows = [GOOD, [*GOOD[:3], "不知道", *GOOD[4:7], "0827-7212345"], ["合计"]]
    book = workbook({"人": [[*HEAD, "多余"], *rows], "户": [["户编号"], ["H1"]]})
    assert read(book, households, PEOPLE, seconds=60) == read(book, households, PEOPLE)
    assert refusal(people(), seconds=60) == refusal(people())


def test_every_bad_cell_of_a_row_is_named_at_once_and_the_row_still_comes():
    bad = ["H1", "李四", "110105491231002", "不知道", 13, "三千", 2017.1, 138]
    result = read(people(GOOD, bad))
    assert result.rows[1] == (3, [2, 3, 4, 5, 6, 7], ["H1", "李四", *[None] * 6])
    assert sorted(result.reasons()) == ["C3", "D3", "E3", "F3", "G3", "H3"]
    assert "2013" in result.reasons()["C3"]
    assert result.ends[0].refused == 1


def test_the_same_wrong_value_is_refused_in_every_row():
    result = read(people(*[[*GOOD[:3], "不知道", *GOOD[4:]] for _ in range(3)]))
    assert [problem.cell for problem in result.refused] == ["D2", "D3", "D4"]


def test_required_cells_may_not_be_blank_and_blank_rows_are_nothing():
    result = read(people(GOOD, [None] * 8, ["H1", " ", ID, *[None] * 5], [""] * 8))
    assert [row[0] for row in result.rows] == [2, 4]
    assert result.reasons() == {"B4": "必填，不能为空"}


def test_a_column_that_is_not_there_is_no_value_and_not_in_the_headings():
    result = read(people(GOOD[:3], head=HEAD[:3]))
    assert result.values == [[*CLEAN[:3], None, None, None, None, None]]
    assert set(result.headings[0].columns) == {"household", "name", "id_number"}


def test_columns_in_another_order_with_odd_headings():
    head = ["联系电话*", "姓 名", "证件\n号码", "户编号", "大病保险", "务工时间（月）", "工资性收入（元）", "备注2"]
    result = read(people(["13800000000", "张三", ID, "H1", "是", 3, 1200.5, "x"], head=head))
    assert result.values == [[*CLEAN[:6], None, CLEAN[7]]]
    assert result.headings[0].unknown == ["备注2"]
    assert "备注2" in result.ends[0].notes[0]


def test_a_unit_in_the_heading_is_converted():
    head = [*HEAD[:5], "工资性收入(万元)"]
    assert read(people([*GOOD[:5], "0.12005"], head=head)).values[0][5] == "1200.50"


def test_an_unknown_unit_is_an_unknown_heading():
    head = [*HEAD[:5], "工资性收入(美元)"]
    assert read(people([*GOOD[:5], 5], head=head)).headings[0].unknown == ["工资性收入(美元)"]


def test_titles_above_and_two_line_headings():
    rows: list[list[Any]] = [
        ["某县建档立卡贫困户花名册", *[None] * 7],
        ["填报单位：", None, None, None, None, "单位：元"],
        ["户编号", "姓名", "证件号码", "保障", None, "收入", None, "联系电话"],
        [None, None, None, "大病保险", "务工时间", "工资性收入", "首次识别时间", None],
        GOOD,
    ]
    result = read(workbook({"人": rows}))
    assert result.rows == [(5, [], CLEAN)]
    assert result.headings[0].row == 4


def test_missing_and_repeated_headings_refuse_the_file_and_are_listed():
    message = refusal(people(["H1", "H1", "是"], head=["户编号", "户编号", "大病保险"]))
    assert "列名重复：户编号" in message
    assert "缺少必填列：姓名、证件号码" in message


def test_no_heading_row_at_all():
    assert "前 10 行里找不到表头" in refusal(people(["H1"], head=["甲"]))
    deep: list[list[Any]] = [["标题"]] * 10 + [HEAD, GOOD]
    assert "找不到表头" in refusal(workbook({"人": deep}))


def test_columns_that_together_replace_a_required_one():
    village = SheetSpec(
        "村",
        (
            ColumnSpec("area", "行政村代码", "area_code", required=True, instead=("town", "village")),
            ColumnSpec("town", "乡(镇)", "text"),
            ColumnSpec("village", "行政村", "text"),
        ),
    )
    rows: list[list[Any]] = [["乡（镇）", "行政村"], ["甲镇", "乙村"], ["甲镇", None]]
    result = read(workbook({"村": rows[:2]}), village)
    assert result.values == [[None, "甲镇", "乙村"]]
    both: list[list[Any]] = [["行政村代码", *rows[0]], [None, "甲镇", "乙村"], [None, "甲镇", None]]
    assert read(workbook({"村": both}), village).reasons() == {"A3": "必填，不能为空"}
    assert "缺少必填列：行政村代码" in refusal(workbook({"村": [["行政村"], ["乙村"]]}), village)


def test_sheets_are_found_by_name_only():
    message = refusal(workbook({"Sheet1": [HEAD, GOOD]}))
    assert "「人」" in message
    assert "「Sheet1」" in message
    assert read(workbook({"说明": [["x"]], "成 员": [HEAD, GOOD]})).values == [CLEAN]


def test_two_sheets_in_the_order_of_the_declaration():
    households = SheetSpec("户", (ColumnSpec("household", "户编号", "register_no", required=True),))
    book = workbook({"人": [HEAD, GOOD], "户": [["户编号"], ["H1"]]})
    result = read(book, households, PEOPLE)
    assert [heading.sheet.name for heading in result.headings] == ["户", "人"]
    assert result.values == [["H1"], CLEAN]


def test_a_sheet_without_data_refuses_the_file():
    assert "没有数据行" in refusal(people())
    assert "没有数据行" in refusal(people([" ", ""]))


def test_totals_and_signatures_below_the_data_are_named():
    result = read(people(GOOD, ["合计", None, None, None, None, 1200.5], ["填表人：张三"], ["注：1.按户填写"]))
    assert [problem.row for problem in result.refused] == [3, 4, 5]
    assert all("不是数据行" in problem.reason for problem in result.refused)


def test_merged_cells_over_data_are_refused_and_titles_may_be_merged():
    merges = '<mergeCells count="2"><mergeCell ref="A1:C1"/><mergeCell ref="A3:A4"/></mergeCells>'
    title = text_row(["标题"])
    second = "<row>" + "<c/>" + GOOD_ROW[5:].split("</c>", 1)[1]
    result = read(hand_made(title + head_row() + GOOD_ROW + second, tail=merges))
    merged = [p for p in result.refused if "合并" in p.reason]
    assert [(p.cell, p.heading) for p in merged] == [("A3", "户编号")]
    assert "A3:A4" in merged[0].reason


def test_hidden_things_and_filters_are_to_be_confirmed():
    hidden_row = GOOD_ROW.replace("<row>", '<row hidden="1">')
    columns = '<cols><col min="4" max="4" hidden="1"/></cols>'
    filters = '<autoFilter ref="A1:H9"><filterColumn colId="0"/></autoFilter>'
    files = parts(sheet_xml(head_row() + GOOD_ROW + hidden_row, filters, columns))
    files["xl/workbook.xml"] = files["xl/workbook.xml"].replace("sheetId", 'state="hidden" sheetId')
    assert read(archive(files)).ends[0].confirm == [
        "是隐藏的工作表",
        "含隐藏行 1 行",
        "含隐藏列：是否参加大病保险",
        "设有筛选",
    ]


def test_formulas_and_error_cells_are_refused_with_and_without_a_cached_value():
    row = (
        '<row><c t="str"><f>A1</f><v>H1</v></c><c><f>B1</f></c><c t="e"><v>#REF!</v></c>'
        '<c t="b"><v>1</v></c><c><f t="shared" si="0"/><v>3</v></c></row>'
    )
    reasons = read(hand_made(head_row() + row)).reasons()
    assert {reasons[cell] for cell in ("A2", "B2", "E2")} == {"单元格是公式，请粘贴为数值"}
    assert "错误值" in reasons["C2"]
    assert "「是」或「否」" in reasons["D2"]


def test_an_id_number_typed_as_number_is_refused():
    assert "末位已丢失" in read(people([*GOOD[:2], 110105194912310020, *GOOD[3:]])).reasons()["C2"]
    raw = GOOD_ROW.replace(f'<c t="inlineStr"><is><t>{ID}</t></is></c>', "<c><v>110105194912310021</v></c>")
    assert "末位已丢失" in read(hand_made(head_row() + raw)).reasons()["C2"]


@pytest.mark.parametrize(("date1904", "serial", "expected"), [("0", 43009, "2017-10-01"), ("1", 41547, "2017-10-01")])
def test_real_dates_follow_the_epoch_of_the_workbook(date1904, serial, expected):
    files = parts(
        sheet_xml(
            head_row()
            + GOOD_ROW.replace('<c t="inlineStr"><is><t>2017-06</t></is></c>', f'<c s="1"><v>{serial}</v></c>')
        ),
        **{
            "xl/styles.xml": '<styleSheet xmlns="x"><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>'  # noqa: E501
            '</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>'  # noqa: E501
        },
    )
    files["xl/workbook.xml"] = files["xl/workbook.xml"].replace(
        "<sheets>", f'<workbookPr date1904="{date1904}"/><sheets>'
    )
    assert read(archive(files)).values[0][6] == expected


@pytest.mark.parametrize("serial", ["60", "60.5", "0", "-1", "2958466", "1e300", "nan"])
def test_serials_that_are_no_date(serial):
    files = parts(
        sheet_xml(
            head_row()
            + GOOD_ROW.replace('<c t="inlineStr"><is><t>2017-06</t></is></c>', f'<c s="1"><v>{serial}</v></c>')
        ),
        **{"xl/styles.xml": '<s><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></s>'},
    )
    assert "G2" in read(archive(files)).reasons()


def test_dates_written_by_openpyxl():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "人"
    sheet.append(HEAD)
    sheet.append([*GOOD[:6], dt.date(2017, 6, 30), GOOD[7]])
    out = io.BytesIO()
    book.save(out)
    assert read(out.getvalue()).values == [[*CLEAN[:6], "2017-06-30", CLEAN[7]]]


def test_shared_rich_and_phonetic_texts():
    strings = (
        '<sst xmlns="x"><si><t>H1</t></si><si><r><t>张</t></r><r><rPr><b/></rPr><t>三</t></r>'
        "<rPh><t>zhang</t></rPh></si><si><t>_x0041_BC&amp;</t></si></sst>"
    )
    row = f'<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="inlineStr"><is><r><t>{ID[:9]}</t></r><r><t>{ID[9:]}</t></r></is></c></row>'  # noqa: E501
    result = read(hand_made(head_row() + row, **{"xl/sharedStrings.xml": strings}))
    assert result.values[0][:3] == ["H1", "张三", ID]


def test_a_shared_string_that_does_not_exist_refuses_the_file():
    for index in ("9", "-1", "x", "99999999999"):
        row = f'<row><c t="s"><v>{index}</v></c></row>'
        assert "已损坏" in refusal(hand_made(head_row() + row + GOOD_ROW))


def test_prefixed_elements_and_missing_references():
    body = (head_row() + GOOD_ROW).replace("<", "<x:").replace("<x:/", "</x:")
    xml = f'<x:worksheet xmlns:x="m"><x:sheetData>{body}</x:sheetData></x:worksheet>'
    assert read(archive(parts(xml))).values == [CLEAN]


def test_references_out_of_order_refuse_the_file():
    for row in ('<row><c r="B2"/><c r="A2"><v>1</v></c></row>', '<row r="1"><c><v>1</v></c></row>'):
        assert "已损坏" in refusal(hand_made(head_row() + row))


def test_gaps_in_rows_and_columns_keep_their_places():
    cells = ["A7", "B7", "C7", "H7"]
    values = ["H1", "张三", ID, "13800000000"]
    row = (
        '<row r="7">'
        + "".join(f'<c r="{r}" t="inlineStr"><is><t>{v}</t></is></c>' for r, v in zip(cells, values, strict=True))
        + "</row>"
    )
    assert read(hand_made(head_row() + row)).rows == [(7, [], [*CLEAN[:3], None, None, None, None, CLEAN[7]])]


def test_landlines_are_doubted_in_every_row_and_refuse_nothing():
    row = [*GOOD[:7], "0827-7212345"]
    result = read(people(row, row))
    assert [doubt.cell for doubt in result.doubts] == ["H2", "H3"]
    assert result.refused == []


def test_what_was_normalised_is_noted():
    notes = read(people([GOOD[0], "张  三", "１１０１０５１９４９１２３１００２ｘ", *GOOD[3:]])).ends[0].notes
    assert notes == [
        "「姓名」有 1 种写法已规范（如空格、全角字符），首见第 2 行",
        "「证件号码」有 1 种写法已规范（如空格、全角字符），首见第 2 行",
    ]


def test_signs_that_count_as_blank_are_noted():
    result = read(people([*GOOD[:6], "无", " / "], [*GOOD[:6], "无", "/"]))
    assert [values[6:] for values in result.values] == [[None, None]] * 2
    assert result.ends[0].notes == [
        "「首次识别时间」里的「无」按空白处理，首见第 2 行",
        "「联系电话」里的「/」按空白处理，首见第 2 行",
    ]


def test_values_with_tabs_and_line_breaks_survive_the_journey():
    spec = SheetSpec("人", (ColumnSpec("note", "备注", "text", {"multiline": True, "max_length": 2000}),))
    text = "一\n二\\N\\t三\\"
    assert read(workbook({"人": [["备注"], [text]]}), spec).values == [[text]]


def test_many_rows_with_few_and_with_many_distinct_values():
    rows = [[f"H{n // 3}", "张三", ID, "是" if n % 2 else "否", n % 12, n, "2017-06", None] for n in range(9000)]
    result = read(people(*rows))
    assert result.ends[0].rows == 9000
    assert [row[0] for row in result.rows] == list(range(2, 9002))
    assert result.values[8999] == ["H2999", "张三", ID, "t", "11", "8999.00", "2017-06", None]
    assert all(values[5] == f"{n}.00" for n, values in enumerate(result.values))


def test_a_path_is_read_without_a_copy(tmp_path):
    path = tmp_path / "名 册.xlsx"
    path.write_bytes(people(GOOD))
    assert isinstance(next(iter(read_workbook(path, [PEOPLE]))), HeadingsFound)


def test_a_missing_file_is_the_callers_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        list(read_workbook(tmp_path / "none.xlsx", [PEOPLE]))


def test_an_abandoned_reader_leaves_no_process_and_no_descriptor():
    before = len(os.listdir("/proc/self/fd"))
    events = read_workbook(io.BytesIO(people(*[GOOD] * 5000)), [PEOPLE])
    next(events)
    events.close()  # type: ignore[attr-defined]
    assert len(os.listdir("/proc/self/fd")) == before


def test_an_unforeseen_error_is_logged_without_values_and_refuses_the_file(caplog):
    data = io.BytesIO(people(["H1", "张三", ID]))
    with pytest.raises(FileRefusedError, match="无法读取"):
        list(converse(data, {"do": "read", "sheets": [{"name": "人", "columns": [{"heading": ID}]}]}))
    assert "KeyError specs.py:" in caplog.text
    assert ID not in caplog.text


def test_the_reading_process_loads_neither_django_nor_the_database():
    root = Path(__file__).resolve().parents[3]
    code = "import sys; import core.ledgers.reading; print([m for m in sys.modules if m.split('.')[0] in ('django', 'psycopg2', 'import_export', 'python_calamine', 'openpyxl')])"  # noqa: E501
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.strip() == "[]"


def test_old_xls_and_csv_files():
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        text = ",".join(HEAD) + "\n" + f'H1,张三,="{ID}",是,3,"1,200.50",2017-06,13800000000\n\n'
        result = read(text.encode(encoding))
        assert result.rows == [(2, [], CLEAN)]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"),
        (b"<html><table></table></html>", "不是表格"),
        (b"%PDF-1.7", "不是表格"),
        ("户编号,姓名\n".encode("utf-16"), "UTF-16"),
        ("户编号,姓名,证件号码\nH1,张三\0,1\n".encode(), "空字符"),
        ("户编号,姓名,证件号码\n".encode() + b'H1,"', "引号"),
        ("户编号,姓名".encode() + b"\xff\xff,\xd6", "编码不一致"),
    ],
)
def test_files_that_are_no_table(data, words):
    assert words in refusal(data)


def test_several_sheets_need_a_workbook():
    households = SheetSpec("户", (ColumnSpec("household", "户编号", "register_no"),))
    assert "「户」、「人」" in refusal(b"a,b\n", households, PEOPLE)


def test_csv_with_another_separator():
    text = "sep=;\n" + ";".join(HEAD[:3]) + f"\nH1;张三;{ID}\n"
    assert read(text.encode()).rows == [(3, [], [*CLEAN[:3], *[None] * 5])]


def test_the_file_error_is_one_class():
    with pytest.raises(FileRefusedError):
        read(b"")
