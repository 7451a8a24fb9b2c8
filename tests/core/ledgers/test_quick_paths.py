"""Every shortcut of the reader against the long way it stands for."""

import io
import itertools
import string

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.dictionaries import id_number
from core.ledgers import cells
from core.ledgers.cells import CellError
from core.ledgers.xlsx_package import Package
from core.ledgers.xlsx_sheet import XlsxSheet
from tests.core.ledgers.books import GOOD_ROW, ID, archive, hand_made, head_row, parts, read, sheet_xml

QUICK = {
    "name": cells.Name(),
    "register_no": cells.RegisterNo(),
    "money": cells.Money(),
    "area_code": cells.AreaCode(),
    "id_number": cells.IdNumber(),
    "phone": cells.Phone(),
    "bank_card": cells.BankCard(),
}
LIKELY = st.one_of(
    st.text(max_size=22),
    st.text(alphabet=string.digits + "X.-+eE, ", max_size=22),
    st.from_regex(r"[0-9]{1,12}(\.[0-9]{1,17})?", fullmatch=True),
    st.from_regex(r"1[3-9][0-9]{9}|[1-6][0-9]{16}[0-9X]|[1-9][0-9]{11}|[0-9]{16,19}", fullmatch=True),
    st.sampled_from([ID, "13800000000", "6228480000000000019", "张三", "0", "00", "0.10", "1234.5600000001", "007"]),
)


def long_way(widget, content, number):
    """COPY text the slow way; None when refused or doubted."""
    value = content
    if number:
        try:
            value = int(content) if len(content) <= 15 and content.isascii() and content.isdigit() else float(content)
        except ValueError:
            return None
    try:
        cleaned = widget.clean(value)
    except CellError:
        return None
    return None if widget.doubt(cleaned) else widget.copy_text(cleaned)


@pytest.mark.parametrize("kind", QUICK)
@settings(max_examples=300)
@given(content=LIKELY, number=st.booleans())
@example(content="0.125", number=False)
@example(content="0.125", number=True)
@example(content="999999999.994999", number=True)
@example(content="8474.559999999999", number=True)
def test_a_quick_answer_is_the_long_answer(kind, content, number):
    widget = QUICK[kind]
    quick = widget.quick(content, number)
    assert quick is None or quick == long_way(widget, content, number)


@pytest.mark.parametrize("kind", QUICK)
@settings(max_examples=100)
@given(contents=st.lists(LIKELY, min_size=1, max_size=5), number=st.booleans())
def test_quick_answers_for_many_are_the_long_answers(kind, contents, number):
    widget = QUICK[kind]
    for content, quick in zip(contents, widget.quick_many(contents, number), strict=True):
        assert quick is None or quick == long_way(widget, content, number)


def test_the_quick_ways_do_take_what_is_plainly_right():
    for kind, content, number in (
        ("name", "张三", False),
        ("register_no", "H1", False),
        ("money", "8474.559999999999", True),
        ("money", "12.5", False),
        ("area_code", "511921001001", True),
        ("id_number", ID, False),
        ("phone", "13800000000", False),
        ("bank_card", "4111111111111111", False),
    ):
        assert QUICK[kind].quick(content, number) == long_way(QUICK[kind], content, number) is not None
        assert list(QUICK[kind].quick_many([content] * 3, number)) == [QUICK[kind].quick(content, number)] * 3


@given(
    st.lists(
        st.from_regex(r"[1-6][0-9]{5}(19[4-9][0-9]|20[01][0-9])[01][0-9][0-3][0-9][0-9]{3}", fullmatch=True), min_size=1
    )
)
def test_many_id_numbers_at_once_are_judged_like_one(first17s):
    right = [first17 + id_number.check_character(first17) for first17 in first17s]
    assert id_number.are_plainly_valid(right) is all(map(id_number.is_plainly_valid, right))
    for place in range(len(right)):
        wrong = right.copy()
        wrong[place] = wrong[place][:17] + ("0" if wrong[place][17] != "0" else "1")
        assert id_number.are_plainly_valid(wrong) is False


@given(st.text(alphabet="0123456789X\n", max_size=80))
def test_odd_texts_are_no_id_numbers(text):
    assert id_number.are_plainly_valid([text, text]) is id_number.is_plainly_valid(text)


PIECES = [
    '<c r="{c}{r}" s="1" t="s"><v>0</v></c>',
    '<c r="{c}{r}" t="s"><v>3</v></c>',
    '<c r="{c}{r}"><v>12</v></c>',
    '<c r="{c}{r}" s="2"><v>43009</v></c>',
    '<c r="{c}{r}" t="inlineStr"><is><t>张三</t></is></c>',
    '<c r="{c}{r}" t="inlineStr"><is><t xml:space="preserve"> H{r}&quot;&amp;&#65; </t></is></c>',
    '<c r="{c}{r}" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>',
    '<c r="{c}{r}" t="inlineStr"><is><t>{r}"</t></is></c>',
    '<c r="{c}{r}" t="inlineStr"><is><t>a\r\nb_x0041_</t></is></c>',
    '<c r="{c}{r}" s="1"/>',
    "",
    '<c t="b" r="{c}{r}"><v>1</v></c>',
    '<c r="{c}{r}" t="b"><v>0</v></c>',
    '<c r="{c}{r}" t="e"><v>#REF!</v></c>',
    '<c r="{c}{r}"><f>A1</f><v>3</v></c>',
    '<c r="{c}{r}" t="str"><v>x</v></c>',
    '<c r="{c}{r}" t="d"><v>2017-06-30</v></c>',
    '<c r="{c}{r}" t="s" s="{r}"><v>1</v></c>',
    '<c r="{c}{r}" t="inlineStr"><is></is></c>',
    '<c r="{c}{r}"><v></v></c>',
    '<c r="{c}{r}" t="inlineStr"><is><t/></is></c>',
]
ROWS = ['<row r="{r}">', '<row r="{r}" spans="1:8" ht="15" hidden="1">', ' \n<row r="{r}" s="{r}" customFormat="1">']
STRINGS = (
    '<?xml version="1.0"?><sst xmlns="x"><si><t>H1</t></si><si><t xml:space="preserve"> 二 </t></si>'
    "<si><r><t>三</t></r><r><t>x</t></r><rPh><t>no</t></rPh></si><si><t>&lt;四&gt;</t></si></sst>"
)


def rows_of(xml):
    """Numbers, hiddenness and typed values of all rows."""
    files = parts(xml, **{"xl/sharedStrings.xml": STRINGS})
    package = Package(io.BytesIO(archive(files)))
    sheet = XlsxSheet(package, "xl/worksheets/sheet1.xml", package.strings(), frozenset("2"))
    rows = list(sheet.rows())
    ordinary = sum(bool(row.pieces) for row in rows)
    found = []
    for row in rows:
        by_grid = {
            place: sheet.key(cell, row, place) for place, cell in enumerate(sheet.grid([row], 9)[0]) if cell is not None
        }
        assert {place: key for place, key in by_grid.items() if key is not None} == sheet.cells(row)
        found.append((row.number, row.hidden, {p: sheet.decode(k) for p, k in sheet.cells(row).items()}))
    return [row for row in found if row[2]], ordinary


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(ROWS), st.lists(st.sampled_from(PIECES), min_size=1, max_size=8)),
        min_size=1,
        max_size=6,
    )
)
def test_quick_rows_are_what_expat_reads(rows):
    body = "".join(
        head.format(r=n)
        + "".join(piece.format(c=c, r=n) for c, piece in zip(string.ascii_uppercase, pieces, strict=False))
        + "</row>"
        for n, (head, pieces) in zip(itertools.count(2, 3), rows, strict=False)
    )
    xml = sheet_xml(body)
    # A comment in front keeps the quick way out.
    exact, ordinary = rows_of(xml.replace("<sheetData>", "<!-- exact --><sheetData>"))
    assert ordinary == 0
    assert rows_of(xml)[0] == exact


def test_the_quick_way_is_taken_by_ordinary_rows():
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" s="1" t="s"><v>0</v></c><c r="C{n}"><v>{n}</v></c></row>' for n in range(20, 40)
    )
    found, ordinary = rows_of(sheet_xml(rows))
    assert ordinary == 20
    assert found[0] == (20, False, {0: "H1", 2: 20})


@pytest.mark.parametrize("comment", ["", "<!-- x -->", "<?x y?>"])
def test_comments_between_rows_change_nothing(comment):
    row = (
        '<row r="{n}">'
        + "".join(
            f'<c r="{c}{{n}}" t="inlineStr"><is><t>{v}</t></is></c>'
            for c, v in zip("ABC", ["H1", "张三", ID], strict=True)
        )
        + "</row>"
    )
    body = head_row() + comment.join(row.format(n=n) for n in range(2, 1500))
    assert len(read(hand_made(body)).rows) == 1498


def test_prefixes_and_encodings_keep_the_quick_way_out():
    body = head_row() + GOOD_ROW
    for xml in (
        sheet_xml(body).replace("UTF-8", "utf-8"),
        sheet_xml(body).replace("<sheetData>", "<sheetData >"),
    ):
        assert len(read(archive(parts(xml))).rows) == 1
    strings = STRINGS.replace("<sst", "<x:sst").replace("</sst", "</x:sst").replace("<si", "<x:si")
    strings = strings.replace("</si", "</x:si").replace("xmlns=", "xmlns:x=")
    assert len(read(hand_made(body, **{"xl/sharedStrings.xml": strings})).rows) == 1
