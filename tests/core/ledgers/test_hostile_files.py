"""Files made to hurt: each is refused with a sentence, and the reader's parent does not notice more."""

import io
import struct
import zipfile

import pytest

from core.ledgers.refusal import TOO_BIG
from tests.core.ledgers.books import GOOD_ROW, ID, archive, hand_made, head_row, parts, people, read, refusal, sheet_xml

BODY = head_row() + GOOD_ROW


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("xl/vbaProject.bin", "宏"),
        ("xl/VBAPROJECT.BIN", "宏"),
        ("xl/macrosheets/sheet1.xml", "宏"),
        ("customUI/customUI.xml", "宏"),
        ("xl/activeX/activeX1.xml", "控件"),
        ("xl/embeddings/oleObject1.bin", "对象"),
        ("xl/externalLinks/externalLink1.xml", "其他工作簿"),
        ("../../etc/cron.d/x", "已损坏"),
        ("xl/../../x", "已损坏"),
        ("/etc/passwd", "已损坏"),
        ("C:\\x", "已损坏"),
        ("xl\\worksheets\\x", "已损坏"),
    ],
)
def test_parts_that_no_register_needs(name, words):
    assert words in refusal(archive({**parts(sheet_xml(BODY)), name: "x"}))


def test_macro_workbooks_are_told_by_their_content_type():
    files = parts(sheet_xml(BODY))
    files["[Content_Types].xml"] = files["[Content_Types].xml"].replace(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    assert "宏" in refusal(archive(files))


def test_two_parts_of_one_name():
    files = [*parts(sheet_xml(BODY)).items()]
    assert "已损坏" in refusal(archive([*files, ("xl/Worksheets/sheet1.xml", "x")]))
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = archive([*files, files[-1]])
    assert "已损坏" in refusal(data)


def test_too_many_parts():
    files = parts(sheet_xml(BODY))
    assert "超过 200 个" in refusal(archive({**files, **{f"xl/media/{n}.png": "x" for n in range(200)}}))


def test_a_link_inside_the_archive():
    out = io.BytesIO(archive(parts(sheet_xml(BODY))))
    with zipfile.ZipFile(out, "a") as package:
        link = zipfile.ZipInfo("xl/link")
        link.external_attr = 0o120777 << 16
        package.writestr(link, "/etc/passwd")
    assert "已损坏" in refusal(out.getvalue())


def test_an_archive_that_unpacks_to_far_more():
    bomb = archive({**parts(sheet_xml(BODY)), "xl/media/a.png": "0" * 30_000_000})
    assert len(bomb) < 100_000
    assert refusal(bomb) == TOO_BIG


def test_a_declared_size_that_lies():
    data = bytearray(archive(parts(sheet_xml(BODY))))
    at = data.rindex(b"PK\x01\x02")
    while data[at + 46 : at + 46 + 24] != b"xl/worksheets/sheet1.xml"[:24]:
        at = data.rindex(b"PK\x01\x02", 0, at)
    data[at + 24 : at + 28] = struct.pack("<L", 10)
    assert "已损坏" in refusal(bytes(data))


def test_truncated_corrupted_and_empty_archives():
    data = people(["H1", "张三", "x"])
    assert "已损坏" in refusal(data[: len(data) // 2])
    assert "已损坏" in refusal(b"PK\x03\x04" + b"x" * 50)
    broken = bytearray(archive(parts(sheet_xml(BODY)), zipfile.ZIP_STORED))
    at = broken.index("张三".encode())
    broken[at : at + 3] = "李".encode()
    assert "已损坏" in refusal(bytes(broken))
    assert "不是 Excel 工作簿" in refusal(archive({"a.txt": "x"}))


def test_encrypted_archives_and_old_encrypted_workbooks():
    data = bytearray(archive(parts(sheet_xml(BODY)), zipfile.ZIP_STORED))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "已损坏" in refusal(bytes(data))
    encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert "取消密码" in refusal(encrypted)
    assert "已损坏" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "_rels/.rels", "xl/sharedStrings.xml", "xl/styles.xml"]
)
def test_a_document_type_is_refused_wherever_it_stands(part):
    laughs = (
        '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    )
    files = parts(sheet_xml(BODY))
    xml = files.get(part, "<sst><si><t>x</t></si></sst>")
    xml = xml.replace("?>", "?>" + laughs, 1) if "?>" in xml else laughs + xml
    assert "DTD" in refusal(archive({**files, part: xml}))


def test_cells_far_outside():
    for cell in ("XFD1048576", "XFD2", "GS2"):
        row = f'<row r="{cell.lstrip("XFDGS")}"><c r="{cell}"><v>1</v></c></row>'
        assert "超出范围" in refusal(hand_made(head_row() + row))
    assert "已损坏" in refusal(hand_made(head_row() + '<row r="1048577"><c><v>1</v></c></row>'))
    assert "已损坏" in refusal(hand_made(head_row() + '<row r="2"><c r="AAAAAAAA2"><v>1</v></c></row>'))


def test_formatted_blanks_far_outside_are_nothing():
    cells = {"A": "H1", "B": "张三", "C": ID}
    row = "".join(f'<c r="{c}2" t="inlineStr"><is><t>{v}</t></is></c>' for c, v in cells.items())
    for blank in ('<c r="GS2" s="1"/>', '<c r="XFD2" s="1"/>', '<c r="GR2"/><c r="XFD2"><v></v></c>'):
        assert len(read(hand_made(f'{head_row()}<row r="2">{row}{blank}</row>')).rows) == 1


def test_a_million_formatted_empty_rows_are_nothing():
    empty = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>' for n in range(3, 1_048_577))
    data = hand_made(BODY + empty)
    # Ten seconds of processor time, whatever else the machine does.
    assert read(data, seconds=10).ends[0].rows == 1


def test_huge_counts_in_shared_strings_are_not_believed():
    strings = '<sst xmlns="x" count="4294967295" uniqueCount="4294967295"><si><t>H1</t></si></sst>'
    row = '<row><c t="s"><v>0</v></c></row>'
    result = read(hand_made(BODY + row, **{"xl/sharedStrings.xml": strings}))
    assert result.values[1][0] == "H1"


def test_texts_longer_than_a_cell_can_hold():
    long = "长" * 200_000
    assert refusal(hand_made(BODY.replace("张三", long))) == TOO_BIG
    strings = f"<sst><si><t>{long}</t></si></sst>"
    assert refusal(hand_made(BODY, **{"xl/sharedStrings.xml": strings})) == TOO_BIG


def test_a_file_that_needs_too_much_memory_or_time_is_refused():
    strings = "<sst>" + "".join(f"<si><t>{n:>300}</t></si>" for n in range(100_000)) + "</sst>"
    data = hand_made(BODY, **{"xl/sharedStrings.xml": strings})
    assert refusal(data, memory=50 << 20) == TOO_BIG
    rows = hand_made(BODY + GOOD_ROW * 290_000, method=zipfile.ZIP_STORED)
    assert "超时" in refusal(rows, seconds=1)


def test_too_many_rows_with_content():
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(3, 300_004))
    assert "超过 300,000 行" in refusal(hand_made(BODY + rows, method=zipfile.ZIP_STORED))


def test_broken_xml():
    assert "已损坏" in refusal(archive(parts("<worksheet><sheetData>")))
    assert "已损坏" in refusal(archive(parts("<html></html>")))
    files = parts(sheet_xml(BODY))
    del files["xl/_rels/workbook.xml.rels"]
    assert "已损坏" in refusal(archive(files))


def test_bytes_that_are_no_text():
    row = (
        '<row r="2">'
        + "".join(
            f'<c r="{c}2" t="inlineStr"><is><t>{v}</t></is></c>' for c, v in zip("ABC", ["H1", "张三", ID], strict=True)
        )
        + "</row>"
    )
    files = parts(sheet_xml(head_row() + row))
    assert len(read(archive(files)).rows) == 1
    whole = archive(files, zipfile.ZIP_STORED)
    xml = files["xl/worksheets/sheet1.xml"].encode().replace("张三".encode(), b"\xe5\xe5\xe5\xe5\xe5\xe5")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else old.read(name))
    assert "已损坏" in refusal(out.getvalue())
