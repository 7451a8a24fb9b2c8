"""What the reading process does with a file: tell its format, find the sheets, clean the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import IO, Any, Final

from core.ledgers import headings
from core.ledgers.cells import label_key
from core.ledgers.cleaning import Problem, SheetCleaner
from core.ledgers.refusal import FileRefusedError
from core.ledgers.specs import SheetSpec
from core.ledgers.table_files import CsvSheet, XlsFile, XlsSheet
from core.ledgers.xlsx_package import Package
from core.ledgers.xlsx_pieces import Row, column_letters
from core.ledgers.xlsx_sheet import XlsxSheet

MAX_ROWS: Final = 300_000
BLOCK: Final = 500
MAX_PROBLEMS: Final = 500_000
_CFB: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = b"PK\x03\x04"

Send = Callable[[dict[str, Any]], None]
SendRows = Callable[[int, list[str]], None]
AnySheet = XlsxSheet | XlsSheet | CsvSheet
Named = list[tuple[str, bool]]


def read(file: IO[bytes], task: dict[str, Any], send: Send, send_rows: SendRows) -> None:
    """Stream all wanted sheets of ``file`` as events and blocks of rows. FileRefusedError."""
    specs = [SheetSpec.from_json(data) for data in task["sheets"]]
    for spec, sheet, title, hidden in sheets_of(file, specs):
        reader = SheetReader(specs.index(spec), spec, sheet, send, send_rows)
        reader.open(title, hidden)
        reader.run()


def sheets_of(file: IO[bytes] | Package, specs: list[SheetSpec]) -> Iterator[tuple[SheetSpec, AnySheet, str, bool]]:
    """Each wanted sheet with its name in the file and whether it is hidden. FileRefusedError."""
    if isinstance(file, Package):
        yield from _xlsx_sheets(file, specs)
        return
    magic = file.read(8)
    file.seek(0)
    if not magic:
        raise FileRefusedError("文件是空的")
    if magic == _CFB:
        old = XlsFile(file)
        wanted = _chosen(specs, old.sheets)
        yield from ((spec, old.sheet(title), title, hidden) for spec, (_, title, hidden) in wanted)
    elif magic.startswith(_ZIP):
        yield from _xlsx_sheets(Package(file), specs)
    elif len(specs) == 1:
        yield specs[0], CsvSheet(file), "CSV", False
    else:
        names = "、".join(f"「{spec.name}」" for spec in specs)
        raise FileRefusedError(f"请上传 .xlsx 工作簿，其中应有工作表{names}")


def _xlsx_sheets(package: Package, specs: list[SheetSpec]) -> Iterator[tuple[SheetSpec, AnySheet, str, bool]]:
    wanted = _chosen(specs, [(sheet.title, sheet.hidden) for sheet in package.sheets])
    strings, dates = package.strings(), package.date_styles()
    for spec, (place, title, hidden) in wanted:
        yield spec, XlsxSheet(package, package.sheets[place].part, strings, dates), title, hidden


def _chosen(specs: list[SheetSpec], listed: Named) -> list[tuple[SheetSpec, tuple[int, str, bool]]]:
    by_key: dict[str, tuple[int, str, bool]] = {}
    for place, (title, hidden) in enumerate(listed):
        by_key.setdefault(label_key(title), (place, title, hidden))
    chosen = []
    missing = []
    for spec in specs:
        hit = next((by_key[k] for n in (spec.name, *spec.synonyms) if (k := label_key(n)) in by_key), None)
        if hit is None:
            if not spec.optional:
                missing.append(spec.name)
        else:
            chosen.append((spec, hit))
    if missing:
        found = "、".join(f"「{title}」" for title, _ in listed[:20])
        wanted = "、".join(f"「{name}」" for name in missing)
        raise FileRefusedError(f"缺少工作表{wanted}，文件里的工作表是{found}")
    return chosen


class SheetReader:
    """Reads one sheet: the first rows are held back until the headings are known."""

    def __init__(self, place: int, spec: SheetSpec, sheet: AnySheet, send: Send, send_rows: SendRows) -> None:
        self.place = place
        self.spec = spec
        self.sheet = sheet
        self.send = send
        self.send_rows = send_rows
        self.problem_count = 0
        self.cleaner: SheetCleaner

    def open(self, title: str, hidden: bool) -> None:
        self.title = title
        self.hidden = hidden

    def run(self) -> None:
        rows = self.sheet.rows()
        held: list[Row] = []
        for row in rows:
            held.append(row)
            if row.number > headings.LAST_HEADING_ROW:
                break
        found = headings.find(self.spec, {row.number: self._texts(row) for row in held})
        self.cleaner = SheetCleaner(self.spec, found, self.sheet)
        self._announce(found)
        self._stream(chain([row for row in held if row.number > found.row], rows))
        self._finish(found)

    def _texts(self, row: Row) -> dict[int, str]:
        decode: Callable[[Any], Any] = self.sheet.decode
        values = {place: decode(key) for place, key in self.sheet.cells(row).items()}
        return {place: value for place, value in values.items() if isinstance(value, str) and value.strip()}

    def _announce(self, found: headings.Headings) -> None:
        self.send(
            {
                "event": "headings",
                "sheet": self.place,
                "title": self.title,
                "row": found.row,
                "columns": {name: column_letters(place) for name, place in found.columns.items()},
                "unknown": found.unknown,
            }
        )

    def _stream(self, rows: Iterator[Row]) -> None:
        while block := list(islice(rows, BLOCK)):
            lines = self.cleaner.lines(block)
            if self.cleaner.rows > MAX_ROWS:
                raise FileRefusedError(f"工作表「{self.title}」超过 {MAX_ROWS:,} 行，请拆分后分别上传")
            if lines:
                self.send_rows(self.place, lines)
            self._send_problems()

    def _send_problems(self) -> None:
        for kind, problems in (("errors", self.cleaner.problems), ("doubts", self.cleaner.doubts)):
            if not problems:
                continue
            if self.problem_count < MAX_PROBLEMS:
                self.send({"event": kind, "sheet": self.place, "items": [_item(p) for p in problems]})
            self.problem_count += len(problems)
            problems.clear()

    def _finish(self, found: headings.Headings) -> None:
        self.cleaner.merged(self.sheet.merges, found.row)
        self._send_problems()
        if not self.cleaner.rows and not self.spec.optional:
            raise FileRefusedError(f"工作表「{self.title}」没有数据行")
        notes = self.cleaner.notes()
        if found.unknown:
            notes.insert(0, f"不认识的列，未导入：{'、'.join(found.unknown)}")
        if self.problem_count > MAX_PROBLEMS:
            notes.append(f"问题太多，只列出前 {MAX_PROBLEMS:,} 处")
        self.send(
            {
                "event": "sheet_end",
                "sheet": self.place,
                "rows": self.cleaner.rows,
                "refused": self.cleaner.refused,
                "notes": notes,
                "confirm": self._to_confirm(),
            }
        )

    def _to_confirm(self) -> list[str]:
        confirm = []
        if self.hidden:
            confirm.append("是隐藏的工作表")
        if self.cleaner.hidden_rows:
            confirm.append(f"含隐藏行 {self.cleaner.hidden_rows} 行")
        hidden = [c.spec.heading for c in self.cleaner.columns if c.position in self.sheet.hidden_columns]
        if hidden:
            confirm.append(f"含隐藏列：{'、'.join(hidden)}")
        if self.sheet.filtered:
            confirm.append("设有筛选")
        return confirm


def _item(problem: Problem) -> list[Any]:
    return [problem.row, column_letters(problem.column), problem.heading, problem.reason]
