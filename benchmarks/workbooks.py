"""``read_270k`` and ``ledger_100k``: workbooks in and out, against openpyxl, XlsxWriter and the bare work.

The same 30 columns both ways: numbers, names, code lists, yes/no, amounts, dates; every row is synthetic.
"""

from __future__ import annotations

import resource
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any
from xml.parsers import expat

import openpyxl
import xlsxwriter

from benchmarks.measure import Row, interleaved, row, seconds
from core.dictionaries.id_number import check_character
from core.ledgers import cells
from core.ledgers.specs import ColumnSpec, LedgerColumn, SheetSpec
from core.ledgers.workbook_read import CellsRefused, SheetEnd, read_workbook
from core.ledgers.workbook_write import LedgerSheet, write_ledger

WRITTEN = 100_000
CAUSES = {
    label: str(code)
    for code, label in enumerate(("因病", "因残", "因学", "因灾", "缺土地", "缺水", "缺技术", "缺劳力", "缺资金"), 1)
}
COLUMNS = [
    LedgerColumn("household", "户编号", cells.RegisterNo(), width=20),
    LedgerColumn("person", "人编号", cells.RegisterNo(), width=20),
    LedgerColumn("name", "姓名", cells.Name()),
    LedgerColumn("id_number", "证件号码", cells.IdNumber(), width=22),
    LedgerColumn("phone", "联系电话", cells.Phone()),
    LedgerColumn("card", "银行卡号", cells.BankCard(), width=22),
    *(LedgerColumn(f"code{n}", f"原因{n}", cells.Code(choices=CAUSES), group="致贫原因") for n in range(8)),
    *(LedgerColumn(f"yes{n}", f"是否{n}", cells.YesNo(), group="保障") for n in range(7)),
    *(LedgerColumn(f"months{n}", f"月数{n}", cells.Whole(), total=True) for n in range(2)),
    *(LedgerColumn(f"money{n}", f"收入{n}", cells.Money(), group="收入", unit="元", total=True) for n in range(4)),
    LedgerColumn("since", "识别时间", cells.Partial()),
    LedgerColumn("exit", "脱贫日期", cells.Date()),
    LedgerColumn("note", "备注", cells.Text(multiline=True)),
]
SPEC = SheetSpec("台账", tuple(ColumnSpec(c.name, c.heading, c.widget.kind, c.widget.params()) for c in COLUMNS))
FAMILY, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英"


def run(households: int) -> list[Row]:
    """Reading three members a household, and writing at most 100,000 rows."""
    with tempfile.TemporaryDirectory() as folder:
        return [*_read(Path(folder), households * 3), *_write(Path(folder), min(WRITTEN, households * 3))]


def people(count: int) -> Iterator[list[Any]]:
    """Stored values in the order of the columns; numbers never repeat, the rest every 5,000 rows."""
    random = Random(1)
    base = [_person(random) for _ in range(5_000)]
    for serial, rest in enumerate(islice(cycle(base), count)):
        born = date(1945, 1, 1) + timedelta(days=serial % 25_000)
        first17 = f"511921{born:%Y%m%d}{serial // 25_000:03d}"
        yield [
            f"511921{serial // 3:011d}",
            f"511921{serial:014d}",
            rest[0],
            first17 + check_character(first17),
            f"139{serial:08d}",
            _card(serial),
            *rest[1:],
        ]


def _person(random: Random) -> list[Any]:
    codes = list(CAUSES.values())
    return [
        random.choice(FAMILY) + random.choice(GIVEN) + random.choice(GIVEN),
        *(random.choice(codes) for _ in range(8)),
        *(random.random() < 0.5 for _ in range(7)),
        random.randrange(13),
        random.randrange(13),
        *(Decimal(random.randrange(2_000_000)) / 100 for _ in range(4)),
        cells.PartialDate(date(random.randrange(2013, 2019), random.randrange(1, 13), 1), "month"),
        date(2014, 1, 1) + timedelta(days=random.randrange(2_500)),
        random.choice([None, "外出务工", "低保户"]),
    ]


def _card(serial: int) -> str:
    digits = f"62284800{serial:010d}"
    doubled = digits[::-2].translate(str.maketrans("0123456789", "0246813579"))
    return digits + str(-(sum(map(int, doubled)) + sum(map(int, digits[-2::-2]))) % 10)


def ledger(rows: Iterable[list[Any]]) -> LedgerSheet:
    return LedgerSheet("某县2018年建档立卡贫困人口花名册", COLUMNS, rows, reporter="某县", units="单位：元")


def _read(folder: Path, count: int) -> list[Row]:
    book = folder / "read.xlsx"
    write_ledger(book, [ledger(people(count))])

    def product() -> None:
        rows = 0
        for event in read_workbook(book, [SPEC]):
            assert not isinstance(event, CellsRefused) or event.problems[0].row > count
            if isinstance(event, SheetEnd):
                rows = event.rows
        # The total below the data is refused, as it should be.
        assert rows == count + 1, rows

    def peer() -> None:
        sheet = openpyxl.load_workbook(book, read_only=True)["台账"]
        assert sum(1 for _ in sheet.iter_rows(values_only=True)) == count + 5

    def limit() -> None:
        parser = expat.ParserCreate()
        with zipfile.ZipFile(book) as package, package.open("xl/worksheets/sheet1.xml") as part:
            while chunk := part.read(1 << 18):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)

    ours, theirs, bare = interleaved(*(_timed(work) for work in (product, peer, limit)))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    assert ours is not None
    return [row("read_270k", ours, theirs, bare), row("read_270k_peak", peak, None, None, "MB")]


def _write(folder: Path, count: int) -> list[Row]:
    rows = list(people(count))
    ours, writer, openpyxl_time, bare = interleaved(
        _timed(lambda: write_ledger(folder / "own.xlsx", [ledger(rows)])),
        _timed(lambda: _xlsxwriter(folder / "peer.xlsx", rows)),
        _timed(lambda: _openpyxl(folder / "other.xlsx", rows)),
        _timed(lambda: _bare(folder / "bare.xlsx", rows)),
    )
    assert ours is not None
    return [
        row("ledger_100k", ours, writer, bare),
        row("ledger_100k (openpyxl write-only)", ours, openpyxl_time, bare),
    ]


def _timed(work: Callable[[], object]) -> Callable[[], float]:
    return lambda: seconds(work)


def _xlsxwriter(path: Path, people: list[list[Any]]) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        text, amount, day, whole = (
            book.add_format({"border": 1, "num_format": form}) for form in ("@", "#,##0.00", "yyyy-mm-dd", "0")
        )
        sheet.merge_range(0, 0, 0, len(COLUMNS), "花名册")
        for place, column in enumerate(COLUMNS, 1):
            sheet.set_column(place, place, column.width)
            sheet.write_string(3, place, column.title, text)
        for at, values in enumerate(people, 4):
            sheet.write_number(at, 0, at - 3, whole)
            for place, (column, value) in enumerate(zip(COLUMNS, values, strict=True), 1):
                if isinstance(value, Decimal):
                    sheet.write_number(at, place, value, amount)
                elif isinstance(value, bool) or not isinstance(value, int | date):
                    sheet.write_string(at, place, column.widget.render(value), text)
                elif isinstance(value, int):
                    sheet.write_number(at, place, value, whole)
                else:
                    sheet.write_datetime(at, place, value, day)


def _openpyxl(path: Path, people: list[list[Any]]) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    sheet.append(["序号", *(column.title for column in COLUMNS)])
    for serial, values in enumerate(people, 1):
        line: list[Any] = [serial]
        for column, value in zip(COLUMNS, values, strict=True):
            plain = isinstance(value, Decimal | date) or (isinstance(value, int) and not isinstance(value, bool))
            line.append(value if plain else column.widget.render(value))
        sheet.append(line)
    book.save(path)


def _bare(path: Path, people: list[list[Any]]) -> None:
    """The least there is to do: one template a row, no look, no escaping."""
    cell = '<c t="inlineStr"><is><t>%s</t></is></c>'
    template = "<row>" + cell * len(COLUMNS) + "</row>"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package,
        package.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        rows = iter(people)
        while block := list(islice(rows, 500)):
            part.write("".join([template % tuple(values) for values in block]).encode())
